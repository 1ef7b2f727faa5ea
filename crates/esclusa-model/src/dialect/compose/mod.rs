//! Compose projects.

mod canonical;
mod containers;
mod defaults;
mod discover;
mod dotenv;
mod environment;
mod extends;
mod file_paths;
mod fingerprint;
mod hooks;
mod include;
mod interpolate;
mod load;
mod merge;
mod model;
mod normalize;
mod options;
mod output;
mod path;
mod paths;
mod reset;
mod scalar;
mod schema;
mod template;
mod time;
mod typed;
mod unicity;
mod unused;
mod validate;
mod variables;
mod yaml_values;

pub use load::load;
pub use model::{Around, compose_labels, project, project_around, read, write};
pub use options::{LoadOptions, Loaded, Profiles};
pub use output::{Unprintable, canonical_json};
