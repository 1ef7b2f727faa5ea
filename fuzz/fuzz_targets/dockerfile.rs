//! Any text as a Dockerfile, built for its last stage and for one that is named behind a NUL.
#![no_main]

use esclusa_model::dialect::dockerfile::{Build, facts};
use esclusa_source::Sources;
use esclusa_source::syntax::dockerfile::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (text, target) = text.split_once('\0').unwrap_or((text, ""));
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let (dockerfile, mut problems) = parse(file, text);
    for instruction in &dockerfile.instructions {
        for (part, _) in instruction.words(dockerfile.escape) {
            let place = instruction.place(part);
            assert!(text.get(place.range()).is_some(), "a place that is not in the text");
        }
    }
    let build = Build { target: Some(target.to_owned()), ..Build::default() };
    let (image, more) = facts(&dockerfile, &build);
    problems.extend(more);
    assert!(!problems.is_empty() || !dockerfile.instructions.is_empty(), "nothing read and nothing said");
    for problem in &problems {
        problem.span.inspect(|span| drop(sources.location(*span)));
    }
    assert!(image.exposed_ports.items.len() <= 3 * 65_536);
});
