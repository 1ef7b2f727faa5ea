//! How an engine is set up: the file, the command line, and the engine's own answers.

use esclusa_model::Daemon;
use esclusa_model::dialect::daemon::{Part, Parts, read};
use esclusa_source::Sources;

/// What a file and a command line say together, and the problems by id and words.
fn said(file: Option<&str>, line: Option<&str>) -> (Daemon, Vec<(&'static str, String)>) {
    let mut sources = Sources::default();
    let words: Vec<String> = line.unwrap_or_default().split(' ').map(ToOwned::to_owned).collect();
    let parts = Parts {
        file: file.map_or(Part::Absent, |text| Part::Said(sources.add("daemon.json", text))),
        flags: line.map_or(Part::Absent, |_| Part::Said(&words[..])),
        ..Parts::default()
    };
    let reading = read(&parts, &sources);
    let daemon = reading.projects.into_iter().find_map(|project| project.daemon).unwrap_or_default();
    let problems = reading.problems.iter().map(|one| (one.id, one.detail.to_string())).collect();
    (*daemon, problems)
}

#[test]
fn flags_are_read_as_dockerd_reads_them() {
    let line = "dockerd -H fd:// --host=tcp://0.0.0.0:2375 -Dl debug --icc=false --live-restore \
                --log-opt max-size=10m --add-runtime kata=/usr/bin/kata --mtu 1400 -sbtrfs";
    let (daemon, problems) = said(None, Some(line));
    assert_eq!(problems, []);
    let hosts: Vec<_> = daemon.items("hosts").iter().filter_map(|host| host.as_str()).collect();
    assert_eq!(hosts, ["fd://", "tcp://0.0.0.0:2375"]);
    assert_eq!(daemon.is_on("icc", true), Some(false));
    assert_eq!(daemon.is_on("live-restore", false), Some(true));
    assert_eq!(daemon.is_on("debug", false), Some(true));
    assert_eq!(daemon.text("log-level"), Some("debug"));
    assert_eq!(daemon.text("storage-driver"), Some("btrfs"));
    assert_eq!(daemon.setting("mtu").and_then(|mtu| mtu.as_int()), Some(1400));
    assert_eq!(daemon.setting("log-opts").and_then(|map| map.get("max-size")?.as_str()), Some("10m"));
}

#[test]
fn what_both_say_is_refused_but_for_runtimes() {
    let (daemon, problems) = said(Some(r#"{"hosts":["unix:///a"]}"#), Some("dockerd -H fd://"));
    assert_eq!(daemon.items("hosts").len(), 2);
    assert_eq!(problems, [("daemon-refuses", "hosts is set in the file and on the command line".to_owned())]);
    let (daemon, problems) = said(Some(r#"{"icc":false}"#), Some("dockerd --icc"));
    assert_eq!((daemon.is_on("icc", true), problems.len()), (Some(true), 1));
    let file = r#"{"runtimes":{"a":{"path":"/a"}}}"#;
    let (daemon, problems) = said(Some(file), Some("dockerd --add-runtime b=/b"));
    assert_eq!(problems, []);
    assert_eq!(daemon.setting("runtimes").and_then(|map| map.as_map()).map(|map| map.keys().len()), Some(2));
}

#[test]
fn what_dockerd_refuses_in_the_file_is_a_problem() {
    let one = |text: &str| said(Some(text), None).1.first().map(|(id, _)| *id);
    assert_eq!(one(r#"{"icc":"no"}"#), Some("wrong-type"));
    assert_eq!(one(r#"{"icc":true,"icc":false}"#), Some("duplicate-key"));
    assert_eq!(one(r#"{"Icc":true}"#), Some("daemon-refuses"));
    assert_eq!(one(r#"{"log-level":3}"#), Some("wrong-type"));
    assert_eq!(one(r#"{"default-shm-size":67108864}"#), None);
    // The name of a flag passes dockerd's check, and nothing reads it.
    assert_eq!(one(r#"{"insecure-registry":["a:5000"]}"#), Some("daemon-ignores"));
    assert_eq!(one("{"), Some("json-syntax"));
    assert_eq!(one("[]"), Some("wrong-type"));
    assert_eq!(one(""), None);
    assert_eq!(one("{}"), None);
    // A group counts as if its members stood outside; none stands in another.
    assert_eq!(one(r#"{"proxies":{"http-proxy":"http://p:1"}}"#), None);
    assert_eq!(one(r#"{"proxies":{"proxies":{}}}"#), Some("daemon-refuses"));
    let (daemon, _) = said(Some(r#"{"proxies":{"http-proxy":"http://p:1"}}"#), None);
    assert_eq!(daemon.text("http-proxy"), Some("http://p:1"));
}

#[test]
fn what_could_not_be_read_is_not_absent() {
    let sources = Sources::default();
    let parts = Parts { file: Part::Unread, ..Parts::default() };
    let reading = read(&parts, &sources);
    let daemon = reading.projects[0].daemon.as_ref().expect("a daemon");
    assert!(!daemon.lacks("userns-remap"));
    assert_eq!(daemon.is_on("icc", true), None);
    // A file that is no JSON says as little; a value of another type is neither on nor off.
    assert_eq!(said(Some("{"), None).0.is_on("icc", true), None);
    assert_eq!(said(Some(r#"{"icc":"no"}"#), None).0.is_on("icc", true), None);
}

#[test]
fn an_answer_that_is_none_is_a_problem() {
    let sources = Sources::default();
    for text in ["", "<html>", "[]", "null"] {
        let reading = read(&Parts { info: Some(text), ..Parts::default() }, &sources);
        assert_eq!(reading.problems.first().map(|one| one.id), Some("engine-answer"), "{text}");
    }
    let info = r#"{"SecurityOptions":["name=seccomp,profile=default","apparmor"],"Swarm":null}"#;
    let reading = read(&Parts { info: Some(info), ..Parts::default() }, &sources);
    let daemon = reading.projects[0].daemon.as_ref().expect("a daemon");
    assert_eq!(daemon.has_security("seccomp"), Some(true));
    assert_eq!(daemon.has_security("apparmor"), Some(true));
    assert_eq!(daemon.has_security("rootless"), Some(false));
}
