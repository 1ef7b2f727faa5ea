//! LOOK: what an engine answers. The only crate that opens an engine's socket, with a reader that can only GET.
