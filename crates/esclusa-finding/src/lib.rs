//! NAME: the vocabulary in which rules speak and reports listen. It knows neither the rules nor the reports.

mod benchmark;
mod catalogue;
mod finding;
mod fix;
mod message;
mod place;
mod practice;
mod problem;
mod rule;
mod secret;
mod severity;
mod thresholds;

pub use benchmark::{Answer, State, Version};
pub use catalogue::{Catalogue, Language};
pub use finding::{Finding, Findings};
pub use fix::{Cure, Fix, MEASURED, PLACEHOLDER, Safety};
pub use message::{Argument, Message};
pub use place::{Place, Related};
pub use practice::Practice;
pub use problem::message_of;
pub use rule::{Page, RuleMeta, Standard};
pub use secret::{Key, MIN_KEY_BYTES, Secret, is_another_secret};
pub use severity::Severity;
pub use thresholds::Thresholds;
