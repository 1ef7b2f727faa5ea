//! Which files' text a report may show.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use esclusa_source::FileId;

use crate::reading::Reader;

/// The folders whose files may be shown: this one, and those of the arguments. A link or an `include` that leads out of
/// them is followed as Compose follows it, but what lies there is nobody's to print.
pub(crate) struct Shown {
    folders: Vec<PathBuf>,
    known: RefCell<HashMap<FileId, bool>>,
}

impl Shown {
    /// The folders of a run with these arguments.
    pub(crate) fn new(paths: &[PathBuf], reader: &Reader<'_>) -> Self {
        let files = reader.context.files;
        let parent = |path: &PathBuf| {
            if files.is_dir(path) { None } else { path.parent().map(Path::to_owned) }
        };
        let mut all = vec![reader.context.working_dir.clone()];
        // A link that was given by name is shown wherever it leads.
        all.extend(paths.iter().map(|path| reader.path(path)));
        all.extend(all.iter().skip(1).filter_map(parent).collect::<Vec<_>>());
        Self {
            folders: all.iter().filter_map(|path| files.real_path(path)).collect(),
            known: RefCell::default(),
        }
    }

    /// Whether a file lies in one of them, links followed. A file is looked up once.
    pub(crate) fn holds(&self, reader: &Reader<'_>, file: FileId) -> bool {
        *self.known.borrow_mut().entry(file).or_insert_with(|| {
            let path = reader.context.files.real_path(&reader.absolute(reader.sources.path(file)));
            path.is_some_and(|path| self.folders.iter().any(|folder| path.starts_with(folder)))
        })
    }
}
