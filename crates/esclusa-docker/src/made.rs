//! A container that was made by a permit: what follows needs no other.

use hyper::Method;
use serde::Deserialize;
use tokio::time::timeout;

use crate::changer::{Changer, PATIENCE, send, with_parameters};
use crate::error::Error;
use crate::multiplexed::{Demultiplexer, Stream};
use crate::reader::Inner;

/// A container that a [`Changer`] made. Nobody else can make one, so that no other is ever started, stopped or removed:
///
/// ```compile_fail,E0451
/// let _ = esclusa_docker::Made { id: "b123".to_owned(), warnings: Vec::new() };
/// ```
#[derive(Debug)]
pub struct Made {
    id: String,
    warnings: Vec<String>,
}

impl Made {
    pub(crate) const fn new(id: String, warnings: Vec<String>) -> Self {
        Self { id, warnings }
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the engine warned of when it made it.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    pub(crate) fn path(&self, action: &str, parameters: &[(&str, Option<&str>)]) -> String {
        with_parameters(&format!("/containers/{}{action}", self.id), parameters)
    }
}

/// How a container ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The code of its command.
    pub code: i64,
    /// What the engine says went wrong.
    pub error: Option<String>,
}

/// What the engine answers to who waits.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Waited {
    status_code: i64,
    #[serde(default)]
    error: Option<WaitError>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct WaitError {
    message: String,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// It ends the next time.
    NextExit,
    /// It is gone.
    Removed,
}

impl Until {
    const fn word(self) -> &'static str {
        match self {
            Self::NextExit => "next-exit",
            Self::Removed => "removed",
        }
    }
}

impl Changer<'_> {
    /// Starts it.
    ///
    /// # Errors
    /// Where the engine refuses: its words say why the command cannot be started.
    pub fn start(&self, made: &Made) -> Result<(), Error> {
        self.reader().wait(start(self.inner(), made))
    }

    /// Waits until it ends; as long as that takes.
    ///
    /// # Errors
    /// Where the engine goes away.
    pub fn wait(&self, made: &Made, until: Until) -> Result<End, Error> {
        self.reader().wait(async { ended(self.inner(), begin_wait(self.inner(), made, until).await?).await })
    }

    /// Sends it a signal (`TERM`, `SIGUSR1`).
    ///
    /// # Errors
    /// Where the engine refuses, as of one that does not run.
    pub fn kill(&self, made: &Made, signal: &str) -> Result<(), Error> {
        self.reader().wait(kill(self.inner(), made, signal))
    }

    /// Lets it end by itself, and kills it after so many seconds.
    ///
    /// # Errors
    /// Where the engine refuses.
    pub fn stop(&self, made: &Made, seconds: u32) -> Result<(), Error> {
        let path = made.path("/stop", &[("t", Some(&seconds.to_string()))]);
        // It answers when the container has ended, and not before.
        self.reader().wait(done(self.inner(), &Method::POST, &path, PATIENCE.saturating_add(seconds)))
    }

    /// Removes it, with its anonymous volumes; it is killed first if it runs.
    ///
    /// # Errors
    /// Where the engine refuses.
    pub fn remove(&self, made: &Made) -> Result<(), Error> {
        let path = made.path("", &[("v", Some("1")), ("force", Some("1"))]);
        self.reader().wait(done(self.inner(), &Method::DELETE, &path, PATIENCE))
    }

    /// Gives its terminal a size.
    ///
    /// # Errors
    /// Where the engine refuses.
    pub fn resize(&self, made: &Made, rows: u16, columns: u16) -> Result<(), Error> {
        self.reader().wait(resize(self.inner(), made, rows, columns))
    }

    /// What it has written so far, as the engine has kept it: standard output and standard error, in that order.
    ///
    /// # Errors
    /// Where the engine keeps none, or more than is read.
    pub fn logs(&self, made: &Made) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let path = made.path("/logs", &[("stdout", Some("1")), ("stderr", Some("1"))]);
        let answer = self.reader().get(&path)?;
        let (mut output, mut error) = (Vec::new(), Vec::new());
        let mut parts = Demultiplexer::default();
        parts.take(&answer.body, |stream, bytes| match stream {
            Stream::Output => output.extend_from_slice(bytes),
            Stream::Error => error.extend_from_slice(bytes),
        })?;
        Ok((output, error))
    }
}

pub(crate) async fn start(inner: &Inner, made: &Made) -> Result<(), Error> {
    done(inner, &Method::POST, &made.path("/start", &[]), PATIENCE).await
}

pub(crate) async fn kill(inner: &Inner, made: &Made, signal: &str) -> Result<(), Error> {
    done(inner, &Method::POST, &made.path("/kill", &[("signal", Some(signal))]), 1).await
}

pub(crate) async fn resize(inner: &Inner, made: &Made, rows: u16, columns: u16) -> Result<(), Error> {
    let (rows, columns) = (rows.to_string(), columns.to_string());
    let path = made.path("/resize", &[("h", Some(&rows)), ("w", Some(&columns))]);
    done(inner, &Method::POST, &path, 1).await
}

/// Begins to wait: when the engine has answered so far, no end is missed.
pub(crate) async fn begin_wait(
    inner: &Inner,
    made: &Made,
    until: Until,
) -> Result<hyper::Response<hyper::body::Incoming>, Error> {
    let path = made.path("/wait", &[("condition", Some(until.word()))]);
    send(inner, &Method::POST, &path, &[], String::new()).await
}

/// The end that was waited for.
pub(crate) async fn ended(
    inner: &Inner,
    waiting: hyper::Response<hyper::body::Incoming>,
) -> Result<End, Error> {
    let body = inner.body("/wait", waiting.into_body()).await?;
    let waited: Waited = serde_json::from_slice(&body).map_err(|_| Error::Shape("/wait".to_owned()))?;
    let error = waited.error.map(|error| error.message).filter(|message| !message.is_empty());
    Ok(End { code: waited.status_code, error })
}

/// Sends a request without a body whose answer says nothing, within so many times the time for an answer.
async fn done(inner: &Inner, method: &Method, path: &str, patience: u32) -> Result<(), Error> {
    let asking = async {
        let response = send(inner, method, path, &[], String::new()).await?;
        inner.body(path, response.into_body()).await.map(drop)
    };
    let wait = inner.limits.wait.saturating_mul(patience);
    timeout(wait, asking).await.unwrap_or_else(|_| Err(inner.silent(path)))
}
