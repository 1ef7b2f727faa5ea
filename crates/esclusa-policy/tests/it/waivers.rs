//! Waivers of the policy file: by rule, service and path, until their day.

use crate::court::judge;

const COMPOSE: &str = "services:\n  web:\n    image: alpine:3.22\n    network_mode: host\n  db:\n    image: alpine:3.22\n    network_mode: host\n";

fn waiver(more: &str) -> String {
    format!("[[waiver]]\nrule = \"host-network\"\nreason = \"it must see the wire\"\n{more}")
}

#[test]
fn a_waiver_covers_what_it_names_and_no_more() {
    for (more, wanted) in [
        ("", [(4, true), (7, true)]),
        ("service = \"web\"\n", [(4, true), (7, false)]),
        ("service = \"d?\"\n", [(4, false), (7, true)]),
        ("path = \"*.yaml\"\n", [(4, true), (7, true)]),
        ("path = \"deploy/**\"\n", [(4, false), (7, false)]),
        ("expires = 2026-11-25\n", [(4, true), (7, true)]),
        ("expires = 2026-11-24\n", [(4, false), (7, false)]),
    ] {
        let verdict = judge(&waiver(more), "compose.yaml", COMPOSE);
        assert_eq!(verdict.of("host-network"), wanted, "{more}");
    }
    let verdict = judge(&waiver(""), "deploy/compose.yaml", COMPOSE);
    assert_eq!(verdict.of("no-cpu-limit").iter().filter(|(_, waived)| *waived).count(), 0, "another rule");
    assert_eq!(
        verdict.findings.iter().find_map(|one| one.reason.clone()).as_deref(),
        Some("it must see the wire")
    );
}

#[test]
fn a_path_is_below_the_folder_of_the_policy() {
    let verdict = judge(&waiver("path = \"deploy/*.yaml\"\n"), "deploy/compose.yaml", COMPOSE);
    assert_eq!(verdict.of("host-network"), [(4, true), (7, true)]);
}

#[test]
fn an_expired_waiver_is_a_finding_and_a_valid_one_is_none() {
    assert_eq!(
        judge(&waiver("expires = 2026-11-24\n"), "compose.yaml", COMPOSE).of("expired-waiver"),
        [(1, false)]
    );
    assert_eq!(judge(&waiver("expires = 2026-11-25\n"), "compose.yaml", COMPOSE).of("expired-waiver"), []);
}

#[test]
fn a_waiver_is_unused_only_if_what_it_names_was_judged() {
    let unused = |more: &str| {
        judge(&waiver(more), "compose.yaml", COMPOSE.replace("host", "none").as_str()).of("unused-waiver")
    };
    assert_eq!(unused("service = \"web\"\n"), [(1, false)]);
    assert_eq!(unused("path = \"compose.yaml\"\n"), [(1, false)]);
    assert_eq!(unused("service = \"absent\"\n"), [], "no such service was judged: it may be in another file");
    assert_eq!(unused("path = \"deploy/**\"\n"), []);
    assert_eq!(unused(""), [], "it may be for another file");
}
