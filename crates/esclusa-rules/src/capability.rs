//! Capabilities as the engine compares them.

/// The name without `CAP_`, in capitals: `cap_net_admin` and `NET_ADMIN` are the same.
pub(crate) fn canonical(name: &str) -> String {
    let name = name.trim().to_ascii_uppercase();
    name.strip_prefix("CAP_").map(str::to_owned).unwrap_or(name)
}

/// Enough to take over the host.
const HOST: [&str; 9] = [
    "ALL",
    "BPF",
    "DAC_READ_SEARCH",
    "MAC_ADMIN",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_MODULE",
    "SYS_PTRACE",
    "SYS_RAWIO",
];

/// Dangerous to the host's network, clock, logs or neighbours.
const DANGEROUS: [&str; 11] = [
    "AUDIT_CONTROL",
    "CHECKPOINT_RESTORE",
    "LINUX_IMMUTABLE",
    "MAC_OVERRIDE",
    "NET_ADMIN",
    "PERFMON",
    "SYSLOG",
    "SYS_PACCT",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
];

/// Whether a canonical name is enough to take over the host.
pub(crate) fn takes_host(name: &str) -> bool {
    HOST.contains(&name)
}

/// Whether a canonical name is dangerous, though not enough to take over the host.
pub(crate) fn is_dangerous(name: &str) -> bool {
    DANGEROUS.contains(&name)
}
