//! What is asked of the host: namespaces, confinement, limits, logging.

use super::line::{Line, size};
use super::quoting::Spoken;
use crate::container::{HostConfig, Ulimit};
use crate::field::{Field, List};
use esclusa_source::detail;

/// Namespaces, privileges and confinement.
pub(super) fn confinement(line: &mut Line, host: &HostConfig) {
    line.truth("--privileged", &host.privileged, false);
    for (flag, list) in [("--cap-drop", &host.cap_drop), ("--cap-add", &host.cap_add)] {
        line.list(flag, list, |name| {
            name.strip_prefix("CAP_").filter(|name| *name != "ALL").unwrap_or(name).to_owned()
        });
    }
    for option in &host.security_opt.items {
        match option.get() {
            Some(text) if text.starts_with("seccomp={") || text.starts_with("seccomp:{") => {
                line.leave(
                    "HostConfig.SecurityOpt",
                    &option.origin,
                    detail!("unsaid-seccomp-run", "a seccomp profile must be a file"),
                );
            }
            _ => line.value("--security-opt", option, Clone::clone),
        }
    }
    let empty = |list: &List<String>| list.is_empty() && !list.origin.is_default();
    if empty(&host.masked_paths) && empty(&host.readonly_paths) {
        line.flag("--security-opt", Spoken::plain("systempaths=unconfined"));
    }
    line.truth("--read-only", &host.readonly_rootfs, false);
    line.texts("--group-add", &host.group_add);
    line.text("--pid", &host.pid_mode);
    line.text("--ipc", &host.ipc_mode);
    line.text("--uts", &host.uts_mode);
    line.text("--userns", &host.userns_mode);
    line.text("--cgroupns", &host.cgroupns_mode);
    line.text("--cgroup-parent", &host.cgroup_parent);
    line.text("--runtime", &host.runtime);
    line.text("--isolation", &host.isolation);
    line.pairs("--sysctl", &host.sysctls);
}

/// How much of the host it may use.
pub(super) fn limits(line: &mut Line, host: &HostConfig) {
    line.size("--memory", &host.memory);
    line.size("--memory-reservation", &host.memory_reservation);
    line.size("--memory-swap", &host.memory_swap);
    line.number("--memory-swappiness", &host.memory_swappiness);
    line.value("--cpus", &host.nano_cpus, |billionths| cpus(*billionths));
    line.number("--cpu-shares", &host.cpu_shares);
    line.number("--cpu-period", &host.cpu_period);
    line.number("--cpu-quota", &host.cpu_quota);
    line.number("--cpu-rt-period", &host.cpu_realtime_period);
    line.number("--cpu-rt-runtime", &host.cpu_realtime_runtime);
    line.text("--cpuset-cpus", &host.cpuset_cpus);
    line.text("--cpuset-mems", &host.cpuset_mems);
    line.number("--pids-limit", &host.pids_limit);
    line.list("--ulimit", &host.ulimits, ulimit);
    line.size("--shm-size", &host.shm_size);
    line.number("--oom-score-adj", &host.oom_score_adj);
    line.truth("--oom-kill-disable", &host.oom_kill_disable, true);
    line.number("--blkio-weight", &host.blkio_weight);
    line.list("--blkio-weight-device", &host.blkio_weight_device, |device| {
        format!("{}:{}", text(&device.path), device.weight.get().copied().unwrap_or(0))
    });
    for (flag, devices) in [
        ("--device-read-bps", &host.blkio_device_read_bps),
        ("--device-write-bps", &host.blkio_device_write_bps),
    ] {
        line.list(flag, devices, |device| {
            let rate = device.rate.get().copied().unwrap_or(0);
            let rate = i64::try_from(rate).map_or_else(|_| rate.to_string(), size);
            format!("{}:{rate}", text(&device.path))
        });
    }
    for (flag, devices) in [
        ("--device-read-iops", &host.blkio_device_read_iops),
        ("--device-write-iops", &host.blkio_device_write_iops),
    ] {
        line.list(flag, devices, |device| {
            format!("{}:{}", text(&device.path), device.rate.get().copied().unwrap_or(0))
        });
    }
    for (path, field) in [
        ("HostConfig.CpuCount", &host.cpu_count),
        ("HostConfig.CpuPercent", &host.cpu_percent),
        ("HostConfig.IOMaximumIOps", &host.io_maximum_iops),
        ("HostConfig.IOMaximumBandwidth", &host.io_maximum_bandwidth),
    ] {
        if field.get().is_some_and(|value| *value != 0) {
            line.leave(path, &field.origin, detail!("unsaid-windows-only", "for an engine on Windows only"));
        }
    }
}

/// Restart, removal, logging and the rest.
pub(super) fn life(line: &mut Line, host: &HostConfig) {
    let policy = &host.restart_policy;
    let count = policy.maximum_retry_count.get().copied().unwrap_or(0);
    line.value(
        "--restart",
        &policy.name,
        |name| {
            if count == 0 { name.clone() } else { format!("{name}:{count}") }
        },
    );
    line.truth("--rm", &host.auto_remove, false);
    line.truth("--init", &host.init, true);
    line.text("--cidfile", &host.container_id_file);
    line.text("--log-driver", &host.log_config.driver);
    line.pairs("--log-opt", &host.log_config.config);
    line.pairs("--storage-opt", &host.storage_opt);
    line.pairs("--annotation", &host.annotations);
}

/// The text of a field inside a record; its symbol where it is not known.
pub(super) fn text(field: &Field<String>) -> String {
    field.unknown().map(str::to_owned).or_else(|| field.get().cloned()).unwrap_or_default()
}

/// Billionths of a CPU as a decimal number.
pub(in crate::dialect::run) fn cpus(billionths: i64) -> String {
    let sign = if billionths < 0 { "-" } else { "" };
    let all = billionths.unsigned_abs();
    let (whole, fraction) = (all / 1_000_000_000, all % 1_000_000_000);
    let decimals = format!("{fraction:09}");
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

fn ulimit(limit: &Ulimit) -> String {
    let number = |field: &Field<i64>| field.get().copied().unwrap_or(0);
    let (soft, hard) = (number(&limit.soft), number(&limit.hard));
    let name = text(&limit.name);
    if soft == hard { format!("{name}={soft}") } else { format!("{name}={soft}:{hard}") }
}
