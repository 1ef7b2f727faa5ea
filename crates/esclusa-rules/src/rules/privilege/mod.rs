//! Practice 2: never run privileged.

pub(super) mod privileged_build_step;

pub(crate) mod apparmor_unconfined;
pub(crate) mod borrowed_volumes;
pub(crate) mod cgroup_parent_escape;
pub(crate) mod dangerous_volume_options;
pub(crate) mod device_cgroup_rule;
pub(crate) mod engine_socket_mounted;
pub(crate) mod host_cgroup_namespace;
pub(crate) mod host_device;
pub(crate) mod host_ipc_namespace;
pub(crate) mod host_pid_namespace;
pub(crate) mod host_sysctl;
pub(crate) mod host_user_namespace;
pub(crate) mod host_uts_namespace;
pub(crate) mod joined_namespace;
pub(crate) mod privileged_container;
pub(crate) mod process_exceeds_container;
pub(crate) mod seccomp_unconfined;
pub(crate) mod selinux_disabled;
pub(crate) mod sensitive_host_path;
pub(crate) mod shared_mount_propagation;
pub(crate) mod system_paths_unconfined;
pub(crate) mod writable_cgroups;
