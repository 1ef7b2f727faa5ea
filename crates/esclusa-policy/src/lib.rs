//! DECIDE: what a team has decided about findings. A policy file (`esclusa.toml`), comments in the judged files and a
//! baseline change severities and waive findings; a waiver that no longer serves is itself a finding. Pure: texts are
//! handed in, nothing is read or written here.

mod apply;
mod baseline;
mod custom;
mod inline;
mod policy;
mod read;
mod registry;
mod rules;
mod schema;

pub use apply::{Court, Ground};
pub use baseline::Baseline;
pub use custom::{Asked, Custom, Example, Outcome, test};
pub use inline::{Comments, comments};
pub use policy::{Images, Level, Policy, Waiver};
pub use read::read;
pub use rules::RULES;
pub use schema::schema;
