//! What a control group has used, and its limits: version 1, version 2, and both at once.

use std::path::{Path, PathBuf};

use esclusa_model::running::Usage;

use super::text;

/// What is known of it.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) memory: Option<Usage>,
    pub(super) tasks: Option<Usage>,
    pub(super) cpu: Option<u64>,
}

/// Reads the group of a process whose `/proc/PID/cgroup` says this, below the folder where the hierarchies are.
pub(super) fn usage(top: &Path, groups: &str) -> Used {
    let mut used = Used::default();
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else { continue };
        if path.split('/').any(|part| part == "..") {
            // It lies outside of what is seen from here.
            continue;
        }
        let path = path.trim_start_matches('/');
        for controller in controllers.split(',') {
            match controller {
                "memory" => used.memory = v1_memory(&top.join("memory").join(path)).or(used.memory),
                "pids" => used.tasks = tasks(&top.join("pids").join(path)).or(used.tasks),
                "cpuacct" => {
                    let file = top.join("cpuacct").join(path).join("cpuacct.usage");
                    let both = top.join("cpu,cpuacct").join(path).join("cpuacct.usage");
                    used.cpu = number(&file).or_else(|| number(&both)).or(used.cpu);
                }
                // Version 2, which has no names of controllers; beside version 1 it is mounted below.
                "" => {
                    for folder in [top.join(path), top.join("unified").join(path)] {
                        used.memory = used.memory.or_else(|| v2_memory(&folder));
                        used.tasks = used.tasks.or_else(|| tasks(&folder));
                        used.cpu = used.cpu.or_else(|| v2_cpu(&folder));
                    }
                }
                _ => {}
            }
        }
    }
    used
}

fn number(path: &Path) -> Option<u64> {
    text(path)?.trim().parse().ok()
}

/// A limit; `max` is none.
fn limit(path: PathBuf) -> Option<u64> {
    number(&path)
}

/// Version 1 says that there is no limit with a number near the largest.
fn v1_memory(folder: &Path) -> Option<Usage> {
    let peak = number(&folder.join("memory.max_usage_in_bytes"))?;
    let limit = limit(folder.join("memory.limit_in_bytes")).filter(|bytes| *bytes < 1 << 60);
    Some(Usage { peak, limit })
}

/// `memory.peak` is of Linux 5.19 and newer.
fn v2_memory(folder: &Path) -> Option<Usage> {
    let peak = number(&folder.join("memory.peak")).or_else(|| number(&folder.join("memory.current")))?;
    Some(Usage { peak, limit: limit(folder.join("memory.max")) })
}

/// `pids.peak` is of Linux 6.1 and newer.
fn tasks(folder: &Path) -> Option<Usage> {
    let peak = number(&folder.join("pids.peak")).or_else(|| number(&folder.join("pids.current")))?;
    Some(Usage { peak, limit: limit(folder.join("pids.max")) })
}

fn v2_cpu(folder: &Path) -> Option<u64> {
    let text = text(&folder.join("cpu.stat"))?;
    let used: u64 = text.lines().find_map(|line| line.strip_prefix("usage_usec "))?.trim().parse().ok()?;
    used.checked_mul(1000)
}
