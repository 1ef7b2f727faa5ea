//! What the reader asks, and what it makes of an engine that does not answer well.

use std::time::Duration;

use esclusa_docker::{Endpoint, Error, Limits, Reader};

use crate::fake::{EVENTS, FakeEngine, Manner, Manners, recorded};

/// Limits that a test can wait for.
const SHORT: Limits = Limits { wait: Duration::from_millis(300), bytes: 1 << 20, connections: 3 };

fn open(engine: &FakeEngine) -> Result<Reader, Error> {
    Reader::connect(Endpoint::Unix(engine.socket.clone()), SHORT)
}

fn with(path: &str, manner: Manner) -> Manners {
    let mut manners = recorded();
    manners.insert(path.to_owned(), manner);
    manners
}

#[test]
fn the_version_is_the_engines_or_the_newest_that_is_known() {
    for (told, asked) in
        [("1.41", "GET /v1.41/info"), ("1.99", "GET /v1.53/info"), ("1.24", "GET /v1.24/info")]
    {
        let engine = FakeEngine::start(Some(told), recorded());
        open(&engine).expect("an engine").get("/info").expect("an answer");
        assert_eq!(engine.asked(), ["GET /_ping", asked]);
    }
}

#[test]
fn an_engine_that_tells_no_version_in_its_headers_is_asked_for_it() {
    let engine =
        FakeEngine::start(None, with("/version", Manner::Says(200, r#"{"ApiVersion":"1.24"}"#.to_owned())));
    open(&engine).expect("an engine").get("/info").expect("an answer");
    assert_eq!(engine.asked(), ["GET /_ping", "GET /version", "GET /v1.24/info"]);
    let older =
        FakeEngine::start(None, with("/version", Manner::Says(200, r#"{"ApiVersion":"1.18"}"#.to_owned())));
    assert!(matches!(open(&older), Err(Error::TooOld(_))));
}

#[test]
fn an_engine_that_does_not_answer_well_is_an_error_in_time() {
    let cases = [
        (Manner::Hangs, "no answer within"),
        (Manner::BreaksOff, "broke off"),
        (Manner::Babbles, "broke off"),
        (Manner::Says(500, r#"{"message":"on fire"}"#.to_owned()), "status 500: on fire"),
        (Manner::Says(200, "x".repeat(2 << 20)), "more than 1 MiB"),
    ];
    for (manner, said) in cases {
        let engine = FakeEngine::start(Some("1.41"), with("/info", manner.clone()));
        let reader = open(&engine).expect("an engine");
        let error = reader.get("/info").expect_err("no answer");
        assert!(error.to_string().contains(said), "{manner:?}: {error}");
        // The reader is as good as before.
        reader.get("/version").expect("an answer");
    }
}

#[test]
fn an_engine_that_is_none_is_said_to_be_none() {
    for manner in [Manner::Hangs, Manner::Babbles, Manner::BreaksOff] {
        let engine = FakeEngine::start(Some("1.41"), with("/_ping", manner));
        assert!(open(&engine).is_err());
    }
    let nowhere = Endpoint::Unix("/nowhere/docker.sock".into());
    assert!(matches!(Reader::connect(nowhere, SHORT), Err(Error::Unreachable(..))));
}

#[test]
fn many_answers_come_in_their_order_over_few_connections() {
    let engine = FakeEngine::as_recorded();
    let reader = open(&engine).expect("an engine");
    let paths: Vec<String> =
        (0..100).map(|at| if at % 2 == 0 { "/info".to_owned() } else { format!("/missing/{at}") }).collect();
    for (at, answer) in reader.get_all(paths).into_iter().enumerate() {
        match answer {
            Ok(answer) => assert!(at % 2 == 0 && answer.into_text().contains("ServerVersion")),
            Err(error) => assert!(error.to_string().contains(&format!("/missing/{at}")), "{error}"),
        }
    }
    assert!(reader.get_all(Vec::new()).is_empty());
}

#[test]
fn events_are_told_as_they_come() {
    let event = |action: &str, id: &str| format!(r#"{{"Action":"{action}","Actor":{{"ID":"{id}"}}}}"#);
    let start = event("start", "b");
    let (first, second) = start.split_at(10);
    let parts = vec![event("create", "a"), first.to_owned(), format!("{second}\n{}", event("update", "c"))];
    let mut manners = recorded();
    manners.insert(EVENTS.to_owned(), Manner::Streams(parts));
    let engine = FakeEngine::start(Some("1.41"), manners);
    let reader = open(&engine).expect("an engine");
    let mut events = reader.events().expect("a stream");
    let mut next = || events.next(&reader, Duration::from_millis(400)).expect("no error");
    let mut told = Vec::new();
    while let Some(event) = next() {
        // Other questions do not wait for the stream's end.
        reader.get("/info").expect("an answer");
        told.push(format!("{} {}", event.action, event.id));
    }
    assert_eq!(told, ["create a", "start b", "update c"]);
}
