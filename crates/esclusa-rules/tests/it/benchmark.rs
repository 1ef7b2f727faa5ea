//! The CIS Docker Benchmark, check by check: what other auditors were seen to answer wrongly, and what was not looked at.

use std::collections::BTreeMap;

use esclusa_finding::{Answer, Catalogue, Finding, Language, State, Version};
use esclusa_model::Project;
use esclusa_model::daemon::Swarm;
use esclusa_rules::benchmark::{Seen, answers};
use esclusa_source::Sources;
use serde_json::{Value, json};

use crate::read::read;

/// The answers about these containers (inspect documents), a daemon's info and a host's lines; each may be missing.
fn asked(containers: Option<&[Value]>, info: Option<Value>, host: Option<&str>) -> Vec<Answer> {
    asked_of(Version::V1_6, containers, info, host)
}

fn asked_of(
    version: Version,
    containers: Option<&[Value]>,
    info: Option<Value>,
    host: Option<&str>,
) -> Vec<Answer> {
    let mut projects: Vec<Project> = Vec::new();
    let mut add = |dialect: &str, text: &str| {
        let reading = read(dialect, text, &mut Sources::default());
        assert_eq!(reading.problems, [], "{text}");
        projects.extend(reading.projects);
    };
    for document in containers.into_iter().flatten() {
        add("json engine", &document.to_string());
    }
    if let Some(info) = info {
        add("json info", &info.to_string());
    }
    if let Some(host) = host {
        add("text host", host);
    }
    // What `json info` alone does not say was read, too.
    for daemon in projects.iter_mut().filter_map(|project| project.daemon.as_mut()) {
        daemon.is_partial = false;
    }
    let findings: Vec<Finding> = projects.iter().flat_map(esclusa_rules::judge).collect();
    let whole_engine = containers.is_some();
    answers(&Seen { projects: &projects, findings: &findings, whole_engine, is_partial: false }, version)
}

fn container(name: &str, host: Value, config: Value) -> Value {
    let mut document = json!({
        "Id": "0123456789abcdef", "Name": format!("/{name}"), "State": { "Running": false },
        "Config": { "Image": "app:1", "User": "", "Entrypoint": null },
        "HostConfig": { "NetworkMode": "default" }, "Mounts": [], "AppArmorProfile": "", "ProcessLabel": "",
    });
    for (key, over) in [("HostConfig", host), ("Config", config)] {
        let own = document[key].as_object_mut().expect("an object");
        own.extend(over.as_object().expect("an object").clone());
    }
    document
}

/// State and subjects of a check.
fn said(answers: &[Answer], number: &str) -> (State, Vec<String>) {
    let answer = answers.iter().find(|answer| answer.number == number).expect("a check");
    (answer.state, answer.subjects.clone())
}

fn of(containers: &[Value], number: &str) -> (State, Vec<String>) {
    said(&asked(Some(containers), None, None), number)
}

fn fails(name: &str) -> (State, Vec<String>) {
    (State::Fail, vec![name.to_owned()])
}

#[test]
fn all_checks_are_answered_in_order_with_words_in_both_languages() {
    let answers = asked(None, None, None);
    assert_eq!(answers.len(), 117);
    let numbers: Vec<Vec<u32>> = answers
        .iter()
        .map(|answer| answer.number.split('.').map(|part| part.parse().expect("a number")).collect())
        .collect();
    assert!(numbers.is_sorted());
    let mut sections: BTreeMap<u32, usize> = BTreeMap::new();
    numbers.iter().for_each(|number| *sections.entry(number[0]).or_default() += 1);
    assert_eq!(sections.into_values().collect::<Vec<_>>(), [20, 18, 24, 12, 32, 2, 9]);
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        for answer in &answers {
            assert!(catalogue.has(answer.title.id), "{}", answer.title.id);
            assert!(answer.reason.as_ref().is_none_or(|reason| catalogue.has(reason.id)), "{answer:?}");
        }
    }
    // Nothing was looked at: nothing passes, and nothing fails.
    let is_open =
        |answer: &Answer| matches!(answer.state, State::NotSeen | State::Manual) && answer.reason.is_some();
    assert!(answers.iter().all(is_open));
}

#[test]
fn rules_and_checks_agree_on_their_numbers() {
    for version in Version::ALL {
        let answers = asked_of(version, None, None, None);
        let mut rules = 0;
        for rule in esclusa_rules::RULES {
            for standard in rule.meta().all_standards() {
                if let esclusa_finding::Standard::Cis(of, number) = standard
                    && of == version.name()
                {
                    rules += 1;
                    let known = answers.iter().any(|answer| answer.number == number);
                    assert!(known, "{} {of} {number}", rule.meta().id);
                }
            }
        }
        assert!(rules > 40, "{rules}");
    }
}

