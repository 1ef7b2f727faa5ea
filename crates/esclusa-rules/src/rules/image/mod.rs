//! The security of the image.

pub(super) mod certificate_check_disabled;
pub(super) mod download_piped_to_shell;
pub(crate) mod image_not_pinned;
pub(crate) mod latest_image_tag;
pub(crate) mod no_health_check;
pub(super) mod remote_add;
pub(super) mod unverified_download;
