//! Tests of repairs.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

#[cfg(unix)]
mod attributes;
mod diff;
mod folder;
#[cfg(unix)]
mod killed;
#[cfg(unix)]
mod process;
mod refused;
mod replaced;
