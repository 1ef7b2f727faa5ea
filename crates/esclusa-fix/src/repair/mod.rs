//! The loop: choose fixes, write them, read and judge again, keep what holds, until there is nothing more to do.

mod check;
mod rounds;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use esclusa_finding::{Cure, Finding};
use esclusa_model::Project;
use esclusa_source::{Detail, Location, Problem, Sources, Span};

use crate::edits::{Speaks, subject_of};
use crate::secret::Deposit;
use rounds::Script;

/// Texts by the path under which they are shown: they stand in the place of the files.
pub type Texts = BTreeMap<PathBuf, Arc<str>>;

/// A project and what is found in it; accepted findings are marked as such.
#[derive(Debug)]
pub struct Judged {
    /// The project.
    pub project: Project,
    /// What is found in it.
    pub findings: Vec<Finding>,
}

/// What one reading of all inputs gives.
#[derive(Debug)]
pub struct Look {
    /// The texts that places refer to.
    pub sources: Sources,
    /// The projects.
    pub projects: Vec<Judged>,
    /// What was not understood.
    pub problems: Vec<Problem>,
}

impl Look {
    /// The text of a file as it was read, whatever parts of it were read beside it.
    pub(crate) fn text(&self, path: &Path) -> Option<&Arc<str>> {
        let files = self.sources.ids().map(|id| self.sources.file(id));
        files.filter(|file| file.path == path).map(|file| &file.text).find(|text| !text.is_empty())
    }
}

/// Reads and judges the inputs again, with texts in the place of some files.
pub trait Judge {
    /// One reading.
    fn look(&mut self, texts: &Texts) -> Look;
    /// Whether a fix is wanted. Asked once for each finding whose cure is more than words.
    fn wants(&mut self, look: &Look, finding: &Finding) -> Choice;
    /// Whether a file may be changed: one that lies outside what was asked for may not.
    fn may_edit(&self, path: &Path) -> bool;
    /// Whether a file can be made that is to hold a secret.
    ///
    /// # Errors
    /// What stands in the way.
    fn may_hold(&self, deposit: &Deposit) -> Result<(), Detail>;
    /// The folder that paths in a file start from, absolute.
    fn folder(&self, path: &Path) -> PathBuf;
}

/// What somebody says to a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Do it.
    Yes,
    /// Leave it.
    No,
    /// Leave it, and all that come after it.
    Stop,
}

/// A fix that was made.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The finding that it mends.
    pub finding: Finding,
    /// Where that was, before anything was changed.
    pub location: Option<Location>,
}

/// A fix that was wanted and not made.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The finding that stays.
    pub finding: Finding,
    /// Where: of the finding, or of what stands in the way, before anything was changed.
    pub location: Option<Location>,
    /// What stands in the way.
    pub why: Detail,
    /// What to write by hand; empty if there is nothing to say.
    pub by_hand: String,
}

/// What came of it.
#[derive(Debug)]
pub struct Repair {
    /// The texts that change, as they were.
    pub before: Texts,
    /// The same, as they are to be.
    pub after: Texts,
    /// The fixes made, in the order in which they were made.
    pub applied: Vec<Applied>,
    /// The fixes not made.
    pub refused: Vec<Refused>,
    /// Files that these fixes count on, and the secrets that they are to hold.
    pub deposits: Vec<Deposit>,
    /// How things stand before.
    pub first: Look,
    /// How things stand after; nothing if nothing changed.
    pub last: Option<Look>,
}

/// What tells a finding from all others, before and after an edit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    project: usize,
    speaks: Option<Speaks>,
    rule: &'static str,
    about: String,
    /// Its number among those that are alike in all else.
    nth: usize,
}

/// The findings of a reading that nobody has accepted, with their keys.
pub(crate) fn keyed(look: &Look) -> Vec<(Key, &Finding)> {
    let mut seen: HashMap<Key, usize> = HashMap::new();
    let mut keyed = Vec::new();
    for (at, judged) in look.projects.iter().enumerate() {
        for finding in judged.findings.iter().filter(|finding| !finding.waived) {
            let mut key = Key {
                project: at,
                speaks: subject_of(&judged.project, finding),
                rule: finding.rule.id,
                about: finding.about.clone(),
                nth: 0,
            };
            let nth = seen.entry(key.clone()).or_default();
            key.nth = *nth;
            *nth += 1;
            keyed.push((key, finding));
        }
    }
    keyed
}

fn location(look: &Look, span: Option<Span>) -> Option<Location> {
    span.map(|span| look.sources.location(span))
}

/// How often the whole is gone through. Each pass makes at least one fix or ends the loop; what a fix uncovers is mended
/// in the next.
const MAX_PASSES: usize = 32;

/// Makes every fix that is wanted and holds.
pub fn repair(judge: &mut dyn Judge) -> Repair {
    let first = judge.look(&Texts::new());
    let places = keyed(&first).into_iter().map(|(key, one)| (key, location(&first, one.place.primary)));
    let mut work = Work {
        judge,
        places: places.collect(),
        first,
        latest: None,
        texts: Texts::new(),
        chosen: HashMap::new(),
        stopped: false,
        settled: HashSet::new(),
        applied: Vec::new(),
        refused: Vec::new(),
        reconsidered: 0,
        deposits: Vec::new(),
    };
    for _ in 0..MAX_PASSES {
        let wanted = work.wanted();
        if !wanted.is_empty() {
            work.attempt(&wanted);
        } else if !work.reconsider() {
            break;
        }
    }
    let Work { first, latest, texts, applied, refused, deposits, .. } = work;
    let refused = refused.into_iter().map(|(_, refused)| refused).collect();
    let before = texts.keys().filter_map(|path| Some((path.clone(), first.text(path)?.clone()))).collect();
    Repair { before, after: texts, applied, refused, deposits, first, last: latest }
}

