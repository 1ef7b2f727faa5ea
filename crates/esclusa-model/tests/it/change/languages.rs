//! The dialects that are read and written. A dialect that learns to write gets its line here, and the tests hold it.

use std::path::PathBuf;

use esclusa_model::dialect::{compose, engine, run};
use esclusa_model::{Context, Mode, Project, Reading, Written};
use esclusa_source::{MemoryFiles, Sources, TextKind, docker_commands};

/// A dialect.
pub(super) struct Language {
    pub(super) name: &'static str,
    pub(super) read: fn(&str) -> Result<Vec<Project>, String>,
    pub(super) write: fn(&Project) -> Written,
    /// Kinds of change that it has nothing to change for.
    pub(super) cannot: &'static [&'static str],
}

pub(super) const LANGUAGES: &[Language] = &[
    Language {
        name: "compose",
        read: read_compose,
        write: compose::write,
        cannot: &["PublishNamedPortsOnly"],
    },
    Language { name: "engine", read: read_engine, write: engine::write, cannot: &[] },
    Language { name: "run", read: read_run, write: run::write, cannot: &[] },
];

fn settled(reading: Reading) -> Result<Vec<Project>, String> {
    if reading.problems.is_empty() { Ok(reading.projects) } else { Err(format!("{:?}", reading.problems)) }
}

fn context(files: &MemoryFiles) -> Context<'_> {
    Context { files, environment: Default::default(), working_dir: PathBuf::from("/p"), mode: Mode::Exact }
}

fn read_compose(text: &str) -> Result<Vec<Project>, String> {
    let files = MemoryFiles::default().with("/p/compose.yaml", text);
    let options = compose::LoadOptions { files: vec!["/p/compose.yaml".into()], ..Default::default() };
    settled(compose::read(&options, &context(&files), &mut Sources::default()))
}

fn read_engine(text: &str) -> Result<Vec<Project>, String> {
    let mut sources = Sources::default();
    let file = sources.add("request.json", text);
    settled(engine::read(file, &context(&MemoryFiles::default()), &sources))
}

fn read_run(text: &str) -> Result<Vec<Project>, String> {
    let files = MemoryFiles::default().with("/p/.keep", "");
    let mut sources = Sources::default();
    let file = sources.add("run.sh", text);
    let mut whole = Reading::default();
    for command in docker_commands(file, text, TextKind::Script) {
        let mut one = run::read(&command.words, &context(&files), &mut sources);
        whole.projects.append(&mut one.projects);
        whole.problems.append(&mut one.problems);
    }
    settled(whole)
}
