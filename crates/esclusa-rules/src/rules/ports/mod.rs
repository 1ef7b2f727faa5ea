//! Practice 1: expose no unnecessary port.

pub(crate) mod host_network;
pub(crate) mod publish_all_ports;
pub(crate) mod published_on_all_interfaces;
