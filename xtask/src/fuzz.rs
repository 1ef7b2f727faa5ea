//! Fuzzing: every target of the folder `fuzz` for its share of the time, begun from the files of the shared corpus.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::{process, tools, workspace};

/// Which folders of the shared corpus a target begins from.
const SEEDS: &[(&str, &[&str])] = &[
    ("commands", &["docker-run"]),
    ("compose", &["compose", "compose-cases"]),
    ("dockerfile", &["dockerfiles"]),
    ("edits", &["docker-run", "dockerfiles"]),
    ("engine", &["compose-cases"]),
    ("json", &["compose-cases"]),
    ("yaml", &["compose", "kubernetes"]),
    ("yaml_edit", &["compose"]),
];

/// Fuzzes every target, `seconds` in all.
pub(crate) fn run(seconds: &str) -> anyhow::Result<()> {
    let seconds: u64 = seconds.parse().context("seconds to fuzz")?;
    let fuzz = tools::cargo_fuzz().map_err(anyhow::Error::msg)?;
    let targets = targets()?;
    let share = (seconds / targets.len().max(1) as u64).max(1);
    let mut sums = Vec::new();
    for target in &targets {
        let mut command = process::cargo(&workspace::root(), &["fuzz", "run", target]);
        let (folders, seeds) = corpora(target, share)?;
        command.args(folders).arg("--").args(seeds);
        command.args(["-timeout=25", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0"]);
        command.arg(format!("-max_total_time={share}"));
        // The metadata of a policy's own rules lives as long as the process, which reads each policy once.
        if target == "policy" {
            command.env("ASAN_OPTIONS", "detect_leaks=0").args(["-detect_leaks=0", "-rss_limit_mb=4096"]);
        }
        // The sanitizer's flags are nightly's; the toolchain that builds the rest takes them when told to.
        command.env("RUSTC_BOOTSTRAP", "1");
        if let Some(folder) = fuzz.parent().filter(|folder| *folder != OsStr::new("")) {
            let mut search = vec![folder.to_path_buf()];
            search.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
            command.env("PATH", std::env::join_paths(search)?);
        }
        let (success, said) = process::run_and_read(&mut command)?;
        anyhow::ensure!(success, "fuzz target {target}: a crash, a hang or a leak: see above");
        let executed = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
        let peak = said.lines().find_map(|line| line.strip_prefix("stat::peak_rss_mb:"));
        let figure = |text: Option<&str>| text.map_or("?", str::trim).to_owned();
        sums.push(format!("{target}: {} executions, {} MiB", figure(executed), figure(peak)));
    }
    println!("\n{}", sums.join("\n"));
    println!("{} targets, {share} seconds each: no crash, no hang", targets.len());
    Ok(())
}

/// Below so many seconds a target begins from a sample: to run all files once would leave no time to change any.
const SHORT: u64 = 60;

/// How many files the sample has.
const SAMPLE: usize = 48;

/// The folders that a target begins from, and for a short run the option that names a sample instead. What it finds goes
/// into the first folder, which git does not keep.
fn corpora(target: &str, share: u64) -> anyhow::Result<(Vec<PathBuf>, Option<OsString>)> {
    let root = workspace::root();
    let own = root.join("fuzz/corpus").join(target);
    std::fs::create_dir_all(&own).with_context(|| own.display().to_string())?;
    let mut folders = vec![root.join("fuzz/seeds").join(target)];
    if let Ok(shared) = tools::shared_corpus() {
        let named = SEEDS.iter().filter(|(name, _)| *name == target).flat_map(|(_, folders)| *folders);
        folders.extend(named.map(|folder| shared.join("corpus").join(folder)));
    }
    folders.retain(|folder| folder.is_dir());
    if share >= SHORT || folders.is_empty() {
        folders.insert(0, own);
        return Ok((folders, None));
    }
    let mut files = Vec::new();
    folders.iter().try_for_each(|folder| collect(folder, &mut files))?;
    files.sort();
    let step = files.len().div_ceil(SAMPLE).max(1);
    let list = root.join("fuzz/corpus").join(format!("{target}.seeds"));
    let names: Vec<&str> = files.iter().step_by(step).filter_map(|file| file.to_str()).collect();
    std::fs::write(&list, names.join(",")).with_context(|| list.display().to_string())?;
    let mut option = OsString::from("-seed_inputs=@");
    option.push(&list);
    Ok((vec![own], Some(option)))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

/// The targets, by the names of their files.
pub(crate) fn targets() -> anyhow::Result<Vec<String>> {
    let folder = workspace::root().join("fuzz/fuzz_targets");
    let mut targets = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("rs")) {
            targets.extend(path.file_stem().and_then(OsStr::to_str).map(str::to_owned));
        }
    }
    targets.sort();
    anyhow::ensure!(!targets.is_empty(), "{}: no target", folder.display());
    Ok(targets)
}
