//! `esclusa audit`: read every path, judge every container, tell.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::ArgMatches;
use esclusa_finding::{Catalogue, Finding, RuleMeta, Severity};
use esclusa_model::Mode;
use esclusa_report::{Judged, Judgement, Report};
use esclusa_source::Problem;

use crate::exit::Exit;
use crate::input::Inputs;
use crate::reading::{Reader, all, profiles};
use crate::shown::Shown;
use crate::tell;

pub(crate) fn run(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("current folder")?;
    let inputs = Inputs::new(&here);
    let mut reader = Reader::new(&inputs, here, Mode::Tolerant);
    reader.options.profiles = profiles(matches);
    reader.options.env_files = all(matches, "env-file");
    let mut paths: Vec<PathBuf> = all(matches, "PATH");
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let mut findings: Vec<Finding> = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    let mut containers: Vec<Judged> = Vec::new();
    for path in &paths {
        let mut reading = reader.read(path);
        let mut found: Vec<Finding> = reading.projects.iter().flat_map(esclusa_rules::judge).collect();
        containers.append(&mut Judged::all(&reading.projects, &found, !reading.problems.is_empty()));
        // In the order of the text; what has no place (a command given as arguments) comes first.
        found.sort_by_key(|finding| finding.place.primary.map(|span| (span.file, span.start)));
        problems.append(&mut reading.problems);
        findings.append(&mut found);
    }
    // Verdicts are of everything that was found; what is told is of the chosen weight.
    let least = severity(matches, "min-severity");
    findings.retain(|finding| finding.severity >= least);
    let rules: Vec<&RuleMeta> = esclusa_rules::RULES.iter().map(|rule| rule.meta()).collect();
    let shown = Shown::new(&paths, &reader);
    let judgement = Judgement {
        report: Report { findings: &findings, problems: &problems, sources: &reader.sources, catalogue },
        containers: &containers,
        rules: &rules,
        conceals: esclusa_rules::is_secret,
        shows: &|file| shown.holds(&reader, file),
    };
    tell::tell(&judgement, matches)?;
    let threshold = severity(matches, "severity");
    Ok(if !problems.is_empty() {
        Exit::Trouble
    } else if findings.iter().any(|finding| !finding.waived && finding.severity >= threshold) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

fn severity(matches: &ArgMatches, option: &str) -> Severity {
    matches.get_one::<String>(option).and_then(|word| word.parse().ok()).unwrap_or(Severity::Info)
}
