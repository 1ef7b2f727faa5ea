//! How an engine is set up: what `daemon.json`, its command line and its own answers say.

pub mod debian;
pub mod escapes;
mod swarm;
mod version;

pub use swarm::Swarm;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::tree::Tree;
use crate::{Entries, Origin};

/// The daemon of an engine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Daemon {
    /// Where a finding about something missing points: the daemon's configuration file, if there is one.
    pub place: Origin,
    /// What the file and the command line say, by the keys of `daemon.json`; each with its place.
    pub settings: Entries,
    /// Whether there may be settings that could not be read: what is not among them is then not known to be absent.
    pub is_partial: bool,
    /// What the engine says of itself (`GET /info`), if it was asked.
    pub info: Option<Tree>,
    /// The versions of its parts (`GET /version`), if it was asked.
    pub version: Option<Tree>,
    /// The revisions of the packages that its parts were installed from, by the part's name in `version` (`Engine`).
    pub packages: BTreeMap<String, String>,
    /// The Swarm that it manages, if it does and was asked.
    pub swarm: Option<Swarm>,
    /// The table of known faults that a file gives, in the place of the program's own.
    pub escapes: Option<Arc<escapes::Table>>,
}

impl Daemon {
    /// What is set under a key.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<&Tree> {
        self.settings.get(key).filter(|tree| !tree.is_null())
    }

    /// A text under a key; an empty one is the default, as dockerd has it.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.setting(key).and_then(Tree::as_str).filter(|text| !text.is_empty())
    }

    /// The items under a key.
    #[must_use]
    pub fn items(&self, key: &str) -> &[Tree] {
        self.setting(key).and_then(Tree::as_seq).unwrap_or_default()
    }

    /// Whether a truth value is on; `None` if that is not known. `default` is what dockerd takes where nothing is said.
    #[must_use]
    pub fn is_on(&self, key: &str, default: bool) -> Option<bool> {
        match self.setting(key) {
            Some(tree) => tree.as_bool(),
            None => (!self.is_partial).then_some(default),
        }
    }

    /// Whether nothing is set under a key, for certain.
    #[must_use]
    pub fn lacks(&self, key: &str) -> bool {
        !self.is_partial && self.setting(key).is_none()
    }

    /// What the engine itself says under a key of its info.
    #[must_use]
    pub fn says(&self, key: &str) -> Option<&Tree> {
        self.info.as_ref()?.get(key)
    }

    /// Whether the engine's security options name this one (`rootless`, `userns`, `selinux`); `None` if it was not asked.
    #[must_use]
    pub fn has_security(&self, name: &str) -> Option<bool> {
        let options = self.says("SecurityOptions")?.as_seq()?;
        Some(options.iter().filter_map(Tree::as_str).any(|option| {
            let mut parts = option.split(',');
            // Before API 1.25 an option was its bare name.
            parts.next().is_some_and(|first| first.strip_prefix("name=").unwrap_or(first) == name)
        }))
    }

    /// Where a setting is written: nowhere for a flag; the file itself where nothing is said.
    #[must_use]
    pub fn place_of(&self, key: &str) -> Origin {
        self.setting(key).map_or_else(|| self.place.clone(), |tree| tree.origin.clone())
    }
}
