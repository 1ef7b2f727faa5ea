//! What the containers of a project are known to need: the `esclusa.lock` nearest above the file that asks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use esclusa_model::Evidence;
use esclusa_source::Problem;

use crate::nearest::Nearest;
use crate::policy::unreadable;
use crate::reading::Reader;

/// The name of a lock.
const NAME: &str = "esclusa.lock";

/// The locks of a run, each read once.
pub(crate) struct Locks {
    nearest: Nearest,
    read: BTreeMap<PathBuf, Evidence>,
    none: Evidence,
}

impl Locks {
    /// The locks of a run: the one that is named (`--lock`), or the nearest.
    pub(crate) fn new(matches: &ArgMatches, reader: &Reader<'_>) -> Self {
        Self {
            nearest: Nearest::new(NAME, matches.get_one::<PathBuf>("lock").map(|path| reader.path(path))),
            read: BTreeMap::new(),
            none: Evidence::default(),
        }
    }

    /// What is known of the project that a path asks for. What cannot be read is a problem, told once.
    pub(crate) fn of(
        &mut self,
        path: &Path,
        reader: &mut Reader<'_>,
        problems: &mut Vec<Problem>,
    ) -> &Evidence {
        let Some(file) = self.nearest.of(path, reader) else { return &self.none };
        self.read.entry(file.to_owned()).or_insert_with_key(|file| read(file, reader, problems))
    }
}

fn read(path: &Path, reader: &mut Reader<'_>, problems: &mut Vec<Problem>) -> Evidence {
    match reader.context.files.read(path) {
        Ok(text) => {
            let file = reader.sources.add(reader.shown(path), text.clone());
            let (evidence, mut wrong) = Evidence::read(file, &text);
            problems.append(&mut wrong);
            evidence
        }
        Err(error) => {
            problems.push(unreadable(path, &error, reader));
            Evidence::default()
        }
    }
}
