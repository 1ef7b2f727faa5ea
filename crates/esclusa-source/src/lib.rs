//! READ: text becomes a located tree. Spans, comments and limits live here; meaning does not.

mod files;
mod find_commands;
mod location;
mod node;
mod problem;
pub mod syntax;

pub use files::{DiskFiles, Files, MAX_FILE_BYTES, MemoryFiles, ReadError};
pub use find_commands::{TextKind, docker_commands, starts_container};
pub use location::{FileId, Location, SourceFile, Sources, Span};
pub use node::{Comment, Document, Entry, Kind, Node, Style};
pub use problem::Problem;
