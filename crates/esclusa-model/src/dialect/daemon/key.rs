//! The settings of dockerd: their keys in `daemon.json`, their flags, what stands under them.
//!
//! From `daemon/command/config.go`, `config_unix.go`, `options.go` and `daemon/config/config.go` of
//! <https://github.com/moby/moby>, as of August 2026, and those that earlier versions had.

use esclusa_source::{Detail, detail};

use crate::tree::{Tree, Value};

/// The one setting that file and command line may both add to.
pub(super) const RUNTIMES: &str = "runtimes";

/// What stands under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A truth value.
    Flag,
    /// A whole number.
    Whole,
    /// Text.
    Text,
    /// A size: text with a unit, or a number of bytes.
    Size,
    /// Items.
    List,
    /// Named values.
    Map,
    /// An object whose members count as if they stood outside.
    Group,
}

impl Kind {
    /// What was expected instead of this value.
    pub(super) fn refuses(self, tree: &Tree) -> Option<Detail> {
        match (self, &tree.value) {
            (_, Value::Null)
            | (Self::Flag, Value::Bool(_))
            | (Self::Whole, Value::Int(_))
            | (Self::Text, Value::String(_))
            | (Self::Size, Value::String(_) | Value::Int(_))
            | (Self::List, Value::Sequence(_))
            | (Self::Map | Self::Group, Value::Mapping(_)) => None,
            (Self::Flag, _) => Some(detail!("expected-true-or-false", "expected true or false")),
            (Self::Whole, _) => Some(detail!("expected-whole-64", "expected a whole number of 64 bits")),
            (Self::Text | Self::Size, _) => Some(detail!("expected-text", "expected text")),
            (Self::List, _) => Some(detail!("expected-a-list", "expected a list")),
            (Self::Map | Self::Group, _) => Some(detail!("expected-an-object", "expected an object")),
        }
    }
}

/// One setting.
#[derive(Debug)]
pub(super) struct Flag {
    /// Its key in the file.
    pub(super) key: &'static str,
    /// Its flag; empty if it has none.
    pub(super) name: &'static str,
    /// Its short flag.
    pub(super) short: Option<char>,
    /// What stands there.
    pub(super) kind: Kind,
}

