//! Practice 6: no privilege escalation.

pub(crate) mod ignored_by_target;
pub(crate) mod privilege_escalation_allowed;
pub(super) mod setuid_file_in_image;
pub(super) mod sudo_in_image;
