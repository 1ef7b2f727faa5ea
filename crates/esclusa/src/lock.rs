//! What the containers of a project are known to need: the `esclusa.lock` nearest above the file that asks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use esclusa_model::{Evidence, Project};
use esclusa_source::Problem;

use crate::policy::{asking_path, nearest, unreadable};
use crate::reading::Reader;

/// The name of a lock.
const NAME: &str = "esclusa.lock";

/// The locks of a run, each read once.
pub(crate) struct Locks {
    named: Option<PathBuf>,
    nearest: BTreeMap<PathBuf, Option<PathBuf>>,
    read: BTreeMap<PathBuf, Evidence>,
    none: Evidence,
}

impl Locks {
    /// The locks of a run: the one that is named (`--lock`), or the nearest.
    pub(crate) fn new(matches: &ArgMatches, reader: &Reader<'_>) -> Self {
        Self {
            named: matches.get_one::<PathBuf>("lock").map(|path| reader.path(path)),
            nearest: BTreeMap::new(),
            read: BTreeMap::new(),
            none: Evidence::default(),
        }
    }

    /// What is known of a project that `argument` led to. What cannot be read is a problem, told once.
    pub(crate) fn of(
        &mut self,
        argument: &Path,
        project: &Project,
        reader: &mut Reader<'_>,
        problems: &mut Vec<Problem>,
    ) -> &Evidence {
        let path = asking_path(argument, project, reader);
        let Some(file) = self.find(&path, reader) else { return &self.none };
        self.read.entry(file).or_insert_with_key(|file| read(file, reader, problems))
    }

    fn find(&mut self, path: &Path, reader: &Reader<'_>) -> Option<PathBuf> {
        if self.named.is_some() {
            return self.named.clone();
        }
        let folder = if reader.context.files.is_dir(path) { path } else { path.parent()? };
        let found = self.nearest.entry(folder.to_owned());
        found.or_insert_with_key(|folder| nearest(folder, NAME, reader)).clone()
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
