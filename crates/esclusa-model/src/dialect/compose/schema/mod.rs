//! Whether a model is one that the Compose Specification allows: a table of shapes, and the check against it.

mod parts;
mod service;
mod shape;
mod top;

pub(super) use service::has_container_name;
pub(super) use shape::is_some_text;

use esclusa_source::{Problem, detail};

use super::path::Path;
use crate::{Tree, Value};

/// Reports everything that the specification's schema refuses.
pub(super) fn check(tree: &Tree, problems: &mut Vec<Problem>) {
    top::PROJECT.check(tree, &Path::ROOT, problems);
    finite(tree, &Path::ROOT, problems);
}

/// The client hands the model to its schema as JSON, which has no infinity.
fn finite(tree: &Tree, path: &Path<'_>, problems: &mut Vec<Problem>) {
    match &tree.value {
        Value::Mapping(map) => map.iter().for_each(|(key, item)| finite(item, &path.child(key), problems)),
        Value::Sequence(items) => items.iter().for_each(|item| finite(item, &path.child("[]"), problems)),
        Value::Float(number) if !number.is_finite() => {
            let detail =
                detail!("not-finite", "{path} must be a finite number: quote it if it is text", path);
            problems.push(Problem::new("compose-invalid", tree.origin.place, detail));
        }
        _ => {}
    }
}
