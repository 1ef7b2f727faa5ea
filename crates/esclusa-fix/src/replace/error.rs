//! Why files were not replaced.

use std::io;
use std::path::{Path, PathBuf};

use esclusa_source::{Detail, detail};

/// Why files were not replaced. Each names the file or folder that is to blame; none was changed, unless it says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error("{}: {}", self.path().display(), self.reason())]
pub enum ReplaceError {
    /// It is no longer what was read.
    Changed(PathBuf),
    /// Where a file was to be made there is something.
    AlreadyThere(PathBuf),
    /// A folder, FIFO, device or socket.
    Irregular(PathBuf),
    /// It may not be written.
    ReadOnly(PathBuf),
    /// It has more names than one.
    OtherNames(PathBuf),
    /// Its owner or group would be another.
    Owner(PathBuf),
    /// An extended attribute would be lost.
    Attribute(PathBuf, String),
    /// Two replacements are of the same file.
    Twice(PathBuf),
    /// Another process replaces files in this folder, or may do so: the file that says it.
    Busy(PathBuf),
    /// What was left by another user, or by nobody who can be trusted.
    Foreign(PathBuf),
    /// It was changed after an interrupted replacement, which so cannot be taken back.
    Interrupted(PathBuf),
    /// What failed could not be taken back: some files may be new, until [`recover`](super::recover) succeeds.
    Unfinished(PathBuf, String),
    /// Anything the system says.
    Io(PathBuf, String),
}

impl ReplaceError {
    pub(super) fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        move |error| Self::Io(path.to_owned(), error.to_string())
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Changed(path)
            | Self::AlreadyThere(path)
            | Self::Irregular(path)
            | Self::ReadOnly(path)
            | Self::OtherNames(path)
            | Self::Owner(path)
            | Self::Attribute(path, _)
            | Self::Twice(path)
            | Self::Busy(path)
            | Self::Foreign(path)
            | Self::Interrupted(path)
            | Self::Unfinished(path, _)
            | Self::Io(path, _) => path,
        }
    }

    /// Why, for where the path is said already.
    #[must_use]
    pub fn reason(&self) -> Detail {
        match self {
            Self::Changed(_) => {
                detail!("replace-changed", "changed since it was read: not overwritten")
            }
            Self::AlreadyThere(_) => {
                detail!("replace-already-there", "is there already: not overwritten")
            }
            Self::Irregular(_) => {
                detail!("replace-irregular", "not a regular file: not replaced")
            }
            Self::ReadOnly(_) => detail!("replace-read-only", "may not be written: not replaced"),
            Self::OtherNames(_) => detail!(
                "replace-other-names",
                "has other names (hard links), which would keep the old text: not replaced"
            ),
            Self::Owner(_) => {
                detail!("replace-owner", "its owner or group cannot be kept: not replaced")
            }
            Self::Attribute(_, name) => detail!(
                "replace-attribute",
                "its extended attribute {name} cannot be kept: not replaced",
                name
            ),
            Self::Twice(_) => detail!("replace-twice", "named twice: not replaced"),
            Self::Busy(_) => detail!(
                "replace-busy",
                "another process seems to be changing files here: wait for it, or remove this file if there is none"
            ),
            Self::Foreign(_) => detail!(
                "replace-foreign",
                "left by an interrupted change, but not by you: look at it and remove it"
            ),
            Self::Interrupted(_) => detail!(
                "replace-interrupted",
                "changed after an interrupted change, which so cannot be taken back: compare it with the file .esclusa-*.old beside it, and remove the files .esclusa-*"
            ),
            Self::Unfinished(_, error) => detail!(
                "replace-unfinished",
                "a change that failed could not be taken back, the next run tries again: {error}",
                error
            ),
            Self::Io(_, error) => Detail::quote(error.clone()),
        }
    }
}

/// The path and why.
impl From<&ReplaceError> for Detail {
    fn from(error: &ReplaceError) -> Self {
        detail!("at-path", "{path}: {detail}", path = error.path().display(), detail = error.reason())
    }
}
