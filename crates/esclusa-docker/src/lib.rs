//! LOOK: what an engine answers. The only crate that opens an engine's socket, in two kinds: a reader that can only GET,
//! and a changer whose every call takes a permit.
//!
//! `endpoint` finds the engine as the docker client does, `connection` opens it, `reader` asks, `gather` asks for all
//! that an audit looks at, `events` follows what changes, `accounts` reads who is who in a container; `changer` changes
//! what was permitted, `made` is a container that it made, `talk` speaks with one that runs, `pull` brings an image with
//! the `credentials` that docker would use.

mod accounts;
mod changer;
mod connection;
mod credentials;
mod detach;
mod endpoint;
mod error;
mod events;
mod gather;
mod indent;
mod made;
mod multiplexed;
mod pull;
mod reader;
mod talk;

pub use accounts::Accounts;
pub use changer::Changer;
pub use credentials::Credentials;
pub use detach::{DetachKeys, NotKeys};
pub use endpoint::{Endpoint, Surroundings, Tls};
pub use error::Error;
pub use events::{Event, Events};
pub use gather::{Inventory, Layer, Missed, Seen, Wanted, gather};
pub use indent::indented;
pub use made::{End, Made, Until};
pub use multiplexed::Stream;
pub use pull::Progress;
pub use reader::{Answer, Limits, Reader};
pub use talk::{Attach, Control, Feed, Outcome, Output, Talk};
