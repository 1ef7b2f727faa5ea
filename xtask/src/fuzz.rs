//! Fuzzing: every target of the folder `fuzz` for its share of the time.

use std::ffi::OsStr;

use anyhow::Context as _;

use crate::{process, tools, workspace};

/// Fuzzes every target, `seconds` in all.
pub(crate) fn run(seconds: &str) -> anyhow::Result<()> {
    let seconds: u64 = seconds.parse().context("seconds to fuzz")?;
    let fuzz = tools::cargo_fuzz().map_err(anyhow::Error::msg)?;
    let targets = targets()?;
    let share = (seconds / targets.len().max(1) as u64).max(1);
    for target in &targets {
        let mut command = process::cargo(&workspace::root(), &["fuzz", "run", target]);
        command.args(["--", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
        command.arg(format!("-max_total_time={share}"));
        // The sanitizer's flags are nightly's; the toolchain that builds the rest takes them when told to.
        command.env("RUSTC_BOOTSTRAP", "1");
        if let Some(folder) = fuzz.parent().filter(|folder| *folder != OsStr::new("")) {
            let mut search = vec![folder.to_path_buf()];
            search.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
            command.env("PATH", std::env::join_paths(search)?);
        }
        process::run(&mut command)?;
    }
    println!("{} targets, {share} seconds each: no crash, no hang", targets.len());
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
