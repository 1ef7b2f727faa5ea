//! Changes: what is written after one reads as the container that it made, in every dialect and for every kind.

pub(crate) mod changes;
mod generated;
pub(crate) mod inputs;
mod languages;

use std::collections::BTreeSet;

use esclusa_model::{Change, Container, Project, Slot};

pub(crate) use changes::{KINDS, changes_for, kind_of};
use languages::{LANGUAGES, Language};

/// What a project asks for, without the places that differ from text to text. An empty list of masked paths is not the
/// same as none, though it is equal.
fn asks(project: &Project) -> Vec<(Container, [bool; 2])> {
    let placeless = |one: &Container| {
        let host = &one.request.host;
        let unmasked = [&host.masked_paths, &host.readonly_paths].map(|list| Slot::write(list).is_some());
        (Container { place: Default::default(), ..one.clone() }, unmasked)
    };
    project.containers().map(placeless).collect()
}

/// The project with every container changed.
fn changed(project: &Project, change: &Change) -> Project {
    let mut project = project.clone();
    for workload in &mut project.workloads {
        workload.init.iter_mut().chain(&mut workload.containers).for_each(|one| change.apply(one));
    }
    project
}

/// What is wrong with the text of a project, if anything.
fn misread(language: &Language, project: &Project) -> Option<String> {
    let written = (language.write)(project);
    let again = match (language.read)(&written.text) {
        Ok(again) => again,
        Err(problems) => return Some(format!("unreadable: {problems}\n{}", written.text)),
    };
    let asked: Vec<_> = again.iter().flat_map(asks).collect();
    let expected = asks(project);
    if asked == expected && written.unsaid.is_empty() {
        return None;
    }
    let pairs = asked.iter().zip(&expected).filter(|(ours, theirs)| ours != theirs);
    let shown: Vec<String> = pairs.map(|(ours, theirs)| differences(&ours.0, &theirs.0)).collect();
    let unsaid: Vec<&str> = written.unsaid.iter().map(|problem| problem.detail.as_str()).collect();
    Some(format!(
        "unsaid {unsaid:?}, {} of {}\n{}\n{}",
        asked.len(),
        expected.len(),
        shown.join("\n"),
        written.text
    ))
}

fn differences(ours: &Container, theirs: &Container) -> String {
    use esclusa_model::Wire;
    let said = |one: &Container| {
        format!("{} {:?} {}", one.identity, one.name.get(), Wire::write(&one.request).to_json())
    };
    format!("  read back {}\n  expected  {}", said(ours), said(theirs))
}

/// Tries a change; the kinds that did something are added to `seen`.
fn try_change(
    language: &Language,
    project: &Project,
    change: &Change,
    seen: &mut BTreeSet<&'static str>,
) -> Option<String> {
    let once = changed(project, change);
    assert_eq!(changed(&once, change), once, "{}: {change:?} twice", language.name);
    if asks(&once) != asks(project) {
        seen.insert(kind_of(change));
    }
    misread(language, &once).map(|why| format!("{} {change:?}: {why}", language.name))
}

/// Tries every change on a project that is written as it is read.
fn try_all(
    language: &Language,
    project: &Project,
    seen: &mut BTreeSet<&'static str>,
    failures: &mut Vec<String>,
) -> usize {
    let mut changes: Vec<Change> = project.containers().flat_map(changes_for).collect();
    changes.sort_by_key(|change| format!("{change:?}"));
    changes.dedup();
    for change in &changes {
        failures.extend(try_change(language, project, change, seen));
    }
    changes.len()
}

#[test]
fn every_kind_of_change_is_written_as_it_is_read_in_every_dialect() {
    for language in LANGUAGES {
        let (mut seen, mut failures) = (BTreeSet::new(), Vec::new());
        for text in inputs::of(language.name) {
            let projects = (language.read)(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
            for project in &projects {
                assert_eq!(misread(language, project), None, "{text}");
                try_all(language, project, &mut seen, &mut failures);
            }
        }
        assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
        let missing: Vec<&&str> =
            KINDS.iter().filter(|kind| !seen.contains(**kind) && !language.cannot.contains(kind)).collect();
        assert!(missing.is_empty(), "{}: no input that these change: {missing:?}", language.name);
    }
}

#[test]
fn every_change_is_written_as_it_is_read_in_the_corpus() {
    let Some(shared) = crate::shared::shared("change") else { return };
    for language in LANGUAGES {
        let (mut tried, mut failures) = (0, Vec::new());
        for text in inputs::corpus(language.name, &shared) {
            let Ok(projects) = (language.read)(&text) else { continue };
            // What cannot be written as it is, is the business of the dialect's own tests.
            for project in projects.iter().filter(|project| misread(language, project).is_none()) {
                tried += try_all(language, project, &mut BTreeSet::new(), &mut failures);
            }
        }
        failures.truncate(20);
        assert!(failures.is_empty(), "{}", failures.join("\n"));
        assert!(tried >= 3000, "{}: only {tried} changes were tried", language.name);
    }
}
