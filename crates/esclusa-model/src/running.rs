//! What only a running container can tell, seen from its machine.

/// The processes of a container, its sockets and what it has used. What could not be looked at is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Running {
    /// How long its first process has run, in seconds.
    pub seconds: Option<u64>,
    /// Its processes, also those that `docker exec` has started.
    pub processes: Vec<Process>,
    /// How many more it has than were looked at.
    pub unlisted: usize,
    /// What listens in its network namespace; where that is the host's, what listens there and is held by one of its
    /// processes.
    pub listening: Option<Vec<Socket>>,
    /// Memory.
    pub memory: Option<Memory>,
    /// Processes and threads.
    pub tasks: Option<Tasks>,
    /// CPU time.
    pub cpu: Option<Cpu>,
    /// What it has changed in its own layer, by path.
    pub changed: Option<Vec<String>>,
    /// What could not be looked at for want of a right.
    pub missing: Vec<Right>,
}

impl Running {
    /// Whether it is of a container that runs as it is asked for; else it is only what one like it has used.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        !self.processes.is_empty()
    }

    /// What it tells of a container that is made anew: what was used and written. Processes, sockets and limits are those of
    /// the one that runs.
    #[must_use]
    pub fn evidence(self) -> Self {
        let memory = self.memory.map(|memory| Memory { limit: None, killed: 0, ..memory });
        let tasks = self.tasks.map(|tasks| Tasks { limit: None, refused: 0, ..tasks });
        let cpu = self.cpu.map(|cpu| Cpu { used: cpu.used, ..Cpu::default() });
        let (seconds, changed) = (self.seconds, self.changed);
        Self { seconds, memory, tasks, cpu, changed, ..Self::default() }
    }
}

/// A right that whoever looks does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// `CAP_SYS_PTRACE`, or to be root: it would tell whose a socket is, where the network is the host's.
    TraceProcesses,
    /// To see the processes of others, which `hidepid` of `/proc` takes away.
    SeeProcesses,
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
    /// The real and the saved user, which it may become again.
    pub other_users: [u32; 2],
    /// The effective group.
    pub group: u32,
    /// The capabilities that it uses or may take up at any time (permitted), by their bits.
    pub capabilities: u64,
    /// Those that are in force at this moment (effective).
    pub effective: u64,
    /// Those that it hands on to programs that it starts (ambient).
    pub ambient: u64,
    /// Those beyond which no program that it starts can go (bounding).
    pub bounding: u64,
    /// Whether it can gain no privileges.
    pub no_new_privileges: bool,
    /// Whether a seccomp filter is on it; nothing if the kernel has none.
    pub is_filtered: Option<bool>,
    /// How many filters; nothing where the kernel does not say.
    pub filters: Option<u32>,
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

/// Memory, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The most at a time, files that are kept included; what is used now where the kernel does not keep the most.
    pub peak: u64,
    /// What is used now.
    pub now: u64,
    /// How much of that is kept of files, and given back when another needs it.
    pub cache: u64,
    /// The limit; nothing if there is none.
    pub limit: Option<u64>,
    /// How many of its processes the kernel has ended at the limit.
    pub killed: u64,
}

impl Memory {
    /// What it cannot give back.
    #[must_use]
    pub const fn held(&self) -> u64 {
        self.now.saturating_sub(self.cache)
    }

    /// What it needed at its peak: what was kept of files then is not known, so that it is taken to be what is now.
    #[must_use]
    pub fn needed(&self) -> u64 {
        self.peak.max(self.now).saturating_sub(self.cache)
    }
}

/// Processes and threads, in number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// The most at a time, or what is there now where the kernel does not keep the most.
    pub peak: u64,
    /// The limit; nothing if there is none.
    pub limit: Option<u64>,
    /// How often a new one was refused at the limit.
    pub refused: u64,
}

/// CPU time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cpu {
    /// What was used, in nanoseconds.
    pub used: u64,
    /// The limit, in billionths of a CPU; nothing if there is none.
    pub limit: Option<u64>,
    /// In how many periods it wanted to run, and in how many of them the limit stopped it.
    pub periods: (u64, u64),
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
    /// Whether it is root of the machine, or may become it at any time.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.user == 0 || self.other_users.contains(&0)
    }
}

/// The names of capabilities given by their bits, without `CAP_`.
pub fn names(bits: u64) -> impl Iterator<Item = &'static str> {
    let known = CAPABILITIES.iter().enumerate();
    known.filter(move |(bit, _)| bits >> bit & 1 == 1).map(|(_, name)| *name)
}

/// The bit of a capability by its name, without `CAP_`.
#[must_use]
pub fn bit(name: &str) -> Option<u64> {
    CAPABILITIES.iter().position(|known| *known == name).map(|bit| 1 << bit)
}
