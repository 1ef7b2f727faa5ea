//! Generated `docker run` lines, each read by us and asked of the real docker client: the test's sample, at length.

use anyhow::Context as _;

use crate::{process, tools, workspace};

/// Lines where no number is given: what `docs/oracle.md` records.
pub(crate) const LINES: &str = "20000";
/// The seed where none is given.
pub(crate) const SEED: &str = "1";

/// Compares `lines` lines of a seed; an error if one of them differs.
pub(crate) fn run(lines: &str, seed: &str) -> anyhow::Result<()> {
    lines.parse::<u64>().context("how many lines")?;
    seed.parse::<u32>().context("the seed")?;
    tools::docker_client().map_err(anyhow::Error::msg)?;
    let shared = tools::shared_corpus().map_err(anyhow::Error::msg)?;
    let test = "run_oracle::generated_lines_give_the_request_of_the_real_client";
    let arguments =
        ["test", "--package", "esclusa-model", "--test", "it", "--", "--exact", "--nocapture", test];
    let mut command = process::cargo(&workspace::root(), &arguments);
    command.env("ESCLUSA_ORACLE_LINES", lines).env("ESCLUSA_ORACLE_SEED", seed);
    process::run(command.env("ESCLUSA_SHARED", shared))
}
