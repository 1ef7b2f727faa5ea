//! One file per syntax. Each turns text into a located tree and knows nothing of what the tree means.

pub mod dockerfile;
pub mod json;
pub mod markdown;
pub mod shell;
pub mod yaml;
