//! `esclusa audit`: read every path, judge every container, tell.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use clap::ArgMatches;
use clap::parser::ValueSource;
use esclusa_detect::{Known, hidden_entry, redact};
use esclusa_finding::{Answer, Catalogue, Finding, Message, RuleMeta, Severity, State, Version};
use esclusa_fix::Editor;
use esclusa_model::daemon::escapes::Table;
use esclusa_model::dialect::compose::Profiles;
use esclusa_model::{Mode, Project};
use esclusa_report::{Judged, Judgement, Report};
use esclusa_rules::benchmark;
use esclusa_source::{Detail, Edit, FileId, Problem, Sources, Span};

use crate::asked::{self, Asked};
use crate::exit::Exit;
use crate::input::Inputs;
use crate::live::{Engine, Subject, watch};
use crate::lock::Locks;
use crate::policy::{self, Courts};
use crate::reading::Reader;
use crate::secrets;
use crate::shown::Shown;
use crate::{output, tell, translate};

pub(crate) fn run(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("current folder")?;
    let inputs = Inputs::new(&here);
    let mut reader = Reader::new(&inputs, here.clone(), Mode::Tolerant);
    translate::load_options(&mut reader, matches);
    if let Some(path) = matches.get_one::<PathBuf>("escapes") {
        match escapes(path, &reader) {
            Ok(table) => reader.escapes = Some(Arc::new(table)),
            Err(why) => {
                let shown = path.to_string_lossy().into_owned();
                let message = Message::new("at-path").with("path", shown).with("detail", &why);
                output::complain(&catalogue.text(&message));
                return Ok(Exit::Trouble);
            }
        }
    }
    reader.engine = Engine::at(matches.get_one::<String>("engine").cloned());
    let (asked, paths) = asked::of(matches, &reader);
    let benchmark = benchmark_asked(&asked, &mut reader);
    if benchmark.is_some() && !["terminal", "json"].contains(&tell::format(matches)) {
        output::complain(&catalogue.word("benchmark-needs-format"));
        return Ok(Exit::Trouble);
    }
    if matches.get_flag("watch") {
        return watch::run(&asked, matches, reader, catalogue);
    }
    let found = match benchmark {
        Some(version) => Found::with_benchmark(version, &asked, matches, &mut reader),
        None => Found::of(&asked, matches, &mut reader),
    };
    if let Some(file) = overwritten(matches, &reader) {
        let message = Message::new("cli-output-is-input").with("path", file.to_string_lossy().into_owned());
        output::complain(&catalogue.text(&message));
        return Ok(Exit::Trouble);
    }
    let shown = Shown::new(&paths, &reader);
    let shows = |file| shown.holds(&reader, file);
    let judgement = found.judgement(&reader.sources, catalogue, &shows);
    match &found.benchmark {
        Some((version, answers)) => tell::tell_benchmark((*version, answers), &judgement, matches)?,
        None => tell::tell(&judgement, matches)?,
    }
    if matches.get_flag("quiet") {
        return Ok(found.exit());
    }
    reader.notes.iter().for_each(|note| output::complain(&catalogue.text(note)));
    if let Some(gone) = found.gone {
        let message = Message::new("diff-summary").with("new", found.findings.len()).with("gone", gone);
        output::complain(&catalogue.text(&message));
    }
    Ok(found.exit())
}

/// The table of known faults in a file.
fn escapes(path: &Path, reader: &Reader<'_>) -> Result<Table, Detail> {
    let text = reader.context.files.read(&reader.absolute(path)).map_err(|error| error.reason())?;
    Table::read(&text).map_err(Detail::quote)
}

/// The benchmark that a profile names.
fn benchmark_of(profile: &str) -> Option<Version> {
    match profile.strip_prefix("cis")? {
        "" => Some(Version::V1_6),
        rest => Version::ALL.into_iter().find(|version| rest.strip_prefix('-') == Some(version.name())),
    }
}

/// The benchmark that is asked for; then its name is no profile of Compose.
fn benchmark_asked(asked: &[Asked], reader: &mut Reader<'_>) -> Option<Version> {
    let Profiles::Only(names) = &mut reader.options.profiles else { return None };
    let version = names.iter().find_map(|name| benchmark_of(name))?;
    if !asked.iter().any(|asked| matches!(asked, Asked::Live(..))) {
        return None;
    }
    names.retain(|name| benchmark_of(name).is_none());
    if names.is_empty() {
        reader.options.profiles = Profiles::All;
    }
    Some(version)
}

/// What the benchmark is answered by.
#[derive(Default)]
struct Kept {
    projects: Vec<Project>,
    findings: Vec<Finding>,
}

