//! Changes as byte edits of Compose files: what is read afterwards is the container that the change makes, and nothing
//! else is another.

mod corpus;
mod law;
