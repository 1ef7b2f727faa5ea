//! Tests of the rules.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod asked;
mod bypasses;
mod dockerfile;
mod escalation;
mod examples;
mod filesystem;
mod image;
mod peers;
mod register;
mod resources;
mod shared;
mod user;
mod verdicts;
