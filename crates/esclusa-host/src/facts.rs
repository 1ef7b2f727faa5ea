//! The machine that an engine runs on.

use std::path::Path;

use esclusa_model::Host;

/// What the files below `root` say of the machine whose root it is (`/`).
#[must_use]
pub fn facts(_root: &Path) -> Host {
    Host::default()
}
