//! A service that is looked at, and what it says under a path of keys.

use esclusa_source::Span;

use super::{place, unknown};
use crate::{Mode, Tree};

/// A service that is looked at.
pub(super) struct Service<'a> {
    pub(super) name: &'a str,
    pub(super) tree: &'a Tree,
    pub(super) mode: Mode,
}

impl<'a> Service<'a> {
    /// What stands under a path of keys; nothing if it says nothing or cannot be known.
    pub(super) fn get(&self, path: &[&str]) -> Option<&'a Tree> {
        let tree = path.iter().try_fold(self.tree, |tree, key| tree.get(key))?;
        (!tree.is_null() && !unknown(tree, self.mode)).then_some(tree)
    }

    /// A text that is not empty.
    pub(super) fn text(&self, path: &[&str]) -> Option<&'a str> {
        self.get(path)?.as_str().filter(|text| !text.is_empty())
    }

    /// The entries of a mapping under a path of keys.
    pub(super) fn entries(&self, path: &[&str]) -> impl Iterator<Item = (&'a String, &'a Tree)> {
        self.get(path).and_then(Tree::as_map).into_iter().flatten()
    }

    /// The items of a list under a path of keys.
    pub(super) fn items(&self, path: &[&str]) -> impl Iterator<Item = &'a Tree> {
        self.get(path).and_then(Tree::as_seq).into_iter().flatten()
    }

    /// Where `tree` is written, or else the service.
    pub(super) fn place(&self, tree: &Tree) -> Option<Span> {
        place(tree).or_else(|| place(self.tree))
    }
}
