//! How an engine is set up: `daemon.json`, dockerd's command line and the engine's own answers, merged as dockerd does.
//!
//! `key` lists the settings with their flags, `file` reads the one, `flags` the other; here they become a [`Daemon`].

mod file;
mod flags;
mod key;

use esclusa_source::syntax::json;
use esclusa_source::{FileId, Problem, Sources, detail};

use super::engine::decode::Decoder;
use crate::tree::Tree;
use crate::{Daemon, Dialect, Entries, Origin, Project, Reading};

/// What was found of something that may say how the daemon is set up.
#[derive(Clone, Copy, Debug, Default)]
pub enum Part<T> {
    /// What it says.
    Said(T),
    /// It is known that there is none.
    #[default]
    Absent,
    /// Whether there is one, or what it says, could not be told.
    Unread,
}

/// Everything that says how a daemon is set up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts<'a> {
    /// `daemon.json`.
    pub file: Part<FileId>,
    /// The words of dockerd's command line, its own name first.
    pub flags: Part<&'a [String]>,
    /// The engine's answer to `GET /info`, if it was asked.
    pub info: Option<&'a str>,
    /// The engine's answer to `GET /version`, if it was asked.
    pub version: Option<&'a str>,
}

/// Reads a daemon. What dockerd refuses is a problem, and the rest is still read.
#[must_use]
pub fn read(parts: &Parts<'_>, sources: &Sources) -> Reading {
    let mut problems = Vec::new();
    let is_partial = matches!(parts.file, Part::Unread) || matches!(parts.flags, Part::Unread);
    let mut daemon = Daemon { is_partial, ..Daemon::default() };
    if let Part::Said(file) = parts.file {
        match file::read(file, sources, &mut problems) {
            Some(said) => (daemon.place, daemon.settings) = said,
            None => daemon.is_partial = true,
        }
    }
    if let Part::Said(words) = parts.flags {
        add(flags::read(words), &mut daemon.settings, &mut problems);
    }
    daemon.info = parts.info.and_then(|text| answer("info", text, &mut problems));
    daemon.version = parts.version.and_then(|text| answer("version", text, &mut problems));
    let project = Project { dialect: Dialect::Daemon, daemon: Some(Box::new(daemon)), ..Project::default() };
    Reading { projects: vec![project], problems }
}

/// Adds what the command line says. Dockerd refuses what both say, but for runtimes, which add up.
fn add(flags: Entries, settings: &mut Entries, problems: &mut Vec<Problem>) {
    for (key, value) in flags {
        if let Some(said) = settings.get_mut(&key) {
            if key == key::RUNTIMES
                && let (Some(own), Some(more)) = (said.as_map_mut(), value.as_map())
            {
                own.extend(more.iter().map(|(name, tree)| (name.clone(), tree.clone())));
                continue;
            }
            problems.push(Problem::new(
                "daemon-refuses",
                said.key.or(said.origin.place),
                detail!("daemon-said-twice", "{key} is set in the file and on the command line", key),
            ));
            // A running dockerd was started with the flag, and the file was changed since; of a list nothing is passed over.
            match (said.as_seq_mut(), value.as_seq()) {
                (Some(own), Some(more)) => own.extend(more.iter().cloned()),
                _ => *said = value,
            }
            continue;
        }
        settings.insert(key, value);
    }
}

/// One of the engine's answers as plain values; none of them is a place that a person could go to.
fn answer(name: &'static str, text: &str, problems: &mut Vec<Problem>) -> Option<Tree> {
    let mut scratch = Sources::default();
    let file = scratch.add(name, "");
    let (node, _) = json::parse(file, text);
    let mut tree = node.map(|node| Decoder::default().plain(&node)).filter(|tree| tree.as_map().is_some());
    if let Some(tree) = &mut tree {
        tree.for_each_origin(&mut |origin| *origin = Origin::default());
    } else {
        let detail =
            detail!("engine-answer-not-an-object", "the engine's answer to /{name} is no JSON object", name);
        problems.push(Problem::new("engine-answer", None, detail));
    }
    tree
}
