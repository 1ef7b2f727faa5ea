//! Practice 2: never run privileged.

pub(crate) mod apparmor_unconfined;
pub(crate) mod engine_socket_mounted;
pub(crate) mod host_ipc_namespace;
pub(crate) mod host_pid_namespace;
pub(super) mod privileged_build_step;
pub(crate) mod privileged_container;
pub(crate) mod seccomp_unconfined;
