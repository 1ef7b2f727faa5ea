//! What happens to an engine's containers, as it happens.

use std::collections::VecDeque;
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use serde_json::Value;
use tokio::time::timeout;

use crate::error::Error;
use crate::reader::Reader;

/// Events of containers that change what they ask for, or what they have: `{"type":["container"],"event":[…]}`.
const PATH: &str = "/events?filters=%7B%22type%22%3A%5B%22container%22%5D%2C%22event%22%3A%5B%22create%22%2C%22start%22%2C%22update%22%2C%22rename%22%5D%7D";
/// An event is of so many bytes at most: its attributes are the container's labels.
const LONGEST: usize = 8 << 20;

/// Something that happened to a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The container's identifier.
    pub id: String,
    /// What happened: `create`, `start`, `update`, `rename`.
    pub action: String,
}

/// Events one after another.
#[derive(Debug)]
pub struct Events {
    body: Incoming,
    text: Vec<u8>,
    ready: VecDeque<Event>,
}

impl Reader {
    /// Follows what happens from now on.
    ///
    /// # Errors
    /// Where the engine does not answer in time, or refuses.
    pub fn events(&self) -> Result<Events, Error> {
        Ok(Events { body: self.stream(PATH)?, text: Vec::new(), ready: VecDeque::new() })
    }
}

impl Events {
    /// The next event; nothing if none comes within the time.
    ///
    /// # Errors
    /// Where the engine ends the stream, or says what is no event.
    pub fn next(&mut self, reader: &Reader, wait: Duration) -> Result<Option<Event>, Error> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            let Ok(frame) = reader.wait(async { timeout(wait, self.body.frame()).await }) else {
                return Ok(None);
            };
            let ended = || Error::Garbled("/events".to_owned(), "the engine ended it".to_owned());
            let frame = frame.ok_or_else(ended)?;
            let frame = frame.map_err(|error| Error::Garbled("/events".to_owned(), error.to_string()))?;
            let Some(data) = frame.data_ref() else { continue };
            self.text.extend_from_slice(data);
            self.take()?;
        }
    }

    /// Takes the whole events out of what has come.
    fn take(&mut self) -> Result<(), Error> {
        let wrong = || Error::Shape("/events".to_owned());
        let mut values = serde_json::Deserializer::from_slice(&self.text).into_iter::<Value>();
        let mut used = 0;
        for value in values.by_ref() {
            match value {
                Ok(value) => self.ready.extend(event(&value)),
                Err(error) if error.is_eof() => break,
                Err(_) => return Err(wrong()),
            }
        }
        used += values.byte_offset();
        self.text.drain(..used);
        if self.text.len() > LONGEST { Err(wrong()) } else { Ok(()) }
    }
}

fn event(value: &Value) -> Option<Event> {
    // Until API 1.22 the fields of today did not exist; they are older than the oldest engine that is read.
    let id = value.pointer("/Actor/ID").or_else(|| value.get("id")).and_then(Value::as_str)?;
    let action = value.get("Action").or_else(|| value.get("status")).and_then(Value::as_str)?;
    Some(Event { id: id.to_owned(), action: action.to_owned() })
}
