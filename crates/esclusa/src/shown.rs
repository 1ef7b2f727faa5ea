//! Which files' text a report may show.

use std::cell::{OnceCell, RefCell};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use esclusa_source::FileId;

use crate::reading::Reader;

/// The folders whose files may be shown: this one, and those of the arguments. A link or an `include` that leads out of
/// them is followed as Compose follows it, but what lies there is nobody's to print.
pub(crate) struct Shown {
    /// The arguments, absolute.
    arguments: HashSet<PathBuf>,
    /// This folder and the arguments' own, links followed; looked up when the first other file asks.
    folders: OnceCell<HashSet<PathBuf>>,
    /// Where the arguments themselves lead.
    targets: OnceCell<HashSet<PathBuf>>,
    /// What was said of each file.
    known: RefCell<Vec<Option<bool>>>,
}

impl Shown {
    /// The folders of a run with these arguments.
    pub(crate) fn new(paths: &[PathBuf], reader: &Reader<'_>) -> Self {
        Self {
            arguments: paths.iter().map(|path| reader.path(path)).collect(),
            folders: OnceCell::new(),
            targets: OnceCell::new(),
            known: RefCell::default(),
        }
    }

    /// Whether a file lies in one of them, links followed. A file is looked up once.
    pub(crate) fn holds(&self, reader: &Reader<'_>, file: FileId) -> bool {
        let mut known = self.known.borrow_mut();
        if known.len() <= file.index() {
            known.resize(file.index() + 1, None);
        }
        let Some(known) = known.get_mut(file.index()) else { return false };
        *known.get_or_insert_with(|| {
            // What an engine says was asked for as such.
            if reader.sources.file(file).is_answer {
                return true;
            }
            let path = reader.absolute(reader.sources.path(file));
            // A link that was given by name is shown wherever it leads.
            self.arguments.contains(&path)
                || reader.context.files.real_path(&path).is_some_and(|path| self.surrounds(reader, &path))
        })
    }

    /// Whether a path without links lies in one of the folders, or where an argument leads.
    fn surrounds(&self, reader: &Reader<'_>, path: &Path) -> bool {
        let files = reader.context.files;
        let real =
            |paths: HashSet<&Path>| paths.into_iter().filter_map(|path| files.real_path(path)).collect();
        let folders = self.folders.get_or_init(|| {
            let parents = self.arguments.iter().filter(|path| !files.is_dir(path));
            let parents = parents.filter_map(|path| path.parent());
            real(parents.chain([reader.context.working_dir.as_path()]).collect())
        });
        let targets =
            || self.targets.get_or_init(|| real(self.arguments.iter().map(PathBuf::as_path).collect()));
        path.ancestors().any(|above| folders.contains(above))
            || path.ancestors().any(|above| targets().contains(above))
    }
}
