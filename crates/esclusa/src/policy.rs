//! Which policy holds for an argument: the one that is named, or the nearest `esclusa.toml` above it.

use std::cell::OnceCell;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ArgMatches;
use esclusa_finding::{Catalogue, Finding, Key, Message, RuleMeta, Severity, message_of};
use esclusa_model::{Mode, Project};
use esclusa_policy::{Baseline, Court, Ground, Policy};
use esclusa_report::{Report, clean, json, terminal};
use esclusa_source::{Detail, FileId, Problem, ReadError, Span};
use jiff::civil::Date;

use crate::exit::Exit;
use crate::input::Inputs;
use crate::key;
use crate::lock::Locks;
use crate::nearest::{Nearest, nearest};
use crate::output;
use crate::reading::Reader;

/// The name of a policy file.
const NAME: &str = "esclusa.toml";

/// The metadata of every rule: the catalogue's and the policy's own.
pub(crate) fn metas() -> impl Iterator<Item = &'static RuleMeta> {
    esclusa_rules::RULES.iter().map(|rule| rule.meta()).chain(esclusa_policy::RULES)
}

/// Whether there is a rule of this id.
fn known(id: &str) -> bool {
    metas().any(|meta| meta.id == id)
}

/// The policies of a run.
pub(crate) struct Courts {
    // A run meets few policies.
    courts: Vec<Sitting>,
    nearest: Nearest,
    baseline: Option<Baseline>,
    inline: bool,
    today: Date,
    // This machine's key of fingerprints, looked for when the first secret asks; nothing if no fingerprint is shown or
    // compared.
    key: Option<OnceCell<Option<Key>>>,
}

/// A court, and whether everything below its policy's folder was judged.
struct Sitting {
    /// The policy's file; nothing for the court of those that have none.
    file: Option<PathBuf>,
    court: Court,
    whole: bool,
    /// The key that the policy names.
    key: Option<Key>,
}

impl Courts {
    /// The courts of a run: `--policy`, `--baseline`, `--no-inline`. What cannot be read is a problem.
    pub(crate) fn new(matches: &ArgMatches, reader: &mut Reader<'_>, problems: &mut Vec<Problem>) -> Self {
        let mut courts = Self {
            courts: Vec::new(),
            nearest: Nearest::new(NAME, matches.get_one::<PathBuf>("policy").map(|path| reader.path(path))),
            baseline: None,
            inline: !matches.try_get_one("no-inline").is_ok_and(|flag| flag == Some(&true)),
            key: None,
            today: jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date(),
        };
        if let Ok(Some(path)) = matches.try_get_one::<PathBuf>("baseline") {
            courts.baseline = baseline(path, reader, problems);
        }
        let shown = matches.try_get_one::<String>("format").ok().flatten().map(String::as_str);
        if courts.baseline.is_some() || is_compared(matches) || matches!(shown, Some("json" | "sarif")) {
            courts.key = Some(OnceCell::new());
        }
        courts
    }

    /// Judges a project that `argument` led to by what is known of its needs, under the policy nearest above the file
    /// that asks. What was found, and the least severity that fails the run, if the policy says it.
    pub(crate) fn judge(
        &mut self,
        argument: &Path,
        project: &Project,
        locks: &mut Locks,
        reader: &mut Reader<'_>,
        problems: &mut Vec<Problem>,
    ) -> (Vec<Finding>, Option<Severity>) {
        let path = asking_path(argument, project, reader);
        let evidence = locks.of(&path, reader, problems);
        let at = self.seat(&path, reader, problems);
        let Some(sitting) = self.courts.get_mut(at) else { return (Vec::new(), None) };
        let court = &mut sitting.court;
        let mut findings = esclusa_rules::judge_with(project, evidence, &court.policy().thresholds);
        for finding in findings.iter_mut().filter(|finding| finding.secret.is_some()) {
            // A policy that names a key means that one, also where it cannot be read.
            let own = court.policy().fingerprint_key_file.is_none();
            let machine = self.key.as_ref().filter(|_| own);
            let machine = machine.and_then(|key| key.get_or_init(|| of_machine(reader, problems)).as_ref());
            finding.sign(sitting.key.as_ref().or(machine));
        }
        if !sitting.whole && !court.policy().waivers.is_empty() {
            let path = reader.path(argument);
            sitting.whole = reader.context.files.is_dir(&path) && court.policy().folder.starts_with(&path);
        }
        let ground = Ground {
            sources: &reader.sources,
            working_dir: &reader.context.working_dir,
            known: &known,
            inline: self.inline,
        };
        let projects = std::slice::from_ref(project);
        problems.append(&mut court.decide(projects, &mut findings, self.baseline.as_mut(), &ground));
        (findings, court.policy().fail_on)
    }

