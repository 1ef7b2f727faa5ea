//! `esclusa translate`: one dialect into another through the model, exactly as docker reads it.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::ArgMatches;
use esclusa_finding::{Catalogue, Message};
use esclusa_model::dialect::{compose, engine, run as run_line};
use esclusa_model::{Mode, Project, Reading, Written};
use esclusa_report::{Report, clean, terminal};
use esclusa_source::{Problem, Sources};

use crate::exit::Exit;
use crate::input::Inputs;
use crate::output;
use crate::reading::{Reader, all, profiles};
use crate::secrets;

pub(crate) fn run(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("current folder")?;
    let inputs = Inputs::new(&here);
    let mut reader = Reader::new(&inputs, here, Mode::Exact);
    load_options(&mut reader, matches);
    reader.options.interpolate = !matches.get_flag("no-interpolate");
    reader.options.consistency = !matches.get_flag("no-consistency");
    if matches.get_flag("canonical") {
        return canonical(&mut reader, matches, catalogue);
    }
    let Some(mut reading) = asked(&mut reader, matches) else {
        output::complain(&catalogue.word("cli-nothing-to-read"));
        return Ok(Exit::Trouble);
    };
    if !reading.problems.is_empty() {
        secrets::hide(&mut reading.problems, &reading.projects, &mut reader.known);
        tell_problems(&reading.problems, &reader.sources, catalogue)?;
        return Ok(Exit::Trouble);
    }
    let dialect = matches.get_one::<String>("to").cloned().unwrap_or_default();
    let mut texts = Vec::new();
    let mut exit = Exit::Clean;
    for project in &reading.projects {
        let mut written = written(project, &dialect);
        secrets::hide(&mut written.unsaid, std::slice::from_ref(project), &mut reader.known);
        // What docker refuses is printed all the same, but is no success.
        if written.is_refused() {
            exit = Exit::Trouble;
        }
        for unsaid in &written.unsaid {
            complain_unsaid(unsaid, &dialect, &reader.sources, catalogue);
        }
        texts.push(written.text);
    }
    output::to_stdout(|out| {
        texts.iter().try_for_each(|text| writeln!(out, "{}", text.trim_end_matches('\n')))
    })?;
    Ok(exit)
}

/// The whole project as the Compose client prints it, its keys sorted.
fn canonical(reader: &mut Reader<'_>, matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let mut files: Vec<PathBuf> = all(matches, "file");
    files.extend(all(matches, "input"));
    let compose = matches.get_one::<String>("to").is_some_and(|dialect| dialect == "compose");
    if !compose || matches.contains_id("COMMAND") {
        output::complain(&catalogue.word("cli-canonical-only-compose"));
        return Ok(Exit::Trouble);
    }
    if files.is_empty() {
        output::complain(&catalogue.word("cli-nothing-to-read"));
        return Ok(Exit::Trouble);
    }
    let loaded = reader.load(&files);
    let Some(tree) = loaded.tree.filter(|_| loaded.problems.is_empty()) else {
        tell_problems(&loaded.problems, &reader.sources, catalogue)?;
        return Ok(Exit::Trouble);
    };
    match compose::canonical_json(&tree, reader.options.interpolate) {
        Ok(json) => {
            let text = serde_json::to_string_pretty(&json).context("the project as JSON")?;
            output::to_stdout(|out| writeln!(out, "{text}"))?;
            Ok(Exit::Clean)
        }
        Err(error) => {
            let problem = Problem::new("compose-invalid", None, &error);
            tell_problems(&[problem], &reader.sources, catalogue)?;
            Ok(Exit::Trouble)
        }
    }
}

/// The options of Compose that `translate` and `model` have in common.
pub(crate) fn load_options(reader: &mut Reader<'_>, matches: &ArgMatches) {
    reader.options.project_directory =
        matches.get_one::<PathBuf>("project-directory").map(|path| reader.absolute(path));
    reader.options.project_name = matches.get_one::<String>("project-name").cloned();
    reader.options.env_files = all(matches, "env-file");
    reader.options.profiles = profiles(matches);
}

/// What the arguments ask to be read; `None` if they name nothing.
pub(crate) fn asked(reader: &mut Reader<'_>, matches: &ArgMatches) -> Option<Reading> {
    let words: Vec<OsString> = all(matches, "COMMAND");
    if !words.is_empty() {
        let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        return Some(reader.command(&words));
    }
    let named: Vec<PathBuf> = all(matches, "file");
    let given: Vec<PathBuf> = all(matches, "input");
    let compose = !named.is_empty() || (given.len() > 1 && given.iter().all(|path| reader.is_compose(path)));
    if compose {
        let files = named.iter().chain(&given).map(|path| reader.path(path)).collect();
        return Some(reader.compose(files));
    }
    let mut whole = Reading::default();
    for path in &given {
        let mut one = reader.read(path);
        whole.projects.append(&mut one.projects);
        whole.problems.append(&mut one.problems);
    }
    (!given.is_empty()).then_some(whole)
}

/// A project in another dialect.
fn written(project: &Project, dialect: &str) -> Written {
    match dialect {
        "run" => run_line::write(project),
        "engine" => engine::write(project),
        _ => compose::write(project),
    }
}

fn complain_unsaid(unsaid: &Problem, dialect: &str, sources: &Sources, catalogue: &Catalogue) {
    let place = unsaid.span.map(|span| format!("{}: ", terminal::place_of(span, sources)));
    let message = match unsaid.id {
        "unsaid" => Message::new("translate-unsaid").with("dialect", dialect.to_owned()),
        refused => Message::new(refused),
    };
    let message = message.with("detail", &unsaid.detail);
    output::complain(&format!("{}{}", place.unwrap_or_default(), clean::line(&catalogue.text(&message))));
}

/// Problems on standard error, one line each.
pub(crate) fn tell_problems(
    problems: &[Problem],
    sources: &Sources,
    catalogue: &Catalogue,
) -> anyhow::Result<()> {
    let report = Report { findings: &[], problems, sources, catalogue };
    output::to_stderr(|out| terminal::write_problems(&report, output::style(&io::stderr(), true), out))
}
