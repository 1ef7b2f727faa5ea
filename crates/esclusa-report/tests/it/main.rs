//! Tests of the reports.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod browser;
mod case;
mod clean;
mod diff;
mod github;
mod html;
mod junit;
mod sarif;
mod terminal;
