//! The `docker run` and `docker create` command lines, by the rules of docker/cli 28.
//!
//! `flags` is the one table of flags, `key` says which flag speaks of which field, `read` makes the create request that
//! the client would send, `write` a line that reads back as the same request; `client` is what the line asks of
//! the client itself.

mod addresses;
mod ambiguous;
mod assemble;
mod check;
mod client;
mod command;
mod cpus;
mod csv;
mod devices;
mod edit;
mod endpoints;
mod env_files;
mod flags;
mod given;
mod host;
mod key;
mod limits;
mod mounts;
mod networks;
pub(super) mod numbers;
mod pflag;
mod ports;
mod read;
mod reference;
mod security;
mod write;

pub use client::{ClientOptions, client_options, divide};
pub(super) use edit::by_hand;
pub use edit::lower;
pub use key::flag_of;
pub use read::{read, read_within};
pub use write::write;
