//! What was written, read again: whatever does not come back is named, so that nothing is dropped in silence.

use std::collections::BTreeMap;

use esclusa_source::{MemoryFiles, Sources};

use super::line::Line;
use crate::container::Request;
use crate::dialect::run::host::capability;
use crate::dialect::{Context, Mode};
use crate::field::Wire;
use crate::tree::{Tree, Value};
use crate::{Container, Entries, Origin};

/// The client's own streams: a container of Compose is written to run in the background.
const STREAMS: &[&str] = &["AttachStdout", "AttachStderr"];

/// Lists that say something when they are empty.
const CLEARED: &[&str] = &["MaskedPaths", "ReadonlyPaths"];

/// Names every field that the line does not say as the container asks for it, unless it was named already.
pub(super) fn name_differences(line: &mut Line, command: &str, container: &Container, background: bool) {
    let words = line.words(command);
    let files = MemoryFiles::default();
    // Variables are not known here, and files that the line names are not here.
    let mode = Mode::Tolerant;
    let context = Context { files: &files, environment: BTreeMap::new(), working_dir: "/".into(), mode };
    let mut reading = crate::dialect::run::read(&words, &context, &mut Sources::default());
    let again = reading.projects.pop().and_then(|mut project| project.workloads.pop());
    let again = again.and_then(|mut workload| workload.containers.pop());
    for problem in reading.problems.iter().filter(|problem| !problem.detail.starts_with("opening seccomp")) {
        line.refused(&container.place, problem.detail.clone());
    }
    let Some(again) = again else { return };
    let (ours, theirs) = (canonical(&container.request), canonical(&again.request));
    let mut missing = Vec::new();
    differences("", &ours, &theirs, &mut missing);
    for (path, origin) in missing {
        let said = line.unsaid.iter().any(|(said, _)| *said == path);
        if said || (background && STREAMS.contains(&path.as_str())) {
            continue;
        }
        line.leave(&path, &origin, "");
    }
    for (path, ours, theirs) in
        [("Name", &container.name, &again.name), ("Platform", &container.platform, &again.platform)]
    {
        if ours.symbol.is_none() && ours.value.is_some() && ours.value != theirs.value {
            line.leave(path, &ours.origin, "");
        }
    }
}

/// The request as a tree, in the spelling that the client gives it.
fn canonical(request: &Request) -> Tree {
    let mut request = request.clone();
    let host = &mut request.host;
    for list in [&mut host.cap_add, &mut host.cap_drop] {
        for item in &mut list.items {
            item.value = item.value.take().map(|name| capability(&name));
        }
        list.items.sort_by(|left, right| left.value.cmp(&right.value));
        list.items.dedup_by(|later, earlier| later.value == earlier.value);
    }
    host.ulimits.items.sort_by(|left, right| {
        let name = |item: &crate::Field<crate::container::Ulimit>| {
            item.get().and_then(|limit| limit.name.value.clone())
        };
        name(left).cmp(&name(right))
    });
    Wire::write(&request)
}

/// Whether a tree says nothing.
fn says_nothing(tree: &Tree) -> bool {
    match &tree.value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Int(value) => *value == 0,
        Value::Float(value) => *value == 0.0,
        Value::String(text) | Value::Time(text) => text.is_empty(),
        Value::Sequence(items) => items.iter().all(|item| item.as_int() == Some(0)),
        Value::Mapping(map) => map.values().all(says_nothing),
    }
}

/// Whether something in a tree is not known.
fn is_unknown(tree: &Tree) -> bool {
    tree.symbol.is_some()
        || match &tree.value {
            Value::Sequence(items) => items.iter().any(is_unknown),
            Value::Mapping(map) => map.values().any(is_unknown),
            _ => false,
        }
}

/// Equal, but for what says nothing in a record.
fn equal(ours: &Tree, theirs: &Tree) -> bool {
    match (&ours.value, &theirs.value) {
        (Value::Mapping(ours), Value::Mapping(theirs)) => keys(ours, theirs).all(|key| {
            let nothing = Tree::default();
            let (ours, theirs) = (ours.get(key), theirs.get(key));
            equal(ours.unwrap_or(&nothing), theirs.unwrap_or(&nothing))
        }),
        (Value::Sequence(ours), Value::Sequence(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| equal(ours, theirs))
        }
        (Value::Mapping(_), Value::Null) | (Value::Null, Value::Mapping(_)) => {
            says_nothing(ours) && says_nothing(theirs)
        }
        _ => ours.value == theirs.value || (says_nothing(ours) && says_nothing(theirs)),
    }
}

fn keys<'a>(ours: &'a Entries, theirs: &'a Entries) -> impl Iterator<Item = &'a String> {
    ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key)))
}

/// The fields that differ, by their paths: two levels deep in `HostConfig`, `Healthcheck` and `NetworkingConfig`.
fn differences(prefix: &str, ours: &Tree, theirs: &Tree, missing: &mut Vec<(String, Origin)>) {
    let none = Entries::new();
    let (ours, theirs) = (ours.as_map().unwrap_or(&none), theirs.as_map().unwrap_or(&none));
    let nothing = Tree::default();
    for key in keys(ours, theirs) {
        let (left, right) = (ours.get(key).unwrap_or(&nothing), theirs.get(key).unwrap_or(&nothing));
        if matches!(key.as_str(), "HostConfig" | "Healthcheck" | "NetworkingConfig") {
            differences(key, left, right, missing);
            continue;
        }
        let cleared = CLEARED.contains(&key.as_str()) && left.is_null() != right.is_null();
        if (cleared || !equal(left, right)) && !is_unknown(left) {
            let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            missing.push((path, left.origin.clone()));
        }
    }
}
