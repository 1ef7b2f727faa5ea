//! Benchmarks: the programs in the folder `benches`, each against a named peer in the same run.

use crate::{process, tools, workspace};

/// Runs the benchmarks over the shared corpus.
pub(crate) fn run() -> anyhow::Result<()> {
    let corpus = tools::shared_corpus().map_err(anyhow::Error::msg)?;
    let root = workspace::root();
    process::run(&mut process::cargo(&root, &["build", "--release", "--bin", "esclusa"]))?;
    let mut bench = process::cargo(&root, &["run", "--quiet", "--release", "--package", "esclusa-benches"]);
    if let Ok(client) = tools::compose_client() {
        bench.env("ESCLUSA_COMPOSE_CLIENT", client);
    }
    process::run(bench.env("ESCLUSA_SHARED", corpus))
}
