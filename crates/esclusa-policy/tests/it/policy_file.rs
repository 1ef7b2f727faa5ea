//! Mistakes in a policy file are problems at their place.

use std::path::Path;

use esclusa_finding::{Severity, Thresholds};
use esclusa_policy::{Level, read};
use esclusa_source::Sources;

use crate::court::{judge, known};

/// The problems of a policy: id and line.
fn problems(text: &str) -> Vec<(&'static str, usize)> {
    let mut sources = Sources::default();
    let file = sources.add("esclusa.toml", text);
    let found = read(file, text, Path::new("/p"), &known).err().unwrap_or_default();
    found.iter().map(|one| (one.id, one.span.map_or(0, |span| sources.location(span).line))).collect()
}

#[test]
fn a_whole_policy_is_read() {
    let text = "fail-on = \"high\"\n[rules]\nno-cpu-limit = \"off\"\nno-pids-limit = \"low\"\n[images]\nallowed-registries = [\"docker.io\"]\n[[waiver]]\nrule = [\"host-network\", \"no-cpu-limit\"]\nservice = \"web*\"\npath = \"deploy/**\"\nreason = \"why\"\nexpires = 2027-01-31\n";
    let mut sources = Sources::default();
    let file = sources.add("esclusa.toml", text);
    let policy = read(file, text, Path::new("/p"), &known).expect("a policy");
    assert_eq!(policy.fail_on, Some(Severity::High));
    assert_eq!(policy.levels.get("no-cpu-limit"), Some(&Level::Off));
    assert_eq!(policy.levels.get("no-pids-limit"), Some(&Level::At(Severity::Low)));
    assert_eq!(policy.images.allowed_registries, ["docker.io"]);
    assert_eq!(policy.waivers.len(), 1);
    assert_eq!(policy.waivers[0].rules, ["host-network", "no-cpu-limit"]);
    assert_eq!(policy.waivers[0].expires, Some(jiff::civil::date(2027, 1, 31)));
}

#[test]
fn mistakes_have_their_place() {
    for (text, wanted) in [
        ("fail-on = \n", ("policy-syntax", 1)),
        ("\nunknown-key = 1\n", ("policy-syntax", 2)),
        ("fail-on = \"grave\"\n", ("policy-severity", 1)),
        ("[rules]\nno-such-rule = \"off\"\n", ("policy-unknown-rule", 2)),
        ("[rules]\nhost-network = \"never\"\n", ("policy-severity", 2)),
        ("[[waiver]]\nrule = \"host-network\"\n", ("policy-syntax", 1)),
        ("[[waiver]]\nrule = \"host-network\"\nreason = \"  \"\n", ("policy-no-reason", 3)),
        ("[[waiver]]\nrule = \"no-such\"\nreason = \"why\"\n", ("policy-unknown-rule", 2)),
        ("[[waiver]]\nrule = []\nreason = \"why\"\n", ("policy-unknown-rule", 2)),
        ("[[waiver]]\nrule = \"host-network\"\nreason = \"why\"\npath = \"[a\"\n", ("policy-glob", 4)),
        ("[[waiver]]\nrule = \"host-network\"\nreason = \"why\"\nexpires = 10:00:00\n", ("policy-date", 4)),
        ("[thresholds]\nmax-cpus = 0\n", ("policy-threshold", 2)),
        ("[thresholds]\n\nmax-open-files = \"2k\"\n", ("policy-threshold", 3)),
        ("[thresholds]\nmax-shared-memory = \"much\"\n", ("policy-threshold", 2)),
        ("[thresholds]\nmax-shared-memory = \"9000000000g\"\n", ("policy-threshold", 2)),
        ("[thresholds]\nmax-shared-memory = \"-1m\"\n", ("policy-threshold", 2)),
        ("[thresholds]\nmax-cpus = 1.5\n", ("policy-syntax", 2)),
        (
            "[[waiver]]\nrule = \"host-network\"\nreason = \"why\"\nexpires = \"2027-01-31\"\n",
            ("policy-syntax", 4),
        ),
    ] {
        assert_eq!(problems(text), [wanted], "{text}");
    }
}

#[test]
fn thresholds_are_read() {
    for (text, wanted) in [("100", 100), ("\"64m\"", 64 << 20), ("\"1GB\"", 1 << 30), ("\"7b\"", 7)] {
        let text = format!("[thresholds]\nmax-cpus = 4\nmax-shared-memory = {text}\n");
        let mut sources = Sources::default();
        let file = sources.add("esclusa.toml", text.as_str());
        let policy = read(file, &text, Path::new("/p"), &known).expect("a policy");
        let usual = Thresholds::default();
        assert_eq!(policy.thresholds, Thresholds { cpus: 4, shared_memory: wanted, ..usual });
    }
}

#[test]
fn severities_are_chosen_and_rules_switched_off() {
    let compose = "services:\n  web:\n    image: alpine:3.22\n    network_mode: host\n    privileged: true\n";
    let verdict =
        judge("[rules]\nhost-network = \"info\"\nprivileged-container = \"off\"\n", "compose.yaml", compose);
    let network =
        verdict.findings.iter().find(|finding| finding.rule.id == "host-network").expect("it speaks");
    assert_eq!(network.severity, Severity::Info);
    assert_eq!(verdict.of("privileged-container"), []);
}

#[test]
fn registries_are_compared_by_their_parts() {
    let policy =
        "[images]\nallowed-registries = [\"ghcr.io/our\", \"docker.io/library\", \"localhost:5000\"]\n";
    let unlisted = |image: &str| {
        let compose = format!("services:\n  web:\n    image: {image}\n");
        judge(policy, "compose.yaml", &compose).of("image-from-unlisted-registry").len()
    };
    for image in
        ["nginx", "nginx:1", "docker.io/nginx", "library/nginx", "ghcr.io/our/x:1", "localhost:5000/a/b"]
    {
        assert_eq!(unlisted(image), 0, "{image}");
    }
    for image in
        ["ghcr.io/ours/x", "our/x", "quay.io/library/nginx", "localhost:5001/a", "ghcr.io.evil.example/our/x"]
    {
        assert_eq!(unlisted(image), 1, "{image}");
    }
    let built = "services:\n  web:\n    build: .\n    image: quay.io/our/own\n";
    assert_eq!(judge(policy, "compose.yaml", built).of("image-from-unlisted-registry"), []);
}
