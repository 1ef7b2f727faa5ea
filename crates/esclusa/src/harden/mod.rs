//! `esclusa harden`: fixes for what was found, shown as a diff or written, whole or not at all.

mod ask;
mod judging;
mod secret_file;
mod tell;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ArgMatches;
use esclusa_finding::{Catalogue, Message, Safety};
use esclusa_fix::Repair;
use esclusa_fix::replace::{Replacement, recover, replace_all};
use esclusa_model::Mode;

use crate::exit::Exit;
use crate::input::Inputs;
use crate::live::{self, Engine, Line, Subject};
use crate::reading::{Reader, all};
use crate::translate::tell_problems;
use crate::{output, policy};

use ask::Chooser;
use judging::Hardening;
use secret_file::SecretFiles;

/// What the result is made into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// A diff.
    Show,
    /// The files themselves.
    Write,
    /// The one text that was given, on standard output: a command line or standard input.
    Print,
}

pub(crate) fn run(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("current folder")?;
    let only: Vec<String> = all(matches, "only");
    if let Some(unknown) = only.iter().find(|id| !policy::metas().any(|meta| meta.id == id.as_str())) {
        let message = Message::new("cli-rule-unknown").with("rule", unknown.clone());
        output::complain(&catalogue.text(&message));
        return Ok(Exit::Trouble);
    }
    let inputs = Inputs::new(&here);
    let paths: Vec<PathBuf> = all(matches, "PATH");
    let live: Vec<Subject> = paths.iter().filter_map(|path| Subject::of(path.to_str()?)).collect();
    let container = match (&live[..], paths.len()) {
        ([], _) => None,
        ([Subject::Container(name)], 1) => match of_container(name, &inputs, &here, matches, catalogue)? {
            Some(line) => Some(line),
            None => return Ok(Exit::Trouble),
        },
        _ => {
            output::complain(&catalogue.word("harden-container-alone"));
            return Ok(Exit::Trouble);
        }
    };
    let (line, facts, running) = match container {
        Some(line) => (Some(line.text), Some(line.image), line.running),
        None => (judging::line(matches), None, None),
    };
    let stdin = paths.iter().any(|path| path.as_os_str() == "-");
    let interactive = matches.get_flag("interactive");
    let is_applied = matches.get_flag("apply");
    let is_json = matches.get_one::<String>("format").is_some_and(|format| format == "json");
    let refusal = match () {
        () if stdin && (paths.len() > 1 || interactive) => Some("harden-stdin-alone"),
        () if is_applied && (line.is_none() || is_json) => Some("harden-apply-alone"),
        () if (stdin || line.is_some()) && matches.get_flag("write") => Some("harden-nothing-to-write"),
        () => None,
    };
    if let Some(id) = refusal {
        output::complain(&catalogue.word(id));
        return Ok(Exit::Trouble);
    }
    let aim = match (stdin || line.is_some(), matches.get_flag("write")) {
        (true, _) => Aim::Print,
        (false, true) => Aim::Write,
        (false, false) => Aim::Show,
    };
    let least = if matches.get_flag("risky") { Safety::Risky } else { Safety::Safe };
    let chooser = Chooser::new(least, only, interactive.then_some(catalogue));
    let mut hardening = Hardening::new(&inputs, here.clone(), matches, line, chooser);
    (hardening.facts, hardening.running) = (facts, running);
    if aim == Aim::Write {
        take_back(&hardening, catalogue);
    }
    let repair = esclusa_fix::repair(&mut hardening);
    let secrets = match SecretFiles::of(&repair, &hardening) {
        Ok(secrets) => secrets,
        Err(message) => {
            output::complain(&catalogue.text(&message));
            return Ok(Exit::Trouble);
        }
    };
    tell::tell(&repair, &secrets, &hardening, aim, matches, catalogue)?;
    if aim == Aim::Write && !write(&repair, &secrets, &hardening, catalogue)? {
        return Ok(Exit::Trouble);
    }
    // What was made is counted when it is.
    tell::count(&repair, &secrets, &hardening, aim, matches, catalogue)?;
    let exit = exit(&repair, aim);
    match &live[..] {
        // What was not understood could have said no.
        [Subject::Container(name)] if is_applied && exit != Exit::Trouble => {
            let mended: Vec<&str> = repair.applied.iter().map(|applied| applied.finding.rule.id).collect();
            let mut reader = Reader::new(&inputs, here, Mode::Tolerant);
            reader.engine = Engine::at(matches.get_one::<String>("engine").cloned());
            Ok(exit.max(live::apply::run(name, &mended, &mut reader, matches, catalogue)?))
        }
        _ => Ok(exit),
    }
}