    /// The same courts, before which no comment in what is judged waives anything.
    #[cfg(feature = "engine")]
    pub(crate) fn without_comments(self) -> Self {
        Self { inline: false, ..self }
    }

    /// Lets somebody else judge a project under the policy that holds for it, by what is known of its needs.
    #[cfg(feature = "engine")]
    pub(crate) fn before<T>(
        &mut self,
        project: &Project,
        locks: &mut Locks,
        reader: &mut Reader<'_>,
        problems: &mut Vec<Problem>,
        judge: impl FnOnce(&mut Court, &esclusa_model::Evidence, &Ground<'_>) -> T,
    ) -> Option<T> {
        let path = asking_path(Path::new("."), project, reader);
        let evidence = locks.of(&path, reader, problems);
        let at = self.seat(&path, reader, problems);
        let ground = Ground {
            sources: &reader.sources,
            working_dir: &reader.context.working_dir,
            known: &known,
            inline: self.inline,
        };
        self.courts.get_mut(at).map(|sitting| judge(&mut sitting.court, evidence, &ground))
    }

    /// Which of the courts is the one for a path.
    fn seat(&mut self, path: &Path, reader: &mut Reader<'_>, problems: &mut Vec<Problem>) -> usize {
        let file = self.nearest.of(path, reader).map(Path::to_owned);
        match self.courts.iter().position(|sitting| sitting.file == file) {
            Some(at) => at,
            None => {
                let sitting = self.sit(file, reader, problems);
                self.courts.push(sitting);
                self.courts.len() - 1
            }
        }
    }

    /// A court under the policy of this file.
    fn sit(&self, file: Option<PathBuf>, reader: &mut Reader<'_>, problems: &mut Vec<Problem>) -> Sitting {
        let policy = file.as_deref().and_then(|file| read(file, reader, problems)).unwrap_or_default();
        let named = policy.fingerprint_key_file.as_ref().filter(|_| self.key.is_some());
        let key = named.and_then(|(path, place)| match key::of_file(path) {
            Ok(key) => Some(key),
            Err(_) => {
                let detail = Detail::plain(reader.shown(path).to_string_lossy().into_owned());
                problems.push(Problem::new("policy-key-file", *place, detail));
                None
            }
        });
        Sitting { file, court: Court::new(policy, self.today), whole: false, key }
    }

    /// What is wrong with the waivers, and the rules that policies brought.
    pub(crate) fn close(mut self) -> (Vec<Finding>, Vec<&'static RuleMeta>) {
        let mut findings = Vec::new();
        let mut metas = Vec::new();
        self.courts.sort_by(|a, b| a.file.cmp(&b.file));
        for sitting in self.courts {
            metas.extend(sitting.court.policy().custom.iter().map(|rule| rule.meta));
            findings.append(&mut sitting.court.close(sitting.whole));
        }
        (findings, metas)
    }
}

/// This machine's key. One that is there and is not used is a problem.
fn of_machine(reader: &mut Reader<'_>, problems: &mut Vec<Problem>) -> Option<Key> {
    key::of_machine().unwrap_or_else(|path| {
        let file = reader.sources.add(reader.shown(&path), "");
        problems.push(Problem::new("machine-key-file", Span::new(file, 0..0), Detail::plain("")));
        None
    })
}

/// The file that asks for a project, or else the argument that led to it, absolute.
fn asking_path(argument: &Path, project: &Project, reader: &Reader<'_>) -> PathBuf {
    let asking = file_of(project).map(|file| reader.absolute(reader.sources.path(file)));
    asking.unwrap_or_else(|| reader.path(argument))
}

/// The file in which a project asks for its first container, or makes its first image.
fn file_of(project: &Project) -> Option<FileId> {
    let container = project.workloads.iter().find_map(|workload| workload.origin.place);
    container.or_else(|| project.recipes.first().map(|recipe| recipe.place)).map(|place| place.file)
}

/// Reads a policy file.
pub(crate) fn read(path: &Path, reader: &mut Reader<'_>, problems: &mut Vec<Problem>) -> Option<Policy> {
    let text = match reader.context.files.read(path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(unreadable(path, &error, reader));
            return None;
        }
    };
    let file = reader.sources.add(reader.shown(path), text.clone());
    let folder = path.parent().unwrap_or(path);
    match esclusa_policy::read(file, &text, folder, &known) {
        Ok(policy) => Some(policy),
        Err(mut wrong) => {
            problems.append(&mut wrong);
            None
        }
    }
}

