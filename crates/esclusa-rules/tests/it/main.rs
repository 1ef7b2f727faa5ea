//! Tests of the rules.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod bypasses;
mod capabilities;
mod confinement;
mod dockerfile;
mod examples;
mod peers;
mod ports;
mod privilege;
mod read;
mod register;
mod shared;
mod verdicts;
