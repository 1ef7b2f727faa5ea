//! Changes as edits of create requests: what the JSON says afterwards, byte for byte.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its ground truth fails loudly")]

use std::collections::{BTreeMap, BTreeSet};

use esclusa_model::dialect::engine;
use esclusa_model::{Change, Container, Mode, Namespace, Project, Refusal, Wire};
use esclusa_source::{Edits, FileId, MemoryFiles, Saying, Sources};
use serde_json::{Value, json};

use crate::change::{KINDS, changes_for, inputs, kind_of};
use crate::shared::shared;
use crate::truth::{overlay, records};

struct Page {
    sources: Sources,
    file: FileId,
    projects: Vec<Project>,
    problems: usize,
}

fn page(text: &str) -> Page {
    let mut sources = Sources::default();
    let file = sources.add("request.json", text);
    let files = MemoryFiles::default();
    let context = esclusa_model::Context {
        files: &files,
        environment: Default::default(),
        working_dir: "/p".into(),
        mode: Mode::Tolerant,
    };
    let reading = engine::read(file, &context, &sources);
    Page { sources, file, projects: reading.projects, problems: reading.problems.len() }
}

impl Page {
    fn containers(&self) -> Vec<&Container> {
        self.projects.iter().flat_map(Project::containers).collect()
    }

    fn changed(&self, number: usize, change: &Change) -> Result<Option<String>, Refusal> {
        let container = self.containers()[number];
        let edits = engine::lower(&self.projects[0], container, change, &self.sources)?;
        if edits.is_empty() {
            return Ok(None);
        }
        let mut all = Edits::default();
        assert_eq!(all.add(&edits), Ok(()), "{change:?}: {edits:?}");
        Ok(Some(all.apply(self.file, &self.sources.file(self.file).text).unwrap()))
    }
}

fn asks(container: &Container) -> (Value, Option<String>) {
    (Wire::write(&container.request).to_json(), container.name.value.clone())
}

/// What is wrong with a change of the container of a number; else the text after it, if it is edited.
fn try_change(
    page: &Page,
    number: usize,
    change: &Change,
) -> Result<Result<Option<String>, Refusal>, String> {
    let mut expected = page.containers()[number].clone();
    change.apply(&mut expected);
    let text = match page.changed(number, change) {
        Err(refusal) => return Ok(Err(refusal)),
        Ok(None) if asks(&expected) == asks(page.containers()[number]) => return Ok(Ok(None)),
        Ok(None) => return Err("nothing is edited, but the change changes something".to_owned()),
        Ok(Some(text)) => text,
    };
    let again = self::page(&text);
    let (ours, theirs) = (again.containers(), page.containers());
    if ours.len() != theirs.len() || again.problems > page.problems {
        return Err(format!("{} containers, {} problems\n{text}", ours.len(), again.problems));
    }
    for (at, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        let theirs = if at == number { &expected } else { theirs };
        if asks(ours) != asks(theirs) {
            return Err(format!("\n{text}\n  read     {}\n  expected {}", asks(ours).0, asks(theirs).0));
        }
    }
    match again.changed(number, change) {
        Ok(None) => Ok(Ok(Some(text))),
        other => Err(format!("a second time: {other:?}\n{text}")),
    }
}

fn cases(change: &Change, texts: &[(&str, &str)]) {
    for (text, expected) in texts {
        match try_change(&page(text), 0, change) {
            Ok(Ok(Some(after))) => assert_eq!(after, *expected, "{text}"),
            Ok(Ok(None)) => assert_eq!(text, expected, "says it already"),
            Ok(Err(refusal)) => {
                assert_eq!(format!("refused: {} [{}]", refusal.why, refusal.by_hand), *expected, "{text}");
            }
            Err(why) => panic!("{text}: {change:?}: {why}"),
        }
    }
}

