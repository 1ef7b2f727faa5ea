//! Tests of the rules.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod asked;
mod benchmark;
mod bypasses;
mod capabilities;
mod confinement;
mod daemons;
mod dockerfile;
mod escalation;
mod examples;
mod filesystem;
mod guards;
mod hidden_places;
mod host;
mod image;
mod image_secrets;
mod peers;
mod peers_of_host;
mod ports;
mod privilege;
mod read;
mod register;
mod remedies;
mod resources;
mod running;
mod shared;
mod user;
mod verdicts;
