//! What only a running container can tell, seen from its machine.

/// The processes of a container, its sockets and what it has used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Running {}
