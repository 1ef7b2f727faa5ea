//! The battery from outside: the table, the program, and answers of whoever lies.

#![expect(clippy::expect_used, reason = "a test may stop where its own ground is missing")]

mod answers;
mod probe;
mod table;
