//! `daemon.json` as dockerd reads it: what it does not know it refuses, and starts no more.

use esclusa_source::syntax::json;
use esclusa_source::{FileId, Problem, Sources, detail};

use super::key::{self, Kind};
use crate::dialect::engine::decode::Decoder;
use crate::tree::{Tree, Value};
use crate::{Entries, Origin};

/// The file's place and its settings; `None` if it is no JSON object.
pub(super) fn read(
    file: FileId,
    sources: &Sources,
    problems: &mut Vec<Problem>,
) -> Option<(Origin, Entries)> {
    let text = &sources.file(file).text;
    // An empty file is one without settings.
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Some((Origin::at(esclusa_source::Span::new(file, 0..0)), Entries::new()));
    }
    let (node, mut wrong) = json::parse(file, text);
    problems.append(&mut wrong);
    let node = node?;
    let mut decoder = Decoder::default();
    let tree = decoder.plain(&node);
    problems.append(&mut decoder.problems);
    let place = tree.origin.clone();
    let Value::Mapping(map) = tree.value else {
        let detail = detail!("expected-an-object", "expected an object");
        problems.push(Problem::new("wrong-type", node.span, detail));
        return None;
    };
    let mut settings = Entries::new();
    for (key, value) in map {
        flatten(key, value, &mut settings, problems);
    }
    Some((place, settings))
}

/// One member. What stands in a group (`proxies`) counts as if it stood outside, as dockerd has it.
fn flatten(key: String, tree: Tree, settings: &mut Entries, problems: &mut Vec<Problem>) {
    let known = key::of_file(&key);
    match (known, tree.value) {
        (Some(Kind::Group), Value::Mapping(map)) => {
            for (inner, value) in map {
                // One level only: a group in a group is an unknown key.
                match key::of_file(&inner) {
                    Some(Kind::Group) | None => unknown(&inner, &value, problems),
                    Some(kind) => add(inner, value, kind, settings, problems),
                }
            }
        }
        (Some(Kind::Group), _) => {}
        (Some(kind), value) => add(key, Tree { value, ..tree }, kind, settings, problems),
        (None, value) => unknown(&key, &Tree { value, ..tree }, problems),
    }
}

fn add(key: String, tree: Tree, kind: Kind, settings: &mut Entries, problems: &mut Vec<Problem>) {
    if let Some(expected) = kind.refuses(&tree) {
        problems.push(Problem::new("wrong-type", tree.origin.place, expected));
        // Kept as nothing: what is meant is not known, and that it is absent is not true either.
        settings.insert(key, tree);
        return;
    }
    settings.insert(key, tree);
}

fn unknown(key: &str, tree: &Tree, problems: &mut Vec<Problem>) {
    // The name of a flag passes dockerd's check, and then nothing reads it.
    if let Some(flag) = key::of_flag(key) {
        let detail = detail!(
            "daemon-flag-as-key",
            "{key} is a flag; in the file it is called {name}",
            key,
            name = flag.key
        );
        problems.push(Problem::new("daemon-ignores", tree.key.or(tree.origin.place), detail));
        return;
    }
    let detail = detail!("daemon-unknown-key", "no setting of dockerd is called {key}", key);
    problems.push(Problem::new("daemon-refuses", tree.key.or(tree.origin.place), detail));
}
