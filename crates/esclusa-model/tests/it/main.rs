//! Integration tests of the model and its dialects.

mod change;
mod compose_differential;
mod compose_hostile;
mod compose_load;
mod compose_model;
mod compose_project;
mod compose_references;
mod compose_refusals;
mod compose_schema;
mod compose_truth;
mod compose_values;
mod compose_verdicts;
mod dockerfile;
mod engine;
mod engine_inspect;
mod engine_truth;
mod recipe;
mod run_cases;
mod run_oracle;
mod run_truth;
mod run_variables;
mod run_write;
mod shared;
