//! Privileges, capabilities, namespaces, devices, security options.

use esclusa_model::change::Setting;
use esclusa_model::{Change, Namespace};

use super::{becomes, refuses};

fn drop_all(keep: &[&str]) -> Change {
    Change::DropAllCapabilities { keep: keep.iter().map(|name| (*name).to_owned()).collect() }
}

#[test]
fn privileged_goes() {
    becomes("privileged: true # why\nuser: app", &Change::DropPrivileged, "user: app");
    becomes("# a reason\nprivileged: true\nuser: app", &Change::DropPrivileged, "# a reason\nuser: app");
    becomes("user: app\nprivileged: \"yes\"", &Change::DropPrivileged, "user: app");
    becomes("privileged: false", &Change::DropPrivileged, "privileged: false");
}

#[test]
fn capabilities_are_dropped_and_given_back() {
    for (before, keep, after) in [
        ("", &[][..], "cap_drop:\n  - ALL"),
        ("ports: [\"80\"]\ndns: [a]", &[], "ports: [\"80\"]\ndns: [a]\ncap_drop: [ALL]"),
        ("ports:\n- \"80\"", &["CHOWN"], "ports:\n- \"80\"\ncap_drop:\n- ALL\ncap_add:\n- CHOWN"),
        ("cap_drop: [all]", &[], "cap_drop: [all]"),
        ("cap_drop:\n  - CHOWN # c\n  - setuid", &[], "cap_drop:\n  - ALL # c"),
        ("cap_drop: [CHOWN, ALL]", &[], "cap_drop: [ALL]"),
        ("cap_drop: []", &[], "cap_drop: [ALL]"),
        ("cap_add:\n  - SYS_ADMIN\n  - NET_ADMIN\nuser: x", &[], "cap_drop:\n  - ALL\nuser: x"),
        ("cap_add: [SYS_ADMIN]", &["CHOWN"], "cap_add: [CHOWN]\ncap_drop: [ALL]"),
        (
            "cap_add:\n  - CAP_CHOWN\n  - CAP_X",
            &["CHOWN", "KILL"],
            "cap_add:\n  - CAP_CHOWN\n  - CAP_KILL\ncap_drop:\n  - ALL",
        ),
        ("cap_add: ['CHOWN', 'KILL']", &["CHOWN"], "cap_add: ['CHOWN']\ncap_drop: [ALL]"),
        ("cap_add: ['CHOWN']\ncap_drop: ['KILL']", &["CHOWN"], "cap_add: ['CHOWN']\ncap_drop: ['ALL']"),
        ("cap_add:\n  - ALL\n  # - NET_ADMIN\nuser: x", &[], "  # - NET_ADMIN\ncap_drop:\n  - ALL\nuser: x"),
    ] {
        becomes(before, &drop_all(keep), after);
    }
    let add = Change::AddCapability { capability: "CHOWN".to_owned() };
    becomes("cap_drop: [CHOWN]", &add, "cap_add: [CHOWN]");
    becomes("cap_drop: [ALL]\ncap_add:\n- KILL", &add, "cap_drop: [ALL]\ncap_add:\n- KILL\n- CHOWN");
    let drop = Change::DropCapability { capability: "NET_RAW".to_owned() };
    becomes("cap_add: [net_raw, KILL]", &drop, "cap_add: [KILL]\ncap_drop: [NET_RAW]");
    becomes("cap_drop: [ALL]\ncap_add: [NET_RAW]", &drop, "cap_drop: [ALL]");
}

#[test]
fn no_new_privileges_is_said_once_and_last() {
    for (before, after) in [
        ("", "security_opt:\n  - no-new-privileges:true"),
        (
            "dns: [a]\ndns_search: [b]",
            "dns: [a]\ndns_search: [b]\nsecurity_opt: [\"no-new-privileges:true\"]",
        ),
        ("security_opt:\n  - no-new-privileges:false", "security_opt:\n  - no-new-privileges:true"),
        ("security_opt:\n  - 'no-new-privileges=true'", "security_opt:\n  - 'no-new-privileges:true'"),
        ("security_opt: [no-new-privileges]", "security_opt: [\"no-new-privileges:true\"]"),
        ("security_opt: [\"no-new-privileges:true\"]", "security_opt: [\"no-new-privileges:true\"]"),
        ("security_opt:\n- label:disable", "security_opt:\n- label:disable\n- no-new-privileges:true"),
        (
            "security_opt:\n- no-new-privileges:false\n- label:disable",
            "security_opt:\n- label:disable\n- no-new-privileges:true",
        ),
        (
            "security_opt:\n- no-new-privileges:true\n- no-new-privileges:false",
            "security_opt:\n- no-new-privileges:true",
        ),
    ] {
        becomes(before, &Change::ForbidNewPrivileges, after);
    }
}

