//! A reader of an engine: whatever is asked of it, it asks the engine with GET.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::connection::{self, host, open};
use crate::endpoint::Endpoint;
use crate::error::Error;

/// The newest version of the API whose answers were compared with what is read of them.
const NEWEST: (u32, u32) = (1, 53);
/// The oldest: before it fields that rules look at were not told.
const OLDEST: (u32, u32) = (1, 24);
/// The header in which an engine tells its newest version.
const VERSION: &str = "api-version";
/// So many characters of a refusal are repeated.
const LONGEST_REFUSAL: usize = 300;
/// So many of one of a change: what could not be started is explained through every program on the way.
pub(crate) const LONGEST_EXPLANATION: usize = 4000;

/// A connection for requests that have no body: no other can be put into it.
type Sender = connection::Sender<Empty<Bytes>>;

/// How long and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// An answer is waited for so long.
    pub wait: Duration,
    /// Of an answer so many bytes are read.
    pub bytes: usize,
    /// So many connections are open at a time.
    pub connections: usize,
}

impl Default for Limits {
    /// Ten seconds, 64 MiB, four connections.
    fn default() -> Self {
        Self { wait: Duration::from_secs(10), bytes: 64 << 20, connections: 4 }
    }
}

/// What the engine answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text; what is no UTF-8 in it is replaced.
    #[must_use]
    pub fn into_text(self) -> String {
        String::from_utf8(self.body)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

/// A reader of an engine. It has no way to send anything but GET.
pub struct Reader {
    runtime: Runtime,
    inner: Arc<Inner>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("endpoint", &self.inner.endpoint).finish_non_exhaustive()
    }
}

pub(crate) struct Inner {
    pub(crate) endpoint: Endpoint,
    pub(crate) limits: Limits,
    /// The newest version that the engine speaks, if it says that.
    version: Option<(u32, u32)>,
    /// `/v1.41`, which stands before every path.
    pub(crate) prefix: String,
    /// Connections that nobody uses now.
    idle: Mutex<Vec<Sender>>,
}

impl Reader {
    /// Opens the engine at an endpoint and agrees with it on a version of the API.
    ///
    /// # Errors
    /// Where there is no engine, or none that answers in time, or one that is older than API 1.24.
    pub fn connect(endpoint: Endpoint, limits: Limits) -> Result<Self, Error> {
        let failed = |error: std::io::Error| Error::Unreachable(endpoint.to_string(), error.to_string());
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let mut inner =
            Inner { endpoint, limits, version: None, prefix: String::new(), idle: Mutex::default() };
        let version = runtime.block_on(inner.version())?;
        inner.version = version;
        inner.prefix = match version {
            // An engine that does not tell its version gets none; it takes that for its own.
            None => String::new(),
            Some(version) if version < OLDEST => return Err(Error::TooOld(inner.endpoint.to_string())),
            Some(version) => {
                let (major, minor) = version.min(NEWEST);
                format!("/v{major}.{minor}")
            }
        };
        Ok(Self { runtime, inner: Arc::new(inner) })
    }

    /// Where the engine is.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.endpoint
    }

    /// The process that made the engine's socket, as this machine counts: dockerd, or who opened the socket for it.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        let Endpoint::Unix(path) = &self.inner.endpoint else { return None };
        let peer = self.runtime.block_on(async { tokio::net::UnixStream::connect(path).await?.peer_cred() });
        peer.ok()?.pid().and_then(|pid| u32::try_from(pid).ok())
    }

    /// What the engine says under a path of its API (`/containers/json?all=1`).
    ///
    /// # Errors
    /// Where it does not answer in time, refuses, or answers too much.
    pub fn get(&self, path: &str) -> Result<Answer, Error> {
        self.runtime.block_on(self.inner.get(path))
    }

    /// The same of many paths, in their order; several are asked for at a time.
    #[must_use]
    pub fn get_all(&self, paths: Vec<String>) -> Vec<Result<Answer, Error>> {
        let number = paths.len();
        let workers = self.inner.limits.connections.clamp(1, number.max(1));
        let (paths, next) = (Arc::<[String]>::from(paths), Arc::new(AtomicUsize::new(0)));
        let mut answers: Vec<Option<Result<Answer, Error>>> = vec![None; number];
        self.runtime.block_on(async {
            let mut working = JoinSet::new();
            for _ in 0..workers {
                let (inner, paths, next) = (Arc::clone(&self.inner), Arc::clone(&paths), Arc::clone(&next));
                working.spawn(async move {
                    let mut got = Vec::new();
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(path) = paths.get(at) else { return got };
                        got.push((at, inner.get(path).await));
                    }
                });
            }
            while let Some(done) = working.join_next().await {
                for (at, answer) in done.unwrap_or_default() {
                    if let Some(slot) = answers.get_mut(at) {
                        *slot = Some(answer);
                    }
                }
            }
        });
        let lost = |path: &String| Err(Error::Garbled(path.clone(), "the reader ended".to_owned()));
        answers.into_iter().zip(&*paths).map(|(answer, path)| answer.unwrap_or_else(|| lost(path))).collect()
    }

    /// The head of an answer that goes on and on.
    pub(crate) fn stream(&self, path: &str) -> Result<Incoming, Error> {
        // Its connection carries nothing else.
        let asking = async { Ok(self.inner.ask(path).await?.0.into_body()) };
        let answer = self.runtime.block_on(async { timeout(self.inner.limits.wait, asking).await });
        answer.unwrap_or_else(|_| Err(self.inner.silent(path)))
    }

    /// What a changer of the same engine needs.
    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// The same, to be kept by what goes on beside.
    pub(crate) fn shared(&self) -> Arc<Inner> {
        Arc::clone(&self.inner)
    }

    /// Runs what waits for the engine.
    pub(crate) fn wait<F: Future>(&self, work: F) -> F::Output {
        self.runtime.block_on(work)
    }
}

