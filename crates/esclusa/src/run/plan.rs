//! What is to be run: the line as it was said, with what was left unsaid filled in by the rules' own fixes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use esclusa_enforce::{Allowance, Case, Refusal};
use esclusa_finding::{Cure, Finding, Safety};
use esclusa_fix::{Applied, Choice, Deposit, Judge, Judged, Look, Repair, Texts};
use esclusa_model::dialect::run::{ClientOptions, client_options};
use esclusa_model::{Container, Mode, Project};
use esclusa_source::syntax::shell::{Word, quoted};
use esclusa_source::{Detail, Problem, Sources, detail};

use super::allow;
use super::fill::{Filler, Level, Lot, bind_to_loopback};
use crate::input::Inputs;
use crate::lock::Locks;
use crate::policy::Courts;
use crate::reading::Reader;
use crate::secrets;

/// The name under which the line is shown.
const LINE: &str = "<command>";

/// What a run is asked for, beside the line.
pub(super) struct Asked<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) here: PathBuf,
    pub(super) matches: &'a ArgMatches,
    pub(super) level: Level,
    pub(super) allowances: Vec<Allowance>,
    /// The rules whose fixes the engine has turned out not to take.
    pub(super) without: Vec<&'static str>,
}

/// A line filled in.
pub(super) struct Plan {
    /// The line that docker would take.
    pub(super) line: String,
    /// What it asks the engine for.
    pub(super) project: Project,
    /// The texts that places refer to.
    pub(super) sources: Sources,
    /// What it asks the client for.
    pub(super) options: ClientOptions,
    /// The fixes that were made.
    pub(super) applied: Vec<Applied>,
    /// What is found in it now, and what becomes of that.
    pub(super) left: Vec<(Lot, Finding)>,
    /// What is let through, of what was found.
    pub(super) allowed: Vec<Allowance>,
}

/// Why there is no plan.
pub(super) struct NoPlan {
    pub(super) problems: Vec<Problem>,
    pub(super) sources: Sources,
}

impl Plan {
    /// Reads the words as docker does and fills in what they leave unsaid.
    pub(super) fn make(words: &[String], asked: &Asked<'_>) -> Result<Self, NoPlan> {
        let typed: Vec<Word> = ["docker", "run"]
            .into_iter()
            .chain(words.iter().map(String::as_str))
            .map(Word::argument)
            .collect();
        let options = client_options(&typed).unwrap_or_default();
        let filler = Filler { level: asked.level, given: options.given.clone() };
        let said = |labels: &[String]| -> Arc<str> {
            let words = ["docker", "run"].into_iter().chain(labels.iter().chain(words).map(String::as_str));
            Arc::from(words.map(quoted).collect::<Vec<_>>().join(" ") + "\n")
        };
        let mut filling = Filling { asked, filler, line: said(&[]) };
        let first = filling.look(&Texts::new());
        if !first.problems.is_empty() {
            return Err(NoPlan { problems: first.problems, sources: first.sources });
        }
        // Only what is really let through is a label.
        let found = |rule: &str| {
            first.projects.iter().flat_map(|one| &one.findings).any(|finding| finding.rule.id == rule)
        };
        let allowed: Vec<Allowance> =
            asked.allowances.iter().filter(|one| found(&one.rule)).cloned().collect();
        let labels: Vec<String> = allowed.iter().flat_map(allow::label).collect();
        filling.line = said(&labels);
        let repair = esclusa_fix::repair(&mut filling);
        Ok(Self::of(repair, &filling, options, allowed))
    }

    fn of(repair: Repair, filling: &Filling<'_>, options: ClientOptions, allowed: Vec<Allowance>) -> Self {
        let Repair { after, applied, refused, first, last, .. } = repair;
        let line = after.values().next().unwrap_or(&filling.line).trim_end().to_owned();
        let look = last.unwrap_or(first);
        let mut left = Vec::new();
        let judged = look.projects.into_iter().next();
        if let Some(judged) = &judged {
            let container = judged.project.containers().next();
            for finding in judged.findings.iter().filter(|finding| !finding.waived) {
                let Some(container) = container else { continue };
                let mut lot = filling.filler.lot(container, finding);
                // A fix that was wanted and could not be written takes a person.
                if lot == Lot::Filled {
                    lot = match refused.iter().any(|one| one.finding.rule.id == finding.rule.id) {
                        true => Lot::ByHand,
                        false => Lot::LeftOut,
                    };
                }
                left.push((lot, finding.clone()));
            }
        }
        let project = judged.map(|judged| judged.project).unwrap_or_default();
        Self { line, project, sources: look.sources, options, applied, left, allowed }
    }

