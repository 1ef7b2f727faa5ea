//! What a changer sends, and what it makes of an engine that does not do it.

use std::path::PathBuf;
use std::time::Duration;

use esclusa_docker::{Changer, Endpoint, Error, Limits, Reader};
use esclusa_enforce::{Permit, permit};
use esclusa_model::dialect::engine;
use esclusa_model::{Change, Context, Mode};
use esclusa_source::{MemoryFiles, Sources};
use serde_json::{Value, json};

use crate::fake::{FakeEngine, Manner, Manners, document, engine_of};

/// Limits that a test can wait for.
const SHORT: Limits = Limits { wait: Duration::from_millis(300), bytes: 1 << 20, connections: 3 };

/// A permit to limit the processes of a container that was recorded.
fn permitted(document: &Value) -> Permit {
    let files = MemoryFiles::default();
    let working_dir = PathBuf::from("/");
    let context =
        Context { files: &files, environment: Default::default(), working_dir, mode: Mode::Tolerant };
    let mut sources = Sources::default();
    let file = sources.add("container:web", document.to_string());
    let project = engine::read(file, &context, &sources).projects.pop().expect("a project");
    permit(&project, &[Change::LimitProcesses { processes: 64 }]).expect("a permit")
}

fn id(document: &Value) -> String {
    document["Id"].as_str().expect("an identifier").to_owned()
}

/// An engine of one container, which does this when it is to change it.
fn engine(manner: Manner) -> (FakeEngine, Value) {
    let web = document("web");
    let mut manners: Manners = engine_of(std::slice::from_ref(&web));
    manners.insert(format!("/containers/{}/update", id(&web)), manner);
    (FakeEngine::start(Some("1.41"), manners), web)
}

fn change(engine: &FakeEngine, permit: Permit) -> Result<Vec<String>, Error> {
    let reader = Reader::connect(Endpoint::Unix(engine.socket.clone()), SHORT).expect("an engine");
    Changer::beside(&reader).update(permit)
}

#[test]
fn exactly_what_was_permitted_is_sent_once() {
    let (engine, web) = engine(Manner::Updates);
    assert_eq!(change(&engine, permitted(&web)), Ok(Vec::new()));
    let path = format!("POST /v1.41/containers/{}/update", id(&web));
    assert_eq!(engine.asked(), ["GET /_ping".to_owned(), path]);
    assert_eq!(engine.sent(), [json!({ "PidsLimit": 64 })]);
}

#[test]
fn what_the_engine_warns_of_is_told() {
    let warned = r#"{"Warnings":["no swap here"]}"#.to_owned();
    let (engine, web) = engine(Manner::Says(200, warned));
    assert_eq!(change(&engine, permitted(&web)), Ok(vec!["no swap here".to_owned()]));
}

#[test]
fn an_engine_that_does_not_do_it_is_asked_no_second_time() {
    for (manner, said) in [
        (
            Manner::Says(409, r#"{"message":"is marked for removal"}"#.to_owned()),
            "status 409: is marked for removal",
        ),
        (Manner::Says(200, "done".to_owned()), "not what an engine says"),
        (Manner::Hangs, "no answer within"),
        (Manner::BreaksOff, "broke off"),
        (Manner::Babbles, "broke off"),
    ] {
        let (engine, web) = engine(manner.clone());
        let error = change(&engine, permitted(&web)).expect_err("an error").to_string();
        assert!(error.contains(said), "{manner:?}: {error}");
        assert_eq!(engine.sent().len(), 1, "{manner:?}");
    }
}
