//! A folder of a test's own, gone when the test is over.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use esclusa_fix::replace::{Replacement, Steps};

/// A new folder.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        Self::below(&std::env::temp_dir())
    }

    pub(crate) fn below(parent: &Path) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("esclusa-fix-{}-{count}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path.canonicalize().expect("it is there"))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file.
    pub(crate) fn with(&self, name: &str, text: &str) -> PathBuf {
        let path = self.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(&path, text).expect("it can be written");
        path
    }

    /// Every file below, by its path from here, with its text.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(&self.0).expect("below").to_string_lossy().into_owned();
                found.insert(name, fs::read_to_string(&path).unwrap_or_else(|error| error.to_string()));
            }
        }
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Runs a test as on a file system with files without names, and as on one where every file has a name.
pub(crate) fn both_ways(test: impl Fn(&Steps<'_>)) {
    for unnamed in [true, false] {
        test(&Steps::watched(&|_| (), unnamed));
    }
}

/// One file, `old` to `new`.
pub(crate) fn change(path: &Path) -> Replacement {
    Replacement::of(path, "old", "new")
}