impl Inner {
    /// Refuses an engine that is older than a version of the API.
    pub(crate) fn at_least(&self, least: (u32, u32)) -> Result<(), Error> {
        match self.version {
            Some(version) if version < least => Err(Error::TooOldToRun(self.endpoint.to_string())),
            _ => Ok(()),
        }
    }

    /// The newest version that the engine speaks; it is told in a header, by old ones only in `/version`.
    async fn version(&self) -> Result<Option<(u32, u32)>, Error> {
        let asking = async {
            let (response, sender) = self.ask("/_ping").await?;
            let told = response.headers().get(VERSION).and_then(|value| value.to_str().ok());
            let told = told.and_then(numbers);
            self.body("/_ping", response.into_body()).await?;
            self.keep(sender);
            Ok(told)
        };
        let answer = timeout(self.limits.wait, asking).await;
        let told = answer.unwrap_or_else(|_| Err(self.silent("/_ping")))?;
        if told.is_some() {
            return Ok(told);
        }
        let answer = self.get("/version").await?;
        let value: serde_json::Value =
            serde_json::from_slice(&answer.body).map_err(|_| Error::Shape("/version".to_owned()))?;
        Ok(value.get("ApiVersion").and_then(serde_json::Value::as_str).and_then(numbers))
    }

    async fn get(&self, path: &str) -> Result<Answer, Error> {
        let asking = async {
            let (response, sender) = self.ask(path).await?;
            let body = self.body(path, response.into_body()).await?;
            self.keep(sender);
            Ok(Answer { body })
        };
        timeout(self.limits.wait, asking).await.unwrap_or_else(|_| Err(self.silent(path)))
    }

    pub(crate) fn silent(&self, path: &str) -> Error {
        Error::Silent(path.to_owned(), self.limits.wait.as_secs())
    }

    /// Sends the request; a refusal is an error. A connection that the engine has closed meanwhile is opened anew.
    async fn ask(&self, path: &str) -> Result<(Response<Incoming>, Sender), Error> {
        let used = self.idle().pop();
        let (mut sender, mut is_new) = match used {
            Some(sender) => (sender, false),
            None => (open(&self.endpoint).await?, true),
        };
        loop {
            let request = Request::get(format!("{}{path}", self.prefix))
                .header("Host", host(&self.endpoint))
                .header("User-Agent", "esclusa")
                .body(Empty::new())
                .map_err(|error| Error::Garbled(path.to_owned(), error.to_string()))?;
            let sent = match sender.ready().await {
                Ok(()) => sender.send_request(request).await,
                Err(error) => Err(error),
            };
            match sent {
                Ok(response) if response.status().is_success() => return Ok((response, sender)),
                Ok(response) => {
                    let status = response.status().as_u16();
                    let body = self.body(path, response.into_body()).await?;
                    self.keep(sender);
                    return Err(Error::Refused {
                        path: path.to_owned(),
                        status,
                        said: refusal(&body, LONGEST_REFUSAL),
                    });
                }
                Err(_) if !is_new => (sender, is_new) = (open(&self.endpoint).await?, true),
                Err(error) => return Err(Error::Garbled(path.to_owned(), error.to_string())),
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Sender>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a connection whose answer was read to the end.
    fn keep(&self, sender: Sender) {
        self.idle().push(sender);
    }

    /// The whole body, within bounds.
    pub(crate) async fn body(&self, path: &str, mut body: Incoming) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| Error::Garbled(path.to_owned(), error.to_string()))?;
            let Some(data) = frame.data_ref() else { continue };
            if bytes.len() + data.len() > self.limits.bytes {
                return Err(Error::TooLarge(path.to_owned(), self.limits.bytes >> 20));
            }
            bytes.extend_from_slice(data);
        }
        Ok(bytes)
    }
}

/// The numbers of `1.41`.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.trim().split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// The engine's own words, so many characters of them.
pub(crate) fn refusal(body: &[u8], most: usize) -> String {
    let value: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let said = value.as_ref().and_then(|value| value.get("message")).and_then(serde_json::Value::as_str);
    let said = said.map_or_else(|| String::from_utf8_lossy(body).into_owned(), str::to_owned);
    said.trim().chars().take(most).collect()
}
