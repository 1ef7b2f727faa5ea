//! Loaded projects against what the real Compose client printed of the same files.

mod corpus;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use corpus::{Record, printed, records};

/// Records whose print-out cannot be ours, each with the reason.
const EXCEPTED: &[(&str, &str)] = &[];

/// Every place where two print-outs differ, as a path of keys without their numbers and both values.
pub(crate) fn differences(path: &str, ours: &Json, theirs: &Json, found: &mut Vec<(String, String)>) {
    match (ours, theirs) {
        (Json::Object(a), Json::Object(b)) => {
            let missing = Json::String("(nothing)".to_owned());
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                let (one, other) = (a.get(key).unwrap_or(&missing), b.get(key).unwrap_or(&missing));
                differences(&format!("{path}/{key}"), one, other, found);
            }
        }
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).for_each(|(one, other)| differences(&format!("{path}/[]"), one, other, found));
        }
        (Json::Number(a), Json::Number(b)) if a.as_f64() == b.as_f64() => {}
        _ if ours == theirs => {}
        _ => found.push((path.to_owned(), format!("ours {ours}, theirs {theirs}"))),
    }
}

/// A path without the names that people give, so that the same difference counts as one.
pub(crate) fn grouped(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let named = |at: usize| {
        at == 2 || (at == 4 && matches!(parts[3], "networks" | "depends_on" | "environment" | "labels"))
    };
    let shown = parts.iter().enumerate().map(|(at, part)| if named(at) { "*" } else { part });
    shown.collect::<Vec<_>>().join("/")
}

#[test]
fn every_recorded_project_is_printed_as_the_client_prints_it() {
    let records = records();
    let (mut compared, mut groups) = (0, BTreeMap::<String, Vec<String>>::new());
    let mut different = 0;
    for record in &records {
        if EXCEPTED.iter().any(|(name, _)| *name == record.name) {
            continue;
        }
        compared += 1;
        let found = compare(record);
        different += usize::from(!found.is_empty());
        for (path, detail) in found {
            groups.entry(grouped(&path)).or_default().push(format!("{}: {detail}", record.name));
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(path, found)| (std::cmp::Reverse(found.len()), path.clone()));
    for (path, found) in &groups {
        let shown: String = found[0].chars().take(400).collect();
        eprintln!("{:5} {path}\n      {shown}", found.len());
    }
    eprintln!("{compared} compared, {different} different");
    assert_eq!(different, 0);
}

fn compare(record: &Record) -> Vec<(String, String)> {
    let mut found = Vec::new();
    match printed(record) {
        Ok(ours) => differences("", &ours, &record.truth, &mut found),
        Err(detail) => found.push(("(refused)".to_owned(), detail)),
    }
    found
}
