//! The languages in which somebody asks for a container. Every folder has the same skeleton: where a field lives
//! (`key`), `read` and `write`, side by side, so that nothing is written that is not read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use esclusa_source::{Detail, Edit, Files, Problem, Span};

mod budget;
pub mod compose;
pub mod daemon;
pub mod dockerfile;
pub mod engine;
mod generated;
pub mod run;
mod symbols;

pub use budget::{Budget, MAX_CONTAINERS, MAX_PORTS};

/// How strict a reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// As the real client: an unset variable is empty, and what the client refuses is not read.
    Exact,
    /// As an auditor: an unset variable keeps its symbol, and what the client refuses is a problem while the rest is
    /// still read.
    #[default]
    Tolerant,
}

/// What the real client would find around it: files, environment, current folder.
pub struct Context<'a> {
    /// The files it can read.
    pub files: &'a dyn Files,
    /// Its environment variables.
    pub environment: BTreeMap<String, String>,
    /// The current folder, absolute.
    pub working_dir: PathBuf,
    /// How strict the reading is.
    pub mode: Mode,
}

/// A text in a dialect, and what of the model the dialect cannot say: named, never dropped in silence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// What it does not say, each with the place that asked for it; and why docker refuses what it says
    /// (`docker-refuses`).
    pub unsaid: Vec<Problem>,
}

/// Why a change cannot surely be written into a text, and what a person would write there.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Where it would have been written, or what stands in the way.
    pub place: Option<Span>,
    /// What stands in the way.
    pub why: Detail,
    /// The text to write by hand, in the dialect; empty if there is none.
    pub by_hand: String,
}

/// A change as byte edits of the texts that ask for the container; none if the texts say it already.
pub type Lowered = Result<Vec<Edit>, Refusal>;

/// The problem of a text that the docker client takes for no container.
pub(crate) const REFUSED: &str = "docker-refuses";

impl Written {
    /// Whether docker refuses something of the text.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.unsaid.iter().any(|problem| problem.id == REFUSED)
    }
}
