//! READ: text becomes a located tree. Spans, comments and limits live here; meaning does not.

mod detail;
mod edit;
mod files;
mod find_commands;
mod find_compose;
mod location;
mod node;
mod problem;
pub mod syntax;

pub use detail::{Detail, Said, Saying};
pub use edit::{Edit, Edits};
pub use files::{DiskFiles, Files, Irregular, MAX_FILE_BYTES, MemoryFiles, ReadError};
pub use find_commands::{Client, TextKind, client, docker_command_at, docker_commands, starts_container};
pub use find_compose::{ComposeBlocks, compose_blocks, edit_of_page};
pub use location::{FileId, Location, SourceFile, Sources, Span};
pub use node::{Comment, Document, Entry, Kind, MAX_NODES, Node, Style};
pub use problem::Problem;
