//! What the arguments name to be judged.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use esclusa_model::Reading;

use crate::live::{self, Subject};
use crate::reading::{Reader, all};

/// What is judged as one.
pub(crate) enum Asked {
    /// The Compose project of these files, each overriding those before it.
    Project(Vec<PathBuf>),
    /// What one path asks for.
    Path(PathBuf),
    /// Something of a running engine, and the argument that names it.
    Live(Subject, PathBuf),
    /// A command line, which stands in the place of this file.
    Line(PathBuf),
}

impl Asked {
    /// Reads it. The path says which policy holds: of several files the first decides where the project is.
    pub(crate) fn read(&self, reader: &mut Reader<'_>) -> (&Path, Reading) {
        match self {
            Self::Project(files) => {
                let whole = files.iter().map(|path| reader.path(path)).collect();
                (files.first().map_or(Path::new("."), PathBuf::as_path), reader.compose(whole))
            }
            Self::Path(path) => (path, reader.read(path)),
            Self::Live(subject, path) => (path, live::read(subject, reader)),
            Self::Line(path) => (path, reader.line(path)),
        }
    }
}

/// What is asked to be judged, and every path that was named; without any, the current folder.
pub(crate) fn of(matches: &ArgMatches, reader: &Reader<'_>) -> (Vec<Asked>, Vec<PathBuf>) {
    let named: Vec<PathBuf> = all(matches, "file");
    let mut paths: Vec<PathBuf> = all(matches, "PATH");
    if paths.is_empty() && named.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let live: Vec<Asked> = paths
        .extract_if(.., |path| subject(path).is_some())
        .filter_map(|path| Some(Asked::Live(subject(&path)?, path)))
        .collect();
    // A file under two names, or given twice, is judged once.
    let mut seen: HashSet<PathBuf> = named.iter().map(|path| reader.real_path(path)).collect();
    paths.retain(|path| seen.insert(reader.real_path(path)));
    let mut asked: Vec<Asked> = paths.iter().cloned().map(Asked::Path).chain(live).collect();
    paths.splice(0..0, named.iter().cloned());
    if !named.is_empty() {
        asked.insert(0, Asked::Project(named));
    }
    (asked, paths)
}

/// The subject that an argument names.
fn subject(argument: &Path) -> Option<Subject> {
    Subject::of(argument.to_str()?)
}