#[test]
fn the_newer_version_has_one_check_more_and_its_own_numbers() {
    let (old, new) = (asked(None, None, None), asked_of(Version::V1_8, None, None, None));
    assert_eq!(new.len(), old.len() + 1);
    let title = |answers: &[Answer], number: &str| {
        answers.iter().find(|answer| answer.number == number).expect("a check").title.id
    };
    assert_eq!(title(&new, "2.7"), "cis-2-7-devicemapper");
    for (before, after) in [("2.6", "2.6"), ("2.7", "2.8"), ("2.18", "2.19"), ("5.32", "5.32")] {
        assert_eq!(title(&old, before), title(&new, after));
    }
    let numbers: Vec<Vec<u32>> = new
        .iter()
        .map(|answer| answer.number.split('.').map(|part| part.parse().expect("a number")).collect())
        .collect();
    assert!(numbers.is_sorted_by(|one, other| one < other), "{numbers:?}");
    // Each driver is found where it is asked for, and another is none.
    let by = |version, driver: &str, number| {
        said(&asked_of(version, None, Some(json!({ "Driver": driver })), None), number).0
    };
    assert_eq!(by(Version::V1_8, "devicemapper", "2.7"), State::Fail);
    assert_eq!(by(Version::V1_8, "devicemapper", "2.6"), State::Pass);
    assert_eq!(by(Version::V1_6, "aufs", "2.6"), State::Fail);
    assert_eq!(by(Version::V1_8, "overlay2", "2.7"), State::Pass);
}

#[test]
fn what_docker_bench_was_seen_to_miss_fails() {
    // By its name; and containers that do not run.
    let vanilla = container("vanilla-ap", json!({ "PidMode": "host", "CapAdd": ["SYS_ADMIN"] }), json!({}));
    assert_eq!(of(std::slice::from_ref(&vanilla), "5.16"), fails("vanilla-ap"));
    assert_eq!(of(&[vanilla], "5.4"), fails("vanilla-ap"));
    // The option is there, and off.
    let off = container("off", json!({ "SecurityOpt": ["no-new-privileges=false"] }), json!({}));
    assert_eq!(of(&[off], "5.26"), fails("off"));
    // Nothing is added, and nothing dropped.
    assert_eq!(of(&[container("plain", json!({}), json!({}))], "5.4"), fails("plain"));
    // Dropped, and given back what is harmless.
    let drops = container("drops", json!({ "CapDrop": ["ALL"], "CapAdd": ["NET_BIND_SERVICE"] }), json!({}));
    assert_eq!(of(&[drops], "5.4").0, State::Pass);
    assert_eq!(of(&[container("zero", json!({}), json!({ "User": "0:0" }))], "4.1"), fails("zero"));
    let run = container("run", json!({ "Binds": ["/var/run:/x"] }), json!({}));
    assert_eq!(of(&[run], "5.32"), fails("run"));
    let port =
        |address: &str| json!({ "PortBindings": { "80/tcp": [{ "HostIp": address, "HostPort": "8080" }] } });
    assert_eq!(of(&[container("loopback", port("127.0.0.1"), json!({}))], "5.14").0, State::Pass);
    assert_eq!(of(&[container("all", port("0.0.0.0"), json!({}))], "5.14"), fails("all"));
    // CPU by any of its names.
    for limit in [json!({ "NanoCpus": 500_000_000 }), json!({ "CpuQuota": 50_000 })] {
        assert_eq!(of(&[container("cpu", limit, json!({}))], "5.12").0, State::Pass);
    }
}

#[test]
fn facts_of_containers_answer_what_no_rule_does() {
    let port = |number: &str| json!({ "PortBindings": { "80/tcp": [{ "HostIp": "", "HostPort": number }] } });
    assert_eq!(of(&[container("low", port("80"), json!({}))], "5.8"), fails("low"));
    for number in ["1024", "8080", "", "0"] {
        assert_eq!(of(&[container("high", port(number), json!({}))], "5.8").0, State::Pass, "{number}");
    }
    let policy =
        |name: &str, most: u32| json!({ "RestartPolicy": { "Name": name, "MaximumRetryCount": most } });
    for (name, most, state) in [
        ("no", 0, State::Pass),
        ("on-failure", 5, State::Pass),
        ("on-failure", 0, State::Fail),
        ("on-failure", 6, State::Fail),
        ("always", 0, State::Fail),
        ("unless-stopped", 0, State::Fail),
    ] {
        assert_eq!(of(&[container("c", policy(name, most), json!({}))], "5.15").0, state, "{name} {most}");
    }
    assert_eq!(of(&[container("c", json!({ "CgroupParent": "/other" }), json!({}))], "5.25"), fails("c"));
    assert_eq!(of(&[container("c", json!({}), json!({}))], "5.30"), fails("c"));
    assert_eq!(of(&[container("c", json!({ "NetworkMode": "own" }), json!({}))], "5.30").0, State::Pass);
}