/// Whether what is found is compared with an earlier report.
fn is_compared(matches: &ArgMatches) -> bool {
    matches.try_get_one::<PathBuf>("diff").is_ok_and(|path| path.is_some())
}

/// The earlier report that a run is compared with (`--diff`).
pub(crate) fn earlier(
    matches: &ArgMatches,
    reader: &mut Reader<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Baseline> {
    matches.get_one::<PathBuf>("diff").and_then(|path| baseline(path, reader, problems))
}

fn baseline(argument: &Path, reader: &mut Reader<'_>, problems: &mut Vec<Problem>) -> Option<Baseline> {
    let path = reader.path(argument);
    let text = match reader.context.files.read(&path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(unreadable(&path, &error, reader));
            return None;
        }
    };
    let file = reader.sources.add(reader.shown(&path), "");
    let wrong = |why: String| problems.push(Problem::new("baseline-syntax", Span::new(file, 0..0), why));
    Baseline::read(&text).map_err(wrong).ok()
}

pub(crate) fn unreadable(path: &Path, error: &ReadError, reader: &mut Reader<'_>) -> Problem {
    let file = reader.sources.add(reader.shown(path), "");
    // The place already names the path.
    Problem::new("unreadable-file", Span::new(file, 0..0), error.reason())
}

/// `esclusa rules test`: every test of the policy's own rules.
pub(crate) fn test(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("current folder")?;
    let inputs = Inputs::new(&here);
    let mut reader = Reader::new(&inputs, here.clone(), Mode::Tolerant);
    let named = matches.get_one::<PathBuf>("FILE").or_else(|| matches.get_one("policy"));
    let named = named.map(|path| reader.path(path));
    let Some(file) = named.or_else(|| nearest(&here, NAME, &reader)) else {
        output::complain(&catalogue.word("rules-test-no-policy"));
        return Ok(Exit::Trouble);
    };
    let mut problems = Vec::new();
    let outcomes = read(&file, &mut reader, &mut problems).map(|policy| esclusa_policy::test(&policy));
    let Some(outcomes) = outcomes.filter(|_| problems.is_empty()) else {
        let report = Report { findings: &[], problems: &problems, sources: &reader.sources, catalogue };
        output::to_stderr(|out| terminal::write_problems(&report, output::style(&io::stderr(), true), out))?;
        return Ok(Exit::Trouble);
    };
    let wrong = outcomes.iter().filter(|outcome| !outcome.is_right()).count();
    output::to_stdout(|out| {
        for outcome in &outcomes {
            let place = reader.sources.location(outcome.place);
            let said = match &outcome.found {
                Err(problem) => message_of(problem),
                Ok(found) => Message::new(match (found == &outcome.wanted, outcome.wanted) {
                    (true, _) => "rules-test-right",
                    (false, true) => "rules-test-silent",
                    (false, false) => "rules-test-loud",
                })
                .with("rule", outcome.meta.id),
            };
            let text = catalogue.text(&said);
            let line = format!("{}:{}:{}: {text}", place.path.display(), place.line, place.column);
            writeln!(out, "{}", clean::line(&line))?;
        }
        let summary = match outcomes.len() {
            0 => Message::new("rules-test-none"),
            all => Message::new("rules-test-summary").with("right", all - wrong).with("wrong", wrong),
        };
        writeln!(out, "{}", catalogue.text(&summary))
    })?;
    Ok(if wrong == 0 { Exit::Clean } else { Exit::Findings })
}

/// `esclusa rules schema`: what an editor needs to know of a policy file.
pub(crate) fn schema() -> anyhow::Result<Exit> {
    let ids: Vec<&str> = metas().map(|meta| meta.id).collect();
    let schema = esclusa_policy::schema(&ids);
    output::to_stdout(|out| json::write_value(&schema, out))?;
    Ok(Exit::Clean)
}

/// A rule of the nearest policy's own.
pub(crate) fn own_rule(id: &str) -> anyhow::Result<Option<&'static RuleMeta>> {
    let here = std::env::current_dir().context("current folder")?;
    let inputs = Inputs::new(&here);
    let mut reader = Reader::new(&inputs, here.clone(), Mode::Tolerant);
    let policy = nearest(&here, NAME, &reader).and_then(|file| read(&file, &mut reader, &mut Vec::new()));
    Ok(policy.and_then(|policy| policy.custom.iter().map(|rule| rule.meta).find(|meta| meta.id == id)))
}
