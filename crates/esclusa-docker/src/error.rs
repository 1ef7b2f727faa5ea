//! Why an engine did not answer.

use std::path::PathBuf;

use esclusa_source::{Detail, detail};

/// Why an engine did not answer, or not as one that can be understood.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The address of the engine is none that is known.
    #[error(
        "{0}: not the address of an engine: unix:///PATH, tcp://HOST:PORT and ssh://[USER@]HOST[:PORT] are"
    )]
    Address(String),
    /// The client's configuration names a context that is not there.
    #[error("context {0}: not found in {path}", path = .1.display())]
    Context(String, PathBuf),
    /// A file of the client's configuration cannot be read or understood.
    #[error("{path}: {why}", path = .0.display(), why = .1)]
    File(PathBuf, String),
    /// TLS without a check of who answers is asked for.
    #[error("{0}: TLS without verification is not used: whoever answers could be anybody")]
    Unverified(String),
    /// There is no engine at the address.
    #[error("no engine at {0} ({1})")]
    Unreachable(String, String),
    /// It speaks a version of the API that is too old to tell what is looked at.
    #[error("{0}: an engine older than API 1.24 (Docker 1.12, of 2016)")]
    TooOld(String),
    /// It cannot tell when a container ends that has not begun.
    #[error("{0}: an engine older than API 1.30 (Docker 17.06, of 2017) runs nothing here")]
    TooOldToRun(String),
    /// A program that keeps the credentials of registries failed.
    #[error("{0}: {1}")]
    Helper(String, String),
    /// The socket belongs to others.
    #[error("no right to open {0}: root and the members of its group may")]
    Forbidden(String),
    /// It did not answer in time.
    #[error("{0}: no answer within {1} seconds")]
    Silent(String, u64),
    /// It answered what is no HTTP, or broke off.
    #[error("{0}: the answer broke off or is no HTTP: {1}")]
    Garbled(String, String),
    /// It answered more than is read.
    #[error("{0}: an answer of more than {1} MiB")]
    TooLarge(String, usize),
    /// It refused.
    #[error("{path}: status {status}: {said}")]
    Refused {
        /// What was asked for.
        path: String,
        /// The status of the answer.
        status: u16,
        /// The engine's own words.
        said: String,
    },
    /// It answered no JSON, or JSON of another shape.
    #[error("{0}: the answer is not what an engine says there")]
    Shape(String),
}

impl Error {
    /// The same, to be said in the language of the run.
    #[must_use]
    pub fn reason(&self) -> Detail {
        match self {
            Self::Address(url) => detail!(
                "engine-address",
                "{url}: not the address of an engine: unix:///PATH, tcp://HOST:PORT and ssh://[USER@]HOST[:PORT] are",
                url
            ),
            Self::Context(name, path) => {
                let path = path.display();
                detail!("engine-context", "context {name}: not found in {path}", name, path)
            }
            Self::File(path, why) => {
                let path = path.display();
                detail!("engine-file", "{path}: {why}", path, why)
            }
            Self::Unverified(url) => detail!(
                "engine-unverified",
                "{url}: TLS without verification is not used: whoever answers could be anybody",
                url
            ),
            Self::Unreachable(url, why) => {
                detail!("engine-unreachable", "no engine at {url} ({why})", url, why)
            }
            Self::TooOld(url) => {
                detail!("engine-too-old", "{url}: an engine older than API 1.24 (Docker 1.12, of 2016)", url)
            }
            Self::TooOldToRun(url) => detail!(
                "engine-too-old-to-run",
                "{url}: an engine older than API 1.30 (Docker 17.06, of 2017) runs nothing here",
                url
            ),
            Self::Helper(program, why) => detail!("engine-helper", "{program}: {why}", program, why),
            Self::Forbidden(url) => detail!(
                "engine-forbidden",
                "no right to open {url}: root and the members of its group may",
                url
            ),
            Self::Silent(path, seconds) => {
                detail!("engine-silent", "{path}: no answer within {seconds} seconds", path, seconds)
            }
            Self::Garbled(path, why) => {
                detail!("engine-garbled", "{path}: the answer broke off or is no HTTP: {why}", path, why)
            }
            Self::TooLarge(path, most) => {
                detail!("engine-answer-too-large", "{path}: an answer of more than {most} MiB", path, most)
            }
            Self::Refused { path, status, said } => {
                detail!("engine-refused", "{path}: status {status}: {said}", path, status, said)
            }
            Self::Shape(path) => {
                detail!("engine-shape", "{path}: the answer is not what an engine says there", path)
            }
        }
    }

    /// Whether what was asked for is not there: it was taken away meanwhile.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}
