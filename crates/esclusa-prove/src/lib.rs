//! The battery of attacks, from outside the container: the probe as a program ([`PROBE`]), what it is told ([`Briefing`]),
//! what is planted for it ([`plant`]), and what its answers are worth ([`Answers`]).
//!
//! What runs in the container is not believed. Only lines with the nonce of this very run count, each once and in its
//! place; what is missing is missing, and never "blocked". Twins and the command are not here yet.

mod answers;
mod briefing;
mod decoys;
mod planted;
mod practice;

pub use answers::{Answered, Answers, Fault};
pub use briefing::{Briefing, Nonce};
pub use decoys::{Decoys, decoys};
pub use esclusa_probe::{Attack, Layer, Layers, Observed, Outcome, Reason, Unanswered, attacks};
pub use planted::plant;
pub use practice::practice;

/// The probe: a static program of this machine's architecture, which needs nothing of the image that it is run in.
pub static PROBE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/probe"));
