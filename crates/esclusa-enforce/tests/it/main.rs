//! What is permitted, and what is not.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod creates;
mod permits;
