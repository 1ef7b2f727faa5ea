//! What a changer sends to make a container and talk with it, and what it makes of an engine that does not do it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use esclusa_docker::{
    Attach, Changer, Credentials, DetachKeys, End, Endpoint, Error, Limits, Made, Outcome, Progress, Reader,
    Stream, Talk, Until,
};
use esclusa_enforce::{Case, CreatePermit, PullPermit, Refusal, create, pull};
use esclusa_model::dialect::run;
use esclusa_model::{Context, Evidence, Mode};
use esclusa_policy::{Court, Ground, Policy};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{MemoryFiles, Sources};
use serde_json::Value;

use crate::fake::{FakeEngine, Manner, Manners, frame};

const SHORT: Limits = Limits { wait: Duration::from_millis(300), bytes: 1 << 20, connections: 3 };
const ID: &str = "abc123";

/// A permit for what a line asks for.
fn permitted<T>(line: &str, permit: impl FnOnce(Case<'_>) -> Result<T, Refusal>) -> T {
    let files = MemoryFiles::default();
    let working_dir = PathBuf::from("/");
    let context = Context { files: &files, environment: Default::default(), working_dir, mode: Mode::Exact };
    let words: Vec<Word> = line.split(' ').map(Word::argument).collect();
    let mut sources = Sources::default();
    let project = run::read(&words, &context, &mut sources).projects.pop().expect("a project");
    let ground = Ground { sources: &sources, working_dir: Path::new("/"), known: &|_| true, inline: false };
    let mut court = Court::new(Policy::default(), "2026-01-01".parse().expect("a day"));
    let (evidence, allowances) = (Evidence::default(), Vec::new());
    let case = Case {
        project: &project,
        image: None,
        evidence: &evidence,
        court: &mut court,
        ground: &ground,
        allowances: &allowances,
    };
    permit(case).expect("a permit")
}

fn of_line(line: &str) -> CreatePermit {
    permitted(line, create)
}

/// An engine that makes one container, which says this when it is attached.
fn engine(said: Manner, more: &[(&str, Manner)]) -> FakeEngine {
    let mut manners = Manners::new();
    let says = |status: u16, text: &str| Manner::Says(status, text.to_owned());
    let made = format!("{{\"Id\":\"{ID}\",\"Warnings\":[\"no swap here\"]}}");
    manners.insert("/containers/create?name=web".to_owned(), says(201, &made));
    let attach = "/attach?stream=1&stdin=1&stdout=1&stderr=1";
    manners.insert(format!("/containers/{ID}{attach}"), said);
    manners.insert(format!("/containers/{ID}/wait?condition=next-exit"), says(200, r#"{"StatusCode":3}"#));
    manners.insert(format!("/containers/{ID}/start"), says(204, ""));
    for (path, manner) in more {
        manners.insert(format!("/containers/{ID}{path}"), manner.clone());
    }
    FakeEngine::start(Some("1.41"), manners)
}

fn reader(engine: &FakeEngine) -> Reader {
    Reader::connect(Endpoint::Unix(engine.socket.clone()), SHORT).expect("an engine")
}

fn made(changer: &Changer<'_>) -> Made {
    changer.create(of_line("docker run --name web -i nginx")).expect("a container")
}

fn attach(tty: bool) -> Attach {
    let (stdin, stdout, stderr) = (true, true, true);
    Attach { stdin, stdout, stderr, tty, keys: DetachKeys::default(), until: Until::NextExit }
}

/// Talks: puts these pieces in, and takes out what comes.
fn talked(engine: &FakeEngine, tty: bool, typed: &[&[u8]]) -> (Result<Outcome, Error>, String, String) {
    let reader = reader(engine);
    let changer = Changer::beside(&reader);
    let made = made(&changer);
    let (talk, feed, _control, mut output) = Talk::new();
    let typed: Vec<Vec<u8>> = typed.iter().map(|piece| piece.to_vec()).collect();
    let types = std::thread::spawn(move || typed.into_iter().all(|piece| feed.put(piece)));
    let hears = std::thread::spawn(move || {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        while let Some((stream, piece)) = output.piece() {
            if stream == Stream::Output { out.extend(piece) } else { err.extend(piece) }
        }
        (out, err)
    });
    let outcome = changer.talk(&made, &attach(tty), talk);
    drop(reader);
    types.join().expect("typed");
    let (out, err) = hears.join().expect("heard");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (outcome, text(out), text(err))
}

fn ended(code: i64) -> Result<Outcome, Error> {
    Ok(Outcome::Ended(End { code, error: None }))
}

#[test]
fn exactly_what_was_permitted_is_made() {
    let engine = engine(Manner::Hangs, &[]);
    let permit = of_line("docker run --name web -i nginx");
    let body: Value = serde_json::from_str(permit.body()).expect("JSON");
    let reader = reader(&engine);
    let made = Changer::beside(&reader).create(permit).expect("a container");
    assert_eq!((made.id(), made.warnings()), (ID, &["no swap here".to_owned()][..]));
    assert_eq!(engine.asked(), ["GET /_ping", "POST /v1.41/containers/create?name=web"]);
    assert_eq!(engine.sent(), [body]);
}

#[test]
fn nothing_is_missed_of_what_it_says() {
    let said = [frame(1, b"one "), frame(2, b"wrong"), frame(1, b"two")].concat();
    let engine = engine(Manner::Attaches(said, false), &[]);
    let (outcome, out, err) = talked(&engine, false, &[]);
    assert_eq!((outcome, out.as_str(), err.as_str()), (ended(3), "one two", "wrong"));
    // Attached before it is waited for, waited for before it is started.
    let asked = engine.asked();
    let at =
        |part: &str| asked.iter().position(|one| one.contains(part)).unwrap_or_else(|| panic!("{asked:?}"));
    assert!(at("/attach") < at("/wait") && at("/wait") < at("/start"), "{asked:?}");
}

#[test]
fn what_is_typed_goes_in_and_so_does_its_end() {
    let engine = engine(Manner::Attaches(Vec::new(), true), &[]);
    let (outcome, out, _) = talked(&engine, false, &[b"hello \x10\x11", b"world"]);
    // Without a terminal no keys are looked for.
    assert_eq!((outcome, out.as_str()), (ended(3), "hello \x10\x11world"));
}

#[test]
fn keys_leave_it_running() {
    let waits = ("/wait?condition=next-exit", Manner::Streams(vec![" ".to_owned(); 40]));
    let engine = engine(Manner::Attaches(b"prompt".to_vec(), true), &[waits]);
    let (outcome, out, _) = talked(&engine, true, &[b"a\x10", b"\x11"]);
    assert_eq!(outcome, Ok(Outcome::Detached));
    assert!(out.starts_with("prompt"), "{out}");
}

#[test]
fn what_cannot_be_started_is_told_in_the_engines_words() {
    let why = "x".repeat(1000);
    let refused = Manner::Says(400, format!("{{\"message\":\"no such file {why}\"}}"));
    let engine = engine(Manner::Attaches(Vec::new(), true), &[("/start", refused)]);
    let (outcome, ..) = talked(&engine, false, &[]);
    let Err(Error::Refused { status: 400, said, .. }) = outcome else { panic!("{outcome:?}") };
    assert_eq!(said, format!("no such file {why}"));
}

#[test]
fn an_engine_that_does_not_attach_starts_nothing() {
    for manner in [Manner::Hangs, Manner::BreaksOff, Manner::Babbles, Manner::Says(200, String::new())] {
        let engine = engine(manner.clone(), &[]);
        let (outcome, ..) = talked(&engine, false, &[]);
        assert!(outcome.is_err(), "{manner:?}: {outcome:?}");
        assert!(!engine.asked().iter().any(|asked| asked.contains("/start")), "{manner:?}");
    }
}

#[test]
fn an_engine_too_old_to_wait_is_asked_for_nothing() {
    let engine = FakeEngine::start(Some("1.29"), Manners::new());
    let reader = reader(&engine);
    let refused = Changer::beside(&reader).create(of_line("docker run nginx"));
    assert!(matches!(refused, Err(Error::TooOldToRun(_))), "{refused:?}");
    assert!(engine.sent().is_empty());
}

/// Pulls from an engine that tells these lines.
fn pulled(lines: &[&str]) -> (Result<(), Error>, Vec<Progress>, Vec<String>) {
    let mut manners = Manners::new();
    let lines = lines.iter().map(|&line| line.to_owned()).collect();
    manners.insert("/images/create?fromImage=r.example%2Fapp&tag=2".to_owned(), Manner::Streams(lines));
    let engine = FakeEngine::start(Some("1.41"), manners);
    let permit: PullPermit = permitted("docker run r.example/app:2", pull);
    let reader = reader(&engine);
    let mut told = Vec::new();
    let result = Changer::beside(&reader).pull(permit, &Credentials::default(), &mut |progress| {
        told.push(progress.clone());
    });
    (result, told, engine.asked())
}

#[test]
fn a_pull_is_told_line_by_line_and_so_is_its_failure() {
    let lines = [
        "{\"status\":\"Pulling from app\",\"id\":\"2\"}\r\n{\"sta",
        "tus\":\"Downloading\",\"id\":\"a\",\"progressDetail\":{\"current\":1,\"total\":4}}\r\n",
    ];
    let (result, told, asked) = pulled(&lines);
    assert_eq!(result, Ok(()));
    assert_eq!(
        asked.last().map(String::as_str),
        Some("POST /v1.41/images/create?fromImage=r.example%2Fapp&tag=2")
    );
    let progress =
        |id: &str, status: &str, bytes| Progress { id: id.to_owned(), status: status.to_owned(), bytes };
    assert_eq!(told, [progress("2", "Pulling from app", None), progress("a", "Downloading", Some((1, 4)))]);
    let (failed, ..) = pulled(&["{\"errorDetail\":{\"message\":\"denied\"},\"error\":\"denied\"}"]);
    assert!(matches!(failed, Err(Error::Refused { said, .. }) if said == "denied"));
}

#[test]
fn what_follows_is_of_the_container_that_was_made() {
    let ok = || Manner::Says(204, String::new());
    let more = [
        ("/kill?signal=SIGUSR1", ok()),
        ("/stop?t=3", ok()),
        ("?v=1&force=1", ok()),
        ("/resize?h=24&w=80", ok()),
    ];
    let logs = [frame(1, b"said"), frame(2, b"wrong")].concat();
    let more = [
        &more[..],
        &[("/logs?stdout=1&stderr=1", Manner::Says(200, String::from_utf8(logs).expect("ASCII")))],
    ]
    .concat();
    let engine = engine(Manner::Hangs, &more);
    let reader = reader(&engine);
    let changer = Changer::beside(&reader);
    let made = made(&changer);
    assert_eq!(changer.start(&made), Ok(()));
    assert_eq!(changer.wait(&made, Until::NextExit), Ok(End { code: 3, error: None }));
    assert_eq!(changer.kill(&made, "SIGUSR1"), Ok(()));
    assert_eq!(changer.resize(&made, 24, 80), Ok(()));
    assert_eq!(changer.logs(&made), Ok((b"said".to_vec(), b"wrong".to_vec())));
    assert_eq!(changer.stop(&made, 3), Ok(()));
    assert_eq!(changer.remove(&made), Ok(()));
    assert_eq!(engine.asked().last(), Some(&format!("DELETE /v1.41/containers/{ID}?v=1&force=1")));
}