/// What a run found.
pub(crate) struct Found {
    /// What is told.
    pub(crate) findings: Vec<Finding>,
    /// What could not be understood.
    pub(crate) problems: Vec<Problem>,
    containers: Vec<Judged>,
    rules: Vec<&'static RuleMeta>,
    failed: bool,
    /// The answers to the benchmark, if it was asked for.
    benchmark: Option<(Version, Vec<Answer>)>,
    /// How many findings of the earlier report (`--diff`) are found no more.
    gone: Option<usize>,
}

impl Found {
    /// Reads and judges what is asked for.
    pub(crate) fn of(asked: &[Asked], matches: &ArgMatches, reader: &mut Reader<'_>) -> Self {
        Self::judged(asked, matches, reader, None)
    }

    /// The same, and answers the benchmark.
    fn with_benchmark(
        version: Version,
        asked: &[Asked],
        matches: &ArgMatches,
        reader: &mut Reader<'_>,
    ) -> Self {
        let mut kept = Kept::default();
        let mut found = Self::judged(asked, matches, reader, Some(&mut kept));
        let unread = ["engine-not-read", "container-not-read", "container-not-found"];
        let seen = benchmark::Seen {
            projects: &kept.projects,
            findings: &kept.findings,
            whole_engine: asked.iter().any(|asked| matches!(asked, Asked::Live(Subject::Engine, _))),
            is_partial: found.problems.iter().any(|problem| unread.contains(&problem.id)),
        };
        let answers = benchmark::answers(&seen, version);
        found.failed |= answers.iter().any(|answer| answer.state == State::Fail);
        found.benchmark = Some((version, answers));
        found
    }

    fn judged(
        asked: &[Asked],
        matches: &ArgMatches,
        reader: &mut Reader<'_>,
        mut kept: Option<&mut Kept>,
    ) -> Self {
        let mut findings: Vec<Finding> = Vec::new();
        let mut problems: Vec<Problem> = Vec::new();
        let mut containers: Vec<Judged> = Vec::new();
        let mut courts = Courts::new(matches, reader, &mut problems);
        let mut earlier = policy::earlier(matches, reader, &mut problems);
        let mut locks = Locks::new(matches, reader);
        let mut failed = false;
        for asked in asked {
            let (path, mut reading) = asked.read(reader);
            secrets::hide(&mut reading.problems, &reading.projects, &mut reader.known);
            let before = findings.len();
            let mut thresholds = Vec::new();
            for project in &reading.projects {
                let (mut of_project, fail_on) =
                    courts.judge(path, project, &mut locks, reader, &mut problems);
                // What an engine says is nobody's text to change.
                if tell::shows_edits(matches) && !matches!(asked, Asked::Live(..)) {
                    resolve(&mut of_project, project, &reader.sources);
                }
                thresholds.resize(thresholds.len() + of_project.len(), threshold(matches, fail_on));
                findings.append(&mut of_project);
            }
            let found = findings.get_mut(before..).unwrap_or_default();
            containers.append(&mut Judged::all(&reading.projects, found, !reading.problems.is_empty()));
            let mut found: Vec<Finding> = findings.split_off(before);
            if let Some(kept) = &mut kept {
                kept.findings.extend(found.iter().cloned());
            }
            let mut thresholds = thresholds.into_iter();
            found.retain(|finding| {
                let threshold = thresholds.next().unwrap_or(Severity::Info);
                let is_new = earlier.as_mut().is_none_or(|old| !old.takes(finding, &reader.sources));
                failed |= is_new && fails(finding, threshold);
                is_new
            });
            // In the order of the text; what has no place (a command given as arguments) comes first.
            found.sort_by_cached_key(|finding| finding.place.primary.map(|span| (span.file, span.start)));
            findings.append(&mut found);
            problems.append(&mut reading.problems);
            if let Some(kept) = &mut kept {
                kept.projects.append(&mut reading.projects);
            }
        }
        let (mut of_policy, own_rules) = courts.close();
        of_policy.retain(|finding| earlier.as_mut().is_none_or(|old| !old.takes(finding, &reader.sources)));
        failed |= of_policy.iter().any(|finding| fails(finding, threshold(matches, None)));
        findings.append(&mut of_policy);
        only_once(&mut findings, &mut problems, &reader.sources);
        // Verdicts are of everything that was found; what is told is of the chosen weight.
        let least = severity(matches, "min-severity");
        findings.retain(|finding| finding.severity >= least);
        let rules = policy::metas().chain(own_rules).collect();
        let gone = earlier.map(|old| old.left());
        Self { findings, problems, containers, rules, failed, benchmark: None, gone }
    }

    /// Nothing but problems.
    #[cfg(feature = "engine")]
    pub(crate) fn trouble(problems: Vec<Problem>) -> Self {
        let (findings, containers, rules) = (Vec::new(), Vec::new(), Vec::new());
        Self { findings, problems, containers, rules, failed: false, benchmark: None, gone: None }
    }

