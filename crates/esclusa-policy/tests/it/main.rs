//! What a policy does to the findings of real readings.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod baseline;
mod court;
mod custom;
mod documents;
mod inline;
mod pages;
mod policy_file;
mod schema;
mod waivers;
