//! What an image says of itself: known from a source, or unknown. A rule that needs an unknown fact says so.

mod known;
pub mod recipe;

use crate::{Field, Origin};

/// Where a fact about an image was learned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactSource {
    /// The Dockerfile that the service builds.
    Dockerfile(Origin),
    /// The engine's answer about the image.
    Engine,
    /// The table of known images, with the address of the documentation.
    KnownImages(&'static str),
}

/// A fact, or the admission that it is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// Known, and whence.
    Known(T, FactSource),
    /// Not known.
    #[default]
    Unknown,
}

impl<T> Fact<T> {
    /// The fact, if it is known.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value, _) => Some(value),
            Self::Unknown => None,
        }
    }
}

/// Facts of one kind, each with its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Those that are known.
    pub items: Vec<(String, FactSource)>,
    /// Whether these are all: else what the image is built from may add more. Nothing known is empty and incomplete.
    pub complete: bool,
}

impl Facts {
    /// The values that are known.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|(value, _)| value.as_str())
    }

    /// Whether nothing is known.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        self.items.is_empty() && !self.complete
    }
}

/// What is known of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFacts {
    /// `USER`; empty is root.
    pub user: Fact<String>,
    /// `ENV`, `NAME=VALUE`; a value with a variable that is not known stands as written.
    pub env: Facts,
    /// `EXPOSE`, `80/tcp`.
    pub exposed_ports: Facts,
    /// `VOLUME`.
    pub volumes: Facts,
    /// `ENTRYPOINT`.
    pub entrypoint: Fact<Vec<String>>,
    /// Whether there is a `HEALTHCHECK`.
    pub healthcheck: Fact<bool>,
    /// Files with a setuid or setgid bit.
    pub setuid_files: Facts,
    /// Capabilities that it needs when it starts as root (`CHOWN`).
    pub needs_capabilities: Facts,
    /// Paths that it writes.
    pub writable_paths: Facts,
    /// Those of the paths that it writes where a tmpfs may stand: no volumes, empty in the image. If they are known to be
    /// all, the others that it writes are known too.
    pub scratch_paths: Facts,
    /// Programs with which the image's own commands begin.
    pub commands: Facts,
    /// A user it can run as, `user[:group]`.
    pub runs_as: Fact<String>,
    /// Variables whose value it also reads from a file named by `NAME_FILE`.
    pub file_variables: Facts,
    /// The numbers, `uid:gid`, that the user it runs as has by the container's own lists.
    pub user_numbers: Fact<String>,
    /// The user that reads those files, where it is not the one that the image starts as.
    pub files_read_as: Fact<String>,
}

impl ImageFacts {
    /// What the table of known images says of an image reference (`nginx:1.29`); nothing of an image that is not in it.
    #[must_use]
    pub fn of(reference: &str) -> Self {
        known::find(reference).map(known::KnownImage::facts).unwrap_or_default()
    }

    /// The same of an image asked for; nothing if a variable in it is not known.
    pub(crate) fn of_asked(image: &Field<String>) -> Self {
        match image.get() {
            Some(reference) if image.unknown().is_none() => Self::of(reference),
            _ => Self::default(),
        }
    }
}
