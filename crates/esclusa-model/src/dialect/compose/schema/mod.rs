//! Whether a model is one that the Compose Specification allows: a table of shapes, and the check against it.

mod parts;
mod service;
mod shape;
mod top;

use esclusa_source::Problem;

use crate::Tree;

/// Reports everything that the specification's schema refuses.
pub(super) fn check(tree: &Tree, problems: &mut Vec<Problem>) {
    top::PROJECT.check(tree, &super::path::Path::ROOT, problems);
}
