//! HOLD: whether an engine may be changed. The only maker of a [`Permit`], without which nothing is.
//!
//! Pure: what is asked for and what is known of the container is handed in, in its effective configuration, and judged by
//! the same rules as any file. What would make anything weaker is refused.

mod permit;
mod refusal;
mod weaker;

pub use permit::{Permit, permit};
pub use refusal::Refusal;
