//! Reading files within bounds. What cannot be read is an error with its path, never an empty text.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::{Detail, detail};

/// The largest file that is read, in bytes (16 MiB: the largest real Compose file of the corpus is under 100 KiB).
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// No such file.
    #[error("{path}: no such file", path = .0.display())]
    NotFound(PathBuf),
    /// A folder, FIFO, device or socket.
    #[error("{path}: {what}, not a regular file", path = .0.display(), what = if *.1 == Irregular::Folder { "a folder" } else { "a FIFO, socket or device" })]
    NotAFile(PathBuf, Irregular),
    /// Over [`MAX_FILE_BYTES`].
    #[error("{path}: larger than {most} MiB, the most that is read", path = .0.display(), most = MAX_FILE_BYTES / 1024 / 1024)]
    TooLarge(PathBuf),
    /// Not UTF-8 from this byte on.
    #[error("{path}: not UTF-8 text (byte {at})", path = .0.display(), at = .1)]
    NotText(PathBuf, usize),
    /// Holds a NUL byte.
    #[error("{path}: holds a NUL byte (byte {at}): not a text file", path = .0.display(), at = .1)]
    Nul(PathBuf, usize),
    /// Anything the system says.
    #[error("{path}: {error}", path = .0.display(), error = .1)]
    Io(PathBuf, String),
}

/// What is not a regular file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Irregular {
    /// A folder.
    Folder,
    /// A FIFO, socket or device.
    Special,
}

impl ReadError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::NotFound(path)
            | Self::NotAFile(path, _)
            | Self::TooLarge(path)
            | Self::NotText(path, _)
            | Self::Nul(path, _)
            | Self::Io(path, _) => path,
        }
    }

    /// Why, for where the path is said already.
    #[must_use]
    pub fn reason(&self) -> Detail {
        match self {
            Self::NotFound(_) => detail!("no-such-file", "no such file"),
            Self::NotAFile(_, Irregular::Folder) => {
                detail!("not-regular-folder", "a folder, not a regular file")
            }
            Self::NotAFile(_, Irregular::Special) => {
                detail!("not-regular", "a FIFO, socket or device, not a regular file")
            }
            Self::TooLarge(_) => detail!(
                "file-too-large",
                "larger than {most} MiB, the most that is read",
                most = MAX_FILE_BYTES / 1024 / 1024
            ),
            Self::NotText(_, at) => detail!("not-utf-8", "not UTF-8 text (byte {at})", at),
            Self::Nul(_, at) => detail!("nul-byte", "holds a NUL byte (byte {at}): not a text file", at),
            Self::Io(_, error) => Detail::quote(error.clone()),
        }
    }
}

/// The path and why.
impl From<&ReadError> for Detail {
    fn from(error: &ReadError) -> Self {
        detail!("at-path", "{path}: {detail}", path = error.path().display(), detail = error.reason())
    }
}

/// Where files are read from: the disk, or memory in tests and fuzzing.
pub trait Files {
    /// The text of a file.
    ///
    /// # Errors
    /// Where the file is missing, is not a regular file, is too large or is not text.
    fn read(&self, path: &Path) -> Result<Arc<str>, ReadError>;
    /// Whether a regular file (or a link to one) is there.
    fn is_file(&self, path: &Path) -> bool;
    /// Whether a folder (or a link to one) is there.
    fn is_dir(&self, path: &Path) -> bool;
    /// The path without links, `.` and `..`, if it exists.
    fn real_path(&self, path: &Path) -> Option<PathBuf>;
    /// Whether anything is there; a link counts as what it leads to.
    fn exists(&self, path: &Path) -> bool {
        self.real_path(path).is_some()
    }
}

/// The disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskFiles;

/// Checks the bytes of a file and makes them text.
pub(crate) fn text_of(path: &Path, bytes: Vec<u8>) -> Result<Arc<str>, ReadError> {
    // Asked before where: the search for one byte is the fast one.
    if bytes.contains(&0)
        && let Some(at) = bytes.iter().position(|byte| *byte == 0)
    {
        return Err(ReadError::Nul(path.to_owned(), at));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(ReadError::NotText(path.to_owned(), error.utf8_error().valid_up_to())),
    }
}

impl Files for DiskFiles {
    fn read(&self, path: &Path) -> Result<Arc<str>, ReadError> {
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::NotFound(path.to_owned()),
            _ => ReadError::Io(path.to_owned(), error.to_string()),
        };
        // The kind is asked before opening: opening a FIFO would wait for a writer.
        let kind = std::fs::metadata(path).map_err(failed)?;
        if kind.is_dir() {
            return Err(ReadError::NotAFile(path.to_owned(), Irregular::Folder));
        }
        if !kind.is_file() {
            return Err(ReadError::NotAFile(path.to_owned(), Irregular::Special));
        }
        if kind.len() > MAX_FILE_BYTES {
            return Err(ReadError::TooLarge(path.to_owned()));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(kind.len()).unwrap_or(0));
        // A file that grows while it is read (or that lies about its size, as in /proc) stays bounded too.
        let file = File::open(path).map_err(failed)?;
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(ReadError::TooLarge(path.to_owned()));
        }
        text_of(path, bytes)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        path.canonicalize().ok()
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }
}

/// Files in memory, for tests and fuzzing; folders exist as the parents of files.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl MemoryFiles {
    /// Puts a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> Result<Arc<str>, ReadError> {
        let bytes = self.files.get(path).ok_or_else(|| ReadError::NotFound(path.to_owned()))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(ReadError::TooLarge(path.to_owned()));
        }
        text_of(path, bytes.clone())
    }

    fn is_file(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.files.keys().any(|file| file != path && file.starts_with(path))
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        (self.is_file(path) || self.is_dir(path)).then(|| path.to_owned())
    }
}
