//! Generated command lines, each read by us and by the real docker client.
//!
//! `cargo xtask oracle [LINES] [SEED]` runs as many as wanted; a plain `cargo test` a fixed sample.

#![expect(clippy::unwrap_used, reason = "a test that cannot ask its oracle fails loudly")]

pub(crate) mod client;
mod devices;
mod lines;
mod mounts;
mod random;
mod values;
mod words;

use std::path::{Path, PathBuf};

use esclusa_model::dialect::run;
use esclusa_model::{Container, Context, Mode, Wire};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{DiskFiles, Sources};
use serde_json::{Value, json};

use crate::run_truth::{comparable, our_baseline};
use crate::shared::shared;
use client::Client;
pub(crate) use lines::line;
pub(crate) use lines::names;

/// Lines in a sample that anybody waits for.
const SAMPLE: u64 = 500;

/// The path that stands for the client's own socket, which has another name in each run.
const SOCKET: &str = "/engine.sock";

/// Clients that are asked side by side.
const CLIENTS: u64 = 2;

/// Files that the lines name.
const FILES: &[(&str, &str)] = &[
    ("ok.env", "# comment\nA=1\n  B=two words  \nHOME\nNOT_THERE\n\nC=\"quoted\"\nD=a=b\n"),
    ("more.env", "\u{feff}A=3\nE=\n# B=9\nB\n"),
    ("crlf.env", "A=1\r\nB=2\r\n\r\nPATH\r\n"),
    ("bad.env", "A=1\n=x\n"),
    ("spaces.env", "A=1\nB C=2\n"),
    ("empty.env", ""),
    ("ok.labels", "a=1\nb\nc=\n# d=4\n e = 5\n"),
    ("sub/x.env", "X=1"),
    (
        "seccomp.json",
        "{ \"defaultAction\": \"SCMP_ACT_ALLOW\",\n \"a\": \"b \\\" c\", \"d\": [1, 2.50, null ] }\n",
    ),
    ("bad.json", "{ nope"),
    ("two.json", "{} {}"),
];

/// A folder that goes away at the end, with the files in it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("esclusa-oracle-{}", std::process::id()));
        std::fs::create_dir_all(path.join("sub")).unwrap();
        for (name, text) in FILES {
            std::fs::write(path.join(name), text).unwrap();
        }
        Self(path.canonicalize().unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Reads words as a client in that folder would.
fn read(argv: &[String], folder: &Path, mode: Mode) -> Option<Container> {
    let words: Vec<Word> =
        std::iter::once("docker").chain(argv.iter().map(String::as_str)).map(Word::argument).collect();
    let mut environment: std::collections::BTreeMap<String, String> =
        [("HOME", "/nonexistent"), ("DOCKER_HOST", "unix:///engine.sock"), ("DOCKER_CLI_HINTS", "false")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
    environment.insert("PATH".to_owned(), std::env::var("PATH").unwrap());
    let context = Context { files: &DiskFiles, environment, working_dir: folder.to_owned(), mode };
    let mut reading = run::read(&words, &context, &mut Sources::default());
    reading.projects.pop()?.workloads.pop()?.containers.pop()
}

/// Where the client mounts or names its own socket, which is elsewhere in each run.
fn without_socket(value: &mut Value) {
    match value {
        Value::String(text) if text.ends_with(SOCKET) => SOCKET.clone_into(text),
        Value::String(text) if text.starts_with("DOCKER_HOST=") => "DOCKER_HOST".clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(without_socket),
        Value::Object(map) => map.values_mut().for_each(without_socket),
        _ => {}
    }
}

/// What differs between the client's answer and our reading; `None` if they agree.
fn difference(answer: &Value, container: Option<&Container>, baseline: &Value) -> Option<String> {
    let Some(container) = container else {
        return (answer["ok"] == true).then(|| "the client accepts it, we refuse".to_owned());
    };
    if answer["ok"] != true {
        return Some(format!("the client refuses it: {}", answer["error"]));
    }
    let nothing = json!({});
    let mut expected = comparable(&answer["request"], &nothing);
    let mut ours = comparable(&container.request.write().to_json(), baseline);
    without_socket(&mut expected);
    without_socket(&mut ours);
    let mut query = serde_json::Map::new();
    for (key, field) in [("name", &container.name), ("platform", &container.platform)] {
        if let Some(value) = field.get().filter(|value| !value.is_empty()) {
            query.insert(key.to_owned(), json!(value));
        }
    }
    let asked = answer["query"].as_object().cloned().unwrap_or_default();
    (ours != expected || query != asked)
        .then(|| format!("\n  client {expected} {asked:?}\n  ours   {ours} {query:?}"))
}

/// A number from the environment.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// How many lines a client answered, how many of them with a request, and what differs.
#[derive(Default)]
struct Outcome {
    lines: u64,
    accepted: u64,
    differences: Vec<String>,
}

fn compare(python: &str, shared: &Path, folder: &Path, seeds: impl Iterator<Item = u64>) -> Outcome {
    let mut client = Client::start(python, &shared.join("tools/docker_oracle.py"), folder);
    let plain = client.ask(&["create".to_owned(), "x".to_owned()]);
    let baseline = our_baseline(&plain["request"]);
    let mut outcome = Outcome::default();
    for seed in seeds {
        let argv = line(seed);
        let answer = client.ask(&argv);
        outcome.lines += 1;
        outcome.accepted += u64::from(answer["ok"] == true);
        let container = read(&argv, folder, Mode::Exact);
        if let Some(why) = difference(&answer, container.as_ref(), &baseline) {
            outcome.differences.push(format!("{seed} {argv:?}: {why}"));
        }
    }
    outcome
}

#[test]
fn generated_lines_give_the_request_of_the_real_client() {
    let Some(shared) = shared("run_oracle") else { return };
    let (version, python) = match client::find() {
        Ok(found) => found,
        Err(why) => {
            eprintln!("skipped: run_oracle: {why}");
            return;
        }
    };
    let lines = number("ESCLUSA_ORACLE_LINES", SAMPLE);
    let seed = number("ESCLUSA_ORACLE_SEED", 1);
    let folder = Folder::new();
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let (python, shared, folder) = (&python, &shared, &folder.0);
        let threads: Vec<_> = (0..CLIENTS)
            .map(|first| {
                let seeds = (first..lines).step_by(usize::try_from(CLIENTS).unwrap());
                scope.spawn(move || compare(python, shared, folder, seeds.map(|at| (seed << 32) + at)))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let sum = |count: fn(&Outcome) -> u64| outcomes.iter().map(count).sum::<u64>();
    let (lines, accepted) = (sum(|outcome| outcome.lines), sum(|outcome| outcome.accepted));
    let differences: Vec<&String> = outcomes.iter().flat_map(|outcome| &outcome.differences).collect();
    eprintln!(
        "oracle: seed {seed}: {lines} lines, {accepted} accepted by docker {version}, {} differences",
        differences.len()
    );
    let shown: Vec<&str> = differences.iter().map(|text| text.as_str()).take(200).collect();
    assert!(differences.is_empty(), "{} of {lines} differ:\n{}", differences.len(), shown.join("\n"));
}

#[test]
fn no_generated_line_panics_and_a_tolerant_reading_keeps_the_rest() {
    let nowhere = Path::new("/nowhere");
    for seed in 0..20_000 {
        let argv = line(seed);
        let exact = read(&argv, nowhere, Mode::Exact);
        let tolerant = read(&argv, nowhere, Mode::Tolerant);
        assert!(exact.is_none() || tolerant.is_some(), "{argv:?}");
    }
}
