//! `audit`: exit codes and what is told.

use crate::command::{Folder, run};

const CARELESS: &str = "services:\n  web:\n    image: nginx\n    privileged: true\n";

#[test]
fn findings_make_one_and_a_threshold_above_them_zero() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    let found = folder.esclusa(&["audit"]);
    assert_eq!(found.code, Some(1), "{found:?}");
    assert!(found.out.contains("compose.yaml:4:"), "{found:?}");
    assert!(found.out.contains("[privileged-container]"), "{found:?}");
    assert_eq!(found.err, "");
    let clean = Folder::new().with("compose.yaml", "services:\n  web:\n    image: nginx\n");
    assert_eq!(clean.esclusa(&["audit", "--severity", "high"]).code, Some(0));
}

#[test]
fn a_file_that_is_not_read_makes_two_and_the_others_are_judged() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    let found = folder.esclusa(&["audit", "missing.yaml", "compose.yaml"]);
    assert_eq!(found.code, Some(2));
    assert!(found.out.contains("[privileged-container]"), "{found:?}");
    assert!(found.err.contains("missing.yaml"), "{found:?}");
}

#[test]
fn the_language_is_the_readers() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    for (arguments, variables) in [
        (&["audit", "--lang", "es"][..], &[][..]),
        (&["audit"], &[("ESCLUSA_LANG", "es")]),
        (&["audit"], &[("LANG", "es_AR.UTF-8")]),
    ] {
        let found = run(&folder.0, arguments, variables);
        assert!(found.out.contains("el contenedor es privilegiado"), "{found:?}");
    }
    let found = run(&folder.0, &["audit"], &[("LANG", "es_AR.UTF-8"), ("ESCLUSA_LANG", "en")]);
    assert!(found.out.contains("the container runs privileged"), "{found:?}");
}

/// Rules named by `audit` of these arguments, in order.
fn rules(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let found = folder.esclusa(&[&["audit", "--format", "json"], arguments].concat());
    let report: serde_json::Value = serde_json::from_str(&found.out).expect("JSON");
    assert_eq!(report["problems"], serde_json::json!([]), "{found:?}");
    let findings = report["findings"].as_array().into_iter().flatten();
    findings.filter_map(|finding| finding["rule"].as_str().map(str::to_owned)).collect()
}

#[test]
fn files_of_a_chain_are_judged_as_one_project_in_their_order() {
    let folder = Folder::new()
        .with("base.yaml", CARELESS)
        .with("prod.yaml", "services:\n  web:\n    privileged: false\n    profiles: [p]\n");
    let privileged = |arguments: &[&str]| {
        rules(&folder, arguments).iter().filter(|rule| *rule == "privileged-container").count()
    };
    assert_eq!(privileged(&["-f", "base.yaml"]), 1);
    assert_eq!(privileged(&["-f", "base.yaml", "-f", "prod.yaml"]), 0);
    assert_eq!(privileged(&["-f", "prod.yaml", "--file", "base.yaml"]), 1);
    // Each by itself, an override alone is no project that the client would take.
    assert_eq!(folder.esclusa(&["audit", "base.yaml", "prod.yaml"]).code, Some(2));
    assert_eq!(privileged(&["-f", "base.yaml", "-f", "prod.yaml", "base.yaml"]), 0);
    assert_eq!(rules(&folder, &["-f", "base.yaml", "-f", "prod.yaml", "--profile", "other"]), [""; 0]);
    let named = folder.esclusa(&["audit", "-f", "base.yaml", "-p", "shop", "--format", "json"]);
    assert!(named.out.contains("shop"), "{named:?}");
    let missing = folder.esclusa(&["audit", "-f", "base.yaml", "-f", "none.yaml"]);
    assert_eq!(missing.code, Some(2), "{missing:?}");
    assert!(missing.err.contains("none.yaml"), "{missing:?}");
}

#[test]
fn a_folder_is_judged_with_its_override() {
    let folder = Folder::new()
        .with("compose.yaml", CARELESS)
        .with("compose.override.yaml", "services: {web: {privileged: false}}\n");
    assert!(!rules(&folder, &[]).contains(&"privileged-container".to_owned()));
    assert!(rules(&folder, &["compose.yaml"]).contains(&"privileged-container".to_owned()));
}

#[test]
fn a_file_given_twice_is_judged_once_however_it_is_spelled() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    let once = rules(&folder, &["compose.yaml"]);
    let absolute = folder.0.join("compose.yaml");
    let absolute = absolute.to_str().expect("a path in UTF-8");
    assert_eq!(rules(&folder, &["compose.yaml", "./compose.yaml", absolute]), once);
    assert_eq!(rules(&folder, &[".", "./", "././."]), once);
}
