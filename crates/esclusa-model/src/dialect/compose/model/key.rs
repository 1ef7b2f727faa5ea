//! Where a field lives in a Compose service: one table for reading and writing, in the order people write services.

use super::asking::Asking;
use super::saying::{Saying, tree_of};
use super::scalar;
use super::{deploy, devices, mounts, networks, ports, process, references, volumes};
use crate::dialect::compose::schema::is_some_text;
use crate::field::{Map, Slot};
use crate::tree::Tree;

/// A key of a Compose service and what it says of the container.
pub(super) struct Key {
    /// The key.
    pub(super) name: &'static str,
    /// Reads it; called for every service, so that defaults are read as well.
    pub(super) read: fn(&mut Asking<'_>),
    /// Writes it, if there is something to say.
    pub(super) write: fn(&mut Saying<'_>) -> Option<Tree>,
}

/// A key that is read and written as one field of one type.
macro_rules! key {
    ($name:literal, $kind:ident, $($field:ident).+) => {
        key!($name, $kind, Slot::write, $($field).+)
    };
    ($name:literal, $kind:ident, $write:expr, $($field:ident).+) => {
        Key {
            name: $name,
            read: |asking| {
                let tree = asking.get($name);
                asking.container.$($field).+ = scalar::$kind(tree, &mut asking.problems);
            },
            write: |saying| $write(&saying.container.$($field).+),
        }
    };
}

/// A map, as a list where a name is one that Compose takes in a list only.
fn names(map: &Map<String>) -> Option<Tree> {
    if map.entries.keys().all(|name| is_some_text(name)) {
        return Slot::write(map);
    }
    let items = map.entries.iter().map(|(name, field)| {
        let value = field.get().map_or("", String::as_str);
        tree_of(field, format!("{name}={value}"))
    });
    Some(Tree::new(items.collect::<Vec<_>>(), map.origin.clone()))
}

/// A key with functions of its own.
macro_rules! special {
    ($name:literal, mounts, $read:ident, $write:ident) => {
        Key { name: $name, read: mounts::$read, write: volumes::$write }
    };
    ($name:literal, $module:ident, $read:ident, $write:ident) => {
        Key { name: $name, read: $module::$read, write: $module::$write }
    };
}

/// Every key that speaks of the container. What is not here stays in the workload's `rest`.
pub(super) const KEYS: &[Key] = &[
    special!("image", process, read_image, write_image),
    key!("pull_policy", text, pull),
    key!("platform", text, platform),
    special!("container_name", process, read_name, write_name),
    key!("hostname", text, request.hostname),
    key!("domainname", text, request.domainname),
    key!("entrypoint", texts, request.entrypoint),
    special!("command", process, read_command, write_command),
    key!("working_dir", text, request.working_dir),
    key!("user", text, request.user),
    key!("group_add", texts, request.host.group_add),
    key!("init", pointer_flag, request.host.init),
    key!("tty", flag, request.tty),
    key!("stdin_open", flag, request.open_stdin),
    special!("restart", process, read_restart, write_restart),
    special!("environment", process, read_environment, write_environment),
    special!("ports", ports, read_ports, write_ports),
    special!("expose", ports, read_expose, write_expose),
    special!("network_mode", networks, read_mode, write_mode),
    special!("networks", networks, read_networks, write_networks),
    special!("links", references, read_links, write_links),
    special!("external_links", references, read_external_links, write_external_links),
    special!("mac_address", networks, read_mac_address, write_mac_address),
    special!("dns", networks, read_dns, write_dns),
    key!("dns_search", texts, request.host.dns_search),
    key!("dns_opt", texts, request.host.dns_options),
    special!("extra_hosts", networks, read_extra_hosts, write_extra_hosts),
    special!("volumes", mounts, read_volumes, write_volumes),
    special!("volumes_from", references, read_volumes_from, write_volumes_from),
    special!("tmpfs", mounts, read_tmpfs, write_tmpfs),
    key!("read_only", flag, request.host.readonly_rootfs),
    key!("privileged", flag, request.host.privileged),
    key!("cap_add", capabilities, request.host.cap_add),
    key!("cap_drop", capabilities, request.host.cap_drop),
    special!("security_opt", process, read_security, write_security),
    special!("pid", references, read_pid, write_pid),
    special!("ipc", references, read_ipc, write_ipc),
    key!("uts", text, request.host.uts_mode),
    key!("userns_mode", text, request.host.userns_mode),
    key!("cgroup", text, request.host.cgroupns_mode),
    key!("cgroup_parent", text, request.host.cgroup_parent),
    key!("isolation", text, request.host.isolation),
    key!("runtime", text, request.host.runtime),
    special!("devices", devices, read_devices, write_devices),
    key!("device_cgroup_rules", texts, request.host.device_cgroup_rules),
    special!("gpus", devices, read_gpus, write_gpus),
    special!("mem_limit", deploy, read_memory, write_memory),
    special!("mem_reservation", deploy, read_reservation, write_reservation),
    key!("memswap_limit", bytes, request.host.memory_swap),
    key!("mem_swappiness", bytes, request.host.memory_swappiness),
    special!("cpus", deploy, read_cpus, write_cpus),
    special!("pids_limit", deploy, read_pids, write_pids),
    key!("cpu_shares", whole, request.host.cpu_shares),
    key!("cpu_period", whole, request.host.cpu_period),
    key!("cpu_quota", whole, request.host.cpu_quota),
    key!("cpu_rt_period", whole, request.host.cpu_realtime_period),
    key!("cpu_rt_runtime", whole, request.host.cpu_realtime_runtime),
    key!("cpuset", text, request.host.cpuset_cpus),
    key!("cpu_count", whole, request.host.cpu_count),
    special!("cpu_percent", deploy, read_cpu_percent, write_cpu_percent),
    special!("blkio_config", devices, read_blkio, write_blkio),
    special!("ulimits", devices, read_ulimits, write_ulimits),
    key!("shm_size", bytes, request.host.shm_size),
    key!("oom_kill_disable", flag, request.host.oom_kill_disable),
    key!("oom_score_adj", whole, request.host.oom_score_adj),
    key!("sysctls", text_map, request.host.sysctls),
    key!("storage_opt", text_map, request.host.storage_opt),
    special!("logging", process, read_logging, write_logging),
    special!("healthcheck", process, read_healthcheck, write_healthcheck),
    key!("stop_signal", text, request.stop_signal),
    special!("stop_grace_period", process, read_stop_timeout, write_stop_timeout),
    key!("labels", text_map, names, request.labels),
    key!("annotations", text_map, names, request.host.annotations),
    // Kept in `rest` as well, like parts of `networks`, `volumes` and `ports`: what of them the request does not say is
    // written back from there.
    special!("secrets", mounts, read_secrets, write_secrets),
    special!("configs", mounts, read_configs, write_configs),
    special!("deploy", deploy, read_deploy, write_deploy),
    special!("use_api_socket", mounts, read_api_socket, write_api_socket),
];
