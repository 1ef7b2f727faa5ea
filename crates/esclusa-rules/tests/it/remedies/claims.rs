//! How sure each fix is, and why: the same request for a known and an unknown image, changed, and with a lock.

use esclusa_model::Project;
use esclusa_rules::RULES;
use esclusa_source::Sources;

use crate::examples::blocks;
use crate::read::read;

/// The projects of every page's examples.
pub(super) fn everything() -> Vec<Project> {
    let mut projects = Vec::new();
    for rule in RULES {
        for (dialect, text) in blocks(rule.meta().page.english) {
            if !dialect.starts_with("env ") {
                projects.append(&mut read(dialect, &text, &mut Sources::default()).projects);
            }
        }
    }
    projects
}
