//! The machine that an engine runs on: owners and modes of the engine's files, groups, kernel settings.

use std::collections::BTreeMap;

/// The host of an engine. What could not be looked at is not known, and named among the gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// The engine's files that are there.
    pub files: Vec<HostFile>,
    /// The members of the group `docker`; nothing if that is not known.
    pub engine_group: Option<Vec<String>>,
    /// What the audit rules watch; nothing if they could not be read.
    pub audit: Option<Audit>,
    /// Whether the engine's data lie on a file system that is not the root's; nothing if that is not known.
    pub data_is_apart: Option<bool>,
    /// Kernel settings by name (`kernel.kptr_restrict`), as the kernel prints them.
    pub settings: BTreeMap<String, String>,
    /// The control groups.
    pub cgroups: Option<Cgroups>,
    /// What could not be looked at.
    pub gaps: Vec<Gap>,
}

/// Something that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The path.
    pub path: String,
    /// What the system says.
    pub why: String,
}

/// What audit rules watch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// The paths that are watched.
    pub watched: Vec<String>,
    /// The paths that the benchmark wants watched and that are there.
    pub wanted: Vec<String>,
}

impl Audit {
    /// Those that are wanted and not watched: a watch on a folder holds for what lies in it.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        let holds = |watched: &String, path: &str| {
            let rest = path.strip_prefix(watched.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let wanted = self.wanted.iter().map(String::as_str);
        wanted.filter(move |path| !self.watched.iter().any(|watched| holds(watched, path)))
    }
}

/// The versions of control groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cgroups {
    /// Version 1, also where version 2 is mounted without controllers.
    V1,
    /// Version 2 alone.
    V2,
}

/// A file of the engine, its owner and mode; of a link those of what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostFile {
    /// Where it is.
    pub path: String,
    /// What it is for.
    pub role: Role,
    /// The user that owns it, by number.
    pub owner: u32,
    /// The group that owns it, by number, and its name if it has one.
    pub group: (u32, Option<String>),
    /// The twelve bits of its mode.
    pub mode: u32,
}

/// What a file of the engine is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Role {
    /// A unit of systemd for the engine's daemon (`docker.service`).
    Service,
    /// A unit of systemd for the engine's socket (`docker.socket`).
    SocketUnit,
    /// `/etc/docker`.
    Folder,
    /// A certificate of a registry, below `/etc/docker/certs.d`.
    RegistryCertificate,
    /// The certificates of the authorities that vouch for clients.
    Authorities,
    /// The engine's own certificate.
    Certificate,
    /// The engine's own key.
    Key,
    /// The engine's socket.
    Socket,
    /// `daemon.json`.
    Settings,
    /// `/etc/default/docker`, read by the init script.
    Defaults,
    /// `/etc/sysconfig/docker`, the same elsewhere.
    Sysconfig,
    /// containerd's socket.
    ContainerdSocket,
    /// A program that runs as root: dockerd, containerd, runc.
    Program,
}

impl Role {
    /// The most that its mode may allow: CIS Docker Benchmark 1.6.0, section 3; of programs what they are installed with.
    #[must_use]
    pub const fn most(self) -> u32 {
        match self {
            Self::Service | Self::SocketUnit | Self::Settings | Self::Defaults | Self::Sysconfig => 0o644,
            Self::Folder | Self::Program => 0o755,
            Self::RegistryCertificate | Self::Authorities | Self::Certificate => 0o444,
            Self::Key => 0o400,
            Self::Socket | Self::ContainerdSocket => 0o660,
        }
    }

    /// The word by which it is called in texts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::SocketUnit => "socket-unit",
            Self::Folder => "folder",
            Self::RegistryCertificate => "registry-certificate",
            Self::Authorities => "authorities",
            Self::Certificate => "certificate",
            Self::Key => "key",
            Self::Socket => "socket",
            Self::Settings => "settings",
            Self::Defaults => "defaults",
            Self::Sysconfig => "sysconfig",
            Self::ContainerdSocket => "containerd-socket",
            Self::Program => "program",
        }
    }

    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Service,
        Self::SocketUnit,
        Self::Folder,
        Self::RegistryCertificate,
        Self::Authorities,
        Self::Certificate,
        Self::Key,
        Self::Socket,
        Self::Settings,
        Self::Defaults,
        Self::Sysconfig,
        Self::ContainerdSocket,
        Self::Program,
    ];
}

impl HostFile {
    /// Whether another than root may change what is in it.
    #[must_use]
    pub fn is_writable_by_others(&self) -> bool {
        self.owner != 0 || self.mode & 0o002 != 0 || (self.mode & 0o020 != 0 && self.group.0 != 0)
    }

    /// Whether its mode allows more than the benchmark does.
    #[must_use]
    pub const fn allows_too_much(&self) -> bool {
        self.mode & 0o777 & !self.role.most() != 0
    }
}
