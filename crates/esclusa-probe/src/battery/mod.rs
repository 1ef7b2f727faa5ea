//! The battery: a file for each practice, two for the two largest. None says in advance whether it will succeed.

pub(crate) mod capabilities;
pub(crate) mod devices;
pub(crate) mod escalation;
pub(crate) mod filesystem;
pub(crate) mod kernel;
pub(crate) mod ports;
pub(crate) mod privilege;
pub(crate) mod resources;
pub(crate) mod secrets;
pub(crate) mod user;
