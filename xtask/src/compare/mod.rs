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

/// How an auditor is to tell.
#[derive(Clone, Copy)]
enum Report {
    /// As it does unasked, for a person.
    Plain,
    /// For a program.
    Json,
}

impl Programs {
    fn esclusa<P: AsRef<Path>>(&self, report: Report, files: &[P]) -> Command {
        let mut command = Command::new(&self.esclusa);
        command.arg("audit").args(report.option("--format")).args(files.iter().map(AsRef::as_ref));
        command
    }

    fn compose_lint<P: AsRef<Path>>(&self, report: Report, files: &[P]) -> Command {
        let mut command = Command::new(self.peers.join("compose-lint"));
        // What it could not read whole is judged all the same.
        command.args(["check", "--allow-partial-coverage"]).args(report.option("--format"));
        command.args(files.iter().map(AsRef::as_ref));
        command
    }

    fn hadolint<P: AsRef<Path>>(&self, report: Report, files: &[P]) -> Command {
        let mut command = Command::new(self.peers.join("hadolint"));
        command.arg("--no-fail").args(report.option("--format")).args(files.iter().map(AsRef::as_ref));
        command
    }

    /// Checkov takes folders, and knows a Dockerfile by its name.
    fn checkov(&self, report: Report, folder: &Path) -> Command {
        let mut command = Command::new(self.peers.join("checkov"));
        command.args(["--framework", "dockerfile", "--skip-download", "--quiet", "--compact"]);
        command.args(report.option("--output")).arg("--directory").arg(folder);
        command
    }
}

impl Report {
    fn option(self, name: &str) -> Vec<&str> {
        match self {
            Self::Plain => Vec::new(),
            Self::Json => vec![name, "json"],
        }
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
