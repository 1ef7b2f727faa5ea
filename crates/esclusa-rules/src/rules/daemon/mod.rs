//! How an engine is set up.

pub(crate) mod base_device_size_changed;
pub(crate) mod default_cgroup_replaced;
pub(crate) mod direct_routing_allowed;
pub(crate) mod engine_on_tcp_without_tls;
pub(crate) mod engine_runs_as_root;
pub(crate) mod engine_without_firewall_rules;
pub(crate) mod experimental_engine;
pub(crate) mod forwarding_not_dropped;
pub(crate) mod host_cgroup_namespace_by_default;
pub(crate) mod insecure_registry;
pub(crate) mod known_escape;
pub(crate) mod log_level_not_info;
pub(crate) mod logs_stay_on_host;
pub(crate) mod new_privileges_by_default;
pub(crate) mod no_authorization_plugin;
pub(crate) mod no_default_ulimits;
pub(crate) mod no_live_restore;
pub(crate) mod no_mandatory_access_control;
pub(crate) mod no_user_namespace_remap;
pub(crate) mod seccomp_off_by_default;
pub(crate) mod secret_in_proxy;
pub(crate) mod swarm_active;
pub(crate) mod unbounded_logs_by_default;
pub(crate) mod unrestricted_container_traffic;
pub(crate) mod unsafe_storage_driver;
pub(crate) mod userland_proxy;
