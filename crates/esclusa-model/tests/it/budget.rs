//! What one file may ask for in all: containers in every dialect, ports of command lines.

use std::path::PathBuf;

use esclusa_model::dialect::{Budget, MAX_CONTAINERS, MAX_PORTS, compose, run};
use esclusa_model::{Context, Mode, Project, Reading};
use esclusa_source::{MemoryFiles, Sources, TextKind, docker_commands};

use crate::engine;

/// Reads every command of a script within one budget.
fn script(text: &str, mode: Mode) -> Vec<Reading> {
    let files = MemoryFiles::default();
    let context =
        Context { files: &files, environment: Default::default(), working_dir: PathBuf::from("/cwd"), mode };
    let mut sources = Sources::default();
    let file = sources.add("script.sh", text);
    let mut budget = Budget::default();
    docker_commands(file, text, TextKind::Script)
        .iter()
        .map(|command| run::read_within(&command.words, &context, &mut sources, &mut budget))
        .collect()
}

fn containers(reading: &Reading) -> usize {
    reading.projects.iter().flat_map(Project::containers).count()
}

fn problems(reading: &Reading) -> Vec<(&str, &str)> {
    reading.problems.iter().map(|problem| (problem.id, problem.detail.as_str())).collect()
}

/// The published ports of a reading's only container.
fn published(reading: &Reading) -> usize {
    let mut containers = reading.projects.iter().flat_map(Project::containers);
    containers.next().map_or(0, |container| container.request.host.port_bindings.entries.len())
}

#[test]
fn the_lines_of_a_script_share_their_ports() {
    let every = "docker run -p 1-65535:1-65535 a\n";
    let text = format!("{every}{every}docker run --expose 1-9 -p 80:80 b\n{every}docker run -p 80:80 c\n");
    let readings = script(&text, Mode::Tolerant);
    assert_eq!(readings.iter().map(published).collect::<Vec<_>>(), [65_535, 65_535, 1, 0, 1]);
    // Two of all ports leave two: the third line has one of them, and its range is too long.
    for (at, reading) in readings.iter().enumerate() {
        let expected = [("too-many-ports", "131072")];
        assert_eq!(problems(reading), if at == 2 || at == 3 { &expected[..] } else { &[] }, "{at}");
    }
    assert!(readings[3].problems[0].span.is_some());
}

#[test]
fn what_the_client_takes_fits_in_one_line() {
    let readings = script("docker run -p 1-65535:1-65535 -p 1-65535:1-65535/udp a\n", Mode::Exact);
    assert_eq!(readings.iter().map(published).collect::<Vec<_>>(), [131_070]);
    assert_eq!(MAX_PORTS, 131_072);
}

#[test]
fn a_script_of_too_many_containers_is_told_once() {
    let text = "docker run a\n".repeat(MAX_CONTAINERS + 3);
    let readings = script(&text, Mode::Tolerant);
    assert_eq!(readings.iter().map(containers).sum::<usize>(), MAX_CONTAINERS);
    let told: Vec<_> = readings.iter().flat_map(problems).collect();
    assert_eq!(told, [("too-many-containers", "10000")]);
}

#[test]
fn a_list_of_too_many_requests_is_read_up_to_the_limit() {
    let list = |count: usize| format!("[{}]", vec!["{\"Image\":\"a\"}"; count].join(","));
    let (reading, _) = engine::read(&list(MAX_CONTAINERS));
    assert_eq!((containers(&reading), problems(&reading)), (MAX_CONTAINERS, Vec::new()));
    let (reading, _) = engine::read(&list(MAX_CONTAINERS + 3));
    assert_eq!(containers(&reading), MAX_CONTAINERS);
    assert_eq!(problems(&reading), [("too-many-containers", "10000")]);
    assert!(reading.problems[0].span.is_some_and(|span| span.start as usize == 1 + 14 * MAX_CONTAINERS));
}

#[test]
fn a_project_of_too_many_services_is_read_up_to_the_limit() {
    let mut text = String::from("services:\n");
    for number in 0..MAX_CONTAINERS + 3 {
        text.push_str(&format!("  s{number}: {{image: a}}\n"));
    }
    let files = MemoryFiles::default().with("/p/compose.yaml", text);
    let context = Context {
        files: &files,
        environment: Default::default(),
        working_dir: PathBuf::from("/p"),
        mode: Mode::Tolerant,
    };
    let reading = compose::read(&Default::default(), &context, &mut Sources::default());
    assert_eq!(containers(&reading), MAX_CONTAINERS);
    assert_eq!(problems(&reading), [("too-many-containers", "10000")]);
}