/// Keys without a flag, and those that some version has retired: each is taken by a dockerd that people still run.
const FILE_ONLY: &[(&str, Kind)] = &[
    ("builder", Kind::Map),
    ("proxies", Kind::Group),
    ("min-api-version", Kind::Text),
    ("deprecated-key-path", Kind::Text),
    ("allow-nondistributable-artifacts", Kind::List),
    ("containerd-namespace", Kind::Text),
    ("containerd-plugin-namespace", Kind::Text),
    ("swarm-raft-heartbeat-tick", Kind::Whole),
    ("swarm-raft-election-tick", Kind::Whole),
    ("cluster-store", Kind::Text),
    ("cluster-store-opts", Kind::Map),
    ("cluster-advertise", Kind::Text),
    ("disable-legacy-registry", Kind::Flag),
    ("graph", Kind::Text),
    ("oom-score-adjust", Kind::Whole),
    ("api-cors-header", Kind::Text),
];

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag { key: "allow-direct-routing", name: "allow-direct-routing", short: None, kind: Kind::Flag },
    Flag { key: "authorization-plugins", name: "authorization-plugin", short: None, kind: Kind::List },
    Flag { key: "bip", name: "bip", short: None, kind: Kind::Text },
    Flag { key: "bip6", name: "bip6", short: None, kind: Kind::Text },
    Flag { key: "bridge", name: "bridge", short: Some('b'), kind: Kind::Text },
    Flag { key: "bridge-accept-fwmark", name: "bridge-accept-fwmark", short: None, kind: Kind::Text },
    Flag { key: "cdi-spec-dirs", name: "cdi-spec-dir", short: None, kind: Kind::List },
    Flag { key: "cgroup-parent", name: "cgroup-parent", short: None, kind: Kind::Text },
    Flag { key: "containerd", name: "containerd", short: None, kind: Kind::Text },
    Flag { key: "containerd-namespace", name: "containerd-namespace", short: None, kind: Kind::Text },
    Flag { key: "containerd-plugins-namespace", name: "containerd-plugins-namespace", short: None, kind: Kind::Text },
    Flag { key: "cpu-rt-period", name: "cpu-rt-period", short: None, kind: Kind::Whole },
    Flag { key: "cpu-rt-runtime", name: "cpu-rt-runtime", short: None, kind: Kind::Whole },
    Flag { key: "cri-containerd", name: "cri-containerd", short: None, kind: Kind::Flag },
    Flag { key: "data-root", name: "data-root", short: None, kind: Kind::Text },
    Flag { key: "debug", name: "debug", short: Some('D'), kind: Kind::Flag },
    Flag { key: "default-address-pools", name: "default-address-pool", short: None, kind: Kind::List },
    Flag { key: "default-cgroupns-mode", name: "default-cgroupns-mode", short: None, kind: Kind::Text },
    Flag { key: "default-gateway", name: "default-gateway", short: None, kind: Kind::Text },
    Flag { key: "default-gateway-v6", name: "default-gateway-v6", short: None, kind: Kind::Text },
    Flag { key: "default-ipc-mode", name: "default-ipc-mode", short: None, kind: Kind::Text },
    Flag { key: "default-network-opts", name: "default-network-opt", short: None, kind: Kind::Map },
    Flag { key: "default-runtime", name: "default-runtime", short: None, kind: Kind::Text },
    Flag { key: "default-shm-size", name: "default-shm-size", short: None, kind: Kind::Size },
    Flag { key: "default-stop-timeout", name: "default-stop-timeout", short: None, kind: Kind::Whole },
    Flag { key: "default-ulimits", name: "default-ulimit", short: None, kind: Kind::Map },
    Flag { key: "dns", name: "dns", short: None, kind: Kind::List },
    Flag { key: "dns-opts", name: "dns-opt", short: None, kind: Kind::List },
    Flag { key: "dns-search", name: "dns-search", short: None, kind: Kind::List },
    Flag { key: "exec-opts", name: "exec-opt", short: None, kind: Kind::List },
    Flag { key: "exec-root", name: "exec-root", short: None, kind: Kind::Text },
    Flag { key: "experimental", name: "experimental", short: None, kind: Kind::Flag },
    Flag { key: "features", name: "feature", short: None, kind: Kind::Map },
    Flag { key: "firewall-backend", name: "firewall-backend", short: None, kind: Kind::Text },
    Flag { key: "fixed-cidr", name: "fixed-cidr", short: None, kind: Kind::Text },
    Flag { key: "fixed-cidr-v6", name: "fixed-cidr-v6", short: None, kind: Kind::Text },
    Flag { key: "group", name: "group", short: Some('G'), kind: Kind::Text },
    Flag { key: "host-gateway-ip", name: "", short: None, kind: Kind::Text },
    Flag { key: "host-gateway-ips", name: "host-gateway-ip", short: None, kind: Kind::List },
    Flag { key: "hosts", name: "host", short: Some('H'), kind: Kind::List },
    Flag { key: "http-proxy", name: "http-proxy", short: None, kind: Kind::Text },
    Flag { key: "https-proxy", name: "https-proxy", short: None, kind: Kind::Text },
    Flag { key: "icc", name: "icc", short: None, kind: Kind::Flag },
    Flag { key: "init", name: "init", short: None, kind: Kind::Flag },
    Flag { key: "init-path", name: "init-path", short: None, kind: Kind::Text },
    Flag { key: "insecure-registries", name: "insecure-registry", short: None, kind: Kind::List },
    Flag { key: "ip", name: "ip", short: None, kind: Kind::Text },
    Flag { key: "ip-forward", name: "ip-forward", short: None, kind: Kind::Flag },
    Flag { key: "ip-forward-no-drop", name: "ip-forward-no-drop", short: None, kind: Kind::Flag },
    Flag { key: "ip-masq", name: "ip-masq", short: None, kind: Kind::Flag },
    Flag { key: "ip6tables", name: "ip6tables", short: None, kind: Kind::Flag },
    Flag { key: "iptables", name: "iptables", short: None, kind: Kind::Flag },
    Flag { key: "ipv6", name: "ipv6", short: None, kind: Kind::Flag },
    Flag { key: "labels", name: "label", short: None, kind: Kind::List },
    Flag { key: "live-restore", name: "live-restore", short: None, kind: Kind::Flag },
    Flag { key: "log-driver", name: "log-driver", short: None, kind: Kind::Text },
    Flag { key: "log-format", name: "log-format", short: None, kind: Kind::Text },
    Flag { key: "log-level", name: "log-level", short: Some('l'), kind: Kind::Text },
    Flag { key: "log-opts", name: "log-opt", short: None, kind: Kind::Map },
    Flag { key: "max-concurrent-downloads", name: "max-concurrent-downloads", short: None, kind: Kind::Whole },
    Flag { key: "max-concurrent-uploads", name: "max-concurrent-uploads", short: None, kind: Kind::Whole },
    Flag { key: "max-download-attempts", name: "max-download-attempts", short: None, kind: Kind::Whole },
    Flag { key: "metrics-addr", name: "metrics-addr", short: None, kind: Kind::Text },
    Flag { key: "mtu", name: "mtu", short: None, kind: Kind::Whole },
    Flag { key: "network-control-plane-mtu", name: "network-control-plane-mtu", short: None, kind: Kind::Whole },
    Flag { key: "network-diagnostic-port", name: "network-diagnostic-port", short: None, kind: Kind::Whole },
    Flag { key: "no-new-privileges", name: "no-new-privileges", short: None, kind: Kind::Flag },
    Flag { key: "no-proxy", name: "no-proxy", short: None, kind: Kind::Text },
    Flag { key: "node-generic-resources", name: "node-generic-resource", short: None, kind: Kind::List },
    Flag { key: "nri-opts", name: "nri-opts", short: None, kind: Kind::Map },
    Flag { key: "pidfile", name: "pidfile", short: Some('p'), kind: Kind::Text },
    Flag { key: "raw-logs", name: "raw-logs", short: None, kind: Kind::Flag },
    Flag { key: "registry-mirrors", name: "registry-mirror", short: None, kind: Kind::List },
    Flag { key: "rootless", name: "rootless", short: None, kind: Kind::Flag },
    Flag { key: "runtimes", name: "add-runtime", short: None, kind: Kind::Map },
    Flag { key: "seccomp-profile", name: "seccomp-profile", short: None, kind: Kind::Text },
    Flag { key: "selinux-enabled", name: "selinux-enabled", short: None, kind: Kind::Flag },
    Flag { key: "shutdown-timeout", name: "shutdown-timeout", short: None, kind: Kind::Whole },
    Flag { key: "storage-driver", name: "storage-driver", short: Some('s'), kind: Kind::Text },
    Flag { key: "storage-opts", name: "storage-opt", short: None, kind: Kind::List },
    Flag { key: "swarm-default-advertise-addr", name: "swarm-default-advertise-addr", short: None, kind: Kind::Text },
    Flag { key: "tls", name: "tls", short: None, kind: Kind::Flag },
    Flag { key: "tlscacert", name: "tlscacert", short: None, kind: Kind::Text },
    Flag { key: "tlscert", name: "tlscert", short: None, kind: Kind::Text },
    Flag { key: "tlskey", name: "tlskey", short: None, kind: Kind::Text },
    Flag { key: "tlsverify", name: "tlsverify", short: None, kind: Kind::Flag },
    Flag { key: "userland-proxy", name: "userland-proxy", short: None, kind: Kind::Flag },
    Flag { key: "userland-proxy-path", name: "userland-proxy-path", short: None, kind: Kind::Text },
    Flag { key: "userns-remap", name: "userns-remap", short: None, kind: Kind::Text },
    Flag { key: "validate", name: "validate", short: None, kind: Kind::Flag },
    Flag { key: "restart", name: "restart", short: Some('r'), kind: Kind::Flag },
    Flag { key: "config-file", name: "config-file", short: None, kind: Kind::Text },
];

/// What stands under a key of the file; `None` if dockerd has no such setting.
pub(super) fn of_file(key: &str) -> Option<Kind> {
    let flag = FLAGS.iter().find(|flag| flag.key == key).map(|flag| flag.kind);
    flag.or_else(|| FILE_ONLY.iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind))
}

/// The setting of a long flag.
pub(super) fn of_flag(name: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| !flag.name.is_empty() && flag.name == name)
}

/// The setting of a short flag.
pub(super) fn of_short(letter: char) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.short == Some(letter))
}
