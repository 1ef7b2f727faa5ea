//! The one list of rules, in the order of the practices. A test holds that the folders agree with it.

mod capabilities;
mod escalation;
mod filesystem;
mod image;
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
    &ports::sensitive_port_published::SensitivePortPublished,
    &ports::ssh_server::SshServer,
    &ports::unexposed_port_published::UnexposedPortPublished,
    &ports::host_network::HostNetwork,
    &privilege::privileged_container::PrivilegedContainer,
    &privilege::engine_socket_mounted::EngineSocketMounted,
    &privilege::sensitive_host_path::SensitiveHostPath,
    &privilege::dangerous_volume_options::DangerousVolumeOptions,
    &privilege::shared_mount_propagation::SharedMountPropagation,
    &privilege::borrowed_volumes::BorrowedVolumes,
    &privilege::host_device::HostDevice,
    &privilege::device_cgroup_rule::DeviceCgroupRule,
    &privilege::host_pid_namespace::HostPidNamespace,
    &privilege::host_ipc_namespace::HostIpcNamespace,
    &privilege::host_user_namespace::HostUserNamespace,
    &privilege::host_uts_namespace::HostUtsNamespace,
    &privilege::host_cgroup_namespace::HostCgroupNamespace,
    &privilege::joined_namespace::JoinedNamespace,
    &privilege::seccomp_unconfined::SeccompUnconfined,
    &privilege::apparmor_unconfined::ApparmorUnconfined,
    &privilege::privileged_build_step::PrivilegedBuildStep,
    &privilege::selinux_disabled::SelinuxDisabled,
    &privilege::system_paths_unconfined::SystemPathsUnconfined,
    &privilege::cgroup_parent_escape::CgroupParentEscape,
    &privilege::writable_cgroups::WritableCgroups,
    &privilege::host_sysctl::HostSysctl,
    &capabilities::capabilities_not_dropped::CapabilitiesNotDropped,
    &capabilities::dangerous_capability_added::DangerousCapabilityAdded,
    &capabilities::capability_added_to_defaults::CapabilityAddedToDefaults,
    &resources::no_memory_limit::NoMemoryLimit,
    &resources::no_cpu_limit::NoCpuLimit,
    &resources::no_pids_limit::NoPidsLimit,
    &resources::unlimited_swap::UnlimitedSwap,
    &resources::oom_killer_disabled::OomKillerDisabled,
    &resources::unbounded_tmpfs::UnboundedTmpfs,
    &resources::excessive_shared_memory::ExcessiveSharedMemory,
    &resources::excessive_ulimit::ExcessiveUlimit,
    &resources::unbounded_logs::UnboundedLogs,
    &resources::logs_not_kept::LogsNotKept,
    &resources::unbounded_restarts::UnboundedRestarts,
    &user::explicit_root_user::ExplicitRootUser,
    &user::root_by_default::RootByDefault,
    &user::root_group::RootGroup,
    &user::privileged_group_added::PrivilegedGroupAdded,
    &user::image_runs_as_root::ImageRunsAsRoot,
    &escalation::privilege_escalation_allowed::PrivilegeEscalationAllowed,
    &escalation::ignored_by_target::IgnoredByTarget,
    &escalation::sudo_in_image::SudoInImage,
    &escalation::setuid_file_in_image::SetuidFileInImage,
    &filesystem::writable_root_filesystem::WritableRootFilesystem,
    &filesystem::unsafe_tmpfs::UnsafeTmpfs,
    &filesystem::writable_program_code::WritableProgramCode,
    &filesystem::world_writable_in_image::WorldWritableInImage,
    &secrets::secret_in_environment::SecretInEnvironment,
    &secrets::secret_in_env_file::SecretInEnvFile,
    &secrets::secret_in_command::SecretInCommand,
    &secrets::secret_in_label::SecretInLabel,
    &secrets::secret_in_build_arg::SecretInBuildArg,
    &secrets::secret_in_driver_option::SecretInDriverOption,
    &secrets::database_without_password::DatabaseWithoutPassword,
    &secrets::weak_default_secret::WeakDefaultSecret,
    &secrets::secret_in_image::SecretInImage,
    &secrets::key_copied_into_image::KeyCopiedIntoImage,
    &image::latest_image_tag::LatestImageTag,
    &image::image_not_pinned::ImageNotPinned,
    &image::no_health_check::NoHealthCheck,
    &image::remote_add::RemoteAdd,
    &image::download_piped_to_shell::DownloadPipedToShell,
    &image::unverified_download::UnverifiedDownload,
    &image::certificate_check_disabled::CertificateCheckDisabled,
];
