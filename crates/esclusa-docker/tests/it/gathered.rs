//! What is gathered of an engine's containers.

use std::time::Duration;

use esclusa_docker::{Endpoint, Inventory, Limits, Reader, Wanted, gather};
use serde_json::{Value, json};

use crate::fake::{FakeEngine, Manner, document, engine_of};

const SHORT: Limits = Limits { wait: Duration::from_millis(500), bytes: 8 << 20, connections: 4 };

fn gathered(engine: &FakeEngine, wanted: Wanted<'_>) -> Inventory {
    let reader = Reader::connect(Endpoint::Unix(engine.socket.clone()), SHORT).expect("an engine");
    gather(&reader, wanted, &|_| None).expect("containers")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).expect("a text")
}

#[test]
fn every_container_comes_with_what_stands_around_it() {
    let engine = FakeEngine::as_recorded();
    let found = gathered(&engine, Wanted::All);
    let names: Vec<&str> = found.containers.iter().map(|seen| seen.name.as_str()).collect();
    assert_eq!(names, ["labelled", "heir", "data", "appy", "vanilla-ap", "web"]);
    let is_running = |name: &str| found.containers.iter().any(|seen| seen.name == name && seen.pid.is_some());
    assert!(is_running("web") && !is_running("vanilla-ap"));
    assert!(found.containers.iter().all(|seen| seen.image.is_some()));
    // Two containers mount it: it is asked for once.
    let mounting = found.containers.iter().filter(|seen| seen.volumes.len() == 1).count();
    assert_eq!(mounting, 2);
    assert_eq!(engine.asked().iter().filter(|line| line.contains("/volumes/")).count(), 1);
    assert_eq!(found.missed, []);
}

#[test]
fn nothing_but_get_is_asked() {
    let engine = FakeEngine::as_recorded();
    gathered(&engine, Wanted::All);
    gathered(&engine, Wanted::Named("web"));
    let asked = engine.asked();
    assert!(asked.len() > 12 && asked.iter().all(|line| line.starts_with("GET ")), "{asked:?}");
}

#[test]
fn a_container_that_vanishes_is_none_and_one_that_hangs_is_missed() {
    let (web, data) = (document("web"), document("data"));
    let mut manners = engine_of(&[web.clone(), data.clone(), document("heir")]);
    manners.remove(&format!("/containers/{}/json", text(&web, "Id")));
    manners.insert(format!("/containers/{}/json", text(&data, "Id")), Manner::Hangs);
    let engine = FakeEngine::start(Some("1.41"), manners);
    let found = gathered(&engine, Wanted::All);
    let names: Vec<&str> = found.containers.iter().map(|seen| seen.name.as_str()).collect();
    let missed: Vec<&str> = found.missed.iter().map(|missed| missed.name.as_str()).collect();
    assert_eq!((names, missed), (vec!["heir"], vec!["data"]));
}

#[test]
fn one_that_is_named_and_not_there_is_an_error() {
    let engine = FakeEngine::as_recorded();
    let reader = Reader::connect(Endpoint::Unix(engine.socket.clone()), SHORT).expect("an engine");
    let error = gather(&reader, Wanted::Named("no/such?thing"), &|_| None).expect_err("no container");
    assert!(error.is_absent(), "{error}");
    assert!(engine.asked().contains(&"GET /v1.41/containers/no%2Fsuch%3Fthing/json".to_owned()));
}

#[test]
fn what_is_no_container_is_missed() {
    for body in ["null", "[]", "{}", "{\"Config\":null}", "{\"Config\":7}", "not JSON", ""] {
        let web = document("web");
        let mut manners = engine_of(std::slice::from_ref(&web));
        manners.insert(format!("/containers/{}/json", text(&web, "Id")), Manner::Says(200, body.to_owned()));
        let engine = FakeEngine::start(Some("1.41"), manners);
        let found = gathered(&engine, Wanted::All);
        assert_eq!((found.containers.len(), found.missed.len()), (0, 1), "{body}");
    }
}

