//! The eight practices, and the subjects that frame them.

/// What a rule belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Practice {
    /// 1: expose no unnecessary port.
    Ports,
    /// 2: never run privileged, nor in any way that amounts to it.
    Privilege,
    /// 3: drop capabilities, give back only those needed.
    Capabilities,
    /// 4: set resource quotas.
    Resources,
    /// 5: run as a user who is not root.
    User,
    /// 6: no privilege escalation.
    Escalation,
    /// 7: read-only root filesystem.
    Filesystem,
    /// 8: secrets in a dedicated manager.
    Secrets,
    /// The security of the image.
    Image,
    /// The security of the daemon.
    Daemon,
    /// The security of the host.
    Host,
    /// What the team itself has decided.
    Policy,
}

impl Practice {
    /// The eight practices in order, without the subjects that frame them.
    pub const ALL: [Self; 8] = [
        Self::Ports,
        Self::Privilege,
        Self::Capabilities,
        Self::Resources,
        Self::User,
        Self::Escalation,
        Self::Filesystem,
        Self::Secrets,
    ];

    /// Its number, 1 to 8; the subjects that frame the practices have none.
    #[must_use]
    pub const fn number(self) -> Option<u8> {
        Some(match self {
            Self::Ports => 1,
            Self::Privilege => 2,
            Self::Capabilities => 3,
            Self::Resources => 4,
            Self::User => 5,
            Self::Escalation => 6,
            Self::Filesystem => 7,
            Self::Secrets => 8,
            Self::Image | Self::Daemon | Self::Host | Self::Policy => return None,
        })
    }

    /// The folder of its rules, and the message that names it (`practice-ports`).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ports => "ports",
            Self::Privilege => "privilege",
            Self::Capabilities => "capabilities",
            Self::Resources => "resources",
            Self::User => "user",
            Self::Escalation => "escalation",
            Self::Filesystem => "filesystem",
            Self::Secrets => "secrets",
            Self::Image => "image",
            Self::Daemon => "daemon",
            Self::Host => "host",
            Self::Policy => "policy",
        }
    }

    /// The message that names it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Ports => "practice-ports",
            Self::Privilege => "practice-privilege",
            Self::Capabilities => "practice-capabilities",
            Self::Resources => "practice-resources",
            Self::User => "practice-user",
            Self::Escalation => "practice-escalation",
            Self::Filesystem => "practice-filesystem",
            Self::Secrets => "practice-secrets",
            Self::Image => "practice-image",
            Self::Daemon => "practice-daemon",
            Self::Host => "practice-host",
            Self::Policy => "practice-policy",
        }
    }
}
