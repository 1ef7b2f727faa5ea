//! What the Compose Specification allows, and what it refuses.

use std::path::{Path, PathBuf};

use esclusa_model::dialect::compose::{LoadOptions, load};
use esclusa_model::{Context, Mode};
use esclusa_source::{DiskFiles, MemoryFiles, Sources};

use crate::shared::shared;

/// The problems of one file, read as Compose reads it.
fn problems(text: &str) -> Vec<String> {
    let files = MemoryFiles::default().with("/project/compose.yaml", text);
    let context = Context {
        files: &files,
        environment: std::collections::BTreeMap::new(),
        working_dir: PathBuf::from("/project"),
        mode: Mode::Exact,
    };
    let options =
        LoadOptions { files: vec![PathBuf::from("/project/compose.yaml")], ..LoadOptions::default() };
    let loaded = load(&options, &context, &mut Sources::default());
    loaded.problems.into_iter().map(|problem| problem.detail.to_string()).collect()
}

/// One service with one more line.
fn service(line: &str) -> String {
    format!("services:\n  web:\n    image: nginx\n    {line}\n")
}

#[test]
fn every_shape_of_a_service_is_taken() {
    for line in [
        "ports: [80, '81:81', {target: 82}]",
        "environment: {A: 1, B: null, C: true, D: x}",
        "environment: [A=1, B]",
        "command: null",
        "command: echo hello",
        "command: [echo, hello]",
        "depends_on: []",
        "ulimits: {nproc: 1, nofile: {soft: 1, hard: 2}}",
        "networks: {default: null}",
        "gpus: all",
        "pull_policy: every_12h",
        "x-mine: {anything: [1, 2]}",
        "deploy: {resources: {limits: {cpus: '0.5', memory: 64M, pids: 10}}}",
        "healthcheck: {test: [CMD, 'true'], interval: 3s}",
        "volumes: ['/data', {type: tmpfs, target: /tmp, tmpfs: {size: 1}}]",
    ] {
        assert_eq!(problems(&service(line)), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn what_the_schema_refuses_is_a_problem_at_its_path() {
    for (line, part) in [
        ("imag: nginx", "services.web additional properties 'imag' not allowed"),
        ("ports: 80", "services.web.ports must be a list"),
        ("privileged: 1", "services.web.privileged must be"),
        ("volumes_from: [a, a]", "array items must be unique"),
        ("cap_add: [1]", "services.web.cap_add.0 must be string"),
        ("depends_on: {db: {}}", "missing property 'condition'"),
        ("command: {a: b}", "services.web.command must be"),
        ("cgroup: somewhere", "must be one of host, private"),
        ("oom_score_adj: 2000", "from -1000 to 1000"),
        ("cpu_percent: 101", "from 0 to 100"),
        ("container_name: _", "a container name"),
        ("pull_policy: sometimes", "a pull policy"),
        ("devices: [{target: /dev/a}]", "missing property 'source'"),
        ("ulimits: {nofile: {soft: 1}}", "missing property 'hard'"),
        ("volumes: [{target: /a}]", "missing property 'type'"),
        ("networks: {a: {aliases: a}}", "services.web.networks.a.aliases must be a list"),
        ("environment: {A: [1]}", "services.web.environment.A must be"),
        ("use_api_socket: 'yes'", "services.web.use_api_socket must be boolean"),
    ] {
        let found = problems(&service(line));
        assert!(found.iter().any(|detail| detail.contains(part)), "{line}: {found:?}");
    }
    assert!(!problems("servces: {}\n").is_empty());
    assert!(!problems("services: {'a b': {image: x}}\n").is_empty());
    assert!(!problems("services: {a: {image: x}}\nvolumes: {v: 1}\n").is_empty());
}

#[test]
fn nothing_that_compose_takes_is_refused() {
    let Some(shared) = shared("compose_schema") else { return };
    let table = std::fs::read_to_string(shared.join("corpus/TRUTH.tsv")).unwrap_or_default();
    let mut refused = Vec::new();
    let mut read = 0;
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, "plain", "ok", ..] = columns.as_slice() else { continue };
        read += 1;
        let path = shared.join("corpus").join(file);
        let context = Context {
            files: &DiskFiles,
            environment: std::collections::BTreeMap::new(),
            working_dir: path.parent().map_or_else(PathBuf::new, Path::to_path_buf),
            mode: Mode::Exact,
        };
        let options = LoadOptions { files: vec![path.clone()], ..LoadOptions::default() };
        let loaded = load(&options, &context, &mut Sources::default());
        if let Some(problem) = loaded.problems.first() {
            refused.push(format!("{file}: {}", problem.detail));
        }
    }
    assert!(read > 100, "the table of truths is read");
    assert!(refused.is_empty(), "{} of {read} refused:\n{}", refused.len(), refused.join("\n"));
}
