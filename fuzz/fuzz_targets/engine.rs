//! Any text as the engine's JSON, both ways: what is read exactly is written as a text that reads back the same.
#![no_main]

use std::collections::BTreeMap;
use std::hint::black_box;

use esclusa_model::dialect::engine;
use esclusa_model::{Context, Mode, Reading};
use esclusa_source::{MemoryFiles, Sources};
use libfuzzer_sys::fuzz_target;

fn read(text: &str, mode: Mode) -> Reading {
    let files = MemoryFiles::default();
    let context = Context { files: &files, environment: BTreeMap::new(), working_dir: "/w".into(), mode };
    let mut sources = Sources::default();
    let file = sources.add("request.json", text);
    engine::read(file, &context, &sources)
}

fuzz_target!(|text: &str| {
    let exact = read(text, Mode::Exact);
    let tolerant = read(text, Mode::Tolerant);
    assert!(!tolerant.projects.is_empty() || !tolerant.problems.is_empty(), "nothing read and nothing said");
    for project in &tolerant.projects {
        black_box(esclusa_rules::judge(project));
    }
    if !exact.problems.is_empty() {
        return;
    }
    for project in &exact.projects {
        let again = read(&engine::write(project).text, Mode::Exact);
        assert_eq!(again.problems, [], "what is written is not read");
        let requests = |project: &esclusa_model::Project| {
            let mut requests: Vec<_> = project.containers().map(|one| one.request.clone()).collect();
            // The one key that is named as unsaid: the engine ignores it where there is no `HostConfig`.
            requests.iter_mut().for_each(|request| drop(request.unread.shift_remove("Cpuset")));
            requests
        };
        let read_again: Vec<_> = again.projects.iter().flat_map(&requests).collect();
        assert_eq!(requests(project), read_again);
    }
});
