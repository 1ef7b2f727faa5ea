//! The variables that an instruction sees.

use std::cell::Cell;

use indexmap::IndexMap;

/// The most text that expanding variables may make in one build: `ENV A=$A$A` doubles.
const MAX_TEXT: usize = 1024 * 1024;

/// Build arguments by name; without a value if it is not known.
pub(super) type Arguments = IndexMap<String, Option<String>>;

/// Variables by name; without a value if it is not known.
pub(super) struct Scope {
    /// `ENV`, which goes before `ARG`.
    pub(super) env: IndexMap<String, Option<String>>,
    /// `ARG`.
    pub(super) arguments: Arguments,
    /// Whether there are no others: what is not named is then empty, else not known.
    pub(super) complete: bool,
    left: Cell<usize>,
}

impl Scope {
    pub(super) fn new() -> Self {
        Self { env: IndexMap::new(), arguments: IndexMap::new(), complete: false, left: Cell::new(MAX_TEXT) }
    }

    /// What a variable holds: not set, set to something unknown, or set.
    pub(super) fn get(&self, name: &str) -> Variable<'_> {
        match self.env.get(name).or_else(|| self.arguments.get(name)) {
            Some(Some(value)) => Variable::Set(value),
            Some(None) => Variable::Unknown,
            None if self.complete => Variable::Unset,
            None => Variable::Unknown,
        }
    }

    /// Takes room for text or ports; false when there is none left.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// What is known of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable<'a> {
    /// Its value.
    Set(&'a str),
    /// It is not set.
    Unset,
    /// Not known.
    Unknown,
}