/// The line that makes a container again; nothing if it cannot be read, and why was said.
fn of_container(
    name: &str,
    inputs: &Inputs,
    here: &Path,
    matches: &ArgMatches,
    catalogue: &Catalogue,
) -> anyhow::Result<Option<Line>> {
    let mut reader = Reader::new(inputs, here.to_owned(), Mode::Tolerant);
    reader.engine = Engine::at(matches.get_one::<String>("engine").cloned());
    match live::line(name, &mut reader) {
        Ok(line) => {
            let notes = line.notes.iter().filter(|_| !matches.get_flag("quiet"));
            notes.for_each(|note| output::complain(&catalogue.text(note)));
            Ok(Some(line))
        }
        Err(problems) => {
            tell_problems(&problems, &reader.sources, catalogue)?;
            Ok(None)
        }
    }
}

/// Takes back what a killed run left half done where files are to be read, and says so. What cannot be taken back now is
/// told when a file there is to be written.
fn take_back(hardening: &Hardening<'_>, catalogue: &Catalogue) {
    for path in hardening.folders().iter().flat_map(|folder| recover(folder).unwrap_or_default()) {
        let path = hardening.shown(&path).to_string_lossy().into_owned();
        output::complain(&catalogue.text(&Message::new("harden-taken-back").with("path", path)));
    }
}

/// Replaces the files, and makes those that hold the secrets. `false` if none was, and why was said.
fn write(
    repair: &Repair,
    secrets: &SecretFiles,
    hardening: &Hardening<'_>,
    catalogue: &Catalogue,
) -> anyhow::Result<bool> {
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut replacements = Vec::new();
    for (path, after) in &repair.after {
        let Some(before) = repair.before.get(path) else { continue };
        let path = hardening.absolute(path);
        folders.extend(path.parent().map(Path::to_owned));
        replacements.push(Replacement::of(path, before.as_bytes(), after.as_bytes()));
    }
    let made = secrets.make_folders()?;
    folders.extend(secrets.folders());
    replacements.extend(secrets.replacements());
    folders.sort();
    folders.dedup();
    let written = folders
        .iter()
        .try_for_each(|folder| recover(folder).map(drop))
        .and_then(|()| replace_all(&replacements));
    if let Err(error) = written {
        made.remove();
        let path = hardening.shown(error.path()).to_string_lossy().into_owned();
        let message = Message::new("at-path").with("path", path).with("detail", &error.reason());
        output::complain(&catalogue.text(&message));
        return Ok(false);
    }
    for replacement in &replacements {
        let path = hardening.shown(replacement.path());
        let message = Message::new("harden-written").with("path", path.to_string_lossy().into_owned());
        output::complain(&catalogue.text(&message));
    }
    Ok(true)
}

/// As `diff` does: 1 if there is something to change and it was only shown, or if something wanted could not be done.
fn exit(repair: &Repair, aim: Aim) -> Exit {
    if !repair.first.problems.is_empty() {
        Exit::Trouble
    } else if !repair.refused.is_empty() || (aim == Aim::Show && !repair.after.is_empty()) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
