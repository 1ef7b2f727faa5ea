//! HOLD: whether an engine may be changed. The only maker of a [`Permit`], without which nothing is.
//!
//! Pure: what is asked for and what is known of the container is handed in, in its effective configuration, and judged by
//! the same rules as any file. A change that would make anything weaker is refused (`permit`), and so is a new container of
//! which the policy forbids something that nobody let through (`create`).

mod create;
mod permit;
mod refusal;
mod weaker;

pub use create::{Allowance, Case, CreatePermit, PullPermit, create, pull};
pub use permit::{Permit, permit};
pub use refusal::Refusal;
