//! The `run` dialect against what the real docker client sent for the same words.

use std::path::PathBuf;

use esclusa_model::dialect::run;
use esclusa_model::{Container, Context, Mode, Wire};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{MemoryFiles, Sources};
use serde_json::{Value, json};

use crate::shared::shared;
use crate::truth::{argv, overlay, records, run_cases};

/// Recorded lines that are not compared, each with the reason.
const EXCEPTED: &[(&str, &str)] = &[
    ("mix-432", "the recording replaces the path of the client's own socket by <client socket>"),
    ("peer-534", "the recording replaces the folder above the working folder by nothing"),
    ("peer-535", "the recording replaces the folder above the working folder by nothing"),
];

/// Reads words exactly as the client would, in `/cwd`.
fn read(argv: &[String], files: &MemoryFiles, environment: &[(&str, &str)]) -> Option<Container> {
    let words: Vec<Word> =
        std::iter::once("docker").chain(argv.iter().map(String::as_str)).map(Word::argument).collect();
    let context = Context {
        files,
        environment: environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        working_dir: PathBuf::from("/cwd"),
        mode: Mode::Exact,
    };
    let mut reading = run::read(&words, &context, &mut Sources::default());
    let mut project = reading.projects.pop()?;
    project.workloads.pop()?.containers.pop()
}

/// Without the values that the API does not tell from absent ones.
pub(crate) fn pruned(value: &Value) -> Value {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(value) => value.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
    };
    match value {
        Value::Object(map) => {
            // A set's entries are empty objects: the names are what it says.
            let kept = map.iter().map(|(key, value)| (key.clone(), pruned(value)));
            Value::Object(kept.filter(|(_, value)| !empty(value)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(pruned).collect()),
        other => other.clone(),
    }
}

/// A request ready to compare: on the baseline, pruned, the two lists that the client sends in no fixed order sorted,
/// the sets turned into lists of names.
pub(crate) fn comparable(request: &Value, baseline: &Value) -> Value {
    let mut whole = baseline.clone();
    overlay(&mut whole, request);
    for pointer in ["/ExposedPorts", "/Volumes"] {
        if let Some(Value::Object(set)) = whole.pointer(pointer).cloned() {
            let mut names: Vec<String> = set.keys().cloned().collect();
            names.sort();
            whole[&pointer[1..]] = json!(names);
        }
    }
    let mut whole = pruned(&whole);
    for pointer in ["/Env", "/HostConfig/Binds"] {
        if let Some(Value::Array(items)) = whole.pointer_mut(pointer) {
            items.sort_by_key(ToString::to_string);
        }
    }
    whole
}

fn baseline(meta: &Value) -> Value {
    let mut baseline = meta["_meta"]["baseline_request"].clone();
    baseline["NetworkingConfig"] = json!({});
    baseline
}

pub(crate) fn our_baseline(baseline: &Value) -> Value {
    let mut ours = baseline.clone();
    for key in ["AttachStdout", "AttachStderr", "Image"] {
        ours[key] = Value::Null;
    }
    ours
}

/// Compares one record; `None` if it agrees.
fn difference(
    record: &Value,
    container: Option<&Container>,
    baseline: &Value,
    image: Option<&str>,
) -> Option<String> {
    let accepted = record["result"] == "request";
    match (accepted, container) {
        (true, None) => Some("the client accepts it, we refuse".to_owned()),
        (false, Some(_)) => Some(format!("the client refuses it: {}", record["error"])),
        (false, None) => None,
        (true, Some(container)) => {
            let mut recorded = record["request"].clone();
            if let Some(image) = image
                && recorded.get("Image").is_none()
            {
                recorded["Image"] = json!(image);
            }
            let expected = comparable(&recorded, baseline);
            let ours = comparable(&container.request.write().to_json(), &our_baseline(baseline));
            let mut query = serde_json::Map::new();
            for (key, field) in [("name", &container.name), ("platform", &container.platform)] {
                if let Some(value) = field.get() {
                    query.insert(key.to_owned(), json!(value));
                }
            }
            let asked = record["query"].as_object().cloned().unwrap_or_default();
            if ours == expected && query == asked {
                return None;
            }
            Some(format!("\n  client {expected} {asked:?}\n  ours   {ours} {query:?}"))
        }
    }
}

#[test]
fn recorded_cases_give_the_recorded_request() {
    let Some(shared) = shared("run_truth") else { return };
    let (cases, meta, files, environment) = run_cases(&shared);
    let baseline = baseline(&meta);
    let environment: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut failures = Vec::new();
    for case in &cases {
        let argv = argv(case);
        if EXCEPTED.iter().any(|(id, _)| case["id"] == *id) {
            continue;
        }
        let container = read(&argv, &files, &environment);
        if let Some(why) = difference(case, container.as_ref(), &baseline, case["image"].as_str()) {
            failures.push(format!("{} {argv:?}: {why}", case["id"]));
        }
    }
    assert!(failures.is_empty(), "{} of {} differ:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn corpus_lines_give_the_recorded_request() {
    let Some(shared) = shared("run_truth") else { return };
    let meta = records(&shared.join("docker-run-cases.jsonl")).remove(0);
    let baseline = baseline(&meta);
    let files = MemoryFiles::default().with("/cwd/.keep", "");
    let mut failures = Vec::new();
    let lines = records(&shared.join("corpus/docker-run-truth.jsonl"));
    for line in &lines {
        let argv = argv(line);
        let name = line["file"].as_str().unwrap_or_default();
        let container = read(&argv, &files, &[]);
        if let Some(why) = difference(line, container.as_ref(), &baseline, None) {
            failures.push(format!("{name} {argv:?}: {why}"));
        }
    }
    assert!(failures.is_empty(), "{} of {} differ:\n{}", failures.len(), lines.len(), failures.join("\n"));
}
