//! Quotas, logs and restarts.

use super::{made, set};
use crate::Field;
use crate::container::HostConfig;

/// Limits memory; a reservation above the limit and a swap limit of its own would be refused or undo it.
pub(super) fn limit_memory(host: &mut HostConfig, bytes: i64) {
    host.memory = made(bytes);
    host.memory_swap = Field::default();
    if host.memory_reservation.get().is_some_and(|reserved| *reserved > bytes) {
        host.memory_reservation = made(bytes);
    }
}

/// Limits CPU time; the older way to say it cannot stand beside.
pub(super) fn limit_cpus(host: &mut HostConfig, nano_cpus: i64) {
    host.nano_cpus = made(nano_cpus);
    host.cpu_period = Field::default();
    host.cpu_quota = Field::default();
}

/// Limits log files. Only these drivers write files, and the engine refuses the options for others.
pub(super) fn limit_logs(host: &mut HostConfig, max_size: &str, max_file: u32) {
    let log = &mut host.log_config;
    let writes_files = log.driver.get().is_none_or(|name| matches!(name.as_str(), "json-file" | "local"));
    if !writes_files || log.driver.symbol.is_some() {
        return;
    }
    for (key, value) in [("max-size", max_size.to_owned()), ("max-file", max_file.to_string())] {
        set(log.config.entries.entry(key.to_owned()).or_default(), &value);
    }
}

/// Sets the restart policy; what removes itself cannot be restarted.
pub(super) fn set_restart(host: &mut HostConfig, policy: &str, most: i64) {
    set(&mut host.restart_policy.name, policy);
    let counts = policy == "on-failure" && most > 0;
    host.restart_policy.maximum_retry_count = if counts { made(most) } else { Field::default() };
    if policy != "no" {
        host.auto_remove = Field::default();
    }
}
