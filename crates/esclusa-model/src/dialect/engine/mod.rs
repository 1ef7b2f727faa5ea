//! The Engine API: create requests and inspect documents.
//!
//! `decode` reads JSON as Go's decoder fills the engine's types, `legacy` what older versions said elsewhere, `inspect`
//! takes away what the engine filled in, `key` says where a field lives, `read` makes the model, `write` a body that
//! reads back as the same, and of a command line what `client` says that the docker client sends; `edit` changes a
//! request where it stands. `effective` completes an inspected container by what its engine says beside it;
//! `service` reads a service of a Swarm; `update` is what can be changed of a container where it stands.

mod client;
pub(in crate::dialect) mod decode;
mod edit;
mod effective;
mod inspect;
mod key;
mod legacy;
mod read;
mod service;
mod update;
mod write;

pub use edit::lower;
pub use effective::{Around, complete, inherit, without_image};
pub use key::pointer_of;
pub use read::read;
pub use service::services;
pub use update::{Quota, Update, cpus, restarts};
pub use write::write;
