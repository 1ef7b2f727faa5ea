//! The wrappers, held against what the standard library says of the same.

#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod files;
mod processes;
mod sockets;
mod texts;
