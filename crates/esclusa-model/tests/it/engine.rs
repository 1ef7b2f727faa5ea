//! The `engine` dialect: JSON as Go's decoder reads it, places, problems, what is written.

use std::path::PathBuf;

use esclusa_model::dialect::engine;
use esclusa_model::{Container, Context, Mode, Project, Reading, Wire};
use esclusa_source::{MemoryFiles, Sources};
use serde_json::{Value, json};

/// Reads a text as an auditor does.
pub(crate) fn read(text: &str) -> (Reading, Sources) {
    read_as(text, Mode::Tolerant)
}

pub(crate) fn read_as(text: &str, mode: Mode) -> (Reading, Sources) {
    let files = MemoryFiles::default();
    let context =
        Context { files: &files, environment: Default::default(), working_dir: PathBuf::from("/"), mode };
    let mut sources = Sources::default();
    let file = sources.add("request.json", text);
    (engine::read(file, &context, &sources), sources)
}

/// What a project asks for, without the places that differ from text to text.
pub(crate) fn asks(project: &Project) -> Vec<Container> {
    let placeless = |one: &Container| Container { place: Default::default(), ..one.clone() };
    project.containers().map(placeless).collect()
}

/// The only container of a text, and the problems' ids.
pub(crate) fn container(text: &str) -> (Container, Vec<&'static str>) {
    let (reading, _) = read(text);
    let containers: Vec<&Container> = reading.projects.iter().flat_map(Project::containers).collect();
    assert_eq!(containers.len(), 1, "{text}: {:?}", reading.problems);
    (containers[0].clone(), reading.problems.iter().map(|problem| problem.id).collect())
}

/// The request of a text, as JSON.
pub(crate) fn request(text: &str) -> Value {
    container(text).0.request.write().to_json()
}

