//! The files that a run sees: the disk, and standard input under a name of its own. Each is read once.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use esclusa_source::{DiskFiles, Files, MAX_FILE_BYTES, ReadError};
use foldhash::fast::RandomState;

/// The name under which standard input is shown.
const STDIN: &str = "<stdin>";

/// The disk and standard input.
pub(crate) struct Inputs {
    disk: DiskFiles,
    stdin_path: PathBuf,
    stdin: OnceCell<Result<Arc<str>, ReadError>>,
    // The text that was looked at last, to find out what it is: the dialect asks for it again.
    last: RefCell<Option<(PathBuf, Arc<str>)>>,
    // What was read is no folder, and need not be asked for again.
    files: RefCell<HashSet<OsString, RandomState>>,
    exists: RefCell<HashMap<OsString, bool, RandomState>>,
    // Where paths really lead: many files lie in the same folders.
    real: RefCell<HashMap<OsString, Option<PathBuf>, RandomState>>,
    // Texts that stand in the place of files, by absolute path.
    laid: RefCell<HashMap<PathBuf, Arc<str>>>,
}

impl Inputs {
    /// Inputs as seen from a folder.
    pub(crate) fn new(working_dir: &Path) -> Self {
        Self {
            disk: DiskFiles,
            stdin_path: working_dir.join(STDIN),
            stdin: OnceCell::new(),
            last: RefCell::new(None),
            files: RefCell::default(),
            exists: RefCell::default(),
            real: RefCell::default(),
            laid: RefCell::default(),
        }
    }

    /// Lets texts stand in the place of files, or where there is none; those laid before are lifted.
    pub(crate) fn lay(&self, texts: HashMap<PathBuf, Arc<str>>) {
        self.laid.replace(texts);
    }

    fn laid(&self, path: &Path) -> Option<Arc<str>> {
        self.laid.borrow().get(path).cloned()
    }

    /// The path that stands for an argument: `-` is standard input.
    pub(crate) fn path(&self, argument: &Path) -> PathBuf {
        if argument.as_os_str() == "-" { self.stdin_path.clone() } else { argument.to_owned() }
    }

    /// The name under which an argument is shown.
    pub(crate) fn shown<'a>(&self, argument: &'a Path) -> &'a Path {
        if argument.as_os_str() == "-" { Path::new(STDIN) } else { argument }
    }

    /// Whether a path stands for standard input: as text, because to compare paths is to take them apart.
    fn is_stdin(&self, path: &Path) -> bool {
        path.as_os_str() == self.stdin_path.as_os_str()
    }

    fn read_stdin(&self) -> Result<Arc<str>, ReadError> {
        let path = || PathBuf::from(STDIN);
        let mut bytes = Vec::new();
        let bounded = std::io::stdin().lock().take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
        bounded.map_err(|error| ReadError::Io(path(), error.to_string()))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(ReadError::TooLarge(path()));
        }
        if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
            return Err(ReadError::Nul(path(), at));
        }
        let text = String::from_utf8(bytes)
            .map_err(|error| ReadError::NotText(path(), error.utf8_error().valid_up_to()))?;
        Ok(text.into())
    }
}

impl Files for Inputs {
    fn read(&self, path: &Path) -> Result<Arc<str>, ReadError> {
        if let Some(text) = self.laid(path) {
            return Ok(text);
        }
        if self.is_stdin(path) {
            return self.stdin.get_or_init(|| self.read_stdin()).clone();
        }
        let kept = self
            .last
            .borrow()
            .as_ref()
            .filter(|(known, _)| known.as_os_str() == path.as_os_str())
            .map(|(_, text)| text.clone());
        if let Some(text) = kept {
            return Ok(text);
        }
        let text = self.disk.read(path)?;
        self.files.borrow_mut().insert(path.as_os_str().to_owned());
        *self.last.borrow_mut() = Some((path.to_owned(), text.clone()));
        Ok(text)
    }

    fn is_file(&self, path: &Path) -> bool {
        self.is_stdin(path) || self.laid(path).is_some() || self.disk.is_file(path)
    }

    fn is_dir(&self, path: &Path) -> bool {
        !self.files.borrow().contains(path.as_os_str()) && self.disk.is_dir(path)
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        if self.is_stdin(path) {
            return Some(path.to_owned());
        }
        if let Some(known) = self.real.borrow().get(path.as_os_str()) {
            return known.clone();
        }
        let real = self.disk.real_path(path);
        self.real.borrow_mut().insert(path.as_os_str().to_owned(), real.clone());
        real
    }

    fn exists(&self, path: &Path) -> bool {
        if self.is_stdin(path) {
            return true;
        }
        // Every file of a folder asks for the same neighbours, which most often are not there.
        if let Some(known) = self.exists.borrow().get(path.as_os_str()) {
            return *known;
        }
        let exists = self.disk.exists(path);
        self.exists.borrow_mut().insert(path.as_os_str().to_owned(), exists);
        exists
    }
}
