//! The Engine API: create requests and inspect documents.
