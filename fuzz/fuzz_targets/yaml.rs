//! Any text as YAML: it ends, and every place that the tree names lies in the text.
#![no_main]

use std::hint::black_box;

use esclusa_source::syntax::yaml;
use esclusa_source::{Node, Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let file = sources.add("fuzz.yaml", text);
    let (documents, problems) = yaml::parse(file, text);
    for problem in problems {
        if let Some(span) = problem.span {
            assert!(text.get(span.range()).is_some());
        }
    }
    let mut left: Vec<&Node> = documents.iter().filter_map(|document| document.root.as_ref()).collect();
    while let Some(node) = left.pop() {
        assert!(text.get(node.span.range()).is_some(), "{:?} is not in the text", node.span);
        black_box(sources.location(node.span));
        left.extend(node.entries().into_iter().flatten().flat_map(|entry| [&entry.key, &entry.value]));
        left.extend(node.items().into_iter().flatten());
    }
});
