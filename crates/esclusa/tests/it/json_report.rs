//! The JSON report is a contract with programs: its keys, its places, its names that survive edits.

use serde_json::Value;

use crate::command::{Folder, Run};

fn report(run: &Run) -> Value {
    serde_json::from_str(&run.out).expect("JSON")
}

fn finding<'a>(report: &'a Value, rule: &str) -> &'a Value {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().find(|finding| finding["rule"] == rule).expect("the finding")
}

#[test]
fn a_finding_has_the_keys_of_the_contract() {
    let text = "# ünïcödé\nname: shop\nservices:\n  web: {image: 'nginx:1', domainname: é, container_name: cc, privileged: true}\n";
    let run = Folder::new().with("compose.yaml", text).esclusa(&["audit", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let report = report(&run);
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["problems"], serde_json::json!([]));
    let privileged = finding(&report, "privileged-container");
    let keys: Vec<&String> = privileged.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "rule",
            "practice",
            "severity",
            "message",
            "subject",
            "identity",
            "location",
            "fix",
            "waived",
            "fingerprint"
        ]
    );
    assert_eq!(privileged["practice"], 2);
    assert_eq!(privileged["severity"], "critical");
    assert_eq!(privileged["subject"], "web");
    assert_eq!(privileged["waived"], false);
    let identity = serde_json::json!({
        "project": "shop", "service": "web", "container": "cc", "image": "nginx", "digest": null
    });
    assert_eq!(privileged["identity"], identity);
    // Columns count characters, so the é before it is one.
    let location = serde_json::json!({
        "path": "compose.yaml", "line": 4, "column": 74, "end_line": 4, "end_column": 78
    });
    assert_eq!(privileged["location"], location);
    assert_eq!(privileged["fix"]["safety"], "risky");
}

#[test]
fn a_fingerprint_survives_edits_and_tells_services_apart() {
    let of = |text: &str| {
        let run = Folder::new().with("compose.yaml", text).esclusa(&["audit", "--format", "json"]);
        finding(&report(&run), "privileged-container")["fingerprint"].clone()
    };
    let before = of("name: p\nservices: {web: {image: a, privileged: true}}\n");
    let moved = of("# a comment\nname: p\n\nservices:\n  web:\n    privileged: yes\n    image: a\n");
    let other = of("name: p\nservices: {db: {image: a, privileged: true}}\n");
    assert_eq!(before, moved);
    assert_ne!(before, other);
}

#[test]
fn a_problem_has_an_id_words_and_a_place() {
    let run = Folder::new()
        .with("compose.yaml", "services:\n  web:\n    image: a\n    image: b\n")
        .esclusa(&["audit", "--format", "json", "--lang", "es"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    let problem = &report(&run)["problems"][0];
    assert_eq!(problem["location"]["line"], 4);
    assert!(problem["id"].is_string() && problem["message"].is_string());
}

#[test]
fn every_command_that_knows_json_gives_a_version() {
    let folder = Folder::new().with("compose.yaml", "services: {web: {image: a}}\n");
    for arguments in
        [&["audit", "--format", "json"][..], &["rules", "--format", "json"], &["model", "compose.yaml"]]
    {
        assert_eq!(report(&folder.esclusa(arguments))["schema_version"], 1, "{arguments:?}");
    }
}

#[test]
fn the_catalogue_says_how_sure_the_fix_of_a_rule_can_be() {
    let folder = Folder::new();
    let listed = report(&folder.esclusa(&["rules", "--format", "json"]));
    for (language, words) in [
        ("en", ["fix at best safe", "fix at best risky", "no fix by itself"]),
        ("es", ["arreglo a lo sumo seguro", "arreglo a lo sumo arriesgado", "sin arreglo propio"]),
    ] {
        let shown = folder.esclusa(&["rules", "--lang", language]).out;
        for rule in listed["rules"].as_array().expect("rules") {
            let id = rule["rule"].as_str().expect("an id");
            let at =
                ["safe", "risky", "manual"].iter().position(|word| rule["fix"] == *word).expect("a word");
            let line = shown.lines().find(|line| line.split_whitespace().next() == Some(id)).expect("a line");
            assert!(line.contains(words[at]), "{line}");
        }
    }
}
