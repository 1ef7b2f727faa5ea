//! What an image says of itself: known from a source, or unknown. A rule that needs an unknown fact says so.

use crate::Origin;

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

/// What is known of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFacts {
    /// `USER`; empty is root.
    pub user: Fact<String>,
    /// `ENV`, `NAME=VALUE`.
    pub env: Fact<Vec<String>>,
    /// `EXPOSE`, `80/tcp`.
    pub exposed_ports: Fact<Vec<String>>,
    /// `VOLUME`.
    pub volumes: Fact<Vec<String>>,
    /// `ENTRYPOINT`.
    pub entrypoint: Fact<Vec<String>>,
    /// Whether there is a `HEALTHCHECK`.
    pub healthcheck: Fact<bool>,
    /// Files with a setuid or setgid bit.
    pub setuid_files: Fact<Vec<String>>,
    /// Capabilities that its documentation says it needs (`CHOWN`), beyond none.
    pub needs_capabilities: Fact<Vec<String>>,
    /// Paths that its documentation says it writes.
    pub writable_paths: Fact<Vec<String>>,
    /// A user it can run as, `uid:gid`.
    pub runs_as: Fact<String>,
    /// Variables whose value it also reads from a file named by `NAME_FILE`.
    pub file_variables: Fact<Vec<String>>,
}
