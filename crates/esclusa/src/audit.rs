//! `esclusa audit`: read every path, judge every container, tell.

use std::collections::HashSet;
use std::io;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::ArgMatches;
use esclusa_finding::{Catalogue, Finding, Severity};
use esclusa_model::Mode;
use esclusa_report::{Report, json, terminal};
use esclusa_source::Problem;

use crate::exit::Exit;
use crate::input::Inputs;
use crate::output;
use crate::reading::{Reader, all};
use crate::translate;

/// What is judged as one.
enum Asked {
    /// The Compose project of these files, each overriding those before it.
    Project(Vec<PathBuf>),
    /// What one path asks for.
    Path(PathBuf),
}

pub(crate) fn run(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("current folder")?;
    let inputs = Inputs::new(&here);
    let mut reader = Reader::new(&inputs, here, Mode::Tolerant);
    translate::load_options(&mut reader, matches);
    let named: Vec<PathBuf> = all(matches, "file");
    let mut paths: Vec<PathBuf> = all(matches, "PATH");
    if paths.is_empty() && named.is_empty() {
        paths.push(PathBuf::from("."));
    }
    // A file under two names, or given twice, is judged once.
    let mut seen: HashSet<PathBuf> = named.iter().map(|path| reader.real_path(path)).collect();
    paths.retain(|path| seen.insert(reader.real_path(path)));
    let project = (!named.is_empty()).then_some(Asked::Project(named));
    let mut findings: Vec<Finding> = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    for asked in project.into_iter().chain(paths.into_iter().map(Asked::Path)) {
        let mut reading = match asked {
            Asked::Project(files) => {
                let files = files.iter().map(|path| reader.path(path)).collect();
                reader.compose(files)
            }
            Asked::Path(path) => reader.read(&path),
        };
        problems.append(&mut reading.problems);
        let mut found: Vec<Finding> = reading.projects.iter().flat_map(esclusa_rules::judge).collect();
        // In the order of the text; what has no place (a command given as arguments) comes first.
        found.sort_by_key(|finding| finding.place.primary.map(|span| (span.file, span.start)));
        findings.append(&mut found);
    }
    let report = Report { findings: &findings, problems: &problems, sources: &reader.sources, catalogue };
    tell(&report, matches)?;
    let word = matches.get_one::<String>("severity").map_or("low", String::as_str);
    let threshold: Severity = word.parse().unwrap_or(Severity::Low);
    Ok(if !problems.is_empty() {
        Exit::Trouble
    } else if findings.iter().any(|finding| !finding.waived && finding.severity >= threshold) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

fn tell(report: &Report<'_>, matches: &ArgMatches) -> anyhow::Result<()> {
    if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        return output::to_stdout(|out| json::write(report, out));
    }
    let quiet = matches.get_flag("quiet");
    output::to_stdout(|out| terminal::write(report, output::style(&io::stdout(), quiet), out))?;
    output::to_stderr(|out| terminal::write_problems(report, output::style(&io::stderr(), quiet), out))
}
