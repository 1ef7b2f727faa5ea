//! UNDERSTAND: one model of what containers ask of their host, and the dialects in which people ask.

pub mod change;
pub mod container;
pub mod daemon;
pub mod dialect;
mod entries;
pub mod evidence;
mod field;
pub mod host;
mod identity;
pub mod image;
mod origin;
mod project;
pub mod running;
pub mod shape;
pub mod symbol;
mod tree;

pub use change::{Change, ImageChange, Namespace, Setting};
pub use container::Container;
pub use daemon::Daemon;
pub use dialect::{Context, Lowered, Mode, Refusal, Written};
pub use entries::Entries;
pub use evidence::{Evidence, Needs};
pub use field::{Field, List, Map, Present, Slot, Wire};
pub use host::Host;
pub use identity::Identity;
pub use image::{Fact, FactSource, Facts, ImageFacts};
pub use origin::{Link, Origin, Via};
pub use project::{Dialect, Project, Reading, Workload};
pub use running::Running;
pub use tree::{Tree, Value};
