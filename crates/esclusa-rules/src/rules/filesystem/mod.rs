//! Practice 7: read-only root filesystem.

pub(crate) mod unsafe_tmpfs;
pub(super) mod world_writable_in_image;
pub(crate) mod writable_program_code;
pub(crate) mod writable_root_filesystem;
