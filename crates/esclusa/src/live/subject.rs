//! What an argument names that is no path: an engine, a container of it, its daemon, its host.

/// Something of a running engine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// `engine:`, every container of the engine.
    Engine,
    /// `container:NAME`, one of them, by name or id.
    Container(String),
    /// Containers that the engine told of, by their identifiers.
    #[cfg(feature = "engine")]
    These(Vec<String>),
    /// `daemon:`, how the engine is set up.
    Daemon,
    /// `host:`, the machine that it runs on.
    Host,
}

impl Subject {
    /// The subject that an argument names; a bare path is always a file or a folder, and `./engine:` is a path.
    pub(crate) fn of(argument: &str) -> Option<Self> {
        match argument.split_once(':')? {
            ("engine", "") => Some(Self::Engine),
            ("daemon", "") => Some(Self::Daemon),
            ("host", "") => Some(Self::Host),
            ("container", name) if !name.is_empty() => Some(Self::Container(name.to_owned())),
            _ => None,
        }
    }
}
