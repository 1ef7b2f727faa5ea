//! Replacing files: all of them, or none.
//!
//! What holds:
//!
//! - **A file is wholly old or wholly new**, whoever looks and whenever the process is killed: the new text is written and
//!   synchronised beside it, and renamed over it.
//! - **Nothing is lost**: mode, owner, group and, on Linux, extended attributes (so access lists too) are those of the
//!   old file. Where one cannot be kept, or where the file has other names (hard links), which would keep the old text,
//!   the file is refused. A symbolic link stays one: what it leads to is replaced.
//! - **A change by somebody else is not overwritten**: just before the renaming the file must still be the one that was
//!   read, byte for byte. (Between this look and the renaming lie two calls of the system: there is none that does both.)
//! - **Several files change together**: what fails midway is taken back.
//! - **A killed process leaves no trace where the system allows it.** On Linux a new text has no name until it is whole and on
//!   the disk (where the file system knows `O_TMPFILE`; elsewhere it is a file `.esclusa-…` from the start), and a new file
//!   gets its own name at once. Nothing can take another file's name without having had one of its own, so for one file
//!   there is one moment, between naming and renaming, in which a kill leaves `.esclusa-….new` behind. For several files
//!   there are as many such moments as there are names to give: a journal `.esclusa-….journal` lies in each folder then.
//!   [`recover`] cleans up after both: it finishes nothing, but puts back what was there before, unless every file had
//!   changed already.
//!
//! What cannot hold: two programs that look while several files change may see some old and some new; and between a
//! kill and the next [`recover`] this stays so. After a power cut the names are in the order that the file system
//! keeps: those with a journal of their own keep ours. A time stamp of creation and flags of the file system (`chattr`) are
//! not kept, nor, outside Linux, are access lists.

mod attributes;
mod error;
mod journal;
mod old;
mod recovery;
mod temporary;
mod transaction;

use std::path::{Path, PathBuf};

pub use error::ReplaceError;

/// One file that is to be replaced or made.
#[derive(Clone, Debug)]
pub struct Replacement {
    path: PathBuf,
    before: Before,
    after: Vec<u8>,
}

/// What must be there before.
#[derive(Clone, Debug)]
enum Before {
    /// A file of these bytes.
    Bytes(Vec<u8>),
    /// Nothing; the new file has at most these permissions.
    Nothing { mode: u32 },
}

impl Replacement {
    /// A file gets another text, if it still has the one that was read. The path is that through which it was read: links
    /// on it are followed.
    #[must_use]
    pub fn of(path: impl Into<PathBuf>, before: impl Into<Vec<u8>>, after: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), before: Before::Bytes(before.into()), after: after.into() }
    }

    /// A file is made where there is nothing, not even a link. The user's mask is taken from `mode`, as for every file. Its
    /// folder must be there.
    #[must_use]
    pub fn new_file(path: impl Into<PathBuf>, text: impl Into<Vec<u8>>, mode: u32) -> Self {
        Self { path: path.into(), before: Before::Nothing { mode }, after: text.into() }
    }

    /// The file, as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is nothing to do.
    fn is_idle(&self) -> bool {
        matches!(&self.before, Before::Bytes(before) if *before == self.after)
    }
}

/// Replaces all of these files, or none.
///
/// # Errors
/// Why none was replaced. After [`ReplaceError::Unfinished`] some may be: then [`recover`] is due.
pub fn replace_all(replacements: &[Replacement]) -> Result<(), ReplaceError> {
    Steps::unwatched().replace_all(replacements)
}

/// Takes back what a killed [`replace_all`] left half done in a folder and those that changed with it, and removes what it
/// left behind. The files that have their old text again.
///
/// Only files of this user's that no other can write are believed, and only names in their own folder: a folder that was
/// downloaded cannot reach out of itself.
///
/// # Errors
/// Where another process is at it, or a file has been changed since, which a person must look at.
pub fn recover(folder: &Path) -> Result<Vec<PathBuf>, ReplaceError> {
    Steps::unwatched().recover(folder)
}

/// Each call that changes the file system, one after another.
#[doc(hidden)]
pub struct Steps<'a> {
    before: &'a dyn Fn(&'static str),
    unnamed: bool,
}

impl<'a> Steps<'a> {
    const fn unwatched() -> Self {
        Self { before: &|_| (), unnamed: true }
    }

    /// Steps that are told to `before` before they are taken, for tests that stop there. `unnamed` is false to work as on a
    /// file system where every file has a name.
    pub fn watched(before: &'a dyn Fn(&'static str), unnamed: bool) -> Self {
        Self { before, unnamed }
    }

    /// [`replace_all`] in these steps.
    ///
    /// # Errors
    /// As there.
    pub fn replace_all(&self, replacements: &[Replacement]) -> Result<(), ReplaceError> {
        transaction::replace_all(self, replacements)
    }

    /// [`recover`] in these steps.
    ///
    /// # Errors
    /// As there.
    pub fn recover(&self, folder: &Path) -> Result<Vec<PathBuf>, ReplaceError> {
        recovery::recover(self, folder)
    }

    fn next(&self, step: &'static str) {
        (self.before)(step);
    }
}
