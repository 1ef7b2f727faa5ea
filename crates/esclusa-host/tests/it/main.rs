//! Tests of the facts of a machine, with machines made of a few files.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod facts;
mod layer;
mod machine;
mod packages;
mod running;
