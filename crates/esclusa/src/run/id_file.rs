//! The file that is to hold the container's identifier (`--cidfile`).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;

/// The file, which is made before the container and goes away with the reason for it.
pub(super) struct IdFile {
    path: PathBuf,
    file: File,
    is_written: bool,
}

impl IdFile {
    /// Makes it; one that is there already is another container's.
    pub(super) fn make(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self { path, file, is_written: false })
    }

    pub(super) fn write(&mut self, id: &str) -> io::Result<()> {
        self.file.write_all(id.as_bytes())?;
        self.is_written = true;
        Ok(())
    }
}

impl Drop for IdFile {
    fn drop(&mut self) {
        if !self.is_written {
            drop(fs::remove_file(&self.path));
        }
    }
}
