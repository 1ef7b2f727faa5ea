//! The schema says what the reader reads.

use std::path::Path;

use esclusa_policy::{read, schema};
use esclusa_source::Sources;
use serde_json::Value;

use crate::court::known;

/// The keys that the reader names when it meets one that it does not know.
fn expected(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add("esclusa.toml", text);
    let problems = read(file, text, Path::new("/p"), &known).expect_err("an unknown key");
    let detail = &problems[0].detail;
    assert!(detail.contains("unknown field"), "{detail}");
    let (_, names) = detail.split_once(", expected ").expect("the keys");
    let mut names: Vec<String> = names.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    names.sort();
    names
}

fn keys(value: &Value) -> Vec<String> {
    let mut keys: Vec<String> = value["properties"].as_object().expect("an object").keys().cloned().collect();
    keys.sort();
    keys
}

#[test]
fn it_has_the_keys_of_the_reader() {
    let schema = schema(&["host-network"]);
    let of = &schema["properties"];
    assert_eq!(keys(&schema), expected("nothing = 1\n"));
    assert_eq!(keys(&of["waiver"]["items"]), expected("[[waiver]]\nnothing = 1\n"));
    assert_eq!(keys(&of["thresholds"]), expected("[thresholds]\nnothing = 1\n"));
    assert_eq!(keys(&of["images"]), expected("[images]\nnothing = 1\n"));
    assert_eq!(keys(&of["rule"]["items"]), expected("[[rule]]\nnothing = 1\n"));
    let test = "[[rule]]\nid = \"a\"\nmessage = \"b\"\nseverity = \"low\"\nwhen = \"true\"\n[[rule.test]]\nnothing = 1\n";
    assert_eq!(keys(&of["rule"]["items"]["properties"]["test"]["items"]), expected(test));
}
