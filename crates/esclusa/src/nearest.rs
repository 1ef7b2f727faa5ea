//! The file of a name that lies nearest above what is asked about: a policy, a lock.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;

use crate::reading::Reader;

/// The files of one name, as they hold for the folders that were asked for.
pub(crate) struct Nearest {
    name: &'static str,
    /// The file that an option names: it holds everywhere.
    named: Option<PathBuf>,
    // By the folder's text, because to hash or compare paths is to take them apart.
    folders: HashMap<OsString, Option<PathBuf>, RandomState>,
}

impl Nearest {
    /// The files of this name; `named` holds instead of them.
    pub(crate) fn new(name: &'static str, named: Option<PathBuf>) -> Self {
        Self { name, named, folders: HashMap::default() }
    }

    /// The file that holds for a path.
    pub(crate) fn of(&mut self, path: &Path, reader: &Reader<'_>) -> Option<&Path> {
        if self.named.is_some() {
            return self.named.as_deref();
        }
        let folder = if reader.context.files.is_dir(path) { path } else { path.parent()? };
        if !self.folders.contains_key(folder.as_os_str()) {
            self.folders.insert(folder.into(), nearest(folder, self.name, reader));
        }
        self.folders.get(folder.as_os_str())?.as_deref()
    }
}

/// The file of this name that lies nearest above a folder, or in it.
pub(crate) fn nearest(folder: &Path, name: &str, reader: &Reader<'_>) -> Option<PathBuf> {
    let files = reader.context.files;
    // Through links to where the file really is: a policy beside a link to a file is not that file's.
    let real = files.real_path(folder).unwrap_or_else(|| folder.to_owned());
    // Folders above are asked for again and again, and what is not there is remembered.
    real.ancestors().map(|folder| folder.join(name)).find(|file| files.exists(file) && files.is_file(file))
}
