//! The one list of rules, in the order of the practices. A test holds that the folders agree with it.

mod capabilities;
mod escalation;
mod filesystem;
mod ports;
mod privilege;
mod resources;
mod secrets;
mod user;

use crate::Rule;

/// Every rule.
pub const RULES: &[&dyn Rule] = &[
    &ports::published_on_all_interfaces::PublishedOnAllInterfaces,
    &ports::publish_all_ports::PublishAllPorts,
    &ports::host_network::HostNetwork,
    &privilege::privileged_container::PrivilegedContainer,
    &privilege::host_pid_namespace::HostPidNamespace,
    &privilege::host_ipc_namespace::HostIpcNamespace,
    &privilege::engine_socket_mounted::EngineSocketMounted,
    &privilege::seccomp_unconfined::SeccompUnconfined,
    &privilege::apparmor_unconfined::ApparmorUnconfined,
    &capabilities::capabilities_not_dropped::CapabilitiesNotDropped,
    &capabilities::dangerous_capability_added::DangerousCapabilityAdded,
    &resources::no_memory_limit::NoMemoryLimit,
    &resources::no_cpu_limit::NoCpuLimit,
    &resources::no_pids_limit::NoPidsLimit,
    &user::explicit_root_user::ExplicitRootUser,
    &user::root_by_default::RootByDefault,
    &escalation::privilege_escalation_allowed::PrivilegeEscalationAllowed,
    &filesystem::writable_root_filesystem::WritableRootFilesystem,
    &secrets::secret_in_environment::SecretInEnvironment,
];
