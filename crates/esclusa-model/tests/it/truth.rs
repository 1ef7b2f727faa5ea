//! Recorded truths: how their files are read, and a record laid on what all of them have in common.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its ground truth fails loudly")]

use std::path::Path;

use esclusa_source::MemoryFiles;
use serde_json::Value;

/// The words of a recorded line.
pub(crate) fn argv(record: &Value) -> Vec<String> {
    let words = record["argv"].as_array().into_iter().flatten();
    words.filter_map(|word| word.as_str().map(ToOwned::to_owned)).collect()
}

/// The records of a file that has one in each line.
pub(crate) fn records(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// `over` laid on `base`, objects entry by entry.
pub(crate) fn overlay(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                overlay(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over.clone(),
    }
}

/// The recorded cases of `docker run`: the cases, what is said of them all, the files and the environment around the client.
pub(crate) fn run_cases(shared: &Path) -> (Vec<Value>, Value, MemoryFiles, Vec<(String, String)>) {
    let mut cases = records(&shared.join("docker-run-cases.jsonl"));
    let meta = cases.remove(0);
    let mut files = MemoryFiles::default();
    for entry in std::fs::read_dir(shared.join("docker-run-cases-files")).unwrap() {
        let entry = entry.unwrap();
        files = files.with(Path::new("/cwd").join(entry.file_name()), std::fs::read(entry.path()).unwrap());
    }
    let environment = meta["_meta"]["client_env"].as_object().unwrap().iter();
    let environment =
        environment.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
    (cases, meta, files, environment)
}
