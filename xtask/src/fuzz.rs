//! Fuzzing: every target of the folder `fuzz` for its share of the time, begun from the files of the shared corpus.

use std::ffi::OsStr;
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
        command.args(corpora(target)?);
        command.args(["--", "-timeout=25", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0"]);
        command.arg(format!("-max_total_time={share}"));
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

/// The folders that a target begins from; what it finds goes into the first, which git does not keep.
fn corpora(target: &str) -> anyhow::Result<Vec<PathBuf>> {
    let own = workspace::root().join("fuzz/corpus").join(target);
    std::fs::create_dir_all(&own).with_context(|| own.display().to_string())?;
    let mut folders = vec![own];
    if let Ok(shared) = tools::shared_corpus() {
        let named = SEEDS.iter().filter(|(name, _)| *name == target).flat_map(|(_, folders)| *folders);
        let named = named.map(|folder| shared.join("corpus").join(folder));
        folders.extend(named.filter(|folder| Path::is_dir(folder)));
    }
    Ok(folders)
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
