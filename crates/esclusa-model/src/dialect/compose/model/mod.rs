//! Between the canonical Compose tree and the model: what the Compose client would ask the engine for each service.
//!
//! `project` gives the request that the client sends for the first container of a service, without the labels by which
//! Compose finds its own containers again ([`compose_labels`]): they name the project, they are not asked for in the
//! file. The names that Compose gives a container on its networks are kept, because other containers reach it by them.

mod asking;
mod assembled;
mod build;
mod deploy;
mod devices;
mod key;
mod mounts;
mod networks;
mod ports;
mod process;
mod read;
mod references;
mod saying;
mod scalar;
mod shell;
mod volumes;
mod write;
mod yaml;

pub use asking::Around;
pub(super) use deploy::is_exact_cpus;
pub use read::{compose_labels, project, project_around, read};
pub(super) use scalar::{bytes_of, float_of, whole_of};
pub use write::write;
