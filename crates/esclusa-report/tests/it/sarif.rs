//! SARIF: valid by the official schema, with what code scanners need.

use esclusa_report::sarif;
use serde_json::Value;

use crate::case::{Case, SHOP};

fn told(case: &Case) -> Value {
    serde_json::from_str(&case.told(|judgement, out| sarif::write(judgement, "1.2.3", out))).expect("JSON")
}

fn results(report: &Value) -> &Vec<Value> {
    report["runs"][0]["results"].as_array().expect("results")
}

fn assert_valid(report: &Value) {
    let schema = include_str!("../schema/sarif-2.1.0.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let errors: Vec<String> =
        validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    // That the check can fail.
    let mut broken = report.clone();
    broken["runs"][0]["columnKind"] = "bytes".into();
    assert!(!validator.is_valid(&broken));
}

#[test]
fn every_kind_of_report_is_valid() {
    let broken = "services:\n  web:\n    image: a\n    image: b\n";
    for case in [
        Case::compose(SHOP),
        Case::compose(SHOP).spanish(),
        Case::compose(SHOP).waived("because"),
        Case::compose(SHOP).only(&[]),
        Case::compose(broken),
        Case::script("docker run nginx\ndocker run --privileged nginx\n"),
        through_one_place_twice(),
    ] {
        assert_valid(&told(&case));
    }
}

fn through_one_place_twice() -> Case {
    let mut case = Case::compose("x-a: &a {privileged: true}\nservices:\n  web:\n    <<: *a\n    image: a\n");
    let related = case.findings.iter_mut().map(|finding| &mut finding.place.related);
    let related = related.filter(|related| !related.is_empty()).collect::<Vec<_>>();
    assert!(!related.is_empty());
    related.into_iter().for_each(|related| related.extend(related.clone()));
    case
}

#[test]
fn a_result_has_its_place_in_characters_and_its_rule() {
    let text = "services:\n  web: {image: 'é', privileged: true}\n";
    let report = told(&Case::compose(text).only(&["no-cpu-limit", "privileged-container"]));
    let run = &report["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["tool"]["driver"]["version"], "1.2.3");
    let result = results(&report).iter().find(|one| one["ruleId"] == "privileged-container").expect("it");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "compose.yaml");
    let region = serde_json::json!({ "startLine": 2, "startColumn": 33, "endLine": 2, "endColumn": 37 });
    assert_eq!(place["region"], region);
    assert_eq!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "p/web");
    assert_eq!(result["level"], "error");
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small");
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], "privileged-container");
    assert!(
        rule["help"]["markdown"].as_str().is_some_and(|page| page.starts_with("# privileged-container\n"))
    );
    let tags = rule["properties"]["tags"].as_array().expect("tags");
    assert!(tags.contains(&"external/cwe/cwe-250".into()) && tags.contains(&"practice/privilege".into()));
    let relations = rule["relationships"].as_array().expect("relationships");
    for relation in relations {
        let target = &relation["target"];
        let at = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
        let standard = &run["taxonomies"][at(&target["toolComponent"]["index"])];
        assert_eq!(standard["name"], target["toolComponent"]["name"]);
        assert_eq!(standard["taxa"][at(&target["index"])]["id"], target["id"]);
    }
    assert!(
        relations.iter().any(|one| one["target"]["toolComponent"]["name"] == "CIS Docker Benchmark 1.6.0")
    );
}

#[test]
fn fingerprints_stay_when_lines_move_and_differ_within_a_run() {
    let names = |text: &str| -> Vec<Value> {
        let mut names: Vec<Value> = results(&told(&Case::compose(text)))
            .iter()
            .map(|result| result["partialFingerprints"]["esclusaFinding/v1"].clone())
            .collect();
        names.sort_by_key(Value::to_string);
        names
    };
    let before = names(SHOP);
    assert_eq!(before, names(&format!("# one\n# two\n\n{SHOP}")));
    let mut unique = before.clone();
    unique.dedup();
    assert_eq!(unique.len(), before.len());
    let twice = told(&Case::script("docker run --privileged nginx\ndocker run --privileged nginx\n"));
    let mut all: Vec<&Value> = results(&twice).iter().map(|result| &result["partialFingerprints"]).collect();
    let count = all.len();
    all.sort_by_key(|value| value.to_string());
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn what_was_accepted_is_suppressed_and_the_rest_is_not() {
    let waived = told(&Case::compose(SHOP).waived("it is a test"));
    for result in results(&waived) {
        assert_eq!(result["suppressions"][0]["status"], "accepted");
        assert_eq!(result["suppressions"][0]["justification"], "it is a test");
    }
    assert!(
        results(&told(&Case::compose(SHOP))).iter().all(|one| one["suppressions"] == serde_json::json!([]))
    );
}

#[test]
fn problems_are_notifications() {
    let report = told(&Case::compose("services:\n  web:\n    image: a\n    image: b\n"));
    let run = &report["runs"][0]["invocations"][0];
    assert_eq!(run["executionSuccessful"], false);
    let notification = &run["toolExecutionNotifications"][0];
    assert_eq!(notification["level"], "error");
    assert_eq!(notification["locations"][0]["physicalLocation"]["region"]["startLine"], 4);
    let id = &notification["descriptor"]["id"];
    assert_eq!(&report["runs"][0]["tool"]["driver"]["notifications"][0]["id"], id);
}

#[test]
fn paths_are_references() {
    let uri = |path: &str| {
        let report = told(&Case::compose_at(path, SHOP));
        results(&report)[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone()
    };
    assert_eq!(uri("/p/a b%/ñ:1.yaml"), "a%20b%25/%C3%B1%3A1.yaml");
    assert_eq!(uri("/q/compose.yaml"), "file:///q/compose.yaml");
}

#[test]
fn no_secret_and_no_control_character_is_told() {
    let text = case_text();
    assert!(!text.contains("hunter2") && !text.contains("hunter3"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || !esclusa_report::clean::is_harmful(c)));
}

fn case_text() -> String {
    let case = Case::compose(&SHOP.replace("nginx:1.29", "\"a\\e[2J\u{202e}\""));
    case.told(|judgement, out| sarif::write(judgement, "1", out))
}

#[test]
fn every_rule_tells_its_attack_in_both_languages() {
    for case in [Case::compose(SHOP), Case::compose(SHOP).spanish()] {
        let report = told(&case);
        let rules = report["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
        assert_eq!(rules.len(), case.rules.len());
        for rule in rules {
            let attack = rule["fullDescription"]["text"].as_str().expect("a text");
            assert!(attack.len() > 40, "{}: {attack}", rule["id"]);
        }
    }
}
