//! Whether fixes hold: what they mend is gone, nothing else is found or lost, and the model is what they meant it to be.

use std::collections::HashSet;

use esclusa_model::{Container, Wire};
use esclusa_source::{Detail, detail};
use serde_json::Value;

use super::rounds::{Made, Script};
use super::{Key, Look, keyed};

/// Edits that cannot be put into the text.
pub(crate) fn unfit() -> Detail {
    detail!("fix-unfit", "its edits do not go together")
}

/// Holds a reading after the edits against the one before them.
pub(crate) fn holds(before: &Look, after: &Look, scripts: &[&Script], made: &[Made]) -> Result<(), Detail> {
    if problems(after).iter().any(|problem| !problems(before).contains(problem)) {
        return Err(detail!("fix-makes-problem", "the file would no longer be understood"));
    }
    let old: HashSet<Key> = keyed(before).into_iter().map(|(key, _)| key).collect();
    let new: HashSet<Key> = keyed(after).into_iter().map(|(key, _)| key).collect();
    if scripts.iter().any(|script| new.contains(&script.key)) {
        return Err(detail!("fix-cures-nothing", "the finding would stay"));
    }
    if let Some(key) = new.iter().filter(|key| !old.contains(*key)).min() {
        let rule = key.rule;
        return Err(detail!("fix-makes-finding", "it would bring about another finding: {rule}", rule));
    }
    if !as_meant(before, after, made) {
        return Err(detail!("fix-changes-more", "something else would change, too"));
    }
    Ok(())
}

fn problems(look: &Look) -> Vec<(&'static str, &Detail)> {
    look.problems.iter().map(|problem| (problem.id, &problem.detail)).collect()
}

/// Whether every container asks for what it asked for before, changed.
fn as_meant(before: &Look, after: &Look, made: &[Made]) -> bool {
    before.projects.len() == after.projects.len()
        && before.projects.iter().zip(&after.projects).enumerate().all(|(at, (old, new))| {
            let olds: Vec<&Container> = old.project.containers().collect();
            let news: Vec<&Container> = new.project.containers().collect();
            old.project.recipes.len() == new.project.recipes.len()
                && olds.len() == news.len()
                && olds.iter().zip(&news).enumerate().all(|(number, (old, new))| {
                    let mut expected = (*old).clone();
                    for one in made.iter().filter(|one| one.project == at && one.container == number) {
                        one.change.apply(&mut expected);
                    }
                    same(&expected, new)
                })
        })
}

/// Whether two containers ask for the same. Where a dialect keeps no order the model's is no difference.
fn same(expected: &Container, read: &Container) -> bool {
    expected.request == read.request || settled(expected) == settled(read)
}

fn settled(container: &Container) -> Value {
    let mut value = Wire::write(&container.request).to_json();
    sort(&mut value);
    value
}

fn sort(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(sort);
            items.sort_by_cached_key(Value::to_string);
        }
        Value::Object(entries) => {
            entries.values_mut().for_each(sort);
            entries.sort_keys();
        }
        _ => {}
    }
}