    /// The container.
    pub(super) fn container(&self) -> Option<&Container> {
        self.project.containers().next()
    }

    /// Lets `esclusa-enforce` decide. `image` is what the engine says of the image, if it has it.
    pub(super) fn permitted<T>(
        &mut self,
        asked: &Asked<'_>,
        image: Option<&str>,
        permit: impl FnOnce(Case<'_>) -> Result<T, Refusal>,
    ) -> Result<Result<T, Refusal>, NoPlan> {
        let mut reader = Reader::new(asked.inputs, asked.here.clone(), Mode::Exact);
        // The places of the findings are in these texts.
        reader.sources = std::mem::take(&mut self.sources);
        let mut problems = Vec::new();
        let mut courts = Courts::new(asked.matches, &mut reader, &mut problems).without_comments();
        let mut locks = Locks::new(asked.matches, &reader);
        let decided = courts.before(
            &self.project,
            &mut locks,
            &mut reader,
            &mut problems,
            |court, evidence, ground| {
                permit(Case {
                    project: &self.project,
                    image,
                    evidence,
                    court,
                    ground,
                    allowances: &self.allowed,
                })
            },
        );
        match decided.filter(|_| problems.is_empty()) {
            Some(decided) => {
                self.sources = reader.sources;
                Ok(decided)
            }
            None => Err(NoPlan { problems, sources: reader.sources }),
        }
    }
}

/// Reads and judges the line, as often as the repair asks.
struct Filling<'a> {
    asked: &'a Asked<'a>,
    filler: Filler,
    line: Arc<str>,
}

impl Judge for Filling<'_> {
    fn look(&mut self, texts: &Texts) -> Look {
        let asked = self.asked;
        let path = asked.here.join(LINE);
        let line = texts.values().next().unwrap_or(&self.line).clone();
        asked.inputs.lay([(path.clone(), line)].into());
        let mut reader = Reader::new(asked.inputs, asked.here.clone(), Mode::Exact);
        let mut problems = Vec::new();
        let mut courts = Courts::new(asked.matches, &mut reader, &mut problems).without_comments();
        let mut locks = Locks::new(asked.matches, &reader);
        let mut reading = reader.line(&path);
        secrets::hide(&mut reading.problems, &reading.projects, &mut reader.known);
        problems.append(&mut reading.problems);
        let mut projects = Vec::new();
        for project in reading.projects {
            let (mut findings, _) =
                courts.judge(Path::new(LINE), &project, &mut locks, &mut reader, &mut problems);
            for finding in &mut findings {
                if let Some(allowed) = asked.allowances.iter().find(|one| one.rule == finding.rule.id) {
                    finding.waive(allowed.reason.clone());
                }
                project.containers().for_each(|container| bind_to_loopback(container, finding));
            }
            projects.push(Judged { project, findings });
        }
        Look { sources: reader.sources, projects, problems }
    }

    fn wants(&mut self, look: &Look, finding: &Finding) -> Choice {
        let containers = look.projects.iter().flat_map(|judged| judged.project.containers());
        let lot = containers.map(|container| self.filler.lot(container, finding)).next();
        match lot {
            Some(Lot::Filled) if !self.asked.without.contains(&finding.rule.id) => Choice::Yes,
            _ => Choice::No,
        }
    }

    fn may_edit(&self, path: &Path) -> bool {
        self.asked.here.join(path) == self.asked.here.join(LINE)
    }

    fn may_hold(&self, _deposit: &Deposit) -> Result<(), Detail> {
        // What is said by name stays: no secret moves.
        Err(detail!("run-keeps-no-secret", "run keeps no secret in a file"))
    }

    fn folder(&self, _path: &Path) -> PathBuf {
        self.asked.here.clone()
    }
}

/// Whether a fix that was made says a number that only stands in for one.
pub(super) fn stands_in(applied: &Applied) -> bool {
    applied.finding.fix.as_ref().is_some_and(|fix| fix.is_placeholder())
}

/// Whether a fix that was made opens a port to this host alone.
pub(super) fn is_loopback(applied: &Applied) -> bool {
    applied.finding.rule.id == "published-on-all-interfaces"
}

/// Whether a fix that was made may break something that nobody has documented.
pub(super) fn is_dared(applied: &Applied) -> bool {
    let fix = applied.finding.fix.as_ref();
    // What an engine makes of options of its logs it says itself.
    fix.is_some_and(|fix| fix.safety == Safety::Risky && matches!(fix.cure, Cure::Container(_)))
        && !stands_in(applied)
        && !is_loopback(applied)
        && applied.finding.rule.id != LOGS
}

/// The rule whose fix an engine may refuse whose own log driver writes no files.
pub(super) const LOGS: &str = "unbounded-logs";
