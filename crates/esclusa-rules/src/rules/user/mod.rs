//! Practice 5: run as a user who is not root.

pub(super) mod image_runs_as_root;

pub(crate) mod explicit_root_user;
pub(crate) mod privileged_group_added;
pub(crate) mod process_runs_as_root;
pub(crate) mod root_by_default;
pub(crate) mod root_group;
