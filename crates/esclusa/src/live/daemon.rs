//! The daemon of an engine: its process, the file that it was started with, and what the engine says of itself.

mod process;

use std::path::{Path, PathBuf};

use esclusa_docker::Answer;
use esclusa_finding::Message;
use esclusa_model::daemon::Swarm;
use esclusa_model::daemon::escapes::Table;
use esclusa_model::dialect::daemon::{self, Part, Parts};
use esclusa_model::{Daemon, Reading, Tree};
use esclusa_source::{Problem, ReadError, Span, detail};

use super::engine::{endpoint, not_read, open};
use crate::reading::Reader;
use jiff::civil::Date;
use process::Found;

/// The file that dockerd reads where nobody names another.
const FILE: &str = "/etc/docker/daemon.json";

/// What the engine itself says, where it could be asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    /// `GET /info`.
    pub(crate) info: Option<String>,
    /// `GET /version`.
    pub(crate) version: Option<String>,
}

/// A table of known faults that is so many days old is said to be old.
const OLD: i32 = 180;

/// What can be learned of it.
pub(super) fn read(reader: &mut Reader<'_>) -> Reading {
    let mut reading = asked(reader);
    for daemon in reading.projects.iter_mut().filter_map(|project| project.daemon.as_mut()) {
        daemon.escapes.clone_from(&reader.escapes);
        daemon.swarm = swarm(daemon, reader);
    }
    let date = &reader.escapes.as_deref().unwrap_or(Table::own()).date;
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let age = date.parse::<Date>().ok().and_then(|date| today.since(date).ok());
    if let Some(days) = age.map(|age| age.get_days()).filter(|days| *days > OLD) {
        let note = Message::new("escapes-old").with("date", date.clone());
        reader.notes.push(note.with("days", days.unsigned_abs() as usize));
    }
    reading
}

/// The Swarm that the engine manages; one that manages none is not asked.
fn swarm(daemon: &Daemon, reader: &mut Reader<'_>) -> Option<Swarm> {
    daemon.says("Swarm")?.get("ControlAvailable").and_then(Tree::as_bool).filter(|manages| *manages)?;
    let engine = open(reader).ok()?;
    let said = engine.get_all(vec!["/swarm".to_owned(), "/networks".to_owned()]);
    let mut said = said.into_iter().map(|answer| answer.ok().map(Answer::into_text));
    let (swarm, networks) = (said.next().flatten(), said.next().flatten());
    Some(Swarm::read(swarm.as_deref(), networks.as_deref()))
}

fn asked(reader: &mut Reader<'_>) -> Reading {
    let asked = open(reader).and_then(|engine| {
        let mut answers = engine.get_all(vec!["/info".to_owned(), "/version".to_owned()]).into_iter();
        let mut next = || answers.next().transpose().map(|answer| answer.map(Answer::into_text));
        let place = match engine.endpoint().is_local() {
            true => Place::Here(engine.process()),
            false => Place::Elsewhere,
        };
        Ok((Answers { info: next()?, version: next()? }, place))
    });
    match asked {
        Ok((answers, place)) => read_with(&answers, place, reader),
        Err(error) => {
            let problem = not_read("daemon-not-asked", "daemon:", &error, reader);
            let is_far = endpoint(reader).is_ok_and(|endpoint| !endpoint.is_local());
            let place = if is_far { Place::Elsewhere } else { Place::Here(None) };
            let mut reading = read_with(&Answers::default(), place, reader);
            reading.problems.push(problem);
            reading
        }
    }
}

/// Where the engine is.
enum Place {
    /// On this machine; the process that made its socket, if that is known.
    Here(Option<u32>),
    /// On another: of its process and its files nothing is seen.
    Elsewhere,
}

/// The same, beside what the engine has answered.
fn read_with(answers: &Answers, place: Place, reader: &mut Reader<'_>) -> Reading {
    let mut problems = Vec::new();
    let found = match place {
        Place::Here(pid) => Some(process::find(Path::new("/proc"), pid)),
        Place::Elsewhere => None,
    };
    let process = match found {
        Some(Found::One(process)) => Some(process),
        None => {
            let detail = detail!(
                "daemon-elsewhere",
                "it runs on another machine: its file and command line are not seen"
            );
            problems.push(Problem::new("daemon-not-read", None, detail));
            let (info, version) = (answers.info.as_deref(), answers.version.as_deref());
            let parts = Parts { file: Part::Unread, flags: Part::Unread, info, version };
            let mut reading = daemon::read(&parts, &reader.sources);
            problems.append(&mut reading.problems);
            return Reading { problems, ..reading };
        }
        Some(Found::None) => {
            problems.push(Problem::new(
                "daemon-not-read",
                None,
                detail!("no-dockerd", "no dockerd is seen to run here: its command line is not known"),
            ));
            None
        }
        Some(Found::Several(number)) => {
            let detail = detail!("several-dockerd", "{number} processes of dockerd run here", number);
            problems.push(Problem::new("daemon-not-read", None, detail));
            None
        }
    };
    let path = process.as_ref().map_or_else(|| PathBuf::from(FILE), process::Process::config_file);
    // The default may be absent; a file that a flag names may not, and dockerd would not have started.
    let file = match reader.context.files.read(&path) {
        Ok(text) => Part::Said(reader.sources.add(&path, text)),
        Err(ReadError::NotFound(_)) if process.is_some() => Part::Absent,
        Err(ReadError::NotFound(_)) => Part::Unread,
        Err(error) => {
            let shown = reader.sources.add(&path, "");
            problems.push(Problem::new("unreadable-file", Span::new(shown, 0..0), error.reason()));
            Part::Unread
        }
    };
    let flags = process.as_ref().map_or(Part::Unread, |process| Part::Said(process.words.as_slice()));
    let (info, version) = (answers.info.as_deref(), answers.version.as_deref());
    let mut reading = daemon::read(&Parts { file, flags, info, version }, &reader.sources);
    problems.append(&mut reading.problems);
    if let Some(pid) = process.and_then(|process| process.pid) {
        let packages = esclusa_host::packages(Path::new("/proc"), pid);
        for daemon in reading.projects.iter_mut().filter_map(|project| project.daemon.as_mut()) {
            daemon.packages.clone_from(&packages);
        }
    }
    Reading { problems, ..reading }
}
