//! An engine that answers what a real one (20.10, API 1.41) was recorded to answer, or misbehaves, and keeps what it was
//! asked. The tests of the binary use it, too.

#![allow(dead_code, reason = "each of the crates that use it uses some of it")]

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Map, Value};

/// What a real engine answered.
const RECORDED: &str = include_str!("answers.json");

/// Where containers' events are asked for.
pub(crate) const EVENTS: &str = "/events?filters=%7B%22type%22%3A%5B%22container%22%5D%2C%22event%22%3A%5B%22create%22%2C%22start%22%2C%22update%22%2C%22rename%22%5D%7D";

/// How it answers one path.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    /// This status and body.
    Says(u16, String),
    /// Nothing, ever.
    Hangs,
    /// Half of an answer.
    BreaksOff,
    /// What is no HTTP.
    Babbles,
    /// Status 200 and then these, a while after one another; then, after a while, the end.
    Streams(Vec<String>),
}

/// Manners by path; a path that is not among them is answered with status 404.
pub(crate) type Manners = HashMap<String, Manner>;

/// What was recorded, as manners.
pub(crate) fn recorded() -> Manners {
    let answers: Map<String, Value> = serde_json::from_str(RECORDED).expect("JSON");
    let mut manners = Manners::new();
    for (path, value) in answers {
        let said = Manner::Says(200, value.to_string());
        // A container is known by its name, too.
        if let Some(name) = value.get("Name").and_then(Value::as_str).and_then(|name| name.strip_prefix('/'))
        {
            manners.insert(format!("/containers/{name}/json"), said.clone());
        }
        manners.insert(path, said);
    }
    manners
}

/// The answer that was recorded for the document of a container, to be changed.
pub(crate) fn document(name: &str) -> Value {
    let answers: Map<String, Value> = serde_json::from_str(RECORDED).expect("JSON");
    let is_it = |value: &&Value| value.get("Name").and_then(Value::as_str) == Some(&format!("/{name}"));
    answers.values().find(is_it).expect("a container that was recorded").clone()
}

/// An engine of these containers alone, each named by its document.
pub(crate) fn engine_of(documents: &[Value]) -> Manners {
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let entry =
        |value: &Value| serde_json::json!({ "Id": text(value, "Id"), "Names": [text(value, "Name")] });
    let mut manners = recorded();
    let listed = Value::Array(documents.iter().map(entry).collect());
    manners.insert("/containers/json?all=1".to_owned(), Manner::Says(200, listed.to_string()));
    for value in documents {
        let path = format!("/containers/{}/json", text(value, "Id"));
        manners.insert(path, Manner::Says(200, value.to_string()));
        let path = format!("/containers{}/json", text(value, "Name"));
        manners.insert(path, Manner::Says(200, value.to_string()));
    }
    manners
}

/// A running fake.
pub(crate) struct FakeEngine {
    /// Its socket.
    pub(crate) socket: PathBuf,
    asked: Arc<Mutex<Vec<String>>>,
    ends: Arc<AtomicBool>,
}

impl FakeEngine {
    /// An engine that says that its newest version of the API is this one; an old one says nothing.
    pub(crate) fn start(version: Option<&'static str>, manners: Manners) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("esclusa-fake-{}-{}.sock", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let socket = std::env::temp_dir().join(name);
        let listener = UnixListener::bind(&socket).expect("a socket");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let ends = Arc::new(AtomicBool::new(false));
        let (manners, kept, ended) = (Arc::new(manners), Arc::clone(&asked), Arc::clone(&ends));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let (manners, kept) = (Arc::clone(&manners), Arc::clone(&kept));
                std::thread::spawn(move || serve(&stream, version, &manners, &kept));
            }
        });
        Self { socket, asked, ends }
    }

    /// One as it was recorded.
    pub(crate) fn as_recorded() -> Self {
        Self::start(Some("1.41"), recorded())
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// The request lines so far: `GET /v1.41/info`.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no thread failed").clone()
    }
}

impl Drop for FakeEngine {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        drop(UnixStream::connect(&self.socket));
        drop(std::fs::remove_file(&self.socket));
    }
}

/// Answers one request after another.
fn serve(stream: &UnixStream, version: Option<&str>, manners: &Manners, asked: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    while let Some(first) = lines.next() {
        // Requests without a body end with their headers.
        while lines.next().is_some_and(|line| !line.is_empty()) {}
        let mut words = first.split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        asked.lock().expect("no thread failed").push(format!("{method} {path}"));
        let plain = match path.strip_prefix("/v") {
            Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => {
                rest.find('/').map_or(rest, |at| &rest[at..])
            }
            _ => path,
        };
        let said = match (manners.get(plain), plain) {
            (Some(manner), _) => manner.clone(),
            (None, "/_ping") => Manner::Says(200, "OK".to_owned()),
            (None, _) => Manner::Says(404, format!("{{\"message\":\"page not found: {plain}\"}}")),
        };
        if answer(stream, version, &said).is_none() {
            return;
        }
    }
}

/// Nothing if the connection is at its end.
fn answer(mut stream: &UnixStream, version: Option<&str>, manner: &Manner) -> Option<()> {
    let told = version.map(|version| format!("Api-Version: {version}\r\n")).unwrap_or_default();
    match manner {
        Manner::Says(status, body) => {
            let head = format!("HTTP/1.1 {status} X\r\n{told}Content-Length: {}\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).ok()?;
            stream.write_all(body.as_bytes()).ok()
        }
        Manner::Hangs => {
            std::thread::sleep(Duration::from_secs(60));
            None
        }
        Manner::BreaksOff => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"Id\":").ok()?;
            None
        }
        Manner::Babbles => {
            stream.write_all(b"\x00\xff220 mail.example ESMTP\r\n\r\n").ok()?;
            None
        }
        Manner::Streams(parts) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").ok()?;
            for part in parts {
                stream.write_all(format!("{:x}\r\n{part}\r\n", part.len()).as_bytes()).ok()?;
                std::thread::sleep(Duration::from_millis(50));
            }
            std::thread::sleep(Duration::from_secs(2));
            stream.write_all(b"0\r\n\r\n").ok()?;
            None
        }
    }
}
