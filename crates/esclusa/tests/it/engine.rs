//! JSON of the Engine API on the command line: audited, translated, shown.

use crate::command::Folder;

const INSPECT: &str = r#"[{"Id":"b123ed881d921748","Name":"/web","State":{},
 "Config":{"Hostname":"b123ed881d92","Image":"nginx"},
 "HostConfig":{"Privileged":true,"SecurityOpt":["label=disable"],"NetworkMode":"default"}}]"#;

#[test]
fn what_the_engine_shows_is_judged_at_its_place() {
    let folder = Folder::new().with("web.json", INSPECT);
    let found = folder.esclusa(&["audit", "web.json"]);
    assert_eq!(found.code, Some(1), "{found:?}");
    assert!(found.out.contains("web.json:3:29: critical: web"), "{found:?}");
}

#[test]
fn a_command_becomes_the_request_and_what_it_cannot_say_is_named() {
    let arguments = [
        "translate",
        "--to",
        "engine",
        "--",
        "docker",
        "run",
        "-d",
        "--name",
        "w",
        "--cap-drop",
        "ALL",
        "nginx",
    ];
    let found = Folder::new().esclusa(&arguments);
    assert_eq!(found.code, Some(0), "{found:?}");
    let request: serde_json::Value = serde_json::from_str(&found.out).expect("JSON");
    assert_eq!((&request["Image"], &request["HostConfig"]["CapDrop"][0]), (&"nginx".into(), &"ALL".into()));
    // As the client sends it, whole.
    assert_eq!((&request["HostConfig"]["NetworkMode"], &request["Tty"]), (&"default".into(), &false.into()));
    assert!(found.err.contains("name (w)"), "{found:?}");
}

#[test]
fn what_the_engine_shows_becomes_the_request_again() {
    let folder = Folder::new().with("web.json", INSPECT);
    let found = folder.esclusa(&["translate", "--to", "engine", "web.json"]);
    let request: serde_json::Value = serde_json::from_str(&found.out).expect("JSON");
    assert_eq!(request, serde_json::json!({ "Image": "nginx", "HostConfig": { "Privileged": true } }));
}

#[test]
fn what_is_no_request_is_a_problem() {
    let folder = Folder::new()
        .with("package.json", "{\"name\": \"x\"}")
        .with("twice.json", "{\"Image\":\"a\",\"image\":\"b\"}");
    for file in ["package.json", "twice.json"] {
        let found = folder.esclusa(&["audit", file]);
        assert_eq!(found.code, Some(2), "{found:?}");
        assert!(found.err.contains(file), "{found:?}");
    }
}

#[test]
fn facts_of_running_are_not_asked_for_in_another_dialect() {
    let inspected = r#"[{"Id":"abc","Name":"/web","Path":"nginx","State":{"Running":true},
        "Config":{"Image":"nginx"},"HostConfig":{"Privileged":true},"NetworkSettings":{"Ports":{}}}]"#;
    let folder = Folder::new().with("web.json", inspected);
    for dialect in ["compose", "run"] {
        let run = folder.esclusa(&["translate", "--to", dialect, "web.json"]);
        assert!(run.out.contains("privileged"), "{run:?}");
        assert!(!format!("{run:?}").contains("NetworkSettings"), "{run:?}");
    }
}

#[test]
fn a_secret_without_a_file_is_named_as_unsaid() {
    let text = "services: {web: {image: a, secrets: [s], configs: [c]}}\nsecrets: {s: {environment: S}}\nconfigs: {c: {content: x}}\n";
    let run =
        Folder::new().with("compose.yaml", text).esclusa(&["translate", "--to", "engine", "compose.yaml"]);
    assert!(run.err.contains("secret s:") && run.err.contains("config c:"), "{run:?}");
}

#[test]
fn an_empty_list_is_not_silence() {
    let run = Folder::new().piped(&["audit", "-"], "[]\n");
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("an empty list asks for nothing"), "{run:?}");
}
