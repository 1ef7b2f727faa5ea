//! REPAIR: fixes become byte edits, the edited texts are read and judged again, and only what holds is kept; how the files
//! differ ([`diff`]), and how all of them come to be so, or none ([`replace`]).
//!
//! This crate knows no rule: how texts are read and judged is handed in ([`Judge`]).

pub mod diff;
mod edits;
mod repair;
pub mod replace;
mod secret;

pub use edits::{Editor, subject_of};
pub use repair::{Applied, Choice, Judge, Judged, Look, Refused, Repair, Texts, repair};
pub use secret::{Deposit, Value};
