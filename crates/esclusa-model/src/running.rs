//! What only a running container can tell, seen from its machine.

/// The processes of a container, its sockets and what it has used. What could not be looked at is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Running {
    /// How long its first process has run, in seconds.
    pub seconds: Option<u64>,
    /// Its processes, also those that `docker exec` has started.
    pub processes: Vec<Process>,
    /// What listens in its network namespace; nothing if that is not known, or it is the host's.
    pub listening: Option<Vec<Socket>>,
    /// Memory, in bytes.
    pub memory: Option<Usage>,
    /// Processes and threads, in number.
    pub tasks: Option<Usage>,
    /// CPU time, in nanoseconds.
    pub cpu: Option<u64>,
    /// What it has changed in its own layer, by path.
    pub changed: Option<Vec<String>>,
}

/// A process of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Process {
    /// Its number on the machine.
    pub pid: u32,
    /// Its name, at most fifteen bytes: it may choose it itself.
    pub name: String,
    /// The effective user, as the machine counts.
    pub user: u32,
    /// The effective capabilities, by their bits.
    pub capabilities: u64,
    /// Whether it can gain no privileges.
    pub no_new_privileges: bool,
    /// Whether a seccomp filter is on it; nothing if the kernel has none.
    pub is_filtered: Option<bool>,
}

/// A socket that waits for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Socket {
    /// TCP, or else UDP.
    pub is_tcp: bool,
    /// The port.
    pub port: u16,
    /// Whether it is bound to an address of loopback, which a published port does not reach.
    pub is_loopback: bool,
}

/// How much of something was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The most at a time, or what is used now where the kernel does not keep the most.
    pub peak: u64,
    /// The limit; nothing if there is none.
    pub limit: Option<u64>,
}

/// The capabilities in the order of their bits (`linux/capability.h`).
const CAPABILITIES: [&str; 41] = [
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "KILL",
    "SETGID",
    "SETUID",
    "SETPCAP",
    "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_ADMIN",
    "NET_RAW",
    "IPC_LOCK",
    "IPC_OWNER",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_CHROOT",
    "SYS_PTRACE",
    "SYS_PACCT",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_NICE",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "MKNOD",
    "LEASE",
    "AUDIT_WRITE",
    "AUDIT_CONTROL",
    "SETFCAP",
    "MAC_OVERRIDE",
    "MAC_ADMIN",
    "SYSLOG",
    "WAKE_ALARM",
    "BLOCK_SUSPEND",
    "AUDIT_READ",
    "PERFMON",
    "BPF",
    "CHECKPOINT_RESTORE",
];

impl Process {
    /// The names of its effective capabilities, without `CAP_`.
    pub fn held(&self) -> impl Iterator<Item = &'static str> {
        CAPABILITIES
            .iter()
            .enumerate()
            .filter(|(bit, _)| self.capabilities >> bit & 1 == 1)
            .map(|(_, name)| *name)
    }
}

/// The bit of a capability by its name, without `CAP_`.
#[must_use]
pub fn bit(name: &str) -> Option<u64> {
    CAPABILITIES.iter().position(|known| *known == name).map(|bit| 1 << bit)
}
