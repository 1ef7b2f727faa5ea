//! Practice 7: read-only root filesystem.

pub(super) mod world_writable_in_image;
pub(crate) mod writable_root_filesystem;
