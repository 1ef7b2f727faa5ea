//! Every kind of change on every service of the corpus.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use esclusa_model::dialect::compose::LoadOptions;

use super::law::{Case, Outcome, Overlay};
use crate::change::changes::{changes_for, kind_of};

/// The Compose files below a folder.
pub(super) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|one| one.path()).collect();
    paths.sort();
    for path in paths {
        let yaml = path.extension().is_some_and(|one| one == "yml" || one == "yaml");
        if path.is_dir() {
            files(&path, found);
        } else if yaml {
            found.push(path);
        }
    }
}

/// A fixed third, unless all are asked for (`ESCLUSA_WHOLE`).
pub(super) fn step() -> usize {
    crate::shared::one_of(3)
}

#[test]
fn every_change_of_every_service_of_the_corpus_is_read_back() {
    let Some(shared) = crate::shared::shared("edits of Compose files") else { return };
    let mut paths = Vec::new();
    files(&shared.join("corpus/compose"), &mut paths);
    let (mut edited, mut already, mut refused, mut kinds) =
        (0, 0, 0, BTreeMap::<(String, &str), usize>::new());
    let mut wrong = Vec::new();
    for path in paths.iter().step_by(step()) {
        let folder = path.parent().unwrap_or(path).to_owned();
        let options = LoadOptions { files: vec![path.clone()], ..LoadOptions::default() };
        let case = Case { files: Overlay::default(), options, folder };
        let (reading, sources) = case.read();
        let Some(project) = reading.projects.first() else { continue };
        for container in project.containers() {
            let Some(service) = container.identity.service.clone() else { continue };
            for change in changes_for(container) {
                match case.change(&reading, &sources, &service, &change) {
                    Outcome::AlreadySo => already += 1,
                    Outcome::Edited(_) => edited += 1,
                    Outcome::Refused(why) => {
                        refused += 1;
                        if std::env::var("ESCLUSA_WHY").is_ok_and(|wanted| why.why.contains(wanted.as_str()))
                        {
                            eprintln!("WHY {} {service} {change:?}", path.display());
                        }
                        *kinds.entry((why.why.to_string(), kind_of(&change))).or_default() += 1;
                    }
                    Outcome::Wrong(why) => {
                        wrong.push(format!("{} {service} {change:?}: {why}", path.display()))
                    }
                }
            }
        }
    }
    let mut reasons: Vec<_> = kinds.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((why, kind), count) in &reasons {
        eprintln!("{count:6} {kind}: {why}");
    }
    eprintln!("{edited} edited, {already} already so, {refused} refused, {} wrong", wrong.len());
    let count = wrong.len();
    wrong.truncate(std::env::var("ESCLUSA_SHOWN").map_or(15, |text| text.parse().unwrap_or(15)));
    assert!(wrong.is_empty(), "{count} wrong\n{}", wrong.join("\n\n"));
    assert!(edited > 5_000, "only {edited} were edited");
}
