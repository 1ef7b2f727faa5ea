//! Pulling an image: the engine does it, and tells how far it is.

use esclusa_enforce::PullPermit;
use http_body_util::BodyExt as _;
use hyper::Method;
use serde_json::Value;

use crate::changer::{Changer, send, with_parameters};
use crate::credentials::Credentials;
use crate::error::Error;

/// The registry of names without one.
const DOCKER_HUB: &str = "docker.io";
/// A line of what the engine tells is of so many bytes at most.
const LONGEST: usize = 1 << 20;

/// How far a pull is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The layer, if it is about one; the tag in the first line.
    pub id: String,
    /// What happens: `Pulling from library/nginx`, `Downloading`.
    pub status: String,
    /// So many bytes are there of so many, where that is told.
    pub bytes: Option<(u64, u64)>,
}

impl Changer<'_> {
    /// Pulls an image as it was permitted, and tells how far it is, for as long as it takes.
    ///
    /// # Errors
    /// Where the engine refuses, or the registry does.
    pub fn pull(
        &self,
        permit: PullPermit,
        credentials: &Credentials,
        tell: &mut dyn FnMut(&Progress),
    ) -> Result<(), Error> {
        let reference = Reference::of(permit.image());
        let parameters = [
            ("fromImage", Some(reference.name)),
            ("tag", Some(reference.tag)),
            ("platform", permit.platform()),
        ];
        let path = with_parameters("/images/create", &parameters);
        let header = credentials.header(reference.registry)?;
        let headers: Vec<(&str, &str)> =
            header.iter().map(|header| ("X-Registry-Auth", header.as_str())).collect();
        self.reader().wait(async {
            let response = send(self.inner(), &Method::POST, &path, &headers, String::new()).await?;
            let mut body = response.into_body();
            let mut text = Vec::new();
            while let Some(frame) = body.frame().await {
                let frame = frame.map_err(|error| Error::Garbled(path.clone(), error.to_string()))?;
                text.extend_from_slice(frame.data_ref().map_or(&[][..], AsRef::as_ref));
                let mut values = serde_json::Deserializer::from_slice(&text).into_iter::<Value>();
                for value in values.by_ref() {
                    match value {
                        Ok(value) => tell(&told(&value, &path)?),
                        Err(error) if error.is_eof() => break,
                        Err(_) => return Err(Error::Shape(path.clone())),
                    }
                }
                let used = values.byte_offset();
                text.drain(..used);
                if text.len() > LONGEST {
                    return Err(Error::Shape(path.clone()));
                }
            }
            Ok(())
        })
    }
}

/// One line; an error in it is how a pull fails that had begun.
fn told(value: &Value, path: &str) -> Result<Progress, Error> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let failed = value.pointer("/errorDetail/message").or_else(|| value.get("error")).and_then(Value::as_str);
    if let Some(said) = failed {
        return Err(Error::Refused { path: path.to_owned(), status: 500, said: said.to_owned() });
    }
    let number = |key: &str| value.pointer(&format!("/progressDetail/{key}")).and_then(Value::as_u64);
    Ok(Progress { id: text("id"), status: text("status"), bytes: number("current").zip(number("total")) })
}

/// The parts of an image's name, as they are asked for.
#[derive(Debug, PartialEq, Eq)]
struct Reference<'a> {
    registry: &'a str,
    name: &'a str,
    tag: &'a str,
}

impl<'a> Reference<'a> {
    fn of(image: &'a str) -> Self {
        let (tagged, digest) =
            image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
        // A colon before the last slash is that of a port.
        let from = tagged.rfind('/').map_or(0, |slash| slash + 1);
        let colon = tagged.get(from..).and_then(|last| last.find(':')).map(|at| from + at);
        let (name, tag) = match colon {
            Some(at) => (tagged.get(..at).unwrap_or(tagged), tagged.get(at + 1..)),
            None => (tagged, None),
        };
        let registry = match name.split_once('/') {
            Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => first,
            _ => DOCKER_HUB,
        };
        Self { registry, name, tag: digest.or(tag).unwrap_or("latest") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_as_docker_does() {
        for (image, registry, name, tag) in [
            ("nginx", "docker.io", "nginx", "latest"),
            ("a/b:1", "docker.io", "a/b", "1"),
            ("localhost/b", "localhost", "localhost/b", "latest"),
            ("r.example:5000/a/b", "r.example:5000", "r.example:5000/a/b", "latest"),
            ("r.example:5000/b:2@sha256:00", "r.example:5000", "r.example:5000/b", "sha256:00"),
        ] {
            assert_eq!(Reference::of(image), Reference { registry, name, tag }, "{image}");
        }
    }
}
