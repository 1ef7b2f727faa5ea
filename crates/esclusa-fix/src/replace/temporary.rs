//! Files on their way to their place: without a name where the system allows it, so that nothing is left of them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Steps;

/// Whose text is only its maker's concern until it is whole.
pub(super) const PRIVATE: u32 = 0o600;

/// A file that is not yet in its place. Dropped before it is, it is gone.
pub(super) struct Temporary {
    pub(super) file: File,
    path: PathBuf,
    named: bool,
}

impl Temporary {
    /// An empty file in the folder of `path`, which will be its name; locked, so that others see that it is somebody's.
    pub(super) fn create(steps: &Steps<'_>, path: PathBuf, mode: u32) -> io::Result<Self> {
        if steps.unnamed
            && let Some(file) = unnamed(&path, mode)?
        {
            let whole = Self { file, path, named: false };
            whole.lock();
            return Ok(whole);
        }
        steps.next("make a named file");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
        #[cfg(not(unix))]
        let _ = mode;
        let whole = Self { file: options.open(&path)?, path, named: true };
        whole.lock();
        Ok(whole)
    }

    /// Where there are no locks, nobody takes an unlocked file for abandoned.
    fn lock(&self) {
        drop(self.file.try_lock());
    }

    /// Writes the text.
    pub(super) fn fill(&self, steps: &Steps<'_>, text: &[u8]) -> io::Result<()> {
        // In two halves, so that a test can stop between them.
        let (first, second) = text.split_at(text.len() / 2);
        steps.next("write");
        (&self.file).write_all(first)?;
        steps.next("write on");
        (&self.file).write_all(second)
    }

    /// Waits until the disk has it.
    pub(super) fn settle(&self, steps: &Steps<'_>) -> io::Result<()> {
        steps.next("synchronise");
        self.file.sync_all()
    }

    /// Gives it its own name.
    pub(super) fn name(&mut self, steps: &Steps<'_>) -> io::Result<()> {
        if !self.named {
            steps.next("name");
            link(&self.file, &self.path)?;
            self.named = true;
        }
        Ok(())
    }

    /// Puts it in the place of another file.
    pub(super) fn put_over(&mut self, steps: &Steps<'_>, target: &Path) -> io::Result<()> {
        self.name(steps)?;
        steps.next("rename");
        fs::rename(&self.path, target)?;
        self.named = false;
        Ok(())
    }

    /// Puts it where nothing is.
    pub(super) fn put_new(&mut self, steps: &Steps<'_>, target: &Path) -> io::Result<()> {
        if !self.named {
            steps.next("name in place");
            return link(&self.file, target);
        }
        steps.next("link in place");
        match fs::hard_link(&self.path, target) {
            Ok(()) => {
                steps.next("remove the first name");
                drop(fs::remove_file(&self.path));
            }
            // A file system without links has no better than to look and then rename.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !is_there(target) => {
                fs::rename(&self.path, target)?;
            }
            Err(error) => return Err(error),
        }
        self.named = false;
        Ok(())
    }

    /// Leaves it under its own name.
    pub(super) fn keep(&mut self, steps: &Steps<'_>) -> io::Result<()> {
        self.name(steps)?;
        self.named = false;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if self.named {
            drop(fs::remove_file(&self.path));
        }
    }
}

/// Whether anything is there, be it a link that leads nowhere.
pub(super) fn is_there(path: &Path) -> bool {
    !matches!(fs::symlink_metadata(path), Err(error) if error.kind() == io::ErrorKind::NotFound)
}

/// A file without a name in the folder of `path`; `None` where there is no such thing.
#[cfg(target_os = "linux")]
fn unnamed(path: &Path, mode: u32) -> io::Result<Option<File>> {
    use rustix::fs::{Mode, OFlags, open};
    use rustix::io::Errno;

    let Some(folder) = path.parent() else { return Ok(None) };
    match open(folder, OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC, Mode::from_raw_mode(mode)) {
        Ok(file) => {
            let file = File::from(file);
            // Without /proc it could never be named.
            Ok(is_there(&address(&file)).then_some(file))
        }
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOENT) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// How the system calls an open file.
#[cfg(target_os = "linux")]
fn address(file: &File) -> PathBuf {
    use std::os::fd::AsRawFd as _;
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    Ok(linkat(CWD, address(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_: &Path, _: u32) -> io::Result<Option<File>> {
    Ok(None)
}

#[cfg(not(target_os = "linux"))]
fn link(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Waits until the disk has the names in a folder. What the system cannot do there, it does not owe.
pub(super) fn settle_folder(steps: &Steps<'_>, folder: &Path) -> io::Result<()> {
    steps.next("synchronise the folder");
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        other => other,
    }
}
