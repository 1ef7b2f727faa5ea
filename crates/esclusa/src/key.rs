//! The key with which this machine tells whether a secret is still the same: made when it is first needed.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use esclusa_finding::Key;

/// The most bytes that are read of a key.
const MAX_BYTES: u64 = 4096;

/// The bytes of a key that is made.
const BYTES: usize = 32;

/// The key that a file holds.
///
/// # Errors
/// Where it cannot be read, or is too short to be a key.
pub(crate) fn of_file(path: &Path) -> io::Result<Key> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Key::new(&bytes).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
}

/// This machine's key for its user; none where there is no place to keep it.
///
/// # Errors
/// The path of a key that is there and is not used: others could have seen it, or it is too short.
pub(crate) fn of_machine() -> Result<Option<Key>, PathBuf> {
    let Some(path) = place(|name| std::env::var_os(name)) else { return Ok(None) };
    match fs::symlink_metadata(&path) {
        Ok(data) if is_private(&data) => of_file(&path).map(Some).map_err(|_| path),
        Ok(_) => Err(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match make(&path) {
            Ok(()) => of_file(&path).map(Some).map_err(|_| path),
            Err(_) => Ok(None),
        },
        Err(_) => Ok(None),
    }
}

/// Where it lies: with what a program keeps from run to run (XDG).
fn place(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")))?;
    Some(state.join("esclusa/fingerprint.key"))
}

#[cfg(unix)]
fn is_private(data: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    data.is_file() && data.permissions().mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_private(data: &fs::Metadata) -> bool {
    data.is_file()
}

/// Makes the file whole or not at all. Of two runs that make it at once one wins, and both read that one's.
fn make(path: &Path) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| io::ErrorKind::Other)?;
    let temporary = folder.join(format!(".fingerprint.key.{}", std::process::id()));
    let made = write(&temporary, &bytes).and_then(|()| match fs::hard_link(&temporary, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // Not every file system gives a file two names.
        Err(_) => fs::rename(&temporary, path),
        Ok(()) => Ok(()),
    });
    // It may have been renamed.
    drop(fs::remove_file(&temporary));
    made
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
