//! Practice 7: read-only root filesystem.

pub(crate) mod writable_root_filesystem;
