//! Tests of the reports.

mod clean;
