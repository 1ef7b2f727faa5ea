//! Practice 3 in every dialect: what the rules name, and what looks like it and is not.

use std::collections::BTreeSet;

use crate::read::Said::{Compose, Engine, Run};
use crate::read::{check, found_in};

#[test]
fn all_must_be_dropped_and_nothing_else_counts() {
    check(
        "capabilities-not-dropped",
        &[
            (Run(""), &[" medium"]),
            (Run("--cap-drop NET_RAW"), &[" medium"]),
            (Run("--cap-drop all"), &[]),
            (Run("--cap-drop ALL --cap-add CHOWN"), &[]),
            // The engine does not look at what a privileged container drops.
            (Run("--privileged --cap-drop ALL"), &[" medium"]),
            // Every capability by name but one is not ALL; neither is a capability that does not exist.
            (Compose("cap_drop: [CHOWN, NET_RAW]"), &[" medium"]),
            (Compose("cap_drop: [CAP_ALL]"), &[" medium"]),
            (Compose("cap_drop: [All]"), &[]),
            (Engine(r#""CapDrop":["all"]"#), &[]),
            (Engine(r#""CapDrop":[]"#), &[" medium"]),
            // A name that a script would skip: the container is judged all the same.
            (Compose("container_name: vanilla-ap"), &[" medium"]),
        ],
    );
}

#[test]
fn each_dangerous_capability_says_what_it_gives() {
    check(
        "dangerous-capability-added",
        &[
            (Run("--cap-add SYS_ADMIN"), &["SYS_ADMIN critical"]),
            (Run("--cap-add=cap_sys_admin"), &["SYS_ADMIN critical"]),
            (Run("--cap-add Net_Admin --cap-drop ALL"), &["NET_ADMIN high"]),
            (Run("--cap-add all"), &["ALL critical"]),
            (Run("--cap-add SYS_PTRACE"), &["SYS_PTRACE high"]),
            (Run("--cap-add SYS_PTRACE --pid host"), &["SYS_PTRACE critical"]),
            // The engine gives what is added, whatever is dropped.
            (Run("--cap-add SYS_TIME --cap-drop SYS_TIME"), &["SYS_TIME high"]),
            (Compose("cap_add: [NET_RAW, DAC_OVERRIDE, CHOWN]"), &["DAC_OVERRIDE low", "NET_RAW medium"]),
            (Compose("cap_add: [ALL]\ncap_drop: [ALL]"), &["ALL critical"]),
            (Engine(r#""CapAdd":["Cap_Sys_Admin","bpf"]"#), &["SYS_ADMIN critical", "BPF critical"]),
            // Those a service may well need, or that are no more than its own.
            (Compose("cap_add: [NET_BIND_SERVICE, CHOWN, SETUID, SETGID, KILL, FOWNER]"), &[]),
            (Compose("cap_drop: [SYS_ADMIN, ALL]"), &[]),
            (Compose("labels: {cap_add: SYS_ADMIN}"), &[]),
        ],
    );
    let mut words = BTreeSet::new();
    let dangerous = "ALL AUDIT_CONTROL AUDIT_READ BPF CHECKPOINT_RESTORE DAC_OVERRIDE DAC_READ_SEARCH IPC_OWNER \
                     LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_RAW PERFMON SETFCAP SYSLOG SYS_ADMIN \
                     SYS_BOOT SYS_CHROOT SYS_MODULE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME \
                     SYS_TTY_CONFIG";
    for name in dangerous.split_whitespace() {
        let found = found_in("app:1", Run(&format!("--cap-add {name}")), "dangerous-capability-added");
        assert_eq!(found.len(), 1, "{name}");
        assert!(found[0].1.contains(name), "{}", found[0].1);
        words.insert(found[0].1.replace(name, ""));
    }
    assert_eq!(words.len(), dangerous.split_whitespace().count(), "two give the same");
}

#[test]
fn what_a_known_image_needs_may_be_given_back() {
    let found = |image: &str| {
        let said = Compose("cap_drop: [ALL]\ncap_add: [DAC_OVERRIDE, NET_ADMIN]");
        let found = found_in(image, said, "dangerous-capability-added");
        found.into_iter().map(|(finding, _)| finding.about).collect::<Vec<_>>()
    };
    // The table says that PostgreSQL starts with DAC_OVERRIDE; no table makes NET_ADMIN harmless.
    assert_eq!(found("postgres:17"), ["NET_ADMIN"]);
    assert_eq!(found("app:1"), ["DAC_OVERRIDE", "NET_ADMIN"]);
    // nginx needs it for files of the host alone.
    assert_eq!(found("nginx:1.29"), ["DAC_OVERRIDE", "NET_ADMIN"]);
    let said =
        Compose("cap_drop: [ALL]\ncap_add: [DAC_OVERRIDE]\nvolumes: ['./site:/usr/share/nginx/html:ro']");
    assert!(found_in("nginx:1.29", said, "dangerous-capability-added").is_empty());
}

#[test]
fn what_is_added_without_dropping_the_rest_is_told_once() {
    check(
        "capability-added-to-defaults",
        &[
            (Run("--cap-add CHOWN --cap-add SYS_NICE"), &[" low"]),
            (Run("--cap-add SYS_NICE --cap-drop NET_RAW"), &[" low"]),
            (Run("--cap-add SYS_NICE --cap-drop ALL"), &[]),
            (Run("--cap-add ALL"), &[]),
            (Run("--privileged --cap-add SYS_NICE"), &[]),
            (Run("--cap-drop NET_RAW"), &[]),
            (Compose("cap_add: [SYS_NICE]"), &[" low"]),
            (Compose("cap_add: [SYS_NICE]\ncap_drop: [all]"), &[]),
            (Engine(r#""CapAdd":["CAP_SYS_NICE"]"#), &[" low"]),
            (Engine(r#""CapAdd":["CAP_SYS_NICE"],"CapDrop":["ALL"]"#), &[]),
        ],
    );
}
