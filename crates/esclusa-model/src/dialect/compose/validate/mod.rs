//! Whether Compose would take a project: what its parts may say, and whether they fit together.

mod consistency;
mod cycles;
mod limits;
mod paths;
mod service;

use esclusa_source::Span;

pub(super) use consistency::consistency;
pub(super) use paths::paths;

use crate::{Mode, Tree};

/// Where an entry is written: its key, or else its value.
fn place(tree: &Tree) -> Option<Span> {
    tree.key.or(tree.origin.place)
}

/// Whether nobody can tell what the value will be, so that it is not judged.
fn unknown(tree: &Tree, mode: Mode) -> bool {
    mode == Mode::Tolerant && tree.symbol.is_some()
}
