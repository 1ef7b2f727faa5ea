//! Tests of the reader and the changer, with an engine of its own.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod changing;
mod fake;
mod found;
mod gathered;
mod reading;
mod talking;
