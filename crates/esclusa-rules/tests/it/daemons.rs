//! Verdicts on an engine: what is not known is not judged, and what the engine itself says counts first.

use esclusa_finding::{Finding, Severity};
use esclusa_source::Sources;

use crate::read::read;

fn found(dialect: &str, text: &str) -> Vec<Finding> {
    let reading = read(dialect, text, &mut Sources::default());
    reading.projects.iter().flat_map(esclusa_rules::judge).collect()
}

fn ids(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn what_could_not_be_read_is_neither_passed_nor_failed() {
    // Neither the file nor the command line: only what the engine says is judged.
    assert_eq!(ids(&found("json info", "{}")), [""; 0]);
    let said =
        r#"{"SecurityOptions":["name=seccomp"],"LiveRestoreEnabled":false,"LoggingDriver":"journald"}"#;
    let found = found("json info", said);
    let expected =
        ["no-user-namespace-remap", "no-live-restore", "no-mandatory-access-control", "engine-runs-as-root"];
    assert_eq!(ids(&found), expected);
}

#[test]
fn tcp_is_as_bad_as_its_reach() {
    let one = |text: &str| {
        let found = found("json daemon", text);
        found.iter().find(|one| one.rule.id == "engine-on-tcp-without-tls").map(|one| one.severity)
    };
    assert_eq!(one(r#"{"hosts":["tcp://0.0.0.0:2375"]}"#), Some(Severity::Critical));
    // Dockerd takes an address without a scheme for TCP.
    assert_eq!(one(r#"{"hosts":["0.0.0.0:2375"]}"#), Some(Severity::Critical));
    assert_eq!(one(r#"{"hosts":["tcp://[::1]:2375"]}"#), Some(Severity::Medium));
    assert_eq!(one(r#"{"hosts":["tcp://localhost:2375"]}"#), Some(Severity::Medium));
    // TLS alone asks nobody who they are.
    assert_eq!(one(r#"{"hosts":["tcp://0.0.0.0:2376"],"tls":true}"#), Some(Severity::Critical));
    assert_eq!(one(r#"{"hosts":["tcp://0.0.0.0:2376"],"tlsverify":true}"#), None);
    assert_eq!(one(r#"{"hosts":["unix:///run/d.sock","fd://"]}"#), None);
}

#[test]
fn what_a_distribution_built_may_have_been_mended() {
    let version = r#"{"Components":[{"Name":"Engine","Version":"20.10.24+dfsg1"},{"Name":"runc","Version":"1.1.5+ds1"}]}"#;
    let found = found("json version", version);
    assert!(!found.is_empty());
    assert!(found.iter().all(|one| one.is_uncertain() && one.severity == Severity::Low));
    assert!(found.iter().any(|one| one.about == "CVE-2024-21626"));
    // Mended before, and the engine's own of its line of releases.
    assert!(!found.iter().any(|one| one.about == "CVE-2023-28642" || one.about == "CVE-2021-41091"));
    let plain = self::found("json version", r#"{"Version":"19.03.0"}"#);
    assert!(plain.iter().any(|one| one.about == "CVE-2019-14271" && one.severity == Severity::High));
}

#[test]
fn of_another_engine_only_what_runs_its_containers_is_looked_up() {
    // As Podman 4.3 answers.
    let version = r#"{"Version":"4.3.1","Components":[{"Name":"Podman Engine","Version":"4.3.1"},{"Name":"OCI Runtime (runc)","Version":"runc version 1.1.5\ncommit: x"}]}"#;
    let found = found("json version", version);
    assert!(found.iter().any(|one| one.about == "CVE-2024-21626" && one.severity > Severity::Low));
    let said: Vec<String> = found.iter().map(|one| format!("{:?}", one.message)).collect();
    assert!(!said.iter().any(|said| said.contains("Engine")), "{said:?}");
}
