//! Practice 3: drop capabilities.

pub(crate) mod capabilities_not_dropped;
pub(crate) mod dangerous_capability_added;
