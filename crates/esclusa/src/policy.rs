//! Which policy holds for an argument: the one that is named, or the nearest `esclusa.toml` above it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ArgMatches;
use esclusa_finding::{Catalogue, Finding, Key, Message, RuleMeta, Severity, Thresholds, message_of};
use esclusa_model::{Mode, Project};
use esclusa_policy::{Baseline, Court, Ground, Policy};
use esclusa_report::{Report, clean, json, terminal};
use esclusa_source::{Detail, FileId, Problem, ReadError, Span};
use jiff::civil::Date;

use crate::exit::Exit;
use crate::input::Inputs;
use crate::key;
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
    // By the policy file; `None` is the court of those that have no policy.
    courts: BTreeMap<Option<PathBuf>, Sitting>,
    // Policies found for folders that were asked for already.
    nearest: BTreeMap<PathBuf, Option<PathBuf>>,
    named: Option<PathBuf>,
    baseline: Option<Baseline>,
    inline: bool,
    today: Date,
    // This machine's key of fingerprints, looked for when the first secret asks; nothing if no fingerprint is shown or
    // compared.
    key: Option<OnceCell<Option<Key>>>,
}

/// A court, and whether everything below its policy's folder was judged.
struct Sitting {
    court: Court,
    whole: bool,
    /// The key that the policy names.
    key: Option<Key>,
}

impl Courts {
    /// The courts of a run: `--policy`, `--baseline`, `--no-inline`. What cannot be read is a problem.
    pub(crate) fn new(matches: &ArgMatches, reader: &mut Reader<'_>, problems: &mut Vec<Problem>) -> Self {
        let mut courts = Self {
            courts: BTreeMap::new(),
            nearest: BTreeMap::new(),
            named: matches.get_one::<PathBuf>("policy").map(|path| reader.path(path)),
            baseline: None,
            inline: !matches.get_flag("no-inline"),
            key: None,
            today: jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date(),
        };
        if let Some(path) = matches.get_one::<PathBuf>("baseline") {
            courts.baseline = baseline(path, reader, problems);
        }
        let shown = matches.get_one::<String>("format").map(String::as_str);
        if courts.baseline.is_some() || matches!(shown, Some("json" | "sarif")) {
            courts.key = Some(OnceCell::new());
        }
        courts
    }

    /// The policy file that holds for a project, read.
    fn sit(
        &mut self,
        argument: &Path,
        project: &Project,
        reader: &mut Reader<'_>,
        problems: &mut Vec<Problem>,
    ) -> Option<PathBuf> {
        let file = self.find(&asking_path(argument, project, reader), reader);
        if !self.courts.contains_key(&file) {
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
            let sitting = Sitting { court: Court::new(policy, self.today), whole: false, key };
            self.courts.insert(file.clone(), sitting);
        }
        file
    }

    /// The numbers by which a project is judged.
    pub(crate) fn thresholds(
        &mut self,
        argument: &Path,
        project: &Project,
        reader: &mut Reader<'_>,
        problems: &mut Vec<Problem>,
    ) -> Thresholds {
        let file = self.sit(argument, project, reader, problems);
        self.courts.get(&file).map(|sitting| sitting.court.policy().thresholds).unwrap_or_default()
    }

    /// Holds the policy of a project over what was found in it: the one nearest above the file that asks, which
    /// `argument` led to. The least severity that fails the run, if the policy says it.
    pub(crate) fn decide(
        &mut self,
        argument: &Path,
        project: &Project,
        findings: &mut Vec<Finding>,
        reader: &mut Reader<'_>,
        problems: &mut Vec<Problem>,
    ) -> Option<Severity> {
        let path = reader.path(argument);
        let file = self.sit(argument, project, reader, problems);
        let sitting = self.courts.get_mut(&file)?;
        for finding in findings.iter_mut().filter(|finding| finding.secret.is_some()) {
            // A policy that names a key means that one, also where it cannot be read.
            let own = sitting.court.policy().fingerprint_key_file.is_none();
            let machine = self.key.as_ref().filter(|_| own);
            let machine = machine.and_then(|key| key.get_or_init(|| of_machine(reader, problems)).as_ref());
            finding.sign(sitting.key.as_ref().or(machine));
        }
        sitting.whole |=
            reader.context.files.is_dir(&path) && sitting.court.policy().folder.starts_with(&path);
        let ground = Ground {
            sources: &reader.sources,
            working_dir: &reader.context.working_dir,
            known: &known,
            inline: self.inline,
        };
        problems.append(&mut sitting.court.decide(
            std::slice::from_ref(project),
            findings,
            self.baseline.as_mut(),
            &ground,
        ));
        sitting.court.policy().fail_on
    }

    /// What is wrong with the waivers, and the rules that policies brought.
    pub(crate) fn close(self) -> (Vec<Finding>, Vec<&'static RuleMeta>) {
        let mut findings = Vec::new();
        let mut metas = Vec::new();
        for sitting in self.courts.into_values() {
            metas.extend(sitting.court.policy().custom.iter().map(|rule| rule.meta));
            findings.append(&mut sitting.court.close(sitting.whole));
        }
        (findings, metas)
    }

    /// The policy file that holds for a path.
    fn find(&mut self, path: &Path, reader: &Reader<'_>) -> Option<PathBuf> {
        if self.named.is_some() {
            return self.named.clone();
        }
        let files = reader.context.files;
        let folder = if files.is_dir(path) { path } else { path.parent()? };
        if let Some(found) = self.nearest.get(folder) {
            return found.clone();
        }
        let found = nearest(folder, NAME, reader);
        self.nearest.insert(folder.to_owned(), found.clone());
        found
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
pub(crate) fn asking_path(argument: &Path, project: &Project, reader: &Reader<'_>) -> PathBuf {
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

/// The file of this name that lies nearest above a folder, or in it.
pub(crate) fn nearest(folder: &Path, name: &str, reader: &Reader<'_>) -> Option<PathBuf> {
    let files = reader.context.files;
    // Through links to where the file really is: a policy beside a link to a file is not that file's.
    let real = files.real_path(folder).unwrap_or_else(|| folder.to_owned());
    // Folders above are asked for again and again, and what is not there is remembered.
    real.ancestors().map(|folder| folder.join(name)).find(|file| files.exists(file) && files.is_file(file))
}
