//! The binary and an engine: what a real one was recorded to answer, and one that does not answer well.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::command::{Folder, Run, run};
use crate::fake::{EVENTS, FakeEngine, Manner, document, engine_of};

/// Runs the binary where the engine is the one that docker would talk to.
fn audit(engine: &FakeEngine, arguments: &[&str]) -> Run {
    let folder = Folder::new();
    let arguments: Vec<&str> = ["audit"].iter().chain(arguments).copied().collect();
    run(&folder.0, &arguments, &[("DOCKER_HOST", &engine.url())])
}

/// The findings of a JSON report as `subject rule`.
fn found(run: &Run) -> BTreeSet<String> {
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("findings").iter();
    findings.map(|finding| format!("{} {}", text(finding, "subject"), text(finding, "rule"))).collect()
}

#[test]
fn every_container_is_judged_running_or_not() {
    let engine = FakeEngine::as_recorded();
    let run = audit(&engine, &["engine:", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    // The recorded containers do not run here.
    assert!(run.err.starts_with("the processes of 4 containers are not seen from here"), "{run:?}");
    assert_eq!(run.err.lines().count(), 1, "{run:?}");
    let found = found(&run);
    for expected in [
        // Created, never started, and with a name that hides it from docker-bench-security.
        "vanilla-ap privileged-container",
        "vanilla-ap host-pid-namespace",
        "web published-on-all-interfaces",
        // The folder that holds the socket; a volume that is a folder of the host; both through another container.
        "data engine-socket-mounted",
        "data sensitive-host-path",
        "heir engine-socket-mounted",
        "heir sensitive-host-path",
        // By the name of its service.
        "api secret-in-environment",
        "api root-by-default",
    ] {
        assert!(found.contains(expected), "{expected}: {found:#?}");
    }
    assert!(!run.out.contains("hunter2"));
    let asked = engine.asked();
    assert!(asked.len() > 10 && asked.iter().all(|line| line.starts_with("GET ")), "{asked:?}");
}

#[test]
fn one_container_is_judged_by_itself_and_shown_as_docker_inspect_prints_it() {
    let engine = FakeEngine::as_recorded();
    let run = audit(&engine, &["container:web"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.contains("container:web:47:37: medium: web: port 80/tcp"), "{run:?}");
    assert!(run.out.contains("\"HostPort\": \"8080\""), "{run:?}");
    assert!(!run.out.contains("vanilla"), "{run:?}");
    // The same again is said once.
    let both = audit(&engine, &["engine:", "container:web", "--quiet"]);
    assert_eq!(both.out.matches("[published-on-all-interfaces]").count(), 1, "{both:?}");
}

#[test]
fn a_container_that_was_in_a_baseline_of_its_file_is_no_news() {
    let file = "name: shop\nservices:\n  api:\n    image: busybox:local\n    environment:\n      DB_PASSWORD: hunter2SuperS3cret\n";
    let folder = Folder::new().with("compose.yaml", file);
    let base = folder.esclusa(&["audit", "compose.yaml", "--format", "json"]);
    let folder = folder.with("base.json", &base.out);
    let mut api = document("labelled");
    // As Compose names it.
    api["Name"] = "/shop-api-1".into();
    let engine = FakeEngine::start(Some("1.41"), engine_of(&[api]));
    let arguments = ["audit", "container:shop-api-1", "--baseline", "base.json", "--quiet"];
    let run = run(&folder.0, &arguments, &[("DOCKER_HOST", &engine.url())]);
    // What the file could not know is new: the image's user.
    assert!(!run.out.contains("[secret-in-environment]"), "{run:?}");
    assert!(!run.out.contains("[no-memory-limit]") && !run.out.contains("[writable-root"), "{run:?}");
}

#[test]
fn what_was_asked_for_and_could_not_be_read_is_said_and_is_exit_2() {
    let folder = Folder::new();
    let run = run(&folder.0, &["audit", "--engine", "unix:///nowhere/d.sock", "engine:"], &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    assert_eq!(run.err.lines().count(), 1, "{run:?}");
    assert!(
        run.err
            .starts_with("engine: problem: the engine cannot be read: no engine at unix:///nowhere/d.sock ("),
        "{run:?}"
    );
    let engine = FakeEngine::as_recorded();
    let run = audit(&engine, &["container:none"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("status 404"), "{run:?}");
    let run = audit(&engine, &["--engine", "nonsense", "engine:"]);
    assert!(run.code == Some(2) && run.err.contains("not the address of an engine"), "{run:?}");
}

#[test]
fn a_container_that_cannot_be_read_does_not_hide_the_others() {
    let mut manners = engine_of(&[document("web"), document("data")]);
    let id = document("data")["Id"].as_str().expect("an id").to_owned();
    manners.insert(format!("/containers/{id}/json"), Manner::BreaksOff);
    let engine = FakeEngine::start(Some("1.41"), manners);
    let run = audit(&engine, &["engine:", "--quiet"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("container:data") && run.err.contains("is not judged"), "{run:?}");
    assert!(run.out.contains("container:web"), "{run:?}");
}

#[test]
fn an_engine_without_containers_is_clean() {
    let engine = FakeEngine::start(Some("1.41"), engine_of(&[]));
    let run = audit(&engine, &["engine:"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
}

#[test]
fn what_an_engine_says_is_no_command_to_a_terminal() {
    let mut odd = document("web");
    odd["Name"] = "/\u{1b}]0;owned\u{7}\u{202e}web\nx".into();
    odd["Config"]["Labels"] =
        json!({ "a\u{1b}[31m": "\u{1b}[2J", "com.docker.compose.service": "s\u{202e}\u{1b}[0m" });
    odd["Config"]["Env"] =
        json!([format!("BIG={}", "x".repeat(1 << 20)), "A_TOKEN=\u{1b}[1mhunter2SuperS3cret"]);
    odd["HostConfig"]["Binds"] = json!(["/var/run/docker.sock\u{1b}[0m:/x", "/:/\u{202e}y"]);
    let engine = FakeEngine::start(Some("1.41"), engine_of(&[odd]));
    for format in ["terminal", "json", "sarif", "junit", "github", "html"] {
        let run = audit(&engine, &["engine:", "--format", format]);
        let bad = |text: &str| text.contains(['\u{1b}', '\u{7}', '\u{202e}']);
        assert!(!bad(&run.out) && !bad(&run.err), "{format}: {run:?}");
        assert!(!run.out.contains("hunter2") && !run.err.contains("hunter2"), "{format}");
        assert!(run.out.len() < 1 << 20, "{format}: {}", run.out.len());
    }
}

#[test]
fn an_older_engine_and_podman_are_read_with_what_they_leave_out() {
    let mut old = document("web");
    for key in ["MaskedPaths", "ReadonlyPaths", "CgroupnsMode", "NanoCpus", "Mounts"] {
        old["HostConfig"].as_object_mut().expect("an object").remove(key);
    }
    old["NetworkSettings"] = Value::Null;
    old["Config"]["Labels"] = Value::Null;
    let mut manners = engine_of(&[old]);
    manners.insert("/version".to_owned(), Manner::Says(200, json!({ "ApiVersion": "1.24" }).to_string()));
    let engine = FakeEngine::start(None, manners);
    let run = audit(&engine, &["engine:", "--quiet"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""), "{run:?}");
    assert!(engine.asked().contains(&"GET /v1.24/containers/json?all=1".to_owned()));
}

#[test]
fn the_daemon_is_judged_by_its_own_answers() {
    let engine = FakeEngine::as_recorded();
    let run = audit(&engine, &["daemon:", "--format", "json"]);
    let found = found(&run);
    // Of 20.10.24: what the kernel and the engine say, whatever runs on this machine.
    assert!(found.contains("daemon known-escape"), "{found:?} {}", run.err);
    let asked = engine.asked();
    assert!(asked.contains(&"GET /v1.41/info".to_owned()), "{asked:?}");
}

#[test]
fn a_bare_path_is_a_file() {
    let folder = Folder::new().with("engine:/compose.yaml", "services:\n  a:\n    image: x\n");
    let run = run(&folder.0, &["audit", "./engine:", "--quiet"], &[("DOCKER_HOST", "unix:///nowhere")]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.contains("compose.yaml"), "{run:?}");
}

#[test]
fn only_what_is_new_since_an_earlier_report_is_told() {
    let web = document("web");
    let before = FakeEngine::start(Some("1.41"), engine_of(&[web.clone(), document("data")]));
    let old = audit(&before, &["engine:", "--format", "json"]);
    let mut worse = web;
    worse["HostConfig"]["Privileged"] = true.into();
    let now = FakeEngine::start(Some("1.41"), engine_of(std::slice::from_ref(&worse)));
    let folder = Folder::new().with("old.json", &old.out);
    let diff = |engine: &FakeEngine, file: &str| {
        let arguments = ["audit", "engine:", "--diff", file, "--format", "json"];
        run(&folder.0, &arguments, &[("DOCKER_HOST", &engine.url())])
    };
    let run = diff(&now, "old.json");
    let said = |run: &Run| run.err.lines().last().unwrap_or_default().to_owned();
    assert_eq!((run.code, found(&run)), (Some(1), BTreeSet::from(["web privileged-container".to_owned()])));
    // What privileged makes moot, and the other container.
    assert!(said(&run).starts_with("1 new, ") && !said(&run).starts_with("1 new, 0 gone"), "{run:?}");
    let same = diff(&before, "old.json");
    assert_eq!((same.code, found(&same).len()), (Some(0), 0), "{same:?}");
    assert_eq!(said(&same), "0 new, 0 gone since the earlier report");
}

#[test]
fn an_earlier_report_that_is_none_is_said_to_be_none() {
    let engine = FakeEngine::as_recorded();
    let newer = r#"{"schema_version": 99, "findings": []}"#;
    for (text, said) in [("{}", "schema_version"), ("no", "expected"), (newer, "99")] {
        let folder = Folder::new().with("old.json", text);
        let arguments = ["audit", "container:web", "--diff", "old.json", "--quiet"];
        let run = run(&folder.0, &arguments, &[("DOCKER_HOST", &engine.url())]);
        assert!(
            run.code == Some(2) && run.err.contains("old.json") && run.err.contains(said),
            "{text}: {run:?}"
        );
    }
}

#[test]
fn an_engine_is_followed_until_it_ends() {
    let event =
        |action: &str, value: &Value| json!({ "Action": action, "Actor": { "ID": value["Id"] } }).to_string();
    let (web, data) = (document("web"), document("data"));
    let mut manners = engine_of(&[document("heir")]);
    for value in [&web, &data] {
        let path = format!("/containers/{}/json", value["Id"].as_str().expect("an id"));
        manners.insert(path, Manner::Says(200, value.to_string()));
    }
    let gone = json!({ "Id": "0123" });
    let parts = vec![
        event("create", &web) + &event("start", &web),
        event("create", &gone),
        event("start", &data),
        event("update", &web),
    ];
    manners.insert(EVENTS.to_owned(), Manner::Streams(parts));
    let engine = FakeEngine::start(Some("1.41"), manners);
    let run = audit(&engine, &["engine:", "--watch", "--quiet"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("/events") && run.err.lines().count() == 1, "{run:?}");
    let of =
        |name: &str| run.out.lines().filter(|line| line.starts_with(&format!("container:{name}:"))).count();
    assert!(of("heir") > 5 && of("data") > 5, "{run:?}");
    // Told once, though something happened to it three times.
    assert_eq!(run.out.matches("[published-on-all-interfaces]").count(), 1, "{run:?}");
    let asked = engine.asked();
    assert!(asked.iter().all(|line| line.starts_with("GET ")), "{asked:?}");
    let json = audit(&FakeEngine::as_recorded(), &["engine:", "--watch", "--format", "sarif"]);
    assert!(json.code == Some(2) && json.err.contains("terminal and json"), "{json:?}");
    let file = audit(&engine, &[".", "--watch"]);
    assert!(file.code == Some(2) && file.err.contains("engine:"), "{file:?}");
}

#[test]
fn a_container_is_hardened_as_the_line_that_makes_it_again() {
    let mut web = document("web");
    web["Config"]["Env"] = json!(["PATH=/usr/bin", "DB_PASSWORD=hunter2SuperS3cret", "MODE=fast"]);
    web["Config"]["Cmd"] = json!(["redis-server", "--requirepass", "hunter3SuperS3cret"]);
    let mut manners = engine_of(std::slice::from_ref(&web));
    let path = format!("/images/{}/json", web["Image"].as_str().expect("an image").replace(':', "%3A"));
    let config = json!({ "Env": ["PATH=/usr/bin"], "User": "", "Cmd": ["sh"], "Entrypoint": null });
    manners.insert(path, Manner::Says(200, json!({ "Config": config }).to_string()));
    let engine = FakeEngine::start(Some("1.41"), manners);
    let folder = Folder::new();
    let harden = |arguments: &[&str]| {
        let arguments: Vec<&str> = ["harden"].iter().chain(arguments).copied().collect();
        run(&folder.0, &arguments, &[("DOCKER_HOST", &engine.url())])
    };
    let run = harden(&["container:web", "--risky"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for part in [
        "docker run",
        "--name web",
        "-e DB_PASSWORD",
        "-e MODE=fast",
        "--cap-drop ALL",
        "--read-only",
        "no-new-privileges",
    ] {
        assert!(run.out.contains(part), "{part}: {run:?}");
    }
    // What the image gives is not asked for, what the engine chose is not repeated, what is secret is not shown.
    for part in ["PATH=", "--cgroupns host", "hunter"] {
        assert!(!run.out.contains(part) && !run.err.contains(part), "{part}: {run:?}");
    }
    assert!(run.err.contains("stop and remove the container first"), "{run:?}");
    assert!(run.err.contains("the value of DB_PASSWORD is not shown"), "{run:?}");
    assert!(harden(&["container:web", "--write"]).code == Some(2));
    assert!(harden(&["container:web", "."]).err.contains("by itself"));
    let missing = harden(&["container:none"]);
    assert!(missing.code == Some(2) && missing.err.contains("no such container"), "{missing:?}");
    assert!(engine.asked().iter().all(|line| line.starts_with("GET ")));
}

#[test]
fn the_benchmark_is_answered_check_by_check() {
    let engine = FakeEngine::as_recorded();
    let run = audit(&engine, &["engine:", "--profile", "cis"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.starts_with("CIS Docker Benchmark 1.6.0\n"), "{run:?}");
    let line =
        |number: &str| run.out.lines().find(|line| line.trim_start().starts_with(&format!("{number} ")));
    let says = |number: &str, state: &str| line(number).is_some_and(|line| line.contains(state));
    assert!(says("5.5", "fail") && says("5.10", "pass") && says("3.1", "not seen"), "{}", run.out);
    let json = audit(&engine, &["engine:", "--profile", "cis", "--format", "json"]);
    let report: Value = serde_json::from_str(&json.out).expect("JSON");
    let checks = report["benchmark"]["checks"].as_array().expect("checks");
    let of = |number: &str| checks.iter().find(|check| check["number"] == number).expect("a check");
    assert_eq!((checks.len(), &of("5.5")["subjects"]), (117, &json!(["vanilla-ap"])));
    assert!(report["findings"].as_array().is_some_and(|findings| findings.len() > 20));
    let quiet = audit(&engine, &["engine:", "--profile", "cis", "--quiet"]);
    assert!(quiet.out.lines().any(|line| line == "5.5 no container is privileged: vanilla-ap"), "{quiet:?}");
    let newer = audit(&engine, &["engine:", "--profile", "cis-1.8.0"]);
    assert!(newer.out.starts_with("CIS Docker Benchmark 1.8.0\n"), "{newer:?}");
    assert!(newer.out.lines().any(|line| line.trim_start().starts_with("2.19 ")), "{newer:?}");
    let other = audit(&engine, &["engine:", "--profile", "cis", "--format", "sarif"]);
    assert!(other.code == Some(2) && other.err.contains("terminal and json"), "{other:?}");
    // Of a Compose file it is a profile like any other.
    let folder = Folder::new().with("compose.yaml", "services:\n  a:\n    image: x\n    profiles: [cis]\n");
    let compose = folder.esclusa(&["audit", ".", "--profile", "cis", "--quiet"]);
    assert!(compose.code == Some(1) && compose.out.contains("compose.yaml:2:3"), "{compose:?}");
    // A container that could not be read leaves all of theirs open.
    let mut manners = engine_of(&[document("web"), document("data")]);
    let id = document("data")["Id"].as_str().expect("an id").to_owned();
    manners.insert(format!("/containers/{id}/json"), Manner::BreaksOff);
    let partial = audit(&FakeEngine::start(Some("1.41"), manners), &["engine:", "--profile", "cis"]);
    let line = partial.out.lines().find(|line| line.contains(" 5.5 ")).expect("the check");
    assert!(partial.code == Some(2) && line.contains("not seen"), "{partial:?}");
}

#[test]
fn the_services_of_a_swarm_are_judged_too() {
    let service = json!([{ "ID": "rt65", "Spec": {
        "Name": "stack_web", "Labels": { "com.docker.stack.namespace": "stack" },
        "TaskTemplate": { "ContainerSpec": {
            "Image": "app:1", "Env": ["DB_PASSWORD=hunter2SuperS3cret"],
            "Mounts": [{ "Type": "bind", "Source": "/run", "Target": "/x" }],
        } },
    } }]);
    let mut manners = engine_of(&[]);
    manners.insert("/services".to_owned(), Manner::Says(200, service.to_string()));
    let engine = FakeEngine::start(Some("1.41"), manners);
    let run = audit(&engine, &["engine:", "--format", "json"]);
    let found = found(&run);
    assert!(
        found.contains("web engine-socket-mounted") && found.contains("web secret-in-environment"),
        "{found:?}"
    );
    assert!(run.out.contains("\"path\": \"service:stack_web\"") && !run.out.contains("hunter2"), "{run:?}");
    assert!(run.out.contains("\"project\": \"stack\""), "{run:?}");
}

#[test]
fn a_file_may_know_more_faults() {
    let engine = FakeEngine::as_recorded();
    let table = "date = \"2020-01-01\"\n[[escape]]\ncve = \"CVE-2099-1\"\npart = \"runc\"\nfixed = [\"9.0.0\"]\nseverity = \"high\"\nsource = \"https://a.example\"\n";
    let folder = Folder::new().with("new.toml", table).with("bad.toml", "date = 1\n");
    let audit = |file: &str| {
        let arguments = ["audit", "daemon:", "--escapes", file, "--format", "json"];
        run(&folder.0, &arguments, &[("DOCKER_HOST", &engine.url())])
    };
    let run = audit("new.toml");
    assert!(run.out.contains("CVE-2099-1") && !run.out.contains("CVE-2024"), "{run:?}");
    assert!(run.err.contains("is of 2020-01-01"), "{run:?}");
    let bad = audit("bad.toml");
    assert!(bad.code == Some(2) && bad.out.is_empty() && bad.err.starts_with("bad.toml: "), "{bad:?}");
    assert_eq!(audit("none.toml").code, Some(2));
}

#[test]
fn a_waiver_of_a_file_holds_for_its_container() {
    let waiver = "[[waiver]]\nrule = \"secret-in-environment\"\nservice = \"api\"\npath = \"PATH\"\nreason = \"made up\"\n";
    for (path, accepted) in [("compose.yaml", true), ("other.yaml", false)] {
        let folder = Folder::new().with("esclusa.toml", waiver.replace("PATH", path));
        let mut api = document("labelled");
        let real = std::fs::canonicalize(&folder.0).expect("a folder");
        let file = real.join("compose.yaml").display().to_string();
        api["Config"]["Labels"]["com.docker.compose.project.config_files"] =
            format!("{file},/x/b.yaml").into();
        let engine = FakeEngine::start(Some("1.41"), engine_of(&[api]));
        let run = run(&real, &["audit", "engine:", "--format", "json"], &[("DOCKER_HOST", &engine.url())]);
        let report: Value = serde_json::from_str(&run.out).expect("JSON");
        let findings = report["findings"].as_array().expect("findings").iter();
        let mut secret = findings.filter(|finding| finding["rule"] == "secret-in-environment");
        assert_eq!(
            secret.next().map(|finding| finding["waived"].clone()),
            Some(accepted.into()),
            "{path}: {run:?}"
        );
    }
}
