//! Dates and floats where Go's decoder makes more of them than text, each as the Compose client 5.6.1 was seen to take it.

use std::collections::BTreeMap;

use esclusa_model::dialect::compose::{LoadOptions, canonical_json, load};
use esclusa_model::{Context, Mode};
use esclusa_source::{MemoryFiles, Sources};
use serde_json::{Value, json};

/// What the client prints of a service's key, or nothing where it refuses the file.
fn printed(attribute: &str, interpolate: bool) -> Option<Value> {
    let text = format!("name: p\nservices: {{a: {{image: x, {attribute}}}}}\n");
    let files = MemoryFiles::default().with("/p/compose.yaml", text);
    let context =
        Context { files: &files, environment: BTreeMap::new(), working_dir: "/p".into(), mode: Mode::Exact };
    let options =
        LoadOptions { files: vec!["/p/compose.yaml".into()], interpolate, ..LoadOptions::default() };
    let loaded = load(&options, &context, &mut Sources::default());
    let tree = loaded.tree.filter(|_| loaded.problems.is_empty())?;
    let key = attribute.split(':').next().unwrap_or_default();
    let project = canonical_json(&tree, interpolate).ok()?;
    Some(project["services"]["a"].get(key).cloned().unwrap_or(Value::Null))
}

#[test]
fn a_moment_is_text_only_where_the_client_makes_it_one() {
    let nothing = || Some(Value::Null);
    let table = [
        ("environment: {A: 2001-01-01}", Some(json!({"A": "2001-01-01 00:00:00 +0000 UTC"}))),
        (
            "labels: {A: 2001-12-14t21:59:43.10-05:00}",
            Some(json!({"A": "2001-12-14 21:59:43.1 -0500 -0500"})),
        ),
        ("labels: {A: 2001-01-01T00:00:00}", Some(json!({"A": "2001-01-01T00:00:00"}))),
        ("sysctls: {a: 2001-01-01}", Some(json!({"a": "2001-01-01 00:00:00 +0000 UTC"}))),
        ("restart: '2001-01-01'", Some(json!("2001-01-01"))),
        ("command: 2001-01-01", nothing()),
        ("restart: 2001-01-01", None),
        ("hostname: 2001-01-01", None),
        ("user: !!timestamp 2001-01-01", None),
        ("environment: [2001-01-01]", None),
        ("labels: [2001-01-01]", None),
        ("command: [2001-01-01]", None),
        ("healthcheck: {test: 2001-01-01}", None),
        ("extra_hosts: {a: 2001-01-01}", None),
        ("profiles: [2001-01-01]", None),
        ("cpus: 2001-01-01", None),
    ];
    for (attribute, expected) in table {
        assert_eq!(printed(attribute, true), expected, "{attribute}");
    }
}

#[test]
fn without_interpolation_a_moment_is_printed_as_json_prints_it() {
    for (attribute, expected) in [
        ("restart: 2001-01-01", Some(json!("2001-01-01T00:00:00Z"))),
        ("command: [2001-12-15 2:59:43.10]", Some(json!(["2001-12-15T02:59:43.1Z"]))),
        ("environment: {A: 2001-01-01}", Some(json!({"A": "2001-01-01T00:00:00Z"}))),
        ("cpus: 2001-01-01", Some(json!("2001-01-01T00:00:00Z"))),
        ("x-a: 2001-1-1", Some(json!("2001-01-01T00:00:00Z"))),
        ("environment: [2001-01-01]", None),
        ("volumes: [2001-01-01]", None),
        ("ulimits: {nofile: 2001-01-01}", None),
    ] {
        assert_eq!(printed(attribute, false), expected, "{attribute}");
    }
}

#[test]
fn floats_in_text_are_read_as_go_parses_them() {
    for (text, expected) in [
        ("0x1p-2", Some(json!(0.25))),
        ("0X1P+2", Some(json!(4))),
        ("0x_1_0p0", Some(json!(16))),
        ("0x1.fffffffp3", Some(json!(16))),
        ("-0x1p-2", Some(json!(-0.25))),
        ("1_000", Some(json!(1000))),
        ("1_0.5", Some(json!(10.5))),
        ("1e0_1", Some(json!(10))),
        ("0x1p-1100", Some(Value::Null)),
        ("0x1", None),
        ("0x1p", None),
        ("0b1", None),
        ("1__0", None),
        ("_1", None),
        ("inf", None),
        ("nan", None),
        ("1e400", None),
        (" 1", None),
    ] {
        assert_eq!(printed(&format!("cpus: '{text}'"), true), expected, "{text}");
        let limits = printed(&format!("deploy: {{resources: {{limits: {{cpus: '{text}'}}}}}}"), true);
        let limits = limits.map(|deploy| deploy["resources"]["limits"]["cpus"].clone());
        assert_eq!(limits, expected, "{text} as a limit");
    }
}