/// The state of the loop.
pub(crate) struct Work<'a> {
    judge: &'a mut dyn Judge,
    first: Look,
    /// Where the findings are in it.
    places: HashMap<Key, Option<Location>>,
    latest: Option<Look>,
    texts: Texts,
    /// What was said to each fix.
    chosen: HashMap<Key, Choice>,
    stopped: bool,
    /// Those that were made or refused: they are not tried again.
    settled: HashSet<Key>,
    applied: Vec<Applied>,
    refused: Vec<(Key, Refused)>,
    /// How many fixes had been made when the refused were tried last.
    reconsidered: usize,
    deposits: Vec<Deposit>,
}

impl Work<'_> {
    /// How things stand now.
    fn now(&self) -> &Look {
        self.latest.as_ref().unwrap_or(&self.first)
    }

    /// Where a finding is in the texts as they were; where it is now only if it was not there.
    fn place_of(&self, key: &Key, now: Option<Span>) -> Option<Location> {
        self.places.get(key).cloned().unwrap_or_else(|| location(self.now(), now))
    }

    /// The findings whose fix is wanted and not settled.
    fn wanted(&mut self) -> Vec<Key> {
        let mut wanted = Vec::new();
        let now = self.latest.as_ref().unwrap_or(&self.first);
        for (key, finding) in keyed(now) {
            let words = finding.fix.as_ref().is_none_or(|fix| fix.cure == Cure::Words);
            if words || self.settled.contains(&key) {
                continue;
            }
            let choice = match self.chosen.get(&key) {
                Some(choice) => *choice,
                None if self.stopped => Choice::No,
                None => self.judge.wants(now, finding),
            };
            self.stopped |= choice == Choice::Stop;
            if choice == Choice::Yes {
                wanted.push(key.clone());
            }
            self.chosen.insert(key, choice);
        }
        wanted
    }

    /// Makes these fixes together; if that does not hold, in halves, down to each by itself.
    fn attempt(&mut self, keys: &[Key]) {
        let scripts = self.scripts(keys);
        if scripts.is_empty() {
            return;
        }
        let outcome = {
            let now = self.latest.as_ref().unwrap_or(&self.first);
            rounds::play(self.judge, now, &self.texts, &scripts, &self.deposits)
        };
        for (key, why) in &outcome.refusals {
            self.refuse(key, why.place, why.why.clone(), why.by_hand.clone());
        }
        let played: Vec<&Script> = scripts
            .iter()
            .filter(|script| !outcome.refusals.iter().any(|(key, _)| *key == script.key))
            .collect();
        let Some((look, texts)) = outcome.result else {
            // Without those that were refused the rest can be written.
            let rest: Vec<Key> = played.iter().map(|script| script.key.clone()).collect();
            if outcome.refusals.is_empty() {
                self.divide(&rest, &check::unfit());
            } else {
                self.attempt(&rest);
            }
            return;
        };
        match check::holds(self.now(), &look, &played, &outcome.changes) {
            Ok(()) => {
                for script in played {
                    let location = self.place_of(&script.key, script.finding.place.primary);
                    self.settled.insert(script.key.clone());
                    self.applied.push(Applied { finding: script.finding.clone(), location });
                }
                for deposit in outcome.deposits {
                    if !self.deposits.contains(&deposit) {
                        self.deposits.push(deposit);
                    }
                }
                self.latest = Some(look);
                self.texts = texts;
            }
            Err(why) => {
                let keys: Vec<Key> = played.iter().map(|script| script.key.clone()).collect();
                self.divide(&keys, &why);
            }
        }
    }

    fn divide(&mut self, keys: &[Key], why: &Detail) {
        if let [key] = keys {
            let place =
                keyed(self.now()).iter().find(|(own, _)| own == key).and_then(|(_, one)| one.place.primary);
            self.refuse(&key.clone(), place, why.clone(), String::new());
            return;
        }
        let (first, second) = keys.split_at(keys.len() / 2);
        self.attempt(first);
        self.attempt(second);
    }

    fn refuse(&mut self, key: &Key, place: Option<Span>, why: Detail, by_hand: String) {
        self.settled.insert(key.clone());
        let finding = keyed(self.now()).into_iter().find(|(own, _)| own == key).map(|(_, one)| one.clone());
        if let Some(finding) = finding {
            let location = match place.map(|place| location(self.now(), Some(place))) {
                Some(Some(place)) if !self.texts.contains_key(&place.path) => Some(place),
                // Where that is now, it is not in the text that people have before them.
                _ => self.place_of(key, finding.place.primary),
            };
            self.refused.push((key.clone(), Refused { finding, location, why, by_hand }));
        }
    }

    /// Lets what was refused be tried again if fixes were made since: what stood in the way may be gone, as where a
    /// service would have been left empty.
    fn reconsider(&mut self) -> bool {
        if self.refused.is_empty() || self.applied.len() == self.reconsidered {
            return false;
        }
        self.reconsidered = self.applied.len();
        for (key, _) in self.refused.drain(..) {
            self.settled.remove(&key);
        }
        true
    }

    /// What is to be done for these findings, as they stand now. One that is no longer there was mended by another's fix.
    fn scripts(&self, keys: &[Key]) -> Vec<Script> {
        let wanted: HashSet<&Key> = keys.iter().collect();
        let found = keyed(self.now()).into_iter().filter(|(key, _)| wanted.contains(key));
        found.filter_map(|(key, finding)| Script::new(key, finding)).collect()
    }
}
