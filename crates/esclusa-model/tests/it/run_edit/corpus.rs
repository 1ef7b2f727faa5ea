//! Every command line of the corpus with every kind of change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use esclusa_source::syntax::shell::quoted;

use super::{Went, container, page, try_change};
use crate::change::{KINDS, changes_for, kind_of};
use crate::shared::shared;
use crate::truth::{argv, records};

/// How the changes went.
#[derive(Default)]
struct Sums {
    edited: usize,
    said: usize,
    refused: BTreeMap<String, usize>,
    kinds: BTreeSet<&'static str>,
    failures: Vec<String>,
}

impl Sums {
    /// Tries every change on every command of a text.
    fn add(&mut self, name: &str, text: &str) {
        let page = page(name, text);
        for (number, project) in page.projects.iter().enumerate() {
            for change in changes_for(container(project)) {
                match try_change(&page, name, number, &change) {
                    Ok(Went::Edited(_)) => {
                        self.edited += 1;
                        self.kinds.insert(kind_of(&change));
                    }
                    Ok(Went::Said) => self.said += 1,
                    Ok(Went::Refused(refusal)) => {
                        let why = match refusal.why.said() {
                            esclusa_source::Saying::Words(id, _) => (*id).to_owned(),
                            _ => refusal.why.to_string(),
                        };
                        *self.refused.entry(why).or_default() += 1;
                    }
                    Err(why) => self.failures.push(format!("{name}: {change:?}: {why}\n{text}")),
                }
            }
        }
    }

    #[expect(clippy::print_stderr, reason = "the figures are told")]
    fn settle(mut self, what: &str, least: usize) {
        // Without an image the client runs nothing: no new flag can stand before it.
        let fragments = self.refused.remove("line-edit-no-image").unwrap_or_default();
        let refused: usize = self.refused.values().sum();
        eprintln!(
            "{what}: {} edited, {} said already, {fragments} without an image, {refused} refused: {:?}",
            self.edited, self.said, self.refused
        );
        let count = self.failures.len();
        self.failures.truncate(15);
        assert!(self.failures.is_empty(), "{count} failures\n{}", self.failures.join("\n\n"));
        assert!(self.edited >= least, "{what}: only {} were edited", self.edited);
        assert!(refused * 100 < self.edited + refused, "{what}: {refused} refused");
    }
}

/// The pieces of documents that hold command lines, with their names.
pub(super) fn documents(shared: &Path) -> Vec<(String, String)> {
    let mut paths: Vec<_> =
        std::fs::read_dir(shared.join("corpus/docker-run")).unwrap().map(|one| one.unwrap().path()).collect();
    paths.sort();
    let named = paths.iter().map(|path| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap())
    });
    named.collect()
}

#[test]
fn every_change_of_documented_lines_reads_as_the_change() {
    let Some(shared) = shared("run_edit") else { return };
    let mut sums = Sums::default();
    for (name, text) in documents(&shared) {
        sums.add(&name, &text);
    }
    sums.settle("documents", 5000);
}

#[test]
fn every_change_in_quotations_with_carriage_returns_reads_as_the_change() {
    let Some(shared) = shared("run_edit") else { return };
    let mut sums = Sums::default();
    for (name, text) in documents(&shared).iter().step_by(crate::shared::one_of(3)) {
        let lines: Vec<String> = text.lines().map(|line| format!("> {line}\r\n")).collect();
        sums.add(&format!("{name}.md"), &format!("Quoted:\r\n\r\n> ```\r\n{}> ```\r\n", lines.concat()));
    }
    sums.settle("quotations", 2000);
}

#[test]
fn every_change_of_recorded_lines_reads_as_the_change() {
    let Some(shared) = shared("run_edit") else { return };
    let mut sums = Sums::default();
    let mut lines = records(&shared.join("docker-run-cases.jsonl"));
    lines.extend(records(&shared.join("corpus/docker-run-truth.jsonl")));
    for record in &lines {
        let words: Vec<String> = argv(record).iter().map(|word| quoted(word)).collect();
        sums.add("line.sh", &format!("docker {}\n", words.join(" ")));
    }
    // No recorded line spreads mounts.
    let wanted = KINDS.iter().filter(|kind| **kind != "StopMountPropagation");
    let missing: Vec<_> = wanted.filter(|kind| !sums.kinds.contains(**kind)).collect();
    assert!(missing.is_empty(), "never edited: {missing:?}");
    sums.settle("recorded", 20_000);
}
