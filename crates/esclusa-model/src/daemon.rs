//! How an engine is set up: what `daemon.json`, its command line and its own answers say.

use crate::Origin;

/// The daemon of an engine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Daemon {
    /// Where a finding about something missing points: the daemon's configuration file, if there is one.
    pub place: Origin,
}
