//! Reads what a test says in a dialect, and what the rules say of it.

use std::collections::BTreeMap;

use crate::{host, running};
use esclusa_finding::{Catalogue, Finding, Language};
use esclusa_model::dialect::{compose, daemon, dockerfile, engine, run};
use esclusa_model::{Context, Mode, Reading};
use esclusa_source::{MemoryFiles, Sources, TextKind, docker_commands};

/// Reads a text in the dialect that it is said to be of: `yaml compose`, `sh run`, `json engine`, `dockerfile`.
pub(crate) fn read(dialect: &str, text: &str, sources: &mut Sources) -> Reading {
    read_beside(dialect, text, &[], sources)
}

/// The same with files of these names beside it.
pub(crate) fn read_beside(
    dialect: &str,
    text: &str,
    beside: &[(&str, String)],
    sources: &mut Sources,
) -> Reading {
    let mut files = MemoryFiles::default()
        .with("/p/compose.yaml", text)
        .with("/p/allow.json", r#"{ "defaultAction": "SCMP_ACT_ALLOW" }"#)
        .with("/p/deny.json", r#"{ "defaultAction": "SCMP_ACT_ERRNO", "syscalls": [] }"#);
    for (name, text) in beside {
        files = files.with(format!("/p/{name}"), text.as_str());
    }
    let context = Context {
        files: &files,
        environment: BTreeMap::new(),
        working_dir: "/p".into(),
        mode: Mode::Tolerant,
    };
    match dialect {
        "yaml compose" => compose::read(&compose::LoadOptions::default(), &context, sources),
        "json engine" => {
            let file = sources.add("request.json", text);
            engine::read(file, &context, sources)
        }
        "dockerfile" => {
            // A comment at the end of an instruction is a part of it there; the marks are for the reader of the page.
            let lines = text.lines().map(|line| line.split(" # error: ").next().unwrap_or(line));
            let plain: String = lines.map(|line| format!("{line}\n")).collect();
            let file = sources.add("Dockerfile", plain);
            dockerfile::read(file, &dockerfile::Build::default(), sources)
        }
        "json daemon" | "json info" | "json version" => {
            // JSON has no comments; the marks are for the reader of the page.
            let lines = text.lines().map(|line| line.split(" # error: ").next().unwrap_or(line));
            let plain: String = lines.map(|line| format!("{line}\n")).collect();
            let parts = if dialect == "json daemon" {
                let file = daemon::Part::Said(sources.add("daemon.json", plain.as_str()));
                daemon::Parts { file, ..daemon::Parts::default() }
            } else {
                let (file, flags) = (daemon::Part::Unread, daemon::Part::Unread);
                let (info, version) =
                    if dialect == "json info" { (Some(&*plain), None) } else { (None, Some(&*plain)) };
                daemon::Parts { file, flags, info, version }
            };
            daemon::read(&parts, sources)
        }
        "text host" => host::read(text),
        "text running" => {
            let (command, seen) = text.split_once('\n').expect("a command line, then what was seen");
            let mut reading = read_beside("sh run", &format!("{command}\n"), &[], sources);
            let containers = reading.projects.iter_mut().flat_map(|project| &mut project.workloads);
            for container in containers.flat_map(|workload| &mut workload.containers) {
                container.running = Some(Box::new(running::read(seen)));
            }
            reading
        }
        "sh run" => {
            let file = sources.add("page.sh", text);
            let mut reading = Reading::default();
            for command in docker_commands(file, text, TextKind::Script) {
                let mut one = run::read(&command.words, &context, sources);
                reading.projects.append(&mut one.projects);
                reading.problems.append(&mut one.problems);
            }
            reading
        }
        other => panic!("a dialect {other}"),
    }
}

/// One request in a dialect.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Said<'a> {
    /// The flags of `docker run`, before an image.
    Run(&'a str),
    /// The keys of a Compose service beside its image; with a line `---`, what follows is the project's own.
    Compose(&'a str),
    /// The members of `HostConfig`.
    Engine(&'a str),
}

/// What one rule finds in a request for a container of this image: what each is about, how bad, and the words.
pub(crate) fn found_in(image: &str, said: Said<'_>, rule: &str) -> Vec<(Finding, String)> {
    let (dialect, text) = match said {
        Said::Run(flags) => ("sh run", format!("docker run {flags} {image}\n")),
        Said::Compose(keys) => {
            let (service, top) = keys.split_once("---\n").unwrap_or((keys, ""));
            let service = service.lines().fold(String::new(), |text, line| format!("{text}    {line}\n"));
            ("yaml compose", format!("services:\n  web:\n    image: {image}\n{service}{top}"))
        }
        Said::Engine(members) => {
            ("json engine", format!(r#"{{"Image":"{image}","HostConfig":{{{members}}}}}"#))
        }
    };
    let mut sources = Sources::default();
    let reading = read(dialect, &text, &mut sources);
    assert_eq!(reading.problems, [], "{text}");
    assert_eq!(reading.projects.len(), 1, "{text}");
    let findings = reading.projects.iter().flat_map(esclusa_rules::judge);
    let catalogue = Catalogue::new(Language::English);
    let findings = findings.filter(|finding| finding.rule.id == rule);
    findings
        .map(|finding| {
            assert!(catalogue.has(finding.message.id), "{} has no words", finding.message.id);
            assert!(finding.place.primary.is_some(), "{text}: no place");
            let words = catalogue.text(&finding.message);
            (finding, words)
        })
        .collect()
}

/// `about severity` of each finding, for a list of requests.
pub(crate) fn check(rule: &str, cases: &[(Said<'_>, &[&str])]) {
    for (said, expected) in cases {
        let found = found_in("app:1", *said, rule);
        let found: Vec<String> =
            found.iter().map(|(finding, _)| format!("{} {}", finding.about, finding.severity)).collect();
        assert_eq!(found, *expected, "{rule}: {said:?}");
    }
}
