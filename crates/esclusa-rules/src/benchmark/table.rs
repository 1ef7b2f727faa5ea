//! The checks, in the benchmark's order (docker-bench-security's default run: 117). Titles are our own words.

use esclusa_finding::Message;
use esclusa_model::host::Role;
use esclusa_model::{Container, Daemon};

use super::Verdict;
use super::containers::{
    Confinement, has_own_cgroup_parent, is_on_default_bridge, restarts_without_end, takes_low_port,
};
use super::daemon::{address, by_hand, lock, lock_key, managers, networks};

/// How a check is answered.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// By a person; why.
    Manual(&'static str),
    /// By rules about containers.
    Containers(&'static [&'static str]),
    /// By rules, and where they are silent by a person; why.
    RulesOrManual(&'static [&'static str], &'static str),
    /// By a fact of each container: whether it breaks it.
    Each(fn(&Container) -> bool),
    /// By what confines each container.
    Confined(Confinement),
    /// By a rule about processes that run now.
    Exec(&'static str),
    /// By rules about the daemon.
    Daemon(&'static [&'static str]),
    /// By whether the daemon stores with this driver.
    Driver(&'static str),
    /// By a rule about the daemon, and where it is silent by a person; why.
    DaemonOrManual(&'static [&'static str], &'static str),
    /// Of a Swarm only.
    Swarm(fn(&Daemon) -> Verdict),
    /// By who owns files.
    Owner(Role),
    /// By the modes of files.
    Mode(Role),
    /// By the audit rules.
    Audited(&'static [&'static str]),
    /// By where the engine's data lie.
    Apart,
    /// By the members of the engine's group.
    Members,
}

impl How {
    /// The rules that answer it.
    pub(super) const fn rules(self) -> &'static [&'static str] {
        match self {
            Self::Containers(rules)
            | Self::RulesOrManual(rules, _)
            | Self::Daemon(rules)
            | Self::DaemonOrManual(rules, _) => rules,
            Self::Driver(_) => DRIVER,
            _ => &[],
        }
    }
}

/// The rule about the daemon's storage drivers.
pub(super) const DRIVER: &[&str] = &["unsafe-storage-driver"];

/// What 1.8.0 asks for that 1.6.0 does not, and before which check of 1.6.0 it stands.
pub(super) const NEW: Check = check("2.7", "cis-2-7-devicemapper", How::Driver("devicemapper"));
pub(super) const NEW_BEFORE: &str = "2.7";

/// A check.
pub(super) struct Check {
    /// Its number.
    pub(super) number: &'static str,
    /// How it is answered.
    pub(super) how: How,
    /// The message that says what ought to hold; of files it is made of what they are.
    title: &'static str,
}

impl Check {
    /// What ought to hold.
    pub(super) fn title(&self) -> Message {
        let message = Message::new(self.title);
        match self.how {
            How::Audited(paths) => message.with("path", paths.first().copied().unwrap_or_default()),
            How::Owner(role) => {
                let owner = if role == Role::Socket { "root:docker" } else { "root:root" };
                message.with("file", Message::new(words(role))).with("owner", owner)
            }
            How::Mode(role) => {
                message.with("file", Message::new(words(role))).with("mode", format!("{:o}", role.most()))
            }
            _ => message,
        }
    }
}

/// The message that says what files of a role are.
fn words(role: Role) -> &'static str {
    match role {
        Role::Service => "role-service",
        Role::SocketUnit => "role-socket-unit",
        Role::Folder => "role-folder",
        Role::RegistryCertificate => "role-registry-certificate",
        Role::Authorities => "role-authorities",
        Role::Certificate => "role-certificate",
        Role::Key => "role-key",
        Role::Socket => "role-socket",
        Role::Settings => "role-settings",
        Role::Defaults => "role-defaults",
        Role::Sysconfig => "role-sysconfig",
        Role::ContainerdSocket => "role-containerd-socket",
        _ => "role-program",
    }
}

const fn check(number: &'static str, title: &'static str, how: How) -> Check {
    Check { number, how, title }
}

