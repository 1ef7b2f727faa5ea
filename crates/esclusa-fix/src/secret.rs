//! Secrets on their way from a text into a file of their own.

use std::fmt;
use std::path::{Path, PathBuf};

/// A secret's value, which prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(String);

impl Value {
    pub(crate) fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the file that will hold it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A file that a fix counts on, and the secret that it is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// The file, absolute.
    pub path: PathBuf,
    /// The folder that the text which asks for it starts from: the project's.
    pub folder: PathBuf,
    /// The variable that held it.
    pub variable: String,
    /// What it is to hold.
    pub value: Value,
}

impl Deposit {
    /// Whether two cannot both be made: one file, two values.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        self.path == other.path && self.value != other.value
    }
}

/// A path as the folder that it starts from makes it absolute, without `.` in the middle.
pub(crate) fn absolute(folder: &Path, source: &str) -> PathBuf {
    folder.join(source).components().collect()
}
