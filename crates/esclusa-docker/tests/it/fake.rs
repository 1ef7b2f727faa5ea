//! An engine that answers what a real one (20.10, API 1.41) was recorded to answer, or misbehaves, and keeps what it was
//! asked. The tests of the binary use it, too.

#![allow(dead_code, reason = "each of the crates that use it uses some of it")]

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
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
    /// Takes what is sent for changes of the container in the path, and says that of it from then on.
    Updates,
    /// One after another; the last from then on.
    Turns(Vec<Self>),
    /// Changes to a bare stream, says these bytes in it, and, if it echoes, what comes in until that ends.
    Attaches(Vec<u8>, bool),
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
    sent: Arc<Mutex<Vec<Value>>>,
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
        let (asked, sent) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
        let ends = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&ends);
        let manners = Arc::new(Mutex::new(manners));
        let serves = Serves { version, manners, asked: Arc::clone(&asked), sent: Arc::clone(&sent) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let serves = serves.clone();
                std::thread::spawn(move || serves.serve(&stream));
            }
        });
        Self { socket, asked, sent, ends }
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

    /// The bodies so far, of requests that have one.
    pub(crate) fn sent(&self) -> Vec<Value> {
        self.sent.lock().expect("no thread failed").clone()
    }
}

impl Drop for FakeEngine {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        drop(UnixStream::connect(&self.socket));
        drop(std::fs::remove_file(&self.socket));
    }
}

/// What a connection is served by.
#[derive(Clone)]
struct Serves {
    version: Option<&'static str>,
    manners: Arc<Mutex<Manners>>,
    asked: Arc<Mutex<Vec<String>>>,
    sent: Arc<Mutex<Vec<Value>>>,
}

impl Serves {
    /// Answers one request after another.
    fn serve(&self, stream: &UnixStream) {
        let mut reader = BufReader::new(stream);
        while let Some((first, body)) = request(&mut reader) {
            let mut words = first.split(' ');
            let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            self.asked.lock().expect("no thread failed").push(format!("{method} {path}"));
            let plain = match path.strip_prefix("/v") {
                Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => {
                    rest.find('/').map_or(rest, |at| &rest[at..])
                }
                _ => path,
            };
            if let Some(body) = &body {
                self.sent.lock().expect("no thread failed").push(body.clone());
            }
            let manner = self.manner(plain, body.as_ref());
            if let Manner::Attaches(said, echoes) = &manner {
                drop(attach(stream, &mut reader, said, *echoes));
                return;
            }
            if answer(stream, self.version, &manner).is_none() {
                return;
            }
        }
    }

    /// How a path is answered this time.
    fn manner(&self, path: &str, body: Option<&Value>) -> Manner {
        let mut manners = self.manners.lock().expect("no thread failed");
        match manners.get_mut(path) {
            Some(Manner::Turns(turns)) if turns.len() > 1 => turns.remove(0),
            Some(Manner::Turns(turns)) => turns.first().expect("a turn").clone(),
            Some(Manner::Updates) => {
                let id = path.split('/').nth(2).expect("an identifier");
                update(&mut manners, id, body.expect("a body"));
                Manner::Says(200, r#"{"Warnings":null}"#.to_owned())
            }
            Some(manner) => manner.clone(),
            None if path == "/_ping" => Manner::Says(200, "OK".to_owned()),
            None => Manner::Says(404, format!("{{\"message\":\"page not found: {path}\"}}")),
        }
    }
}

/// The first line of a request, and its body; nothing at the end.
fn request(reader: &mut BufReader<&UnixStream>) -> Option<(String, Option<Value>)> {
    let mut line = || -> Option<String> {
        let mut line = String::new();
        (reader.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
    };
    let first = line()?;
    let mut length = 0;
    while let Some(header) = line().filter(|line| !line.is_empty()) {
        let (name, value) = header.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().expect("a number");
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((first, (length > 0).then(|| serde_json::from_slice(&body).expect("JSON"))))
}

/// Changes every document of a container as an engine does.
fn update(manners: &mut Manners, id: &str, body: &Value) {
    for manner in manners.values_mut() {
        let Manner::Says(_, said) = manner else { continue };
        let Ok(mut document) = serde_json::from_str::<Value>(said) else { continue };
        if document.get("Id").and_then(Value::as_str) != Some(id) {
            continue;
        }
        for (key, value) in body.as_object().expect("an object") {
            document["HostConfig"][key] = value.clone();
        }
        *said = document.to_string();
    }
}

/// A frame of a stream that is multiplexed: 1 is standard output, 2 standard error.
pub(crate) fn frame(kind: u8, bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).expect("short").to_be_bytes();
    [&[kind, 0, 0, 0], &length[..], bytes].concat()
}

/// Speaks in a bare stream.
fn attach(
    mut stream: &UnixStream,
    reader: &mut BufReader<&UnixStream>,
    said: &[u8],
    echoes: bool,
) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")?;
    stream.write_all(said)?;
    if echoes {
        let mut heard = Vec::new();
        reader.read_to_end(&mut heard)?;
        stream.write_all(&frame(1, &heard))?;
    }
    stream.shutdown(std::net::Shutdown::Both)
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
        Manner::Updates | Manner::Turns(_) | Manner::Attaches(..) => None,
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