#[test]
fn confinement_is_asked_of_a_kernel_that_has_it() {
    let info = |options: &[&str]| Some(json!({ "SecurityOptions": options }));
    // Any other option is no SELinux.
    let nnp = container("nnp", json!({ "SecurityOpt": ["no-new-privileges"] }), json!({}));
    let with = |options: &[&str], document: &Value, number: &str| {
        said(&asked(Some(std::slice::from_ref(document)), info(options), None), number)
    };
    assert_eq!(with(&["name=selinux"], &nnp, "5.3"), fails("nnp"));
    assert_eq!(with(&["name=seccomp"], &nnp, "5.3").0, State::NotApplicable);
    assert_eq!(with(&["name=apparmor"], &nnp, "5.2"), fails("nnp"));
    let mut confined = nnp.clone();
    confined["AppArmorProfile"] = "docker-default".into();
    confined["ProcessLabel"] = "system_u:system_r:container_t:s0".into();
    assert_eq!(with(&["name=apparmor", "name=selinux"], &confined, "5.2").0, State::Pass);
    assert_eq!(with(&["name=apparmor", "name=selinux"], &confined, "5.3").0, State::Pass);
    confined["AppArmorProfile"] = "unconfined".into();
    assert_eq!(with(&["name=apparmor"], &confined, "5.2"), fails("nnp"));
    // Whether the kernel has it is not known.
    assert_eq!(of(&[nnp], "5.2").0, State::NotSeen);
}

#[test]
fn nothing_passes_for_lack_of_looking() {
    let none = asked(Some(&[]), None, None);
    assert_eq!(said(&none, "5.5").0, State::NotApplicable);
    let only = asked(None, Some(json!({ "SecurityOptions": [], "LiveRestoreEnabled": true })), None);
    assert_eq!(said(&only, "5.5").0, State::NotSeen);
    assert_eq!(said(&only, "2.15").0, State::Pass);
    assert_eq!(said(&only, "3.1").0, State::NotSeen);
    assert_eq!(said(&only, "7.1").0, State::NotSeen);
    let swarm = |state: &str, managers: u32| {
        let info = json!({ "Swarm": { "LocalNodeState": state, "Managers": managers } });
        said(&asked(None, Some(info), None), "7.1").0
    };
    assert_eq!(swarm("inactive", 0), State::NotApplicable);
    assert_eq!(
        (swarm("active", 3), swarm("active", 9), swarm("active", 0)),
        (State::Pass, State::Fail, State::NotSeen)
    );
}

#[test]
fn a_swarm_is_answered_by_what_its_manager_says() {
    let answered = |swarm: Option<Swarm>| {
        let info = r#"{"Swarm":{"LocalNodeState":"active","Managers":1}}"#;
        let mut projects = read("json info", info, &mut Sources::default()).projects;
        projects[0].daemon.as_mut().expect("a daemon").swarm = swarm;
        let seen = Seen { projects: &projects, findings: &[], whole_engine: false, is_partial: false };
        let answers = answers(&seen, Version::V1_6);
        ["7.3", "7.5", "7.6"].map(|number| said(&answers, number))
    };
    let open = |state: State| (state, Vec::new());
    let loose = Swarm { is_locked: Some(false), open_networks: Some(vec!["ingress".to_owned()]) };
    assert_eq!(answered(Some(loose)), [fails("ingress"), open(State::Fail), open(State::NotApplicable)]);
    let tight = Swarm { is_locked: Some(true), open_networks: Some(Vec::new()) };
    assert_eq!(answered(Some(tight)), [open(State::Pass), open(State::Pass), open(State::Manual)]);
    assert_eq!(answered(None), [open(State::NotSeen), open(State::NotSeen), open(State::NotSeen)]);
}

#[test]
fn files_and_audit_rules_are_answered_one_by_one() {
    let host = "file socket /run/docker.sock root docker 0666\nfile settings /etc/docker/daemon.json 1000 root 0644\nwanted /usr/bin/runc\nwanted /usr/bin/dockerd\nwatch /usr/bin/runc\ngroup docker alice\ndata apart\n";
    let answers = asked(None, None, Some(host));
    let said = |number: &str| said(&answers, number);
    assert_eq!(said("3.15").0, State::Pass);
    assert_eq!(said("3.16"), fails("/run/docker.sock"));
    assert_eq!(said("3.17"), fails("/etc/docker/daemon.json"));
    assert_eq!(said("3.18").0, State::Pass);
    assert_eq!(said("3.13").0, State::NotApplicable);
    assert_eq!(said("1.1.18").0, State::Pass);
    assert_eq!(said("1.1.3"), fails("/usr/bin/dockerd"));
    assert_eq!(said("1.1.4").0, State::NotApplicable);
    assert_eq!(said("1.1.2"), fails("alice"));
    assert_eq!(said("1.1.1").0, State::Pass);
}
