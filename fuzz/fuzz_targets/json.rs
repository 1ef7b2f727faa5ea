//! Any text as JSON: what is accepted is what `serde_json` accepts, within the limits of depth.
#![no_main]

use std::hint::black_box;

use esclusa_source::Sources;
use esclusa_source::syntax::json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let file = sources.add("fuzz.json", text);
    let (node, problems) = json::parse(file, text);
    assert!(node.is_some() || !problems.is_empty(), "nothing was read and nothing said");
    for problem in problems {
        if let Some(span) = problem.span {
            assert!(text.get(span.range()).is_some());
            black_box(sources.location(span));
        }
    }
    black_box(json::parse_stream(file, text));
});