#[test]
fn keys_are_matched_as_go_folds_them() {
    let expected = json!({ "Image": "a", "HostConfig": { "Privileged": true } });
    for text in [
        r#"{"Image":"a","HostConfig":{"Privileged":true}}"#,
        r#"{"image":"a","hostconfig":{"PRIVILEGED":true}}"#,
        r#"{"Image":"a","HoſtConfig":{"Privileged":true}}"#,
        r#"{"Image":"a","Ho\u017ftConfig":{"\u0050rivileged":true}}"#,
    ] {
        assert_eq!(request(text), expected, "{text}");
    }
    assert_eq!(
        request("{\"Image\":\"a\",\"HostConfig\":{\"Lin\u{212a}s\":[\"x:y\"]}}")["HostConfig"]["Links"][0],
        "x:y"
    );
    // Letters that only look alike are another key, which is kept.
    assert_eq!(
        request(r#"{"Image":"a","HostConfig":{"Prıvileged":true}}"#)["HostConfig"]["Prıvileged"],
        true
    );
}

#[test]
fn what_is_said_twice_is_read_as_go_reads_it() {
    let cases = [
        // Each asked of engine 20.10: records merge, lists and scalars are replaced, maps are added to.
        (
            r#""HostConfig":{"Privileged":true},"HostConfig":{"Memory":1}"#,
            json!({"Privileged":true,"Memory":1}),
        ),
        (r#""HostConfig":{"Privileged":false},"hostConfig":{"Privileged":true}"#, json!({"Privileged":true})),
        (r#""HostConfig":{"Privileged":true},"HostConfig":null"#, Value::Null),
        (r#""HostConfig":{"Privileged":true,"Privileged":null}"#, json!({"Privileged":true})),
        (r#""HostConfig":{"PidsLimit":5,"PidsLimit":null}"#, Value::Null),
        (r#""HostConfig":{"Binds":["/a:/a","/b:/b"],"Binds":["/c:/c"]}"#, json!({"Binds":["/c:/c"]})),
        (
            r#""HostConfig":{"LogConfig":{"Type":"none"},"LogConfig":null,"LogConfig":{"Config":{"x":"y"}}}"#,
            json!({"LogConfig":{"Type":"none","Config":{"x":"y"}}}),
        ),
        (
            r#""HostConfig":{"Devices":[{"PathOnHost":"/dev/null","PathInContainer":"/dev/x"}],"Devices":[{"PathOnHost":"/dev/zero"}]}"#,
            json!({"Devices":[{"PathOnHost":"/dev/zero","PathInContainer":"/dev/x"}]}),
        ),
        (
            r#""HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"1.2.3.4"}]},"PortBindings":{"80/tcp":[{"HostPort":"2"}]}}"#,
            json!({"PortBindings":{"80/tcp":[{"HostPort":"2"}]}}),
        ),
    ];
    for (members, host) in cases {
        let text = format!(r#"{{"Image":"a",{members}}}"#);
        let (container, problems) = container(&text);
        let request = container.request.write().to_json();
        assert_eq!(request.get("HostConfig").unwrap_or(&Value::Null), &host, "{text}");
        assert!(problems.contains(&"duplicate-key"), "{text}: {problems:?}");
    }
    let labels = request(r#"{"Image":"a","Labels":{"a":"1","A":"0"},"Labels":{"b":null}}"#);
    assert_eq!(labels["Labels"], json!({"a":"1","A":"0","b":""}));
}

#[test]
fn what_old_versions_said_at_the_top_level_counts_as_it_did() {
    let host = |text: &str| request(text).get("HostConfig").cloned().unwrap_or(Value::Null);
    assert_eq!(host(r#"{"Image":"a","Privileged":true}"#), json!({"Privileged":true}));
    assert_eq!(host(r#"{"Image":"a","Binds":["/:/h"],"HostConfig":null}"#), json!({"Binds":["/:/h"]}));
    assert_eq!(
        host(r#"{"Image":"a","Memory":7,"VolumeDriver":"evil","CpuShares":2,"HostConfig":{"CpuShares":3}}"#),
        json!({"CpuShares":3,"Memory":7,"VolumeDriver":"evil"})
    );
    assert_eq!(
        host(r#"{"Image":"a","Cpuset":"0","HostConfig":{"Memory":1}}"#),
        json!({"Memory":1,"CpusetCpus":"0"})
    );
    // The first name counts where the engine looks at all, and a member that is null makes it look here.
    assert_eq!(host(r#"{"Image":"a","Cpuset":"0"}"#), Value::Null);
    assert_eq!(host(r#"{"Image":"a","cpuset":"0","Tmpfs":null}"#), json!({"CpusetCpus":"0"}));
    assert_eq!(host(r#"{"Image":"a","Cpuset":"0","CPUSET":"1","HostConfig":{}}"#), json!({"CpusetCpus":"1"}));
    // Beside a HostConfig the rest does not count, and it must not begin to count when it is written.
    let text = r#"{"Image":"a","Privileged":true,"HostConfig":{}}"#;
    let (reading, _) = read(text);
    assert!(reading.projects[0].workloads[0].containers[0].request.host.privileged.is_default());
    let written = engine::write(&reading.projects[0]).text;
    assert!(container(&written).0.request.host.privileged.is_default(), "{written}");
}

#[test]
fn a_lone_string_is_a_list_where_the_engine_says_so() {
    let (one, problems) =
        container(r#"{"Image":"a","Cmd":"id","Entrypoint":"sh","HostConfig":{"CapAdd":"ALL"}}"#);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(
        one.request.write().to_json(),
        json!({"Cmd":["id"],"Image":"a","Entrypoint":["sh"],"HostConfig":{"CapAdd":["ALL"]}})
    );
    let (one, problems) = container(r#"{"Image":"a","HostConfig":{"SecurityOpt":"seccomp=unconfined"}}"#);
    assert_eq!(problems, ["wrong-type"]);
    assert_eq!(one.request.host.security_opt.values().next().map(String::as_str), Some("seccomp=unconfined"));
}

#[test]
fn every_field_has_its_place() {
    let text = r#"{"Image": "a", "HostConfig": {"CapAdd": ["X", "SYS_ADMIN"], "Privileged": true}}"#;
    let (reading, sources) = read(text);
    let host = &reading.projects[0].workloads[0].containers[0].request.host;
    let said = |span: Option<esclusa_source::Span>| span.map_or("", |span| sources.text(span));
    assert_eq!(said(host.privileged.origin.place), "true");
    assert_eq!(said(host.cap_add.items[1].origin.place), "\"SYS_ADMIN\"");
    assert_eq!(said(host.cap_add.origin.place), "[\"X\", \"SYS_ADMIN\"]");
}

#[test]
fn what_is_not_understood_is_a_problem_at_its_place() {
    for (text, id) in [
        ("", "json-syntax"),
        ("{", "json-syntax"),
        ("[{\"Image\":\"a\"},]", "json-syntax"),
        ("\"text\"", "wrong-type"),
        ("[1]", "wrong-type"),
        ("{\"a\":1}", "not-a-container"),
        (
            r#"[{"Id":"x","Names":["/a"],"Image":"a","HostConfig":{"NetworkMode":"default"}}]"#,
            "not-a-container",
        ),
        ("{\"Id\":\"x\",\"RootFS\":{},\"Config\":{\"User\":\"root\"}}", "not-a-container"),
        (r#"{"Image":"a","HostConfig":{"Privileged":"true"}}"#, "wrong-type"),
        (r#"{"Image":"a","HostConfig":{"Memory":1e3}}"#, "wrong-type"),
        (r#"{"Image":"a","HostConfig":{"Memory":1e999}}"#, "wrong-type"),
        (
            r#"{"Image":"a","HostConfig":{"Memory":99999999999999999999999999999999999999999999}}"#,
            "wrong-type",
        ),
        (r#"{"Image":"a","HostConfig":{"Memory":9223372036854775808}}"#, "wrong-type"),
        (r#"{"Image":"a","HostConfig":[]}"#, "wrong-type"),
        (r#"{"Image":"a\u0000b"}"#, "nul-character"),
        (r#"{"Image":"a","Image":"b"}"#, "duplicate-key"),
        (r#"{"Image":"a","image":"b"}"#, "duplicate-key"),
        (r#"{"Image":"a","x":{"y":1,"y":2}}"#, "duplicate-key"),
    ] {
        let (reading, _) = read(text);
        let ids: Vec<&str> = reading.problems.iter().map(|problem| problem.id).collect();
        assert!(ids.contains(&id), "{text}: {:?}", reading.problems);
        assert!(text.is_empty() || reading.problems.iter().all(|problem| problem.span.is_some()), "{text}");
        assert!(read_as(text, Mode::Exact).0.projects.is_empty(), "{text}");
    }
    let deep = format!(r#"{{"Image":"a","x":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read(&deep).0.problems[0].id, "json-syntax");
    let deep = format!(r#"{{"Image":"a","x":{}{}}}"#, "[".repeat(500), "]".repeat(500));
    assert!(read(&deep).0.problems.is_empty());
}

#[test]
fn documents_that_follow_each_other_are_all_read() {
    let (reading, _) = read("{\"Image\":\"a\"}\n{\"Image\":\"b\"}\n[{\"Name\":\"c\",\"Image\":\"c\"}]");
    assert!(reading.problems.is_empty());
    let names: Vec<String> =
        reading.projects.iter().flat_map(Project::containers).map(|one| one.identity.to_string()).collect();
    assert_eq!(names, ["a", "b", "c"]);
}

#[test]
fn several_are_written_with_their_names_and_read_back() {
    let text = r#"[{"Name":"one","Image":"a:1","Future":{"x":[1,2.5]},"HostConfig":{"Next":null,"PidsLimit":0}},{"Name":"two","Image":"b@sha256:00"}]"#;
    let (reading, _) = read(text);
    let written = engine::write(&reading.projects[0]);
    assert!(written.unsaid.is_empty(), "{:?}", written.unsaid);
    assert!(written.text.contains("\"Name\": \"one\",\n    \"Image\""), "{}", written.text);
    assert_eq!(asks(&read(&written.text).0.projects[0]), asks(&reading.projects[0]));
    let second = &reading.projects[0].workloads[1].containers[0].identity;
    assert_eq!(second.digest.as_deref(), Some("sha256:00"));
}

#[test]
fn one_alone_is_a_bare_body_and_its_name_is_said_beside_it() {
    let (reading, _) = read(r#"[{"Name":"one","Image":"a"}]"#);
    let written = engine::write(&reading.projects[0]);
    assert_eq!(written.text, "{\n  \"Image\": \"a\",\n  \"HostConfig\": {}\n}\n");
    assert_eq!(written.unsaid.len(), 1);
    assert!(written.unsaid[0].detail.starts_with("name (one)"));
    assert!(written.unsaid[0].span.is_some());
}

#[test]
fn a_field_is_where_its_key_says() {
    let text = r#"{"Image":"a","Env":["A=1"],"HostConfig":{"CapDrop":["ALL"],"LogConfig":{"Type":"none"}}}"#;
    let (reading, _) = read(text);
    let written: Value = serde_json::from_str(&engine::write(&reading.projects[0]).text).unwrap_or_default();
    for path in ["Image", "Env", "HostConfig.CapDrop", "HostConfig.LogConfig.Type"] {
        assert!(written.pointer(&engine::pointer_of(path, false)).is_some(), "{path}");
    }
    let document = json!({"Id":"i","Config":{"Image":"a","User":"5"},"HostConfig":{"Memory":7},
        "NetworkSettings":{"Networks":{"shop":{"Aliases":["w"]}}}});
    let (one, _) = container(&document.to_string());
    assert_eq!(
        document.pointer(&engine::pointer_of("User", true)).and_then(Value::as_str),
        one.request.user.get().map(String::as_str)
    );
    assert_eq!(
        document.pointer(&engine::pointer_of("HostConfig.Memory", true)).and_then(Value::as_i64),
        one.request.host.memory.get().copied()
    );
    let networks = document.pointer(&engine::pointer_of("NetworkingConfig.EndpointsConfig", true));
    assert_eq!(
        networks.and_then(Value::as_object).map(|map| map.len()),
        Some(one.request.networking.endpoints.entries.len())
    );
}

#[test]
fn an_unknown_key_with_a_number_beyond_64_bits_is_written_as_it_is_read() {
    let text = r#"{"Image":"a","HostConfig":{"Nano":66666666666666001291940006561070912,"Wize":-1e999}}"#;
    let (reading, _) = read_as(text, Mode::Exact);
    let written = engine::write(&reading.projects[0]);
    let (again, _) = read_as(&written.text, Mode::Exact);
    assert_eq!(again.problems, []);
    assert_eq!(asks(&reading.projects[0])[0].request, asks(&again.projects[0])[0].request);
}

#[test]
fn a_cpuset_that_the_engine_ignores_does_not_begin_to_count_by_being_written() {
    let (reading, _) = read_as(r#"{"image":"a","cpuset":"0,1"}"#, Mode::Exact);
    let written = engine::write(&reading.projects[0]);
    assert_eq!(written.unsaid.len(), 1);
    assert_eq!(request(&written.text), json!({ "Image": "a" }));
}
