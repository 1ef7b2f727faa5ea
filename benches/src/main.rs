//! What audit costs, against the parser it stands on, an empty process and the Compose client, in one run.
//!
//! Run by `cargo xtask bench`. Prints ratios; asserts nothing, because a busy machine is not a broken program.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod corpus;
mod cpu;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use esclusa_model::Mode;
use esclusa_model::dialect::{Context, compose};
use esclusa_source::{DiskFiles, Sources};

use crate::corpus::File;
use crate::cpu::{Child, least};

/// The same as the binary's, for the parser alone as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: u32 = 20;
const STARTS: u32 = 100;

/// A service as people write it; the smallest input that is no toy.
const SMALL: &str = "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"8080:80\"\n";

fn main() -> anyhow::Result<()> {
    let files = corpus::compose_files()?;
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    println!("{} Compose files, {bytes} bytes; CPU is user and system time\n", files.len());

    let events = least(ROUNDS, || parse_events(&files))?;
    let trees = least(ROUNDS, || parse_trees(&files))?;
    let judged = least(ROUNDS, || read_and_judge(&files))?;
    println!("over all files, least of {ROUNDS} rounds        CPU ms   ratio");
    row("the parser's events alone", events, events);
    row("located trees", trees, events);
    row("read and judge, in process", judged, events);

    let binary = sibling("esclusa")?;
    let small = std::env::temp_dir().join(format!("esclusa-bench-{}.yaml", std::process::id()));
    std::fs::write(&small, SMALL)?;
    let measured = programs(&binary, &small, &files, events);
    std::fs::remove_file(&small)?;
    measured
}

/// Whole programs, from start to end. The smallest goes first: the peak is that of the largest child so far.
fn programs(binary: &Path, small: &Path, files: &[File], events: Duration) -> anyhow::Result<()> {
    let nothing = Child::repeated(STARTS, || Command::new("true"))?;
    let one = Child::repeated(STARTS, || audit(binary, [small]))?;
    let all = Child::repeated(ROUNDS, || audit(binary, files.iter().map(|file| file.path.as_path())))?;
    row("esclusa audit, all files in one start", all.cpu, events);

    println!("\none small file, start to end, least of {STARTS}   CPU ms   ratio");
    row("true", nothing.cpu, nothing.cpu);
    row("esclusa audit", one.cpu, nothing.cpu);
    if let Some(client) = std::env::var_os("ESCLUSA_COMPOSE_CLIENT") {
        let client = Child::repeated(STARTS / 10, || {
            let mut command = Command::new(&client);
            command.arg("-f").arg(small).args(["config", "--format", "json"]);
            command
        })?;
        row("docker-compose config", client.cpu, nothing.cpu);
    }

    println!("\npeak memory                                   MiB   of 64");
    for (what, child) in [("esclusa audit, one small file", one), ("esclusa audit, all files", all)] {
        let mib = child.peak_kib as f64 / 1024.0;
        println!("{what:40} {mib:8.1} {:7.2}", mib / 64.0);
    }
    Ok(())
}

fn row(what: &str, cpu: Duration, peer: Duration) {
    let ratio = cpu.as_secs_f64() / peer.as_secs_f64().max(1e-9);
    println!("{what:40} {:8.2} {ratio:7.2}", cpu.as_secs_f64() * 1000.0);
}

fn audit<'a>(binary: &Path, files: impl IntoIterator<Item = &'a Path>) -> Command {
    let mut command = Command::new(binary);
    command.arg("audit").args(files);
    command
}

/// A program built beside this one.
fn sibling(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let program = here.with_file_name(name);
    anyhow::ensure!(program.is_file(), "{}: build it first (cargo xtask bench does)", program.display());
    Ok(program)
}

fn parse_events(files: &[File]) -> anyhow::Result<()> {
    for file in files {
        let mut parser = granit_parser::Parser::new_from_str(&file.text);
        while let Some(Ok(event)) = parser.next_event() {
            black_box(&event);
        }
    }
    Ok(())
}

fn parse_trees(files: &[File]) -> anyhow::Result<()> {
    for file in files {
        let mut sources = Sources::default();
        let id = sources.add(file.path.clone(), file.text.clone());
        black_box(esclusa_source::syntax::yaml::parse(id, &file.text));
    }
    Ok(())
}

fn read_and_judge(files: &[File]) -> anyhow::Result<()> {
    let working_dir = std::env::current_dir().context("current folder")?;
    for file in files {
        let context = Context {
            files: &DiskFiles,
            environment: std::env::vars().collect(),
            working_dir: working_dir.clone(),
            mode: Mode::Tolerant,
        };
        let options =
            compose::LoadOptions { files: vec![file.path.clone()], ..compose::LoadOptions::default() };
        let reading = compose::read(&options, &context, &mut Sources::default());
        for project in &reading.projects {
            black_box(esclusa_rules::judge(project));
        }
    }
    Ok(())
}
