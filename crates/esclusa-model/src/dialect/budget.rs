//! What one file may ask for in all: a few bytes of it ask for a container, or for every port that there is.

use esclusa_source::{Detail, Problem, Span};

/// The most containers that are read from one file.
pub const MAX_CONTAINERS: usize = 10_000;
/// The most ports that the command lines of one file publish and expose: every port, of two protocols.
pub const MAX_PORTS: usize = 2 * 65_536;

/// What the rest of a file may still ask for.
#[derive(Debug)]
pub struct Budget {
    containers: usize,
    ports: usize,
    told: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self { containers: MAX_CONTAINERS, ports: MAX_PORTS, told: false }
    }
}

impl Budget {
    /// Counts one more container. Where it is one too many, the problem is told once.
    ///
    /// # Errors
    /// If it is one too many.
    pub(super) fn container(&mut self, place: Option<Span>) -> Result<(), Option<Problem>> {
        if let Some(left) = self.containers.checked_sub(1) {
            self.containers = left;
            return Ok(());
        }
        let first = !std::mem::replace(&mut self.told, true);
        Err(first
            .then(|| Problem::new("too-many-containers", place, Detail::plain(MAX_CONTAINERS.to_string()))))
    }

    /// Counts so many more ports; `false` if they are too many.
    pub(super) fn ports(&mut self, count: u64) -> bool {
        let left = usize::try_from(count).ok().and_then(|count| self.ports.checked_sub(count));
        self.ports = left.unwrap_or(self.ports);
        left.is_some()
    }
}
