//! `esclusa run` in a program that was built without the parts that speak to an engine.

use clap::ArgMatches;
use esclusa_finding::Catalogue;

#[path = "run/words.rs"]
mod words;

use crate::exit::Exit;
use crate::output;

pub(crate) use words::sorted;

/// Nothing can be run.
pub(crate) fn run(_matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    output::complain(&catalogue.word("built-without-engine"));
    Ok(Exit::NOT_RUN)
}
