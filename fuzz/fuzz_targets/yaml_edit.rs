//! Any cut of any YAML text: what is read afterwards is what was read before and the change, and comments stay. A
//! text of our own generator, or the input's own behind its first line.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/esclusa-source/tests/it/yaml_surgery/generated.rs"]
mod generated;
#[path = "../../crates/esclusa-source/tests/it/yaml_surgery/law.rs"]
mod law;

use generated::{Choices, document};

fuzz_target!(|bytes: &[u8]| {
    let newline = bytes.iter().position(|byte| *byte == b'\n');
    let (head, rest) = bytes.split_at(newline.unwrap_or(bytes.len()));
    let own = std::str::from_utf8(rest).ok().and_then(|rest| rest.strip_prefix('\n'));
    let done = match own.filter(|own| !own.is_empty()) {
        Some(text) => law::broken(text, &mut Choices(head)),
        None => {
            let mut choices = Choices(bytes);
            let text = document(&mut choices);
            law::broken(&text, &mut choices)
        }
    };
    if let Some(Err(wrong)) = done {
        panic!("{wrong}");
    }
});
