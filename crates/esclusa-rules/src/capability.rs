//! Capabilities as the engine compares them, and what the dangerous ones give.

use esclusa_finding::Severity;
use esclusa_model::container::HostConfig;

/// The name without `CAP_`, in capitals: `cap_net_admin` and `NET_ADMIN` are the same. `CAP_ALL` is no name for `ALL`.
pub(crate) fn canonical(name: &str) -> String {
    let name = name.trim().to_ascii_uppercase();
    name.strip_prefix("CAP_").filter(|rest| *rest != "ALL").map(str::to_owned).unwrap_or(name)
}

/// What the engine gives without being asked.
const DEFAULTS: [&str; 14] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// Every capability that endangers more than the service that holds it: its name, how bad it is, and the message that
/// says what it gives. Those that the engine gives by default are the least: they are only a layer less.
const DANGEROUS: [(&str, Severity, &str); 27] = [
    ("ALL", Severity::Critical, "dangerous-capability-added-all"),
    ("AUDIT_CONTROL", Severity::High, "dangerous-capability-added-audit-control"),
    ("AUDIT_READ", Severity::Low, "dangerous-capability-added-audit-read"),
    ("BPF", Severity::Critical, "dangerous-capability-added-bpf"),
    ("CHECKPOINT_RESTORE", Severity::High, "dangerous-capability-added-checkpoint-restore"),
    ("DAC_OVERRIDE", Severity::Low, "dangerous-capability-added-dac-override"),
    ("DAC_READ_SEARCH", Severity::Critical, "dangerous-capability-added-dac-read-search"),
    ("IPC_OWNER", Severity::Low, "dangerous-capability-added-ipc-owner"),
    ("LINUX_IMMUTABLE", Severity::High, "dangerous-capability-added-linux-immutable"),
    ("MAC_ADMIN", Severity::Critical, "dangerous-capability-added-mac-admin"),
    ("MAC_OVERRIDE", Severity::High, "dangerous-capability-added-mac-override"),
    ("MKNOD", Severity::Low, "dangerous-capability-added-mknod"),
    ("NET_ADMIN", Severity::High, "dangerous-capability-added-net-admin"),
    ("NET_RAW", Severity::Medium, "dangerous-capability-added-net-raw"),
    ("PERFMON", Severity::High, "dangerous-capability-added-perfmon"),
    ("SETFCAP", Severity::Low, "dangerous-capability-added-setfcap"),
    ("SYSLOG", Severity::High, "dangerous-capability-added-syslog"),
    ("SYS_ADMIN", Severity::Critical, "dangerous-capability-added-sys-admin"),
    ("SYS_BOOT", Severity::High, "dangerous-capability-added-sys-boot"),
    ("SYS_CHROOT", Severity::Low, "dangerous-capability-added-sys-chroot"),
    ("SYS_MODULE", Severity::Critical, "dangerous-capability-added-sys-module"),
    ("SYS_PACCT", Severity::High, "dangerous-capability-added-sys-pacct"),
    ("SYS_PTRACE", Severity::Critical, "dangerous-capability-added-sys-ptrace"),
    ("SYS_RAWIO", Severity::Critical, "dangerous-capability-added-sys-rawio"),
    ("SYS_RESOURCE", Severity::High, "dangerous-capability-added-sys-resource"),
    ("SYS_TIME", Severity::High, "dangerous-capability-added-sys-time"),
    ("SYS_TTY_CONFIG", Severity::High, "dangerous-capability-added-sys-tty-config"),
];

/// How bad it is to add a capability of this canonical name, and the message that says what it gives.
pub(crate) fn danger(host: &HostConfig, name: &str) -> Option<(Severity, &'static str)> {
    let (_, severity, message) = DANGEROUS.iter().find(|(dangerous, ..)| *dangerous == name)?;
    // Other processes are the container's own, unless it shares the host's.
    let own = name == "SYS_PTRACE" && host.pid_mode.get().is_none_or(|mode| mode != "host");
    Some((if own { severity.lower() } else { *severity }, *message))
}

/// Whether the engine gives a capability of this canonical name to whoever does not drop it.
pub(crate) fn is_default(name: &str) -> bool {
    DEFAULTS.contains(&name)
}

/// Whether what the engine gives is dropped, as `ALL` or name by name (Podman's answers never say `ALL`).
pub(crate) fn are_defaults_dropped(host: &HostConfig) -> bool {
    let dropped: Vec<String> = host.cap_drop.values().map(|name| canonical(name)).collect();
    let says = |name: &str| dropped.iter().any(|one| one == name);
    says("ALL") || DEFAULTS.iter().all(|name| says(name))
}

/// Whether a container holds a capability of this canonical name, as the engine reckons: a privileged one holds all;
/// what is added is held whatever is dropped; of all that are added, those dropped by name are not.
pub(crate) fn holds(host: &HostConfig, name: &str) -> bool {
    let says =
        |list: &esclusa_model::List<String>, name: &str| list.values().any(|one| canonical(one) == name);
    let (added, dropped) = (&host.cap_add, &host.cap_drop);
    host.privileged.get() == Some(&true)
        || says(added, name)
        || says(added, "ALL") && !says(dropped, name)
        || is_default(name) && !says(dropped, name) && !says(dropped, "ALL")
}
