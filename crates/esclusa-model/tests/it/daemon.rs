//! How an engine is set up: the file, the command line, and the engine's own answers.

use esclusa_model::Daemon;
use esclusa_model::daemon::escapes;
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

/// An engine of these parts (name, version, commit) on a machine with these packages.
fn engine(parts: &[(&str, &str, &str)], packages: &[(&str, &str)]) -> Daemon {
    let part = |(name, version, commit): &(&str, &str, &str)| {
        format!(r#"{{"Name":"{name}","Version":"{version}","Details":{{"GitCommit":"{commit}"}}}}"#)
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    let version = format!(r#"{{"Components":[{}]}}"#, parts.join(","));
    let parts = Parts { version: Some(version.as_str()), ..Parts::default() };
    let mut projects = read(&parts, &Sources::default()).projects.into_iter();
    let mut daemon = projects.find_map(|project| project.daemon).map(|daemon| *daemon).unwrap_or_default();
    let packages = packages.iter().map(|(part, revision)| ((*part).to_owned(), (*revision).to_owned()));
    daemon.packages = packages.collect();
    daemon
}

/// What is said of a fault: the version, what mended it, and whether it is sure.
fn of(daemon: &Daemon, cve: &str) -> Option<(String, String, bool)> {
    let known = escapes::known(daemon).into_iter().find(|known| known.escape.cve == cve)?;
    Some((known.version, known.fixed.join(" "), !known.may_be_mended))
}

fn said_of(version: &str, fixed: &str, sure: bool) -> Option<(String, String, bool)> {
    Some((version.to_owned(), fixed.to_owned(), sure))
}

#[test]
fn the_parts_of_debian_say_their_revision_where_others_say_a_commit() {
    // As Debian 12 answers.
    let today = engine(
        &[("containerd", "1.6.20~ds1", "1.6.20~ds1-1+deb12u3"), ("runc", "1.1.5+ds1", "1.1.5+ds1-1+deb12u1")],
        &[],
    );
    assert_eq!(of(&today, "CVE-2024-21626"), None);
    assert_eq!(of(&today, "CVE-2025-64329"), None);
    let runc = "1.1.5+ds1-1+deb12u1";
    assert_eq!(of(&today, "CVE-2025-31133"), said_of(runc, "1.2.8 1.3.3 1.4.0-rc.3", false));
    // As it did before its updates: sure, and what mends it is the package.
    let before = engine(
        &[("containerd", "1.6.20~ds1", "1.6.20~ds1-1+deb12u1"), ("runc", "1.1.5+ds1", "1.1.5+ds1-1+b4")],
        &[],
    );
    assert_eq!(of(&before, "CVE-2024-21626"), said_of("1.1.5+ds1-1+b4", runc, true));
    let containerd = "1.6.20~ds1-1+deb12u1";
    assert_eq!(of(&before, "CVE-2024-25621"), said_of(containerd, "1.6.20~ds1-1+deb12u2", true));
    // Of others it is a commit.
    let plain = engine(&[("runc", "1.1.5", "v1.1.5-0-gf19387a6")], &[]);
    assert_eq!(of(&plain, "CVE-2024-21626"), said_of("1.1.5", "1.1.12", true));
}

#[test]
fn the_package_of_the_engine_is_that_of_the_machine() {
    let debian = [("Engine", "20.10.24+dfsg1", "5d6db84")];
    let plugins = |mut daemon: Daemon| {
        let text = r#"{"authorization-plugins":["a"]}"#;
        daemon.settings = said(Some(text), None).0.settings;
        daemon
    };
    let authorization = "CVE-2024-41110";
    let unknown = plugins(engine(&debian, &[]));
    assert_eq!(
        of(&unknown, authorization),
        said_of("20.10.24+dfsg1", "23.0.15 24.0.10 25.0.6 26.0.3 26.1.5 27.1.1", false)
    );
    let mended = plugins(engine(&debian, &[("Engine", "20.10.24+dfsg1-1+deb12u1+b6")]));
    assert_eq!(of(&mended, authorization), None);
    // Its BuildKit is another matter: nobody says so.
    assert_eq!(of(&mended, "CVE-2024-23652"), said_of("20.10.24+dfsg1-1+deb12u1+b6", "25.0.2", false));
    let old = plugins(engine(&debian, &[("Engine", "20.10.24+dfsg1-1+b5")]));
    assert_eq!(of(&old, authorization), said_of("20.10.24+dfsg1-1+b5", "20.10.24+dfsg1-1+deb12u1", true));
    // A package of another version is not what runs.
    let other = plugins(engine(&debian, &[("Engine", "26.1.5+dfsg1-9+deb13u1")]));
    assert_eq!(of(&other, authorization), of(&unknown, authorization));
}

#[test]
fn ubuntu_mends_each_of_its_releases_by_itself() {
    let containerd = [("containerd", "2.2.1", "")];
    let at = |revision: &str| of(&engine(&containerd, &[("containerd", revision)]), "CVE-2026-53488");
    assert_eq!(at("2.2.1-0ubuntu1~24.04.3"), None);
    let noble = "2.2.1-0ubuntu1~24.04.2";
    assert_eq!(at(noble), said_of(noble, "2.2.1-0ubuntu1~24.04.3", true));
    // A release of which nothing is written.
    let plucky = "2.2.1-0ubuntu1~25.04.9";
    assert_eq!(at(plucky), said_of(plucky, "1.7.33 2.0.10 2.1.9 2.2.5 2.3.2", false));
    // Its runc says the revision as its version.
    let runc = engine(&[("runc", "1.1.7-0ubuntu1~20.04.2", "")], &[]);
    assert_eq!(of(&runc, "CVE-2024-21626"), None);
    let runc = engine(&[("runc", "1.1.7-0ubuntu1~20.04.1", "")], &[]);
    assert_eq!(
        of(&runc, "CVE-2024-21626"),
        said_of("1.1.7-0ubuntu1~20.04.1", "1.1.7-0ubuntu1~20.04.2", true)
    );
}

#[test]
fn what_came_later_is_not_in_what_was_before() {
    let has = |part: &str, version: &str, cve: &str| of(&engine(&[(part, version, "")], &[]), cve).is_some();
    for (part, cve, with, without) in [
        ("Engine", "CVE-2024-23652", ["25.0.1", "23.0.18", "24.0.9"], ["25.0.2", "26.0.0", "18.03.1-ce"]),
        ("Engine", "CVE-2024-29018", ["25.0.4", "23.0.10", "24.0.9"], ["23.0.11", "25.0.5", "26.0.0"]),
        ("Engine", "CVE-2025-54388", ["28.2.0", "28.3.2", "28.2.2"], ["28.1.1", "28.3.3", "25.0.1"]),
        ("Engine", "CVE-2025-54410", ["25.0.12", "27.5.1", "26.1.5"], ["25.0.13", "28.0.0", "29.1.3"]),
        ("Engine", "CVE-2026-33747", ["29.3.0", "28.5.2", "25.0.17"], ["29.3.1", "29.4.0", "30.0.0"]),
        ("Engine", "CVE-2026-41567", ["29.5.0", "28.5.2", "25.0.16"], ["25.0.17", "29.5.1", "29.6.0"]),
        // Of two lines each has its first.
        ("containerd", "CVE-2026-46680", ["v1.7.31", "v2.0.8", "v2.1.8"], ["v1.7.26", "v2.0.3", "v2.2.4"]),
        ("containerd", "CVE-2025-47290", ["v2.1.0"; 3], ["v2.0.4", "v2.1.1", "v1.7.27"]),
        ("runc", "CVE-2024-21626", ["1.1.11", "1.0.0-rc93", "1.0.3"], ["1.0.0-rc92", "1.1.12", "1.2.0"]),
    ] {
        for version in with {
            assert!(has(part, version, cve), "{cve} {version}");
        }
        for version in without {
            assert!(!has(part, version, cve), "{cve} {version}");
        }
    }
}

#[test]
fn docker_desktop_says_its_version_as_the_platform() {
    let of_platform = |name: &str| {
        let version = format!(r#"{{"Platform":{{"Name":"{name}"}},"Version":"28.3.2"}}"#);
        let parts = Parts { version: Some(version.as_str()), ..Parts::default() };
        let reading = read(&parts, &Sources::default());
        let daemon = reading.projects.into_iter().find_map(|project| project.daemon).expect("a daemon");
        of(&daemon, "CVE-2025-9074").map(|(version, ..)| version)
    };
    assert_eq!(of_platform("Docker Desktop 4.44.2 (202017)").as_deref(), Some("4.44.2"));
    assert_eq!(of_platform("Docker Desktop 4.44.3 (202357)"), None);
    assert_eq!(of_platform("Docker Engine - Community"), None);
}

#[test]
fn what_needs_a_swarm_is_not_said_where_there_is_none() {
    let in_swarm = |state: &str| {
        let info = format!(r#"{{"Swarm":{{"LocalNodeState":"{state}"}}}}"#);
        let version = r#"{"Version":"23.0.1"}"#;
        let parts = Parts { info: Some(info.as_str()), version: Some(version), ..Parts::default() };
        let reading = read(&parts, &Sources::default());
        let daemon = reading.projects.into_iter().find_map(|project| project.daemon).expect("a daemon");
        of(&daemon, "CVE-2023-28840").is_some()
    };
    assert!(in_swarm("active") && in_swarm("locked") && !in_swarm("inactive"));
}