    /// The same containers with these findings.
    #[cfg(feature = "engine")]
    pub(crate) fn with(&self, findings: Vec<Finding>) -> Self {
        Self {
            findings,
            problems: self.problems.clone(),
            containers: self.containers.clone(),
            rules: self.rules.clone(),
            failed: self.failed,
            benchmark: None,
            gone: self.gone,
        }
    }

    /// The same, for a report.
    pub(crate) fn judgement<'a>(
        &'a self,
        sources: &'a Sources,
        catalogue: &'a Catalogue,
        shows: &'a dyn Fn(FileId) -> bool,
    ) -> Judgement<'a> {
        Judgement {
            report: Report { findings: &self.findings, problems: &self.problems, sources, catalogue },
            containers: &self.containers,
            rules: &self.rules,
            conceals: |key, text| !hidden_entry(key, text).is_empty(),
            shows,
        }
    }

    /// How the run ends.
    pub(crate) fn exit(&self) -> Exit {
        match (self.problems.is_empty(), self.failed) {
            (false, _) => Exit::Trouble,
            (true, true) => Exit::Findings,
            (true, false) => Exit::Clean,
        }
    }
}

/// Adds what each fix does to the text. An edit that would repeat a secret in its new place is not shown.
fn resolve(findings: &mut [Finding], project: &Project, sources: &Sources) {
    let mut known = Known::default();
    secrets::collect(project, &mut known);
    let editor = Editor::new(project, sources);
    for finding in findings.iter_mut().filter(|finding| !finding.waived) {
        let edits = editor.edits_of(finding).unwrap_or_default();
        let conceals = |edit: &Edit| {
            matches!(known.hide(&edit.text), Cow::Owned(_)) || matches!(redact(&edit.text), Cow::Owned(_))
        };
        if !edits.iter().any(conceals) {
            finding.edits = edits;
        }
    }
}

/// The file to write to, if it is one of those that were read.
fn overwritten<'a>(matches: &'a ArgMatches, reader: &Reader<'_>) -> Option<&'a PathBuf> {
    let output = matches.get_one::<PathBuf>("output")?;
    let real = |path: &Path| reader.context.files.real_path(&reader.absolute(path));
    let target = real(output)?;
    reader.sources.paths().any(|path| real(path).as_ref() == Some(&target)).then_some(output)
}

fn severity(matches: &ArgMatches, option: &str) -> Severity {
    matches.get_one::<String>(option).and_then(|word| word.parse().ok()).unwrap_or(Severity::Info)
}

/// The least severity that fails a run: the one that is asked for, then the policy's, then the default. What is not told
/// does not fail.
fn threshold(matches: &ArgMatches, policy: Option<Severity>) -> Severity {
    let asked = matches.value_source("severity") == Some(ValueSource::CommandLine);
    let least = policy.filter(|_| !asked).unwrap_or_else(|| severity(matches, "severity"));
    least.max(severity(matches, "min-severity"))
}

fn fails(finding: &Finding, threshold: Severity) -> bool {
    !finding.waived && finding.severity >= threshold
}

/// Takes away what is said twice of one place: a file may be reached by more than one way.
fn only_once(findings: &mut Vec<Finding>, problems: &mut Vec<Problem>, sources: &Sources) {
    // Files of one path count as one; each path is looked at once, not for every finding.
    let mut ways: Vec<usize> = Vec::new();
    let mut readings: Vec<u32> = Vec::new();
    let mut files: HashMap<&Path, usize> = HashMap::with_capacity(sources.paths().len());
    for path in sources.paths() {
        let way = *files.entry(path).or_insert_with(|| {
            readings.push(0);
            readings.len() - 1
        });
        readings[way] += 1;
        ways.push(way);
    }
    let way = |span: Span| ways.get(span.file.index()).copied().unwrap_or(usize::MAX);
    let mut seen = HashSet::new();
    let first: Vec<bool> = findings
        .iter()
        .map(|finding| {
            // What was typed as an argument has no place, and may have been typed twice; one reading says a thing once.
            let Some(span) = finding.place.primary else { return true };
            let way = way(span);
            readings.get(way).is_none_or(|readings| *readings < 2)
                || seen.insert((way, span.start, span.end, finding.fingerprint_parts()))
        })
        .collect();
    keep(findings, &first);
    let mut told = HashSet::new();
    let place = |span: Option<Span>| span.map(|span| (way(span), span.start, span.end));
    let first: Vec<bool> = problems
        .iter()
        .map(|problem| told.insert((problem.id, place(problem.span), &problem.detail)))
        .collect();
    keep(problems, &first);
}

fn keep<T>(items: &mut Vec<T>, which: &[bool]) {
    let mut which = which.iter();
    items.retain(|_| which.next().is_none_or(|kept| *kept));
}
