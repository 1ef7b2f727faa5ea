//! What services were seen, or are declared by those who run them, to need: the evidence that makes a fix safe.

mod read;

use crate::Identity;

/// What one container needs. What is `None` was not observed and proves nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Capabilities, `CAP_CHOWN`; an empty list is "none".
    pub capabilities: Option<Vec<String>>,
    /// The user as whom all of it, its start included, was seen to work: `uid:gid`.
    pub user: Option<String>,
    /// Whether a process gained privileges by executing a file (setuid, file capabilities).
    pub new_privileges: Option<bool>,
    /// Folders of the root filesystem that it writes, outside of what is mounted: what they hold need not last.
    pub writable_paths: Option<Vec<String>>,
    /// Ports that somebody outside the host uses, `80/tcp`.
    pub ports: Option<Vec<String>>,
    /// Devices of the host that it opens.
    pub devices: Option<Vec<String>>,
    /// Namespaces of the host that it makes use of: `pid`, `ipc`, `uts`, `user`, `cgroup`, `network`.
    pub namespaces: Option<Vec<String>>,
    /// The most memory that it used, in bytes.
    pub memory: Option<i64>,
    /// The most CPU that it used, in billionths of a CPU.
    pub nano_cpus: Option<i64>,
    /// The most processes that it had.
    pub processes: Option<i64>,
    /// The digest of the image that was seen, `sha256:…`.
    pub digest: Option<String>,
}

/// An `esclusa.lock`: what each container needs, by who it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Each entry and whose it is; what an identity does not name fits any.
    pub entries: Vec<(Identity, Needs)>,
}

impl Evidence {
    /// What a container needs, if there is an entry for it: the most exact one.
    #[must_use]
    pub fn of(&self, identity: &Identity) -> Option<&Needs> {
        let fitting =
            self.entries.iter().filter_map(|(entry, needs)| Some((exactness(entry, identity)?, needs)));
        fitting.max_by_key(|(exactness, _)| *exactness).map(|(_, needs)| needs)
    }
}

/// How many names of an entry an identity has; nothing if it differs in one, or the entry names nobody.
fn exactness(entry: &Identity, identity: &Identity) -> Option<usize> {
    fn names(one: &Identity) -> [&Option<String>; 5] {
        [&one.project, &one.service, &one.container, &one.image, &one.digest]
    }
    let mut named = 0;
    for (wanted, own) in names(entry).into_iter().zip(names(identity)).filter(|(wanted, _)| wanted.is_some())
    {
        if wanted != own {
            return None;
        }
        named += 1;
    }
    (named > 0).then_some(named)
}
