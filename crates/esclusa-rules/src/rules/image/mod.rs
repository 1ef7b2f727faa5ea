//! The security of the image.

pub(super) mod download_piped_to_shell;
pub(super) mod remote_add;
pub(super) mod unverified_download;
