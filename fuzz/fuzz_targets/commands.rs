//! Any text as a script, a Markdown page and plain lines: the commands in it are found, read and judged.
#![no_main]

use std::collections::BTreeMap;
use std::hint::black_box;

use esclusa_model::dialect::{compose, engine, run};
use esclusa_model::{Context, Mode};
use esclusa_source::{MemoryFiles, Sources, TextKind, compose_blocks, docker_commands};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let files = MemoryFiles::default();
    let context = Context {
        files: &files,
        environment: BTreeMap::new(),
        working_dir: "/w".into(),
        mode: Mode::Tolerant,
    };
    let mut sources = Sources::default();
    let file = sources.add("fuzz.md", text);
    black_box(compose_blocks(file, text));
    for kind in [TextKind::Script, TextKind::Markdown, TextKind::Plain] {
        for command in docker_commands(file, text, kind) {
            assert!(text.get(command.span.range()).is_some());
            for word in &command.words {
                assert!(word.span.is_none_or(|span| text.get(span.range()).is_some()));
            }
            let reading = run::read(&command.words, &context, &mut sources);
            for project in &reading.projects {
                black_box(esclusa_rules::judge(project));
                black_box(run::write(project));
                black_box(compose::write(project));
                // What only a shell knows is no part of a request.
                black_box(engine::write(project));
            }
        }
    }
});
