//! Hardened lines, asked of the real docker client: it still accepts them, and sends what the changes make of the request.

use esclusa_model::dialect::run;
use esclusa_model::{Change, Container, Context, Mode, Wire};
use esclusa_source::syntax::shell::{Word, quoted};
use esclusa_source::{DiskFiles, Sources, TextKind, docker_commands};
use serde_json::json;

use super::{container, page};
use crate::run_oracle::client::{self, Client};
use crate::run_truth::{comparable, our_baseline};
use crate::shared::shared;
use crate::truth::{argv, records};

/// Every how many of the recorded lines is asked.
const STEP: usize = 6;

/// What a cautious person would have of any container.
fn changes(container: &Container) -> Vec<Change> {
    let host = &container.request.host;
    let ports = host.port_bindings.entries.keys().cloned();
    let mut changes: Vec<Change> = ports.map(|port| Change::BindPortToLoopback { port }).collect();
    changes.extend([
        Change::DropPrivileged,
        Change::PrivateNamespace(esclusa_model::Namespace::Network),
        Change::DropAllCapabilities { keep: vec!["CHOWN".to_owned()] },
        Change::ForbidNewPrivileges,
        Change::LimitMemory { bytes: 256 << 20 },
        Change::LimitCpus { nano_cpus: 500_000_000 },
        Change::LimitProcesses { processes: 100 },
        Change::LimitLogs { max_size: "10m".to_owned(), max_file: 3 },
        Change::SetUser { user: "1000:1000".to_owned() },
        Change::MakeRootReadOnly { tmpfs: vec!["/run:size=16m".to_owned()] },
    ]);
    let mounted: Vec<&str> = host.binds.values().filter_map(|bind| bind.split(':').nth(1)).collect();
    changes.extend(mounted.first().map(|target| Change::MakeMountReadOnly { target: (*target).to_owned() }));
    changes
        .extend(mounted.first().map(|target| Change::StopMountPropagation { target: (*target).to_owned() }));
    let memory = host.tmpfs.entries.keys();
    changes.extend(memory.map(|target| Change::RestrictTmpfs { target: target.clone() }));
    let variable = container.request.env.values().find_map(|item| item.split_once('=').map(|(name, _)| name));
    changes.extend(variable.map(|name| Change::ReadSecretFromFile {
        variable: name.to_owned(),
        source: "/srv/my secrets/x".to_owned(),
        target: "/run/secrets/x".to_owned(),
    }));
    changes
}

fn exact(argv: &[String]) -> Option<Container> {
    let words: Vec<Word> =
        std::iter::once("docker").chain(argv.iter().map(String::as_str)).map(Word::argument).collect();
    let environment = Default::default();
    let working_dir = std::env::temp_dir();
    let context = Context { files: &DiskFiles, environment, working_dir, mode: Mode::Exact };
    let mut reading = run::read(&words, &context, &mut Sources::default());
    reading.projects.pop()?.workloads.pop()?.containers.pop()
}

/// The words of the only command of a script, behind `docker`.
fn words(text: &str) -> Vec<String> {
    let file = Sources::default().add("x.sh", text);
    let command = docker_commands(file, text, TextKind::Script).remove(0);
    command.words.iter().skip(1).map(|word| word.text.clone()).collect()
}

#[test]
fn the_real_client_sends_what_the_changes_make_of_a_request() {
    let Some(shared) = shared("run_edit") else { return };
    let python = match client::find() {
        Ok((_, python)) => python,
        Err(why) => return eprintln!("skipped: run_edit: {why}"),
    };
    let folder = std::env::temp_dir();
    let mut client = Client::start(&python, &shared.join("tools/docker_oracle.py"), &folder);
    let plain = client.ask(&["create".to_owned(), "x".to_owned()]);
    let baseline = our_baseline(&plain["request"]);
    let nothing = json!({});
    let (mut asked, mut edited, mut failures) = (0, 0, Vec::new());
    let lines = records(&shared.join("corpus/docker-run-truth.jsonl"));
    for line in lines.iter().step_by(STEP) {
        let argv = argv(line);
        let Some(mut expected) = exact(&argv) else { continue };
        let quoted: Vec<String> = argv.iter().map(|word| quoted(word)).collect();
        let mut text = format!("docker {}\n", quoted.join(" "));
        for change in changes(&expected) {
            let page = page("x.sh", &text);
            if let Ok(after) = page.changed(0, &change) {
                edited += usize::from(after.is_some());
                text = after.unwrap_or(text);
                change.apply(&mut expected);
            }
        }
        // A change that is refused here and there is the business of other tests.
        let hardened = words(&text);
        assert_eq!(page("x.sh", &text).projects.len(), 1, "{text}");
        let _ = container(&page("x.sh", &text).projects[0]);
        let answer = client.ask(&hardened);
        asked += 1;
        let ours = comparable(&Wire::write(&expected.request).to_json(), &baseline);
        let theirs = comparable(&answer["request"], &nothing);
        if answer["ok"] != true || ours != theirs {
            failures.push(format!("{text}  {}\n  client   {theirs}\n  expected {ours}", answer["error"]));
        }
    }
    eprintln!("client: {asked} hardened lines, {edited} edits, {} differences", failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(asked > 40 && edited > 400, "{asked} {edited}");
}
