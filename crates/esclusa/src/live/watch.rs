//! Following an engine: what each new or changed container breaks.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use clap::ArgMatches;
use esclusa_docker::Events;
use esclusa_finding::{Catalogue, Finding};
use esclusa_report::{clean, json, terminal};
use esclusa_source::Sources;

use super::Subject;
use super::engine::{not_read, open};
use crate::asked::Asked;
use crate::audit::Found;
use crate::exit::Exit;
use crate::output;
use crate::reading::Reader;
use crate::tell::{self, format};

/// What happens to a container within this time is looked at once: it is created, started and renamed in one breath.
const BREATH: Duration = Duration::from_millis(200);
/// The same where containers come without a pause: a look costs as much for ten of them as for one.
const LONG_BREATH: Duration = Duration::from_secs(1);
/// So long is waited for an event before the wait begins anew.
const WAIT: Duration = Duration::from_secs(3600);

/// What is known of each container, by its name: the fingerprints of what was told.
type Told = HashMap<String, HashSet<String>>;

/// Tells about every container, and then about each that changes. Ends when the engine does.
pub(crate) fn run(
    asked: &[Asked],
    matches: &ArgMatches,
    mut reader: Reader<'_>,
    catalogue: &Catalogue,
) -> anyhow::Result<Exit> {
    if !matches!(asked, [Asked::Live(Subject::Engine, _)]) {
        output::complain(&catalogue.word("watch-needs-engine"));
        return Ok(Exit::Trouble);
    }
    if !["terminal", "json"].contains(&format(matches)) {
        output::complain(&catalogue.word("watch-needs-format"));
        return Ok(Exit::Trouble);
    }
    // The events are followed from before the first look: what happens meanwhile is seen again rather than missed.
    let events = open(&mut reader).and_then(|engine| Ok((engine.events()?, engine)));
    let mut told = Told::new();
    tell_new(&Found::of(asked, matches, &mut reader), &mut told, &reader.sources, matches, catalogue)?;
    let (mut events, engine) = match events {
        Ok(events) => events,
        Err(_) => return Ok(Exit::Trouble),
    };
    if format(matches) == "terminal" && !matches.get_flag("quiet") {
        output::complain(&catalogue.word("watch-follows"));
    }
    let mut looked = None;
    loop {
        let busy = looked.is_some_and(|at: Instant| at.elapsed() < LONG_BREATH);
        let changed = match next(&mut events, &engine, if busy { LONG_BREATH } else { BREATH }) {
            Ok(changed) => changed,
            Err(error) => {
                let problems = vec![not_read("engine-not-read", "engine:", &error, &mut reader)];
                let found = Found::trouble(problems);
                let judgement = found.judgement(&reader.sources, catalogue, &|_| true);
                output::to_stderr(|out| {
                    terminal::write_problems(&judgement.report, output::style(&io::stderr(), true), out)
                })?;
                return Ok(Exit::Trouble);
            }
        };
        // Everything is read anew, the policy too, so that a run of days does not grow.
        reader = reader.again();
        let asked = [Asked::Live(Subject::These(changed), PathBuf::from("engine:"))];
        let found = Found::of(&asked, matches, &mut reader);
        tell_new(&found, &mut told, &reader.sources, matches, catalogue)?;
        looked = Some(Instant::now());
    }
}

/// The containers to which something happens next, each once.
fn next(
    events: &mut Events,
    engine: &Rc<esclusa_docker::Reader>,
    breath: Duration,
) -> Result<Vec<String>, esclusa_docker::Error> {
    let mut changed: Vec<String> = Vec::new();
    let mut since: Option<Instant> = None;
    loop {
        let left = since.map_or(WAIT, |since| breath.saturating_sub(since.elapsed()));
        match events.next(engine, left)? {
            Some(event) => {
                since.get_or_insert_with(Instant::now);
                if !changed.contains(&event.id) {
                    changed.push(event.id);
                }
            }
            None if changed.is_empty() => {}
            None => return Ok(changed),
        }
        if since.is_some_and(|since| since.elapsed() >= breath) {
            return Ok(changed);
        }
    }
}

/// Tells what was not told before. A container that was mended and breaks the same again is news.
fn tell_new(
    found: &Found,
    told: &mut Told,
    sources: &Sources,
    matches: &ArgMatches,
    catalogue: &Catalogue,
) -> anyhow::Result<()> {
    let name = |finding: &Finding| {
        let file = finding.place.primary.map(|span| sources.path(span.file).to_string_lossy().into_owned());
        file.unwrap_or_default()
    };
    let mut now = Told::new();
    let mut new: Vec<Finding> = Vec::new();
    for finding in &found.findings {
        let (name, fingerprint) = (name(finding), finding.fingerprint());
        if !told.get(&name).is_some_and(|known| known.contains(&fingerprint)) {
            new.push(finding.clone());
        }
        now.entry(name).or_default().insert(fingerprint);
    }
    told.extend(now);
    if new.is_empty() && found.problems.is_empty() {
        return Ok(());
    }
    let told = found.with(new);
    let judgement = told.judgement(sources, catalogue, &|_| true);
    if format(matches) == "json" {
        // One report a line.
        let line = json::value(&judgement.report).to_string();
        return output::to_stdout(|out| writeln!(out, "{}", clean::json(&line)));
    }
    tell::tell(&judgement, matches)
}
