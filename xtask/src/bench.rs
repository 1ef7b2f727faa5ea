//! Benchmarks: the programs in the folder `benches`, each against a named peer in the same run.

use std::process::Command;

use crate::{process, tools, workspace};

/// Runs the benchmarks over the shared corpus.
pub(crate) fn run() -> anyhow::Result<()> {
    let corpus = tools::shared_corpus().map_err(anyhow::Error::msg)?;
    let root = workspace::root();
    let packages = ["build", "--release", "--package", "esclusa", "--package", "esclusa-benches"];
    process::run(&mut process::cargo(&root, &packages))?;
    // Started without cargo, whose compilers would count as its children and their memory as the peak.
    let mut bench = Command::new(workspace::target().join("release/esclusa-benches"));
    if let Ok(client) = tools::compose_client() {
        bench.env("ESCLUSA_COMPOSE_CLIENT", client);
    }
    process::run(bench.env("ESCLUSA_SHARED", corpus))
}
