//! A changer of an engine: whatever it sends takes a permit, which `esclusa-enforce` alone makes.

use esclusa_enforce::Permit;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use serde::Deserialize;
use tokio::time::timeout;

use crate::connection::{Sender, host, open};
use crate::error::Error;
use crate::reader::{Inner, Reader, refusal};

/// A changer of the engine that a reader reads.
#[derive(Debug)]
pub struct Changer<'a> {
    reader: &'a Reader,
}

/// What an engine says to a change that it made.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Told {
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
        let body = permit.update().body();
        let inner = self.reader.inner();
        let answer = self.reader.wait(async { timeout(inner.limits.wait, post(inner, &path, body)).await });
        let answer = answer.unwrap_or_else(|_| Err(inner.silent(&path)))?;
        let told: Told = serde_json::from_slice(&answer).map_err(|_| Error::Shape(path))?;
        Ok(told.warnings.unwrap_or_default())
    }
}

/// Sends it over a connection of its own, and never again: the engine may have done it although it did not say so.
async fn post(inner: &Inner, path: &str, body: String) -> Result<Vec<u8>, Error> {
    let garbled = |error: &dyn std::fmt::Display| Error::Garbled(path.to_owned(), error.to_string());
    let request = Request::post(format!("{}{path}", inner.prefix))
        .header("Host", host(&inner.endpoint))
        .header("User-Agent", "esclusa")
        .header("Content-Type", "application/json")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| garbled(&error))?;
    let mut sender: Sender<Full<Bytes>> = open(&inner.endpoint).await?;
    sender.ready().await.map_err(|error| garbled(&error))?;
    let response = sender.send_request(request).await.map_err(|error| garbled(&error))?;
    let status = response.status();
    let body = inner.body(path, response.into_body()).await?;
    if status.is_success() {
        return Ok(body);
    }
    Err(Error::Refused { path: path.to_owned(), status: status.as_u16(), said: refusal(&body) })
}