/// Every check.
pub(super) const CHECKS: &[Check] = &[
    check("1.1.1", "cis-1-1-1", How::Apart),
    check("1.1.2", "cis-1-1-2", How::Members),
    check("1.1.3", "benchmark-audited", How::Audited(&["/usr/bin/dockerd", "/usr/sbin/dockerd"])),
    check("1.1.4", "benchmark-audited", How::Audited(&["/run/containerd"])),
    check("1.1.5", "benchmark-audited", How::Audited(&["/var/lib/docker"])),
    check("1.1.6", "benchmark-audited", How::Audited(&["/etc/docker"])),
    check(
        "1.1.7",
        "benchmark-audited",
        How::Audited(&["/usr/lib/systemd/system/docker.service", "/etc/systemd/system/docker.service"]),
    ),
    check("1.1.8", "benchmark-audited", How::Audited(&["/run/containerd/containerd.sock"])),
    check("1.1.9", "benchmark-audited", How::Audited(&["/usr/lib/systemd/system/docker.socket"])),
    check("1.1.10", "benchmark-audited", How::Audited(&["/etc/default/docker"])),
    check("1.1.11", "benchmark-audited", How::Audited(&["/etc/docker/daemon.json"])),
    check("1.1.12", "benchmark-audited", How::Audited(&["/etc/containerd/config.toml"])),
    check("1.1.13", "benchmark-audited", How::Audited(&["/etc/sysconfig/docker"])),
    check("1.1.14", "benchmark-audited", How::Audited(&["/usr/bin/containerd"])),
    check("1.1.15", "benchmark-audited", How::Audited(&["/usr/bin/containerd-shim"])),
    check("1.1.16", "benchmark-audited", How::Audited(&["/usr/bin/containerd-shim-runc-v1"])),
    check("1.1.17", "benchmark-audited", How::Audited(&["/usr/bin/containerd-shim-runc-v2"])),
    check("1.1.18", "benchmark-audited", How::Audited(&["/usr/bin/runc", "/usr/sbin/runc"])),
    check("1.2.1", "cis-1-2-1", How::Manual("benchmark-by-hand")),
    check("1.2.2", "cis-1-2-2", How::DaemonOrManual(&["known-escape"], "benchmark-version")),
    check("2.1", "cis-2-1", How::DaemonOrManual(&["engine-runs-as-root"], "benchmark-by-hand")),
    check("2.2", "cis-2-2", How::Daemon(&["unrestricted-container-traffic"])),
    check("2.3", "cis-2-3", How::Daemon(&["log-level-not-info"])),
    check("2.4", "cis-2-4", How::Daemon(&["engine-without-firewall-rules"])),
    check("2.5", "cis-2-5", How::Daemon(&["insecure-registry"])),
    check("2.6", "cis-2-6", How::Driver("aufs")),
    check("2.7", "cis-2-7", How::Daemon(&["engine-on-tcp-without-tls"])),
    check("2.8", "cis-2-8", How::DaemonOrManual(&["no-default-ulimits"], "benchmark-by-hand")),
    check("2.9", "cis-2-9", How::Daemon(&["no-user-namespace-remap"])),
    check("2.10", "cis-2-10", How::Daemon(&["default-cgroup-replaced"])),
    check("2.11", "cis-2-11", How::Daemon(&["base-device-size-changed"])),
    check("2.12", "cis-2-12", How::Daemon(&["no-authorization-plugin"])),
    check("2.13", "cis-2-13", How::Daemon(&["logs-stay-on-host"])),
    check("2.14", "cis-2-14", How::Daemon(&["new-privileges-by-default"])),
    check("2.15", "cis-2-15", How::Daemon(&["no-live-restore"])),
    check("2.16", "cis-2-16", How::Daemon(&["userland-proxy"])),
    check("2.17", "cis-2-17", How::DaemonOrManual(&["seccomp-off-by-default"], "benchmark-by-hand")),
    check("2.18", "cis-2-18", How::Daemon(&["experimental-engine"])),
    check("3.1", "benchmark-owner", How::Owner(Role::Service)),
    check("3.2", "benchmark-mode", How::Mode(Role::Service)),
    check("3.3", "benchmark-owner", How::Owner(Role::SocketUnit)),
    check("3.4", "benchmark-mode", How::Mode(Role::SocketUnit)),
    check("3.5", "benchmark-owner", How::Owner(Role::Folder)),
    check("3.6", "benchmark-mode", How::Mode(Role::Folder)),
    check("3.7", "benchmark-owner", How::Owner(Role::RegistryCertificate)),
    check("3.8", "benchmark-mode", How::Mode(Role::RegistryCertificate)),
    check("3.9", "benchmark-owner", How::Owner(Role::Authorities)),
    check("3.10", "benchmark-mode", How::Mode(Role::Authorities)),
    check("3.11", "benchmark-owner", How::Owner(Role::Certificate)),
    check("3.12", "benchmark-mode", How::Mode(Role::Certificate)),
    check("3.13", "benchmark-owner", How::Owner(Role::Key)),
    check("3.14", "benchmark-mode", How::Mode(Role::Key)),
    check("3.15", "benchmark-owner", How::Owner(Role::Socket)),
    check("3.16", "benchmark-mode", How::Mode(Role::Socket)),
    check("3.17", "benchmark-owner", How::Owner(Role::Settings)),
    check("3.18", "benchmark-mode", How::Mode(Role::Settings)),
    check("3.19", "benchmark-owner", How::Owner(Role::Defaults)),
    check("3.20", "benchmark-mode", How::Mode(Role::Defaults)),
    check("3.21", "benchmark-mode", How::Mode(Role::Sysconfig)),
    check("3.22", "benchmark-owner", How::Owner(Role::Sysconfig)),
    check("3.23", "benchmark-owner", How::Owner(Role::ContainerdSocket)),
    check("3.24", "benchmark-mode", How::Mode(Role::ContainerdSocket)),
    check(
        "4.1",
        "cis-4-1",
        How::Containers(&["explicit-root-user", "root-by-default", "image-runs-as-root"]),
    ),
    check("4.2", "cis-4-2", How::Manual("benchmark-by-hand")),
    check("4.3", "cis-4-3", How::Manual("benchmark-by-hand")),
    check("4.4", "cis-4-4", How::Manual("benchmark-by-hand")),
    check("4.5", "cis-4-5", How::Manual("benchmark-content-trust")),
    check("4.6", "cis-4-6", How::Containers(&["no-health-check"])),
    check("4.7", "cis-4-7", How::Manual("benchmark-by-hand")),
    check(
        "4.8",
        "cis-4-8",
        How::RulesOrManual(&["setuid-file-in-image", "sudo-in-image"], "benchmark-by-hand"),
    ),
    check("4.9", "cis-4-9", How::RulesOrManual(&["remote-add"], "benchmark-by-hand")),
    check(
        "4.10",
        "cis-4-10",
        How::RulesOrManual(
            &["secret-in-image", "secret-in-build-arg", "key-copied-into-image"],
            "benchmark-by-hand",
        ),
    ),
    check("4.11", "cis-4-11", How::Manual("benchmark-by-hand")),
    check("4.12", "cis-4-12", How::Manual("benchmark-by-hand")),
    check("5.1", "cis-5-1", How::Daemon(&["swarm-active"])),
    check("5.2", "cis-5-2", How::Confined(Confinement::AppArmor)),
    check("5.3", "cis-5-3", How::Confined(Confinement::SeLinux)),
    check(
        "5.4",
        "cis-5-4",
        How::Containers(&[
            "capabilities-not-dropped",
            "capability-added-to-defaults",
            "dangerous-capability-added",
        ]),
    ),
    check("5.5", "cis-5-5", How::Containers(&["privileged-container"])),
    check("5.6", "cis-5-6", How::Containers(&["sensitive-host-path", "dangerous-volume-options"])),
    check("5.7", "cis-5-7", How::Containers(&["ssh-server"])),
    check("5.8", "cis-5-8", How::Each(takes_low_port)),
    check(
        "5.9",
        "cis-5-9",
        How::RulesOrManual(
            &[
                "publish-all-ports",
                "published-port-unused",
                "sensitive-port-published",
                "unexposed-port-published",
            ],
            "benchmark-by-hand",
        ),
    ),
    check("5.10", "cis-5-10", How::Containers(&["host-network"])),
    check("5.11", "cis-5-11", How::Containers(&["no-memory-limit"])),
    check("5.12", "cis-5-12", How::Containers(&["no-cpu-limit"])),
    check("5.13", "cis-5-13", How::Containers(&["writable-root-filesystem"])),
    check("5.14", "cis-5-14", How::Containers(&["published-on-all-interfaces"])),
    check("5.15", "cis-5-15", How::Each(restarts_without_end)),
    check("5.16", "cis-5-16", How::Containers(&["host-pid-namespace"])),
    check("5.17", "cis-5-17", How::Containers(&["host-ipc-namespace"])),
    check(
        "5.18",
        "cis-5-18",
        How::RulesOrManual(&["host-device", "device-cgroup-rule"], "benchmark-by-hand"),
    ),
    check("5.19", "cis-5-19", How::RulesOrManual(&["excessive-ulimit"], "benchmark-by-hand")),
    check("5.20", "cis-5-20", How::Containers(&["shared-mount-propagation"])),
    check("5.21", "cis-5-21", How::Containers(&["host-uts-namespace"])),
    check("5.22", "cis-5-22", How::Containers(&["seccomp-unconfined"])),
    check("5.23", "cis-5-23", How::Exec("process-exceeds-container")),
    check("5.24", "cis-5-24", How::Exec("process-runs-as-root")),
    check("5.25", "cis-5-25", How::Each(has_own_cgroup_parent)),
    check("5.26", "cis-5-26", How::Containers(&["privilege-escalation-allowed"])),
    check("5.27", "cis-5-27", How::Containers(&["no-health-check"])),
    check("5.28", "cis-5-28", How::Manual("benchmark-by-hand")),
    check("5.29", "cis-5-29", How::Containers(&["no-pids-limit"])),
    check("5.30", "cis-5-30", How::Each(is_on_default_bridge)),
    check("5.31", "cis-5-31", How::Containers(&["host-user-namespace"])),
    check("5.32", "cis-5-32", How::Containers(&["engine-socket-mounted"])),
    check("6.1", "cis-6-1", How::Manual("benchmark-by-hand")),
    check("6.2", "cis-6-2", How::Manual("benchmark-by-hand")),
    check("7.1", "cis-7-1", How::Swarm(managers)),
    check("7.2", "cis-7-2", How::Swarm(address)),
    check("7.3", "cis-7-3", How::Swarm(networks)),
    check("7.4", "cis-7-4", How::Swarm(by_hand)),
    check("7.5", "cis-7-5", How::Swarm(lock)),
    check("7.6", "cis-7-6", How::Swarm(lock_key)),
    check("7.7", "cis-7-7", How::Swarm(by_hand)),
    check("7.8", "cis-7-8", How::Swarm(by_hand)),
    check("7.9", "cis-7-9", How::Swarm(by_hand)),
];