#[test]
fn members_are_put_replaced_and_taken_away_in_the_texts_own_style() {
    cases(
        &Change::DropPrivileged,
        &[
            (
                r#"{"Image":"x","HostConfig":{"Privileged":true,"Binds":null}}"#,
                r#"{"Image":"x","HostConfig":{"Privileged":false,"Binds":null}}"#,
            ),
            (r#"{"Image":"x"}"#, r#"{"Image":"x"}"#),
            (
                r#"{"image":"x","hostconfig":{"privileged": true}}"#,
                r#"{"image":"x","hostconfig":{"privileged": false}}"#,
            ),
            (
                r#"{"Image":"x","HostConfig":{"Privileged":true,"privileged":true}}"#,
                "refused: \"Privileged\" is said twice []",
            ),
            (r#"{"Image":"x","Privileged":true}"#, r#"{"Image":"x","Privileged":false}"#),
        ],
    );
    cases(
        &Change::LimitMemory { bytes: 5 },
        &[
            (r#"{"Image":"x","HostConfig":{}}"#, r#"{"Image":"x","HostConfig":{"Memory":5}}"#),
            (r#"{"Image":"x"}"#, r#"{"Image":"x","HostConfig":{"Memory":5}}"#),
            (r#"{ "Image": "x" }"#, r#"{ "Image": "x", "HostConfig": {"Memory": 5} }"#),
            (r#"{"Image":"x","HostConfig":null}"#, r#"{"Image":"x","HostConfig":{"Memory":5}}"#),
            (
                r#"{"Image":"x","HostConfig":{"Memory":7,"MemorySwap":-1}}"#,
                r#"{"Image":"x","HostConfig":{"Memory":5}}"#,
            ),
            (
                r#"{"Image":"x","Memory":7,"MemorySwap":-1,"HostConfig":{"Memory":0}}"#,
                r#"{"Image":"x","Memory":5,"HostConfig":{"Memory":0}}"#,
            ),
            (r#"{"Image":"x","Memory":7,"PidMode":"host"}"#, r#"{"Image":"x","Memory":5,"PidMode":"host"}"#),
            (
                "{\r\n\t\"Image\": \"x\",\r\n\t\"HostConfig\": {\r\n\t\t\"Binds\": []\r\n\t}\r\n}\r\n",
                "{\r\n\t\"Image\": \"x\",\r\n\t\"HostConfig\": {\r\n\t\t\"Binds\": [],\r\n\t\t\"Memory\": 5\r\n\t}\r\n}\r\n",
            ),
            (
                "{\n    \"Image\": \"x\"\n}\n",
                "{\n    \"Image\": \"x\",\n    \"HostConfig\": {\n        \"Memory\": 5\n    }\n}\n",
            ),
            (
                r#"{"Image":"x","HostConfig":{},"hostConfig":{}}"#,
                "refused: \"HostConfig\" is said twice [--memory 5]",
            ),
            (
                r#"{"Image":"x","Cpuset":"1"}"#,
                "refused: the request says it where only old engines look [--memory 5]",
            ),
        ],
    );
    cases(
        &Change::PrivateNamespace(Namespace::Pid),
        &[
            (
                "{\"Image\": \"x\", \"HostConfig\": {\n  \"PidMode\": \"host\",\n  \"IpcMode\": \"\"\n}}",
                "{\"Image\": \"x\", \"HostConfig\": {\n  \"IpcMode\": \"\"\n}}",
            ),
            (
                r#"{"Image":"x","HostConfig":{"IpcMode":"","PidMode":"host"}}"#,
                r#"{"Image":"x","HostConfig":{"IpcMode":""}}"#,
            ),
        ],
    );
}

#[test]
fn items_are_put_and_taken_away() {
    cases(
        &Change::DropAllCapabilities { keep: Vec::new() },
        &[
            (
                r#"{"Image":"x","HostConfig":{"CapAdd":["CHOWN","KILL"],"CapDrop":"chown"}}"#,
                r#"{"Image":"x","HostConfig":{"CapAdd":[],"CapDrop":["ALL"]}}"#,
            ),
            (
                "{\n  \"Image\": \"x\",\n  \"HostConfig\": {\n    \"Dns\": [\"a\"],\n    \"CapDrop\": null\n  }\n}",
                "{\n  \"Image\": \"x\",\n  \"HostConfig\": {\n    \"Dns\": [\"a\"],\n    \"CapDrop\": [\"ALL\"]\n  }\n}",
            ),
            (
                "{\n  \"Image\": \"x\",\n  \"HostConfig\": {\n    \"CapDrop\": null\n  }\n}",
                "{\n  \"Image\": \"x\",\n  \"HostConfig\": {\n    \"CapDrop\": [\n      \"ALL\"\n    ]\n  }\n}",
            ),
        ],
    );
    cases(
        &Change::RemoveVariable { variable: "B".to_owned() },
        &[
            (r#"{"Image":"x","Env":["A=1","B=2","C=3"]}"#, r#"{"Image":"x","Env":["A=1","C=3"]}"#),
            (r#"{"Image":"x","Env":["B=1","B=2","C=3"]}"#, r#"{"Image":"x","Env":["C=3"]}"#),
            (r#"{"Image":"x","Env":["A=1", "B"]}"#, r#"{"Image":"x","Env":["A=1"]}"#),
            (
                "{\"Image\": \"x\", \"Env\": [\n  \"B=1\",\n  \"C=1\"\n]}",
                "{\"Image\": \"x\", \"Env\": [\n  \"C=1\"\n]}",
            ),
        ],
    );
    cases(
        &Change::ReadSecretFromFile {
            variable: "B".to_owned(),
            source: "/s".to_owned(),
            target: "/run/\"s".to_owned(),
        },
        &[(
            r#"{"Image":"x","Env":["Z=1", "B=2"],"HostConfig":{"Mounts":[{"Type":"tmpfs","Target":"/t"}]}}"#,
            r#"{"Image":"x","Env":["Z=1", "B_FILE=/run/\"s"],"HostConfig":{"Mounts":[{"Type":"bind","Source":"/s","Target":"/run/\"s","ReadOnly":true},{"Type":"tmpfs","Target":"/t"}]}}"#,
        )],
    );
    cases(
        &Change::BindPortToLoopback { port: "80/tcp".to_owned() },
        &[
            (
                r#"{"Image":"x","HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"80"}],"81/tcp":[{}]}}}"#,
                r#"{"Image":"x","HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"80","HostIp":"127.0.0.1"}],"81/tcp":[{}]}}}"#,
            ),
            (
                r#"{"Image":"x","HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"80"},{"HostIp":"::","HostPort":"80"}]}}}"#,
                r#"{"Image":"x","HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"80"}]}}}"#,
            ),
        ],
    );
    cases(
        &Change::ForbidNewPrivileges,
        &[(
            r#"{"Image":"x","HostConfig":{"SecurityOpt":["a=b"]}}"#,
            r#"{"Image":"x","HostConfig":{"SecurityOpt":["a=b","no-new-privileges:true"]}}"#,
        )],
    );
}

#[test]
fn what_an_engine_printed_is_no_request() {
    let text = r#"[{"Id": "0123", "Name": "/x", "State": {}, "Config": {"Image": "x"}, "HostConfig": {"Privileged": true}}]"#;
    cases(
        &Change::SetUser { user: "1:1".to_owned() },
        &[(
            text,
            "refused: it is what an engine says of a container that it has, not a request for one [--user 1:1]",
        )],
    );
}

#[test]
fn only_the_request_that_is_meant_is_edited() {
    let text = "{\"Image\":\"a\"}\n{\"Image\":\"b\"}\n";
    let after = page(text).changed(1, &Change::LimitProcesses { processes: 5 }).unwrap().unwrap();
    assert_eq!(after, "{\"Image\":\"a\"}\n{\"Image\":\"b\",\"HostConfig\":{\"PidsLimit\":5}}\n");
    let text = "\u{feff}[\n  {\n    \"Name\": \"a\",\n    \"Image\": \"a\"\n  },\n  {\n    \"Name\": \"b\",\n    \"Image\": \"b\"\n  }\n]";
    let after = page(text).changed(0, &Change::SetUser { user: "1:1".to_owned() }).unwrap().unwrap();
    assert_eq!(after, text.replace("\"a\"\n", "\"a\",\n    \"User\": \"1:1\"\n"));
}

#[test]
fn changes_of_different_fields_go_together_or_one_waits() {
    let both = |text: &str| {
        let page = page(text);
        let mut all = Edits::default();
        let mut together = 0;
        for change in [
            Change::LimitProcesses { processes: 5 },
            Change::SetUser { user: "1:1".to_owned() },
            Change::LimitMemory { bytes: 5 },
        ] {
            let edits =
                engine::lower(&page.projects[0], page.containers()[0], &change, &page.sources).unwrap();
            together += usize::from(all.add(&edits).is_ok());
        }
        (together, all.apply(page.file, text).unwrap())
    };
    assert_eq!(
        both(r#"{"Image":"x","HostConfig":{"Init":true}}"#),
        (3, r#"{"Image":"x","HostConfig":{"Init":true,"PidsLimit":5,"Memory":5},"User":"1:1"}"#.to_owned())
    );
    assert_eq!(
        both(r#"{"Image":"x"}"#),
        (2, r#"{"Image":"x","User":"1:1","HostConfig":{"PidsLimit":5}}"#.to_owned())
    );
}

/// How the changes of requests went.
#[derive(Default)]
struct Sums {
    edited: usize,
    said: usize,
    refused: BTreeMap<String, usize>,
    kinds: BTreeSet<&'static str>,
    failures: Vec<String>,
}

impl Sums {
    /// Tries every change on every request of a text.
    fn add(&mut self, text: &str) {
        let page = page(text);
        let containers = page.containers();
        assert!(!containers.is_empty(), "{text}");
        for (number, change) in containers
            .iter()
            .enumerate()
            .flat_map(|(at, one)| changes_for(one).into_iter().map(move |change| (at, change)))
        {
            match try_change(&page, number, &change) {
                Ok(Ok(Some(_))) => {
                    self.edited += 1;
                    self.kinds.insert(kind_of(&change));
                }
                Ok(Ok(None)) => self.said += 1,
                Ok(Err(refusal)) => {
                    let Saying::Words(id, _) = refusal.why.said() else { panic!("{refusal:?}") };
                    *self.refused.entry((*id).to_owned()).or_default() += 1;
                }
                Err(why) => self.failures.push(format!("{change:?}: {why}\n{text}")),
            }
        }
    }

    #[expect(clippy::print_stderr, reason = "the figures are told")]
    fn settle(mut self) -> (usize, BTreeSet<&'static str>) {
        eprintln!(
            "requests: {} edited, {} said already, refused: {:?}",
            self.edited, self.said, self.refused
        );
        let count = self.failures.len();
        self.failures.truncate(10);
        assert!(self.failures.is_empty(), "{count} failures:\n{}", self.failures.join("\n\n"));
        assert!(self.refused.is_empty(), "{:?}", self.refused);
        (self.edited, self.kinds)
    }
}

#[test]
fn every_kind_of_change_of_a_careless_request_reads_as_the_change() {
    let mut sums = Sums::default();
    for text in inputs::of("engine") {
        let requests: Value = serde_json::from_str(&text).unwrap();
        laid_out(&requests).iter().for_each(|text| sums.add(text));
    }
    let (_, kinds) = sums.settle();
    let missing: Vec<_> = KINDS.iter().filter(|kind| !kinds.contains(**kind)).collect();
    assert!(missing.is_empty(), "never edited: {missing:?}");
}

/// A text as a person or program may lay it out.
fn laid_out(request: &Value) -> [String; 3] {
    let pretty = serde_json::to_string_pretty(request).unwrap();
    let tabs = pretty.lines().map(|line| {
        let inside = line.trim_start();
        format!("{}{inside}\r\n", "\t".repeat((line.len() - inside.len()) / 2))
    });
    [request.to_string(), tabs.collect(), pretty]
}

#[test]
fn every_change_of_recorded_requests_reads_as_the_change() {
    let Some(shared) = shared("engine_edit") else { return };
    let mut cases = records(&shared.join("docker-run-cases.jsonl"));
    let baseline = cases.remove(0)["_meta"]["baseline_request"].clone();
    cases.extend(records(&shared.join("corpus/docker-run-truth.jsonl")));
    let mut sums = Sums::default();
    for (at, case) in
        cases.iter().filter(|case| case["request"].is_object()).step_by(crate::shared::one_of(5)).enumerate()
    {
        let mut sparse = json!({ "Image": "busybox" });
        overlay(&mut sparse, &case["request"]);
        let mut whole = baseline.clone();
        overlay(&mut whole, &case["request"]);
        // Each in one of the layouts.
        sums.add(&laid_out(&sparse)[at % 3]);
        sums.add(&laid_out(&whole)[(at + 1) % 3]);
    }
    let (edited, _) = sums.settle();
    assert!(edited > 6_000, "{edited}");
}