#[test]
fn security_options_go_in_every_spelling() {
    let remove = |option: &str| Change::RemoveSecurityOption { option: option.to_owned() };
    becomes(
        "security_opt:\n- seccomp:unconfined\n- label:x",
        &remove("seccomp=unconfined"),
        "security_opt:\n- label:x",
    );
    becomes("security_opt: [\"seccomp=unconfined\"]", &remove("seccomp:unconfined"), "");
    becomes(
        "security_opt: [apparmor:unconfined, a=b]",
        &remove("apparmor=unconfined"),
        "security_opt: [a=b]",
    );
    becomes("security_opt: [label:x]", &remove("seccomp=unconfined"), "security_opt: [label:x]");
    becomes(
        "security_opt: [systempaths=unconfined, a=b]",
        &Change::RestoreSystemPaths,
        "security_opt: [a=b]",
    );
    becomes("security_opt: [\"systempaths=unconfined\"]", &Change::RestoreSystemPaths, "");
}

#[test]
fn namespaces_are_the_services_own() {
    use Namespace::{Cgroup, Ipc, Network, Pid, User, Uts};
    for (before, namespace, after) in [
        ("pid: host\nuser: x", Pid, "user: x"),
        ("uts: \"host\"\nuser: x", Uts, "user: x"),
        ("userns_mode: host\nuser: x", User, "user: x"),
        ("ipc: host", Ipc, "ipc: private"),
        ("ipc: \"shareable\"", Ipc, "ipc: \"private\""),
        ("user: x", Ipc, "user: x"),
        ("cgroup: host", Cgroup, "cgroup: private"),
        ("user: x", Cgroup, "user: x\ncgroup: private"),
        ("network_mode: host # c", Network, "network_mode: bridge # c"),
        ("network_mode: none", Network, "network_mode: none"),
    ] {
        becomes(before, &Change::PrivateNamespace(namespace), after);
    }
}

#[test]
fn devices_come_and_go() {
    let remove = |path: &str| Change::RemoveDevice { path: path.to_owned() };
    becomes("devices:\n  - /dev/kvm\n  - /dev/fuse:/dev/f:r", &remove("/dev/fuse"), "devices:\n  - /dev/kvm");
    becomes("devices:\n  - source: /dev/kvm\n    target: /dev/kvm\nuser: x", &remove("/dev/kvm"), "user: x");
    let rule = Change::RemoveDeviceRule { rule: "c 1:3 rwm".to_owned() };
    becomes("device_cgroup_rules: ['c 1:3 rwm', 'a *:* r']", &rule, "device_cgroup_rules: ['a *:* r']");
    let add = Change::AddDevice { path: "/dev/net/tun".to_owned() };
    becomes("devices:\n  - /dev/kvm", &add, "devices:\n  - /dev/kvm\n  - /dev/net/tun:/dev/net/tun");
    becomes("devices: [/dev/net/tun]", &add, "devices: [/dev/net/tun]");
}

#[test]
fn settings_go() {
    for (before, setting, after) in [
        ("oom_kill_disable: true", Setting::OomKillDisable, ""),
        ("oom_score_adj: -500", Setting::OomScoreAdj, ""),
        ("cgroup_parent: /", Setting::CgroupParent, ""),
        ("logging: {driver: none}", Setting::LogDriver, ""),
        ("logging:\n  driver: syslog\n  options:\n    tag: a", Setting::LogDriver, ""),
        ("sysctls: {a.b: 1, c.d: 2}", Setting::Sysctl("a.b".into()), "sysctls: {c.d: 2}"),
        ("sysctls:\n  a.b: 1", Setting::Sysctl("a.b".into()), ""),
        ("sysctls:\n  - a.b=1\n  - c.d=2", Setting::Sysctl("c.d".into()), "sysctls:\n  - a.b=1"),
        ("group_add: [docker, \"0\"]", Setting::Group("0".into()), "group_add: [docker]"),
        (
            "ulimits:\n  nofile:\n    soft: 1\n    hard: 2\n  core: 0",
            Setting::Ulimit("nofile".into()),
            "ulimits:\n  core: 0",
        ),
    ] {
        becomes(before, &Change::Remove(setting), after);
    }
}

#[test]
fn the_image_is_pinned_as_it_is_written() {
    let digest = format!("sha256:{}", "0a".repeat(32));
    let pin = Change::PinImage { digest: digest.clone() };
    let text = super::project("");
    assert_eq!(super::changed(&text, &pin), Ok(text.replace("nginx:1", &format!("nginx:1@{digest}"))));
    let text = "services: {web: {image: \"${REGISTRY:-docker.io:443}/nginx\"}}\n";
    assert_eq!(super::changed(text, &pin), Ok(text.replace("/nginx", &format!("/nginx:latest@{digest}"))));
    refuses("build: .", &pin, "the image is built here");
}
