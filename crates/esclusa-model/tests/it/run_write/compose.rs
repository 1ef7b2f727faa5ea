//! Compose projects written as command lines: read by us, and sent by the real client.

use std::collections::BTreeMap;

use esclusa_model::dialect::run;
use esclusa_model::{Container, Mode, Project, Wire, Written};
use esclusa_source::{Sources, TextKind, docker_commands};
use serde_json::Value;

use super::read_text;
use crate::compose_model::corpus::{configs, plain};
use crate::compose_model::project_of;
use crate::run_oracle::client::{self, Client};
use crate::run_truth::{comparable, our_baseline, pruned};
use crate::shared::shared;

/// One project in so many is asked of the real client.
const STEP: usize = 5;

/// What a command line of a Compose service never says, and why.
const ALWAYS: &[(&str, &str)] = &[
    ("AttachStdout", "Compose asks for both streams and starts in the background; `-d` asks for none"),
    ("AttachStderr", "the same"),
];

/// Without what is named as unsaid.
fn without(request: &mut Value, written: &Written) {
    let named = written.unsaid.iter().filter_map(|problem| problem.detail.split(':').next());
    for path in named.chain(ALWAYS.iter().map(|(path, _)| *path)) {
        let (record, key) = path.split_once('.').map_or(("", path), |(record, key)| (record, key));
        let within = if record.is_empty() { Some(&mut *request) } else { request.get_mut(record) };
        if let Some(map) = within.and_then(Value::as_object_mut) {
            map.remove(key);
        }
    }
}

/// What is compared of a request.
fn said(container: &Container, written: &Written) -> Value {
    let mut request = container.request.write().to_json();
    without(&mut request, written);
    pruned(&request)
}

/// A project of one service, as it is written: what is unsaid then belongs to that service.
fn alone(project: &Project) -> impl Iterator<Item = (Project, Written)> {
    project.workloads.iter().filter(|workload| !workload.containers.is_empty()).map(|workload| {
        let mut one = project.clone();
        one.workloads = vec![workload.clone()];
        let written = run::write(&one);
        (one, written)
    })
}

/// Keys of a request that a service of the corpus asks for and a command line does not say. Anything else is a mistake.
const UNSAID: &[&str] = &[
    "AttachStdin",
    "Entrypoint",
    "Cmd",
    "Healthcheck.Test",
    "Image",
    "HostConfig.CpuCount",
    "HostConfig.CpuPercent",
    "HostConfig.Mounts",
    "HostConfig.SecurityOpt",
    "NetworkingConfig.EndpointsConfig",
    "Name",
    "Pull",
    "Env",
];

#[test]
fn every_service_comes_back() {
    let (mut compared, mut whole, mut failures) = (0, 0, Vec::new());
    let mut tally: BTreeMap<String, usize> = BTreeMap::new();
    for (path, config) in configs() {
        for (project, written) in alone(&project_of(&plain(&config))) {
            compared += 1;
            let container = project.containers().next().unwrap();
            let about: Vec<&str> = written
                .unsaid
                .iter()
                .map(|problem| problem.detail.split(':').next().unwrap())
                .filter(|path| path.starts_with(|first: char| first.is_ascii_uppercase()))
                .collect();
            let refused = written.is_refused();
            about.iter().for_each(|path| *tally.entry((*path).to_owned()).or_insert(0) += 1);
            whole += usize::from(about.is_empty());
            let unexpected: Vec<&&str> = about.iter().filter(|path| !UNSAID.contains(path)).collect();
            let outcome = match read_text(&written.text, Mode::Exact) {
                _ if !unexpected.is_empty() && !refused => Some(format!("unsaid {unexpected:?}")),
                Err(why) => (!refused).then(|| format!("refused {why}")),
                Ok(again) => {
                    let again = again.first().and_then(|project| project.containers().next());
                    let (ours, theirs) =
                        (said(container, &written), again.map(|again| said(again, &written)));
                    (theirs.as_ref() != Some(&ours)).then(|| format!("\n  {ours}\n  {theirs:?}"))
                }
            };
            if let Some(why) = outcome {
                failures.push(format!("{} {}{why}\n{:?}", path.display(), written.text, written.unsaid));
            }
        }
    }
    eprintln!("{compared} services, {whole} of them said whole; named beside them: {tally:?}");
    failures.truncate(30);
    assert!(failures.is_empty(), "{} of {compared}:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_sample_of_services_is_sent_by_the_real_client_as_we_model_it() {
    let Some(shared) = shared("run_write") else { return };
    let python = match client::find() {
        Ok((_, python)) => python,
        Err(why) => return eprintln!("skipped: run_write: {why}"),
    };
    let folder = std::env::temp_dir();
    let mut client = Client::start(&python, &shared.join("tools/docker_oracle.py"), &folder);
    let plain_answer = client.ask(&["create".to_owned(), "x".to_owned()]);
    let baseline = our_baseline(&plain_answer["request"]);
    let (mut compared, mut failures) = (0, Vec::new());
    for (path, config) in configs().into_iter().step_by(STEP) {
        for (project, written) in alone(&project_of(&plain(&config))) {
            if written.is_refused() {
                continue;
            }
            let mut sources = Sources::default();
            let file = sources.add("line.sh", written.text.as_str());
            let commands = docker_commands(file, &written.text, TextKind::Script);
            let argv: Vec<String> = commands[0].words[1..].iter().map(|word| word.text.clone()).collect();
            let answer = client.ask(&argv);
            compared += 1;
            let container = project.containers().next().unwrap();
            let mut ours = comparable(&container.request.write().to_json(), &baseline);
            let mut theirs = comparable(&answer["request"], &serde_json::json!({}));
            without(&mut ours, &written);
            without(&mut theirs, &written);
            if ours != theirs {
                failures.push(format!(
                    "{} {}\n  ours   {ours}\n  client {answer}",
                    path.display(),
                    written.text
                ));
            }
        }
    }
    eprintln!("{compared} services asked of the client");
    failures.truncate(30);
    assert!(failures.is_empty(), "of {compared}:\n{}", failures.join("\n"));
}
