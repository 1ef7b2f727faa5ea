//! Comments that waive, in Compose files, scripts and Markdown pages.

use crate::court::{judge, judge_with};

#[test]
fn a_comment_speaks_of_its_line_or_of_the_next() {
    let compose = "services:\n  web:\n    image: alpine:3.22\n    network_mode: host # esclusa: ignore[host-network] it answers DHCP\n  db:\n    image: alpine:3.22\n    # esclusa: ignore[host-network, no-cpu-limit] it answers DHCP\n    # (see the handbook)\n    network_mode: host\n  mail:\n    image: alpine:3.22\n    network_mode: host\n";
    let verdict = judge("", "compose.yaml", compose);
    assert_eq!(verdict.of("host-network"), [(4, true), (9, true), (12, false)]);
    assert_eq!(verdict.problems, []);
    let deaf = judge_with("", "compose.yaml", compose, None, false);
    assert_eq!(deaf.of("host-network"), [(4, false), (9, false), (12, false)], "--no-inline");
    assert_eq!(deaf.of("unused-waiver"), []);
}

#[test]
fn at_a_service_it_speaks_of_what_is_absent_and_of_the_whole_service() {
    let compose = "services:\n  # esclusa: ignore[no-memory-limit, host-network] a toy\n  web:\n    image: alpine:3.22\n    network_mode: host\n  db: # esclusa: ignore[no-memory-limit] a toy\n    image: alpine:3.22\n  mail:\n    image: alpine:3.22\n";
    let verdict = judge("", "compose.yaml", compose);
    let waived = verdict.findings.iter().filter(|one| one.rule.id == "no-memory-limit" && one.waived);
    let mut subjects: Vec<&str> = waived.map(|one| &*one.subject).collect();
    subjects.sort_unstable();
    assert_eq!(subjects, ["db", "web"]);
    assert_eq!(verdict.of("host-network"), [(5, true)]);
}

#[test]
fn a_hash_inside_a_value_is_no_comment() {
    let compose = "services:\n  web:\n    image: alpine:3.22\n    network_mode: host\n    command: |\n      # esclusa: ignore[host-network] not a comment of YAML\n      true\n    labels: [\"# esclusa: ignore[host-network] no\"]\n";
    assert_eq!(judge("", "compose.yaml", compose).of("host-network"), [(4, false)]);
}

#[test]
fn scripts_and_pages_have_their_own_comments() {
    let script = "#!/bin/sh\n# esclusa: ignore[privileged-container, no-memory-limit] flashes firmware\ndocker run \\\n  --privileged \\\n  alpine\ndocker run --privileged alpine\n";
    let verdict = judge("", "flash.sh", script);
    assert_eq!(verdict.of("privileged-container"), [(4, true), (6, false)]);
    let glued = script
        .replace("alpine\ndocker", "alpine#esclusa: ignore[privileged-container] part of the word\ndocker");
    assert_eq!(
        judge("", "flash.sh", &glued).of("unused-waiver"),
        judge("", "flash.sh", script).of("unused-waiver")
    );
    let page = "# How\n\n<!-- esclusa: ignore[privileged-container] an example of what not to do -->\n```sh\ndocker run --privileged alpine\n```\n";
    assert_eq!(judge("", "README.md", page).of("privileged-container"), [(5, true)]);
}

#[test]
fn comments_that_cannot_be_understood_are_problems_and_unused_ones_findings() {
    let with = |comment: &str| {
        let compose = format!("services:\n  web:\n    image: alpine:3.22 # esclusa: {comment}\n");
        let verdict = judge("", "compose.yaml", &compose);
        (verdict.problems.iter().map(|one| one.id).collect::<Vec<_>>(), verdict.of("unused-waiver"))
    };
    assert_eq!(with("ignore[host-network]"), (vec!["policy-no-reason"], vec![]));
    assert_eq!(with("ignore[no-such-rule] why"), (vec!["policy-unknown-rule"], vec![]));
    assert_eq!(with("ignore host-network why"), (vec!["inline-waiver-syntax"], vec![]));
    assert_eq!(with("ignore[host-network] why"), (vec![], vec![(3, false)]));
}

#[test]
fn what_a_dockerfile_writes_holds_no_comments_of_its_own() {
    let text = "FROM alpine:3.22\nCOPY <<E /x\n# esclusa: ignore[no-such-rule] content\nE\nRUN <<E\n# esclusa: ignore[remote-add] a script's\ntrue\nE\n";
    let mut sources = esclusa_source::Sources::default();
    let file = sources.add("Dockerfile", text);
    let (_, problems) = esclusa_policy::comments(file, text, &crate::court::known);
    assert_eq!(problems, []);
    let spoken = text.replace("no-such-rule", "remote-add");
    let (found, _) = esclusa_policy::comments(file, &spoken, &crate::court::known);
    let (two, _) =
        esclusa_policy::comments(file, &spoken.replace("COPY <<E", "RUN <<E"), &crate::court::known);
    assert_ne!(found, two, "only the script's comment counts");
}
