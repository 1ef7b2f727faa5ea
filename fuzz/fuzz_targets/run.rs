//! Any words after `docker run`, exactly and tolerantly: what the exact reading accepts, the tolerant one reads alike.
#![no_main]

use std::collections::BTreeMap;
use std::hint::black_box;

use esclusa_model::dialect::run;
use esclusa_model::{Context, Mode};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{MemoryFiles, Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // Words stand between line ends, so that one may hold blanks; a file of variables comes after a NUL.
    let (line, file) = text.split_once('\0').unwrap_or((text, ""));
    let files = MemoryFiles::default().with("/w/env", file);
    let given = line.split('\n').map(Word::argument);
    let words: Vec<Word> = ["docker", "run"].map(Word::argument).into_iter().chain(given).collect();
    let read = |mode| {
        let context = Context { files: &files, environment: BTreeMap::new(), working_dir: "/w".into(), mode };
        run::read(&words, &context, &mut Sources::default())
    };
    let (exact, tolerant) = (read(Mode::Exact), read(Mode::Tolerant));
    assert!(exact.projects.is_empty() != exact.problems.is_empty(), "neither read nor refused, or both");
    assert_eq!(exact.problems.is_empty(), tolerant.problems.is_empty());
    for project in exact.projects.iter().chain(&tolerant.projects) {
        black_box(esclusa_rules::judge(project));
    }
});
