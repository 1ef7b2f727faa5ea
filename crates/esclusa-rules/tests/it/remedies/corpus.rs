//! Every fix of the corpus.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use esclusa_model::dialect::{compose, dockerfile, engine, run};
use esclusa_model::{Context, Evidence, Mode, Reading};
use esclusa_source::{DiskFiles, Sources, TextKind, docker_commands};

use super::Trial;
use crate::shared::shared;

/// Files below a folder that fit, in order.
fn files(folder: &Path, fits: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| fits(&name.to_string_lossy())) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn context(folder: &Path) -> Context<'static> {
    Context {
        files: &DiskFiles,
        environment: BTreeMap::new(),
        working_dir: folder.to_owned(),
        mode: Mode::Tolerant,
    }
}

fn read(path: &Path) -> Reading {
    let mut sources = Sources::default();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.parent().unwrap_or(Path::new("/"));
    if name.ends_with(".yml") || name.ends_with(".yaml") {
        let options = compose::LoadOptions { files: vec![path.to_owned()], ..Default::default() };
        return compose::read(&options, &context(folder), &mut sources);
    }
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let file = sources.add(path, text.as_str());
    if name.contains("ockerfile") {
        return dockerfile::read(file, &dockerfile::Build::default(), &sources);
    }
    let kind = if name.ends_with(".md") { TextKind::Markdown } else { TextKind::Script };
    let mut reading = Reading::default();
    for command in docker_commands(file, &text, kind) {
        reading.projects.append(&mut run::read(&command.words, &context(folder), &mut sources).projects);
    }
    reading
}

#[test]
fn every_fix_of_the_corpus_does_what_it_says() {
    let Some(shared) = shared("fixes") else { return };
    let corpus = shared.join("corpus");
    let mut trial = Trial::default();
    let compose =
        files(&corpus.join("compose"), &|name| [".yml", ".yaml"].iter().any(|end| name.ends_with(end)));
    // A part of each kind: the whole takes minutes. `ESCLUSA_WHOLE` asks for it.
    let every = if std::env::var_os("ESCLUSA_WHOLE").is_some() { 1 } else { 3 };
    let lines = files(&corpus.join("docker-run"), &|_| true);
    let images = files(&corpus.join("dockerfiles"), &|name| name.contains("ockerfile"));
    for path in
        compose.iter().step_by(every).chain(lines.iter().step_by(every)).chain(images.iter().step_by(every))
    {
        for project in &read(path).projects {
            trial.project(project, &Evidence::default(), &path.to_string_lossy());
        }
    }
    let text = std::fs::read_to_string(shared.join("docker-run-cases.jsonl")).unwrap_or_default();
    for line in text.lines().step_by(every) {
        let record: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        let mut sources = Sources::default();
        let request = record["request"].to_string();
        let file = sources.add("request.json", request.as_str());
        for project in &engine::read(file, &context(Path::new("/")), &sources).projects {
            trial.project(project, &Evidence::default(), &request);
        }
    }
    for (rule, tally) in &trial.tallies {
        println!(
            "{rule}: {:?}, {} tried; lesser ones came: {:?}",
            tally.by_safety, tally.tried, tally.lesser
        );
    }
    trial.hold();
    let tried: usize = trial.tallies.values().map(|tally| tally.tried).sum();
    assert!(tried >= 2000, "only {tried} fixes were tried");
}
