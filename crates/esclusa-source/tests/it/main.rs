//! The readers of texts and files, against their own cases, other readers and random input.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should fail")]

mod dockerfile;
mod find_commands;
mod json;
mod limits;
mod shell;
mod yaml;
mod yaml_surgery;
