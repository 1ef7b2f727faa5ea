//! A changer of an engine: whatever it sends takes a permit, which `esclusa-enforce` alone makes, or a container that was
//! made by one.

use esclusa_enforce::{CreatePermit, Permit};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Method, Request, Response};
use serde::Deserialize;
use tokio::time::timeout;

use crate::connection::{Sender, host, open};
use crate::error::Error;
use crate::gather::encoded;
use crate::made::Made;
use crate::reader::{Inner, LONGEST_EXPLANATION, Reader, refusal};

/// The oldest version of the API in which a container can be waited for before it is started.
const OLDEST_TO_RUN: (u32, u32) = (1, 30);

/// A changer of the engine that a reader reads.
#[derive(Debug)]
pub struct Changer<'a> {
    reader: &'a Reader,
}

/// What an engine says to a change that it made.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Told {
    id: String,
    warnings: Option<Vec<String>>,
}

impl<'a> Changer<'a> {
    /// The changer of the same engine. Nothing is sent yet.
    #[must_use]
    pub const fn beside(reader: &'a Reader) -> Self {
        Self { reader }
    }

    /// Changes a container where it stands, as it was permitted. What the engine warns of. It is asked once: a permit is
    /// used up, whatever comes of it.
    ///
    /// # Errors
    /// Where the engine refuses; and where it does not answer, or not as one: then it may have been changed.
    pub fn update(&self, permit: Permit) -> Result<Vec<String>, Error> {
        let path = format!("/containers/{}/update", permit.container());
        let told = self.told(&path, permit.update().body())?;
        Ok(told.warnings.unwrap_or_default())
    }

    /// Makes a container, as it was permitted. It is asked once.
    ///
    /// # Errors
    /// Where the engine refuses, or does not answer.
    pub fn create(&self, permit: CreatePermit) -> Result<Made, Error> {
        self.inner().at_least(OLDEST_TO_RUN)?;
        let parameters = [("name", permit.name()), ("platform", permit.platform())];
        let path = with_parameters("/containers/create", &parameters);
        let told = self.told(&path, permit.body().to_owned())?;
        // It stands in the path of what follows.
        let is_identifier = !told.id.is_empty() && told.id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_identifier {
            return Err(Error::Shape(path));
        }
        Ok(Made::new(told.id, told.warnings.unwrap_or_default()))
    }

    /// Sends JSON, and reads what is answered within the time for an answer.
    fn told(&self, path: &str, body: String) -> Result<Told, Error> {
        let inner = self.inner();
        let asking = async {
            let response = send(inner, &Method::POST, path, &[JSON], body).await?;
            inner.body(path, response.into_body()).await
        };
        // To make a container is to unpack nothing, but a busy disk takes its time.
        let answer =
            self.reader.wait(async { timeout(inner.limits.wait.saturating_mul(PATIENCE), asking).await });
        let answer = answer.unwrap_or_else(|_| Err(inner.silent(path)))?;
        serde_json::from_slice(&answer).map_err(|_| Error::Shape(path.to_owned()))
    }

    pub(crate) fn inner(&self) -> &Inner {
        self.reader.inner()
    }

    pub(crate) const fn reader(&self) -> &Reader {
        self.reader
    }
}

/// A change may take so many times as long as an answer.
pub(crate) const PATIENCE: u32 = 6;

/// The header of a body that is JSON.
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// Sends a request over a connection of its own, and never again: the engine may have done it although it did not say so.
/// The head of the answer, unless it is a refusal.
pub(crate) async fn send(
    inner: &Inner,
    method: &Method,
    path: &str,
    headers: &[(&str, &str)],
    body: String,
) -> Result<Response<Incoming>, Error> {
    let garbled = |error: &dyn std::fmt::Display| Error::Garbled(path.to_owned(), error.to_string());
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{}{path}", inner.prefix))
        .header("Host", host(&inner.endpoint))
        .header("User-Agent", "esclusa")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| garbled(&error))?;
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| garbled(&error))?;
        let mut value = HeaderValue::from_str(value).map_err(|error| garbled(&error))?;
        // The credentials of a registry are among them.
        value.set_sensitive(true);
        request.headers_mut().insert(name, value);
    }
    let mut sender: Sender<Full<Bytes>> = open(&inner.endpoint).await?;
    sender.ready().await.map_err(|error| garbled(&error))?;
    let response = sender.send_request(request).await.map_err(|error| garbled(&error))?;
    let status = response.status();
    if status.is_success() || status == hyper::StatusCode::SWITCHING_PROTOCOLS {
        return Ok(response);
    }
    let body = inner.body(path, response.into_body()).await?;
    let said = refusal(&body, LONGEST_EXPLANATION);
    Err(Error::Refused { path: path.to_owned(), status: status.as_u16(), said })
}

/// A path with those of its parameters that are said.
pub(crate) fn with_parameters(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut whole = path.to_owned();
    for (name, value) in parameters {
        let Some(value) = value else { continue };
        whole.push(if whole.contains('?') { '&' } else { '?' });
        whole.push_str(name);
        whole.push('=');
        whole.push_str(&encoded(value));
    }
    whole
}
