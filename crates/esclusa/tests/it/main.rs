//! Tests of the binary, with a scrubbed environment.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod apply;
mod audit;
mod audit_output;
mod bad_input;
mod command;
mod daemon;
mod engine;
#[path = "../../../esclusa-docker/tests/it/fake.rs"]
mod fake;
mod harden;
mod harden_corpus;
mod harden_safely;
mod json_report;
mod keyed;
mod live;
mod model_images;
mod policy;
mod recipes;
mod run;
mod run_started;
mod secrets;
mod shared;
mod translate;
mod translate_run;
mod walk;
mod words;
