//! Practice 8: secrets in a dedicated manager.

pub(crate) mod secret_in_environment;
