//! Practice 6 in every dialect: `no-new-privileges` as the engine reads it.

use esclusa_finding::Severity::{Info, Medium};

use crate::asked::{by_compose, by_compose_file, by_run, expect, of, said};

const RULE: &str = "privilege-escalation-allowed";

/// Holds what the rule says of these security options, in every dialect.
fn hold(options: &[&str], expected: Option<&str>) {
    let run: String = options.iter().map(|option| format!("--security-opt '{option}' ")).collect();
    let list = |quote: &str| {
        options.iter().map(|option| format!("{quote}{option}{quote}")).collect::<Vec<_>>().join(", ")
    };
    let compose = format!("security_opt: [{}]", list("'"));
    let host = format!("\"SecurityOpt\": [{}]", list("\""));
    let expected: Vec<_> = expected.map(|wording| (wording, Medium)).into_iter().collect();
    expect(RULE, &expected, &[said(&format!("{run} app:1"), &compose, &host)]);
}

#[test]
fn what_switches_it_on_is_not_found() {
    for on in ["", "=true", ":true", "=1", ":1", "=t", "=T", "=TRUE", "=True"] {
        hold(&[&format!("no-new-privileges{on}")], None);
    }
    hold(&["no-new-privileges:false", "no-new-privileges"], None);
    hold(&["no-new-privileges:false", "seccomp=unconfined", "no-new-privileges=1"], None);
    // KICS compares one entry at a time, and finds the others at fault.
    hold(&["apparmor=web", "no-new-privileges:true", "label=type:web_t"], None);
}

#[test]
fn false_is_found_in_every_spelling() {
    for off in ["=false", ":false", "=0", ":0", "=f", "=F", "=FALSE", "=False", ":False"] {
        hold(&[&format!("no-new-privileges{off}")], Some("privilege-escalation-allowed-off"));
    }
}

#[test]
fn a_later_entry_overrides_an_earlier_one() {
    let overridden = Some("privilege-escalation-allowed-overridden");
    hold(&["no-new-privileges", "no-new-privileges=false"], overridden);
    hold(&["no-new-privileges:true", "apparmor=web", "no-new-privileges:0"], overridden);
    hold(&["no-new-privileges=0", "no-new-privileges:false"], Some("privilege-escalation-allowed-off"));
}

#[test]
fn absent_is_found_whatever_stands_beside() {
    hold(&["apparmor=no-new-privileges"], Some(RULE));
    hold(&["label=disable"], Some(RULE));
    expect(RULE, &[(RULE, Medium)], &[said("app:1", "user: app", "\"Init\": true")]);
    expect(RULE, &[(RULE, Medium)], &[said("--label security_opt=no-new-privileges app:1", "", "")]);
}

#[test]
fn what_the_engine_does_not_read_is_said_so() {
    for value in ["=yes", ":on", "=", ": true", "=tRue"] {
        hold(&[&format!("no-new-privileges{value}")], Some("privilege-escalation-allowed-refused"));
    }
}

#[test]
fn an_unset_variable_is_no_guess() {
    assert_eq!(of(&by_compose("security_opt: ['no-new-privileges:${NNP}']"), RULE), []);
    assert_eq!(of(&by_run("--security-opt no-new-privileges=false app:1"), RULE).len(), 1);
}

#[test]
fn swarm_ignores_what_confines() {
    let rule = "ignored-by-target";
    for (keys, findings) in [
        ("security_opt: ['no-new-privileges:true'], deploy: {mode: global}", 1),
        ("security_opt: ['apparmor=web'], deploy: {placement: {constraints: [node.role==worker]}}", 1),
        ("security_opt: [no-new-privileges], ipc: none, deploy: {update_config: {parallelism: 1}}", 2),
        ("cgroup_parent: /web, deploy: {endpoint_mode: dnsrr}", 1),
        // What Compose heeds too.
        ("security_opt: ['no-new-privileges:true'], deploy: {mode: replicated, replicas: 2}", 0),
        ("security_opt: ['no-new-privileges:true'], deploy: {resources: {limits: {cpus: '1'}}}", 0),
        ("security_opt: ['no-new-privileges:true'], deploy: {restart_policy: {condition: any}}", 0),
        ("security_opt: ['no-new-privileges:true']", 0),
        // To be ignored takes nothing away.
        ("security_opt: ['seccomp:unconfined'], deploy: {mode: global}", 0),
        ("security_opt: ['no-new-privileges:false'], ipc: host, deploy: {mode: global}", 0),
        ("cap_drop: [ALL], read_only: true, deploy: {mode: global}", 0),
    ] {
        let found = of(&by_compose(keys), rule);
        assert_eq!(found, vec![(rule, Info); findings], "{keys}");
    }
}

#[test]
fn a_privileged_container_drops_nothing() {
    let rule = "ignored-by-target";
    expect(
        rule,
        &[("ignored-by-target-privileged", Info)],
        &[said(
            "--privileged --cap-drop ALL --cap-drop CHOWN app:1",
            "privileged: true, cap_drop: [ALL]",
            "\"Privileged\": true, \"CapDrop\": [\"CAP_CHOWN\"]",
        )],
    );
    expect(
        rule,
        &[],
        &[
            said("--cap-drop ALL app:1", "cap_drop: [ALL]", "\"CapDrop\": [\"ALL\"]"),
            said("--privileged app:1", "privileged: true", "\"Privileged\": true, \"CapDrop\": []"),
        ],
    );
}

#[test]
fn compose_ignores_the_mode_of_a_secrets_file() {
    let found = |definition: &str, secret: &str, deploy: &str| {
        let text = format!(
            "services: {{web: {{image: 'app:1', secrets: [{secret}]{deploy}}}}}\nsecrets: {{key: {{{definition}}}}}\n"
        );
        of(&by_compose_file(&text), "ignored-by-target")
    };
    let ignored = [("ignored-by-target-secret", Info)];
    assert_eq!(found("file: ./key", "{source: key, mode: 0400}", ""), ignored);
    assert_eq!(found("file: ./key", "{source: key, uid: '1000', gid: '1000'}", ""), ignored);
    assert_eq!(found("file: ./key", "key", ""), []);
    assert_eq!(found("file: ./key", "{source: key, target: other}", ""), []);
    // A secret of a variable is copied, with its owner and mode; and Swarm heeds them.
    assert_eq!(found("environment: KEY", "{source: key, mode: 0400}", ""), []);
    assert_eq!(found("file: ./key", "{source: key, mode: 0400}", ", deploy: {mode: global}"), []);
}
