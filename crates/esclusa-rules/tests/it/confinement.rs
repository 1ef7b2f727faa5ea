//! What the engine confines a container with, switched off in any spelling, in every dialect.

use esclusa_finding::Severity;

use crate::read::Said::{Compose, Engine, Run};
use crate::read::{check, found_in};

#[test]
fn seccomp_is_off_in_every_spelling() {
    let rule = "seccomp-unconfined";
    check(
        rule,
        &[
            (Run("--security-opt seccomp=unconfined"), &[" high"]),
            (Run("--security-opt seccomp:unconfined"), &[" high"]),
            (Run("--security-opt seccomp=allow.json"), &[" high"]),
            (Run("--security-opt seccomp=deny.json"), &[]),
            (Run("--security-opt seccomp=builtin"), &[]),
            (Run("--security-opt apparmor=unconfined"), &[]),
            // The last one wins.
            (Run("--security-opt seccomp=unconfined --security-opt seccomp=builtin"), &[]),
            (Run("--security-opt seccomp=builtin --security-opt seccomp:unconfined"), &[" high"]),
            (Compose("security_opt: ['seccomp:unconfined']"), &[" high"]),
            (Compose("security_opt: ['no-new-privileges:true', seccomp=unconfined]"), &[" high"]),
            (Compose("security_opt: ['seccomp:./allow.json']"), &[" high"]),
            (Compose("security_opt: ['seccomp:./deny.json']"), &[]),
            (Engine(r#""SecurityOpt":["seccomp=unconfined"]"#), &[" high"]),
        ],
    );
    let profile = |profile: &str| {
        let option = format!("seccomp={profile}").replace('"', "\\\"");
        let found = found_in("app:1", Engine(&format!(r#""SecurityOpt":["{option}"]"#)), rule);
        found.first().map(|(finding, _)| finding.severity)
    };
    for (text, severity) in [
        ("{}", Some(Severity::High)),
        (r#"{"defaultAction":""}"#, Some(Severity::High)),
        (r#"{"defaultAction":"SCMP_ACT_ALLOW"}"#, Some(Severity::High)),
        (r#"{"DefaultAction":"SCMP_ACT_ALLOW","syscalls":[]}"#, Some(Severity::High)),
        (r#"{"defaultAction":"SCMP_ACT_ERRNO","defaultAction":"SCMP_ACT_ALLOW"}"#, Some(Severity::High)),
        (
            r#"{"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["mount"],"action":"SCMP_ACT_ALLOW"}]}"#,
            Some(Severity::High),
        ),
        (
            r#"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mount"],"action":"SCMP_ACT_ERRNO"}]}"#,
            Some(Severity::Medium),
        ),
        (r#"{"defaultAction":"SCMP_ACT_ERRNO"}"#, None),
        (r#"{"defaultAction":"SCMP_ACT_KILL_PROCESS","syscalls":[]}"#, None),
        // The engine refuses these; whether they would filter cannot be said.
        ("[]", None),
        ("{", None),
        ("unconfinedish", None),
    ] {
        assert_eq!(profile(text), severity, "{text}");
    }
}

#[test]
fn apparmor_and_selinux_are_off_in_every_spelling() {
    check(
        "apparmor-unconfined",
        &[
            (Run("--security-opt apparmor=unconfined"), &[" medium"]),
            (Run("--security-opt apparmor:unconfined"), &[" medium"]),
            (Run("--security-opt apparmor=unconfined --security-opt apparmor=docker-default"), &[]),
            (Run("--security-opt apparmor=my-unconfined"), &[]),
            (Compose("security_opt: ['apparmor:unconfined']"), &[" medium"]),
            (Engine(r#""SecurityOpt":["apparmor=unconfined"]"#), &[" medium"]),
        ],
    );
    check(
        "selinux-disabled",
        &[
            (Run("--security-opt label=disable"), &[" medium"]),
            (Run("--security-opt label:disable"), &[" medium"]),
            (Run("--security-opt label=type:spc_t"), &[" medium"]),
            (Run("--security-opt label:disable --security-opt label=level:s0"), &[" medium"]),
            // Any other option is no reason to think that SELinux confines, nor that it does not.
            (Run("--security-opt no-new-privileges"), &[]),
            (Run("--security-opt label=type:container_t"), &[]),
            (Run("--label disable"), &[]),
            (Compose("security_opt: ['label:disable']"), &[" medium"]),
            (Engine(r#""SecurityOpt":["label=disable"]"#), &[" medium"]),
            (Engine(r#""SecurityOpt":["disable"]"#), &[" medium"]),
        ],
    );
}

#[test]
fn paths_of_the_system_must_be_covered() {
    let all = r#""MaskedPaths":["/proc/kcore","/proc/keys","/proc/timer_list","/proc/scsi","/sys/firmware","/proc/x"]"#;
    let read_only =
        r#""ReadonlyPaths":["/proc/bus","/proc/fs","/proc/irq","/proc/sys","/proc/sysrq-trigger"]"#;
    check(
        "system-paths-unconfined",
        &[
            (Run("--security-opt systempaths=unconfined"), &[" high"]),
            (Run("--security-opt systempaths:unconfined"), &[" high"]),
            (Run("--security-opt unmask=ALL"), &[" high"]),
            (Run("--security-opt unmask=/proc/acpi"), &[" medium"]),
            (Run("--security-opt mask=/proc/acpi"), &[]),
            (Compose("security_opt: [systempaths=unconfined]"), &[" high"]),
            (Engine(r#""MaskedPaths":[],"ReadonlyPaths":[]"#), &[" high"]),
            (Engine(r#""ReadonlyPaths":[]"#), &[" high"]),
            (Engine(r#""MaskedPaths":["/nonexistent"]"#), &[" medium"]),
            (Engine(r#""MaskedPaths":[]"#), &[" medium"]),
            (Engine(&format!("{all},{read_only}")), &[]),
            (Engine(r#""ReadonlyPaths":["/proc/"]"#), &[]),
            (Engine(r#""MaskedPaths":null,"ReadonlyPaths":null"#), &[]),
            (Run(""), &[]),
        ],
    );
}

#[test]
fn cgroups_are_the_engines() {
    check(
        "cgroup-parent-escape",
        &[
            (Run("--cgroup-parent ../../x"), &[" high"]),
            (Run("--cgroup-parent=/docker/../.."), &[" high"]),
            (Run("--cgroup-parent /"), &[" medium"]),
            (Run("--cgroup-parent system.slice"), &[" medium"]),
            (Run("--cgroup-parent /limited -e PARENT=../x"), &[]),
            (Run("--cgroup-parent a..b"), &[]),
            (Compose("cgroup_parent: ../x"), &[" high"]),
            (Compose("cgroup_parent: apps.slice"), &[]),
            (Compose("cgroup_parent: ${PARENT}"), &[]),
            (Compose("cgroup_parent: ${PARENT}/../../x"), &[" high"]),
            (Engine(r#""CgroupParent":"/../x""#), &[" high"]),
        ],
    );
    check(
        "writable-cgroups",
        &[
            (Run("--security-opt writable-cgroups=true"), &[" medium"]),
            (Run("--security-opt writable-cgroups=1 --security-opt writable-cgroups=false"), &[]),
            (Compose("security_opt: ['writable-cgroups:true']"), &[" medium"]),
            (Engine(r#""SecurityOpt":["writable-cgroups=T"]"#), &[" medium"]),
        ],
    );
}

#[test]
fn kernel_settings_belong_to_a_namespace_or_to_the_host() {
    check(
        "host-sysctl",
        &[
            (Run("--ipc host --sysctl kernel.shmmax=1"), &["kernel.shmmax medium"]),
            (Run("--network host --sysctl net.ipv4.ip_forward=1"), &["net.ipv4.ip_forward medium"]),
            (Run("--sysctl kernel.shmmax=1 --sysctl net.core.somaxconn=1024"), &[]),
            (Compose("sysctls: [vm.overcommit_memory=1]"), &["vm.overcommit_memory medium"]),
            (Compose("sysctls: {fs.mqueue.msg_max: 10}"), &[]),
            (Compose("ipc: host\nsysctls: {fs.mqueue.msg_max: 10}"), &["fs.mqueue.msg_max medium"]),
            (Engine(r#""Sysctls":{"kernel.core_pattern":"|/x"}"#), &["kernel.core_pattern medium"]),
            (Engine(r#""UTSMode":"host","Sysctls":{"kernel.hostname":"x"}"#), &["kernel.hostname medium"]),
            (Engine(r#""Sysctls":{"kernel/hostname":"x"}"#), &[]),
        ],
    );
}
