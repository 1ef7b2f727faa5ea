//! Practice 1: expose no unnecessary port.

pub(crate) mod host_network;
pub(crate) mod publish_all_ports;
pub(crate) mod published_on_all_interfaces;
pub(crate) mod published_port_unused;
pub(crate) mod sensitive_port_published;
pub(crate) mod ssh_server;
pub(crate) mod unexposed_port_published;
