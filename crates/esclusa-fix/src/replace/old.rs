//! The files as they are before: looked at, refused, looked at again.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::temporary::is_there;
use super::{Before, ReplaceError, Replacement};

/// A replacement whose place is found.
pub(super) struct Target<'a> {
    /// Where it really is, links followed.
    pub(super) folder: PathBuf,
    /// Its name there.
    pub(super) name: OsString,
    /// What must be there.
    pub(super) place: Place<'a>,
    /// What is to be there.
    pub(super) after: &'a [u8],
    shown: &'a Path,
}

/// What is in the place.
pub(super) enum Place<'a> {
    /// A file of these bytes, open.
    Taken(File, &'a [u8]),
    /// Nothing, and the permissions of what will be there.
    Free(u32),
}

impl<'a> Target<'a> {
    /// Finds the place; refuses what could not be replaced without loss.
    pub(super) fn find(replacement: &'a Replacement) -> Result<Self, ReplaceError> {
        let shown = replacement.path.as_path();
        let (path, place) = match &replacement.before {
            Before::Bytes(before) => {
                let path = real(shown)?;
                let file = open(&path, shown)?;
                (path, Place::Taken(file, before.as_slice()))
            }
            Before::Nothing { mode } => {
                let name = shown.file_name().ok_or_else(|| ReplaceError::Irregular(shown.to_owned()))?;
                let folder = shown.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or(Path::new("."));
                let folder = fs::canonicalize(folder).map_err(ReplaceError::io(folder))?;
                (folder.join(name), Place::Free(*mode))
            }
        };
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(ReplaceError::Irregular(shown.to_owned()));
        };
        let target = Self {
            folder: folder.to_owned(),
            name: name.to_owned(),
            place,
            after: &replacement.after,
            shown,
        };
        target.unchanged()?;
        Ok(target)
    }

    /// Where it really is.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// What to say of an error.
    pub(super) fn failed(&self) -> impl Fn(io::Error) -> ReplaceError {
        ReplaceError::io(self.shown)
    }

    /// Whether the place is still as it was when it was read.
    pub(super) fn unchanged(&self) -> Result<(), ReplaceError> {
        let path = self.path();
        let (file, before) = match &self.place {
            Place::Free(_) if is_there(&path) => {
                return Err(ReplaceError::AlreadyThere(self.shown.to_owned()));
            }
            Place::Free(_) => return Ok(()),
            Place::Taken(file, before) => (file, before),
        };
        let changed = || ReplaceError::Changed(self.shown.to_owned());
        let (Ok(now), Ok(read)) = (fs::symlink_metadata(&path), file.metadata()) else {
            return Err(changed());
        };
        // The same file, and the same through its name: read by name, so that a file in its place is seen too.
        if !is_same(&now, &read) || now.len() != before.len() as u64 {
            return Err(changed());
        }
        let limit = before.len() as u64 + 1;
        let mut bytes = Vec::with_capacity(before.len() + 1);
        let again = open_regular(&path, false).map_err(self.failed())?;
        again.take(limit).read_to_end(&mut bytes).map_err(self.failed())?;
        if bytes == *before { Ok(()) } else { Err(changed()) }
    }
}

/// The file that a path leads to.
fn real(shown: &Path) -> Result<PathBuf, ReplaceError> {
    fs::canonicalize(shown).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ReplaceError::Changed(shown.to_owned()),
        _ => ReplaceError::io(shown)(error),
    })
}

/// Opens what is to be replaced. For writing: what its user has forbidden to write is not replaced either.
fn open(path: &Path, shown: &Path) -> Result<File, ReplaceError> {
    let kind = fs::symlink_metadata(path).map_err(ReplaceError::io(shown))?;
    if !kind.is_file() {
        return Err(ReplaceError::Irregular(shown.to_owned()));
    }
    let file = open_regular(path, true).map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ReplaceError::ReadOnly(shown.to_owned())
        }
        _ => ReplaceError::io(shown)(error),
    })?;
    #[cfg(unix)]
    if file.metadata().is_ok_and(|found| std::os::unix::fs::MetadataExt::nlink(&found) > 1) {
        return Err(ReplaceError::OtherNames(shown.to_owned()));
    }
    Ok(file)
}

/// Opens a file and nothing else: no link, and no FIFO, which would wait for its other end.
pub(super) fn open_regular(path: &Path, write: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(write);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(
            &mut options,
            i32::try_from(flags).unwrap_or_default(),
        );
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Whether both are of the same file, with the same permissions and owner.
#[cfg(unix)]
pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |found: &Metadata| (found.dev(), found.ino(), found.mode(), found.uid(), found.gid());
    identity(one) == identity(other)
}

/// Whether both may be of the same file.
#[cfg(not(unix))]
pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.is_file() && one.len() == other.len() && one.modified().ok() == other.modified().ok()
}
