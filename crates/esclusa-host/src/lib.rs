//! LOOK: facts of the machine, read from /proc, /sys and the files of the engine; nothing is changed, nothing is run.

mod facts;
mod layer;
mod packages;
mod running;

pub use facts::facts;
pub use layer::written;
pub use packages::packages;
pub use running::{Processes, Sockets};
