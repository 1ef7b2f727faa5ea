//! Practice 8: secrets in a dedicated manager.

pub(crate) mod database_without_password;
pub(crate) mod key_copied_into_image;
pub(crate) mod secret_in_build_arg;
pub(crate) mod secret_in_command;
pub(crate) mod secret_in_driver_option;
pub(crate) mod secret_in_env_file;
pub(crate) mod secret_in_environment;
pub(crate) mod secret_in_image;
pub(crate) mod secret_in_label;
pub(crate) mod weak_default_secret;