#[test]
fn null_and_missing_fields_are_nothing() {
    let mut bare = document("web");
    for key in ["Mounts", "State", "HostConfig", "Image", "Name"] {
        bare[key] = Value::Null;
    }
    let engine =
        FakeEngine::start(Some("1.41"), engine_of(&[bare.clone(), json!({ "Id": "b", "Config": {} })]));
    let found = gathered(&engine, Wanted::All);
    let names: Vec<&str> = found.containers.iter().map(|seen| seen.name.as_str()).collect();
    assert_eq!(names, [text(&bare, "Id"), "b"]);
}

#[test]
fn a_name_is_a_number_by_the_lists_of_the_container_and_they_are_read_once_an_image() {
    let list = |text: &str| {
        let mut archive = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, "passwd", text.as_bytes()).expect("an archive");
        String::from_utf8(archive.into_inner().expect("an archive")).expect("ASCII")
    };
    let mut documents = Vec::new();
    for (id, user) in [("a1", "app"), ("a2", "web"), ("a3", "web:10"), ("a4", "1000"), ("a5", "web")] {
        let mut one = document("appy");
        one["Id"] = id.into();
        one["Name"] = format!("/{id}").into();
        one["Config"]["User"] = user.into();
        one["GraphDriver"]["Data"]["UpperDir"] = format!("/upper/{id}").into();
        documents.push(one);
    }
    let mut manners = engine_of(&documents);
    let passwd = list("root:x:0:0::/:\napp:x:0:0::/:\nweb:x:101:102::/:\n");
    for id in ["a1", "a2", "a3", "a4", "a5"] {
        let archive = format!("/containers/{id}/archive?path=%2Fetc%2Fpasswd");
        manners.insert(archive, Manner::Says(200, passwd.clone()));
    }
    // This one has changed its list: it is read by itself.
    manners.insert(
        "/containers/a5/archive?path=%2Fetc%2Fpasswd".to_owned(),
        Manner::Says(200, list("web:x:0:0::/:\n")),
    );
    let engine = FakeEngine::start(Some("1.41"), manners);
    let reader = Reader::connect(Endpoint::Unix(engine.socket.clone()), SHORT).expect("an engine");
    let layer = |upper: &str| {
        let changed = ["/etc/passwd".to_owned(), "/tmp/x".to_owned()];
        Some(if upper == "/upper/a5" { changed.to_vec() } else { Vec::new() })
    };
    let found = gather(&reader, Wanted::All, &layer).expect("containers");
    let meant: Vec<Option<&str>> = found.containers.iter().map(|seen| seen.user.as_deref()).collect();
    assert_eq!(meant, [Some("0:0"), Some("101:102"), Some("101:10"), Some("1000:0"), Some("0:0")]);
    assert_eq!(engine.asked().iter().filter(|line| line.contains("/archive")).count(), 2);
}

#[test]
fn a_thousand_containers_are_read() {
    let one = document("web");
    let numbered = |at: usize| {
        let mut one = one.clone();
        one["Id"] = format!("{at:064x}").into();
        one["Name"] = format!("/web-{at}").into();
        one
    };
    let documents: Vec<Value> = (0..1000).map(numbered).collect();
    let engine = FakeEngine::start(Some("1.41"), engine_of(&documents));
    assert_eq!(gathered(&engine, Wanted::All).containers.len(), 1000);
}

#[test]
fn the_engine_compares_layers_of_one_container_alone() {
    let engine = FakeEngine::as_recorded();
    gathered(&engine, Wanted::All);
    assert!(!engine.asked().iter().any(|line| line.contains("/changes")));
    // `GET /changes` says the folders above, too.
    let data = document("data");
    let mut manners = engine_of(std::slice::from_ref(&data));
    let changes = r#"[{"Path":"/a","Kind":0},{"Path":"/a/b","Kind":1},{"Path":"/ab","Kind":1}]"#;
    manners
        .insert(format!("/containers/{}/changes", text(&data, "Id")), Manner::Says(200, changes.to_owned()));
    let engine = FakeEngine::start(Some("1.41"), manners);
    let found = gathered(&engine, Wanted::Named("data"));
    assert_eq!(found.containers[0].changes.as_deref(), Some(&["/a/b".to_owned(), "/ab".to_owned()][..]));
}
