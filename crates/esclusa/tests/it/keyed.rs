//! Fingerprints of secrets: keyed, the same for the same secret, and never a way to the value.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::Value;

use crate::command::{Folder, Run, run};

const ONE: &str = "kV9-quince-43-harbor";
const OTHER: &str = "kV9-quince-44-harbor";

fn compose(secret: &str) -> String {
    format!(
        "services:\n  a: {{image: a, environment: {{DB_PASSWORD: {secret}}}}}\n  b: {{image: a, command: [x, --password, {secret}]}}\n"
    )
}

/// Runs with this home, and none else.
fn audit(folder: &Folder, home: Option<&str>, arguments: &[&str]) -> Run {
    let home = home.map(|home| folder.0.join(home).to_string_lossy().into_owned());
    let variables: Vec<(&str, &str)> = home.iter().map(|home| ("HOME", home.as_str())).collect();
    let run = run(&folder.0, &[&["audit"], arguments].concat(), &variables);
    assert!(!run.out.contains("quince") && !run.err.contains("quince"), "{run:?}");
    run
}

/// The fingerprints of secrets in a report.
fn secrets(run: &Run) -> Vec<String> {
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let findings = report["findings"].as_array().into_iter().flatten();
    findings.filter_map(|one| one["secret_fingerprint"].as_str().map(ToOwned::to_owned)).collect()
}

fn key(folder: &Folder, home: &str) -> PathBuf {
    folder.0.join(home).join(".local/state/esclusa/fingerprint.key")
}

#[test]
fn a_secret_has_a_fingerprint_of_this_machines_key() {
    let folder = Folder::new().with("compose.yaml", compose(ONE)).with("home/x", "");
    // Nothing that is told asks for a key, so none is made.
    audit(&folder, Some("home"), &["compose.yaml"]);
    assert!(!key(&folder, "home").exists());
    let json = ["--format", "json", "compose.yaml"];
    let run = audit(&folder, Some("home"), &json);
    let found = secrets(&run);
    assert_eq!(found.len(), 2, "{run:?}");
    assert_eq!(found[0], found[1], "one secret in two places");
    let made = std::fs::metadata(key(&folder, "home")).expect("the key");
    assert_eq!((made.len(), made.permissions().mode() & 0o777), (32, 0o600));
    let beside: Vec<_> =
        std::fs::read_dir(key(&folder, "home").parent().expect("a folder")).expect("it").collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
    assert_eq!(secrets(&audit(&folder, Some("home"), &json)), found, "the same again");
    let sarif = audit(&folder, Some("home"), &["--format", "sarif", "compose.yaml"]);
    assert!(sarif.out.contains(&format!("\"esclusaSecret/v1\": \"{}\"", found[0])), "{sarif:?}");
    let folder = folder.with("compose.yaml", compose(OTHER)).with("elsewhere/x", "");
    let changed = secrets(&audit(&folder, Some("home"), &json));
    assert_ne!(changed[0], found[0]);
    assert_ne!(secrets(&audit(&folder, Some("elsewhere"), &json))[0], changed[0], "another key");
    // A key that others could have seen is not used, and none takes its place.
    std::fs::set_permissions(key(&folder, "home"), std::fs::Permissions::from_mode(0o644)).expect("a mode");
    let refused = || {
        let run = audit(&folder, Some("home"), &json);
        assert_eq!((run.code, secrets(&run)), (Some(2), Vec::new()), "{run:?}");
        assert_eq!(run.out.matches("\"machine-key-file\"").count(), 1, "{run:?}");
    };
    refused();
    assert_eq!(std::fs::metadata(key(&folder, "home")).expect("the key").len(), 32);
    std::fs::write(key(&folder, "home"), "short").expect("written");
    std::fs::set_permissions(key(&folder, "home"), std::fs::Permissions::from_mode(0o600)).expect("a mode");
    refused();
    // Without a place for one nothing is said of it.
    let run = audit(&folder, None, &json);
    assert_eq!((secrets(&run), run.err.as_str()), (Vec::new(), ""));
    let run = audit(&folder, Some("compose.yaml"), &json);
    assert_eq!((secrets(&run), run.err.as_str()), (Vec::new(), ""));
}

#[test]
fn a_baseline_covers_a_secret_only_as_long_as_it_is_the_same() {
    let folder = Folder::new().with("compose.yaml", compose(ONE)).with("home/x", "").with("ci/x", "");
    let known = audit(&folder, Some("home"), &["--format", "json", "compose.yaml"]);
    let without = audit(&folder, None, &["--format", "json", "compose.yaml"]);
    let folder = folder.with("known.json", known.out).with("without.json", without.out);
    let open = |folder: &Folder, home: Option<&str>, baseline: &str| {
        audit(folder, home, &["--quiet", "--severity", "high", "--baseline", baseline, "compose.yaml"]).code
    };
    assert_eq!(open(&folder, Some("home"), "known.json"), Some(0));
    let folder = folder.with("compose.yaml", compose(OTHER));
    assert_eq!(open(&folder, Some("home"), "known.json"), Some(1), "another secret is new");
    // Whoever cannot tell them apart says nothing wrong.
    assert_eq!(open(&folder, Some("ci"), "known.json"), Some(0));
    assert_eq!(open(&folder, None, "known.json"), Some(0));
    assert_eq!(open(&folder, Some("home"), "without.json"), Some(0));
}

#[test]
fn a_policy_may_name_the_key() {
    let json = ["--format", "json", "compose.yaml"];
    let folder = Folder::new()
        .with("compose.yaml", compose(ONE))
        .with("esclusa.toml", "fingerprint-key-file = \"keys/one\"\n")
        .with("keys/one", "0123456789abcdef0123456789abcdef")
        .with("home/x", "");
    let found = secrets(&audit(&folder, None, &json));
    assert_eq!(found.len(), 2);
    assert_eq!(secrets(&audit(&folder, Some("home"), &json)), found, "not the machine's");
    assert!(!key(&folder, "home").exists());
    for bad in ["too short", ""] {
        let folder = Folder::new()
            .with("compose.yaml", compose(ONE))
            .with("esclusa.toml", "\nfingerprint-key-file = \"key\"\n")
            .with(if bad.is_empty() { "other" } else { "key" }, bad);
        let run = audit(&folder, None, &json);
        assert_eq!((run.code, secrets(&run)), (Some(2), Vec::new()), "{run:?}");
        assert!(run.out.contains("policy-key-file"), "{run:?}");
        // It is of no interest where no fingerprint is asked for.
        assert_eq!(audit(&folder, None, &["--quiet", "compose.yaml"]).code, Some(1));
    }
}
