//! Practice 3: drop capabilities.

pub(crate) mod capabilities_not_dropped;
pub(crate) mod capability_added_to_defaults;
pub(crate) mod dangerous_capability_added;
