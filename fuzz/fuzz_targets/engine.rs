//! Any text as the engine's JSON, both ways: what is read exactly is written as a text that reads back the same.
#![no_main]

use std::collections::BTreeMap;
use std::hint::black_box;

use esclusa_model::dialect::{daemon, engine, run};
use esclusa_model::{Context, Mode, Project, Reading};
use esclusa_source::{MemoryFiles, Sources};
use libfuzzer_sys::fuzz_target;

fn read(text: &str, mode: Mode) -> Reading {
    let files = MemoryFiles::default();
    let context = Context { files: &files, environment: BTreeMap::new(), working_dir: "/w".into(), mode };
    let mut sources = Sources::default();
    let file = sources.add("request.json", text);
    engine::read(file, &context, &sources)
}

/// The text as whatever an engine may answer: about a container, its image, its volume, a service, itself.
fn answered(text: &str, containers: Vec<Project>) {
    let volumes = [text.into()];
    let around = engine::Around { image: Some(text), user: Some("0:0"), volumes: &volumes };
    let mut sources = Sources::default();
    let file = sources.add_answer("service:x", text);
    let services = engine::services(file, &sources).projects;
    let parts = daemon::Parts { info: Some(text), version: Some(text), ..daemon::Parts::default() };
    let daemons = daemon::read(&parts, &sources).projects;
    for mut project in containers.into_iter().chain(services).chain(daemons) {
        engine::complete(&mut project, &around);
        engine::inherit(&mut project);
        black_box(esclusa_rules::judge(&project));
        for container in project.workloads.iter_mut().flat_map(|workload| &mut workload.containers) {
            engine::without_image(container, text);
        }
        black_box(run::write(&project));
    }
}

fuzz_target!(|text: &str| {
    let exact = read(text, Mode::Exact);
    let tolerant = read(text, Mode::Tolerant);
    assert!(!tolerant.projects.is_empty() || !tolerant.problems.is_empty(), "nothing read and nothing said");
    for project in &tolerant.projects {
        black_box(esclusa_rules::judge(project));
    }
    answered(text, tolerant.projects);
    if !exact.problems.is_empty() {
        return;
    }
    for project in &exact.projects {
        let again = read(&engine::write(project).text, Mode::Exact);
        assert_eq!(again.problems, [], "what is written is not read");
        let requests = |project: &Project| {
            let mut requests: Vec<_> = project.containers().map(|one| one.request.clone()).collect();
            // The one key that is named as unsaid: the engine ignores it where there is no `HostConfig`.
            requests.iter_mut().for_each(|request| drop(request.unread.shift_remove("Cpuset")));
            requests
        };
        let read_again: Vec<_> = again.projects.iter().flat_map(&requests).collect();
        assert_eq!(requests(project), read_again);
    }
});
