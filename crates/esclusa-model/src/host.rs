//! The machine that an engine runs on: owners and modes of the engine's files, groups, kernel settings.

/// The host of an engine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Host {}
