//! Esclusa beside other auditors, on the same files in one run: what each finds, and what it costs.

mod answers;
mod cost;
mod files;
mod found;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{process, tools, workspace};

use files::Files;

/// The programs that are compared.
struct Programs {
    esclusa: PathBuf,
    /// The folder of the peers' programs.
    peers: PathBuf,
}

impl Programs {
    /// Esclusa, asked for JSON.
    fn esclusa<P: AsRef<Path>>(&self, files: &[P]) -> Command {
        let mut command = Command::new(&self.esclusa);
        command.args(["audit", "--format", "json"]).args(files.iter().map(AsRef::as_ref));
        command
    }

    fn compose_lint<P: AsRef<Path>>(&self, files: &[P]) -> Command {
        let mut command = Command::new(self.peers.join("compose-lint"));
        // What it could not read whole is judged all the same.
        command.args(["check", "--format", "json", "--allow-partial-coverage"]);
        command.args(files.iter().map(AsRef::as_ref));
        command
    }

    fn hadolint<P: AsRef<Path>>(&self, files: &[P]) -> Command {
        let mut command = Command::new(self.peers.join("hadolint"));
        command.args(["--format", "json", "--no-fail"]).args(files.iter().map(AsRef::as_ref));
        command
    }

    /// Checkov takes folders, and knows a Dockerfile by its name.
    fn checkov(&self, folder: &Path) -> Command {
        let mut command = Command::new(self.peers.join("checkov"));
        command.args(["--framework", "dockerfile", "--skip-download", "--quiet", "--compact"]);
        command.args(["--output", "json", "--directory"]).arg(folder);
        command
    }
}

/// Compares on the shared corpus and prints the tables of `docs/compared.md`.
pub(crate) fn run() -> anyhow::Result<()> {
    let corpus = tools::shared_corpus().map_err(anyhow::Error::msg)?;
    let peers = tools::peers().map_err(anyhow::Error::msg)?;
    let root = workspace::root();
    process::run(&mut process::cargo(&root, &["build", "--release", "--package", "esclusa"]))?;
    let programs = Programs { esclusa: workspace::target().join("release/esclusa"), peers };
    let files = Files::lay_out(&corpus.join("corpus"), &workspace::target().join("compare"))?;
    found::print(&programs, &files)?;
    cost::print(&programs, &files)
}
