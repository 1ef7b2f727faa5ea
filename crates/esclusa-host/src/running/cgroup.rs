//! What a control group has used, and its limits: version 1, version 2, and both at once.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use esclusa_model::running::{Cpu, Memory, Tasks};

use super::{Found, text};

/// The file that lists the processes of a group.
const PROCESSES: &str = "cgroup.procs";
/// So many groups below one are looked at.
const MOST: usize = 1024;

/// What is known of it.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) memory: Option<Memory>,
    pub(super) tasks: Option<Tasks>,
    /// CPU time in nanoseconds: in version 1 another controller keeps it than the limit.
    time: Option<u64>,
    /// The limit, and the periods in which it was wanted and reached.
    quota: Option<(Option<u64>, (u64, u64))>,
}

impl Used {
    pub(super) fn cpu(&self) -> Option<Cpu> {
        let (limit, periods) = self.quota.unwrap_or_default();
        Some(Cpu { used: self.time?, limit, periods })
    }
}

/// Reads the group of the container of this identifier, one of whose processes has this in its `/proc/PID/cgroup`. `top` is
/// the folder where the hierarchies are.
pub(super) fn used(top: &Path, groups: &str, id: &str) -> Used {
    let mut used = Used::default();
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else { continue };
        let Some(path) = own(path, id) else { continue };
        for controller in controllers.split(',') {
            let folder = || top.join(controller).join(path);
            match controller {
                "memory" => used.memory = v1_memory(&folder()).or(used.memory),
                "pids" => used.tasks = tasks(&folder()).or(used.tasks),
                "cpuacct" | "cpu" => {
                    for folder in [folder(), top.join("cpu,cpuacct").join(path)] {
                        used.time = used.time.or_else(|| number(&folder.join("cpuacct.usage")));
                        used.quota = used.quota.or_else(|| v1_quota(&folder));
                    }
                }
                // Version 2, which has no names of controllers; beside version 1 it is mounted below.
                "" => {
                    for folder in [top.join(path), top.join("unified").join(path)] {
                        used.memory = used.memory.or_else(|| v2_memory(&folder));
                        used.tasks = used.tasks.or_else(|| tasks(&folder));
                        if used.quota.is_none() {
                            v2_cpu(&folder, &mut used);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    used
}

/// Adds the processes in the group of the container of this identifier and in those below it. Each hierarchy has them all:
/// the first that is seen from here tells. Whether there was one.
pub(super) fn members(top: &Path, groups: &str, id: &str, found: &mut Found) -> bool {
    groups.lines().any(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(name), Some(path)) = (parts.next(), parts.next()) else { return false };
        let Some(path) = own(path, id) else { return false };
        let folders = match name.strip_prefix("name=").unwrap_or(name) {
            "" => ["", "unified"],
            name => [name, name],
        };
        folders.iter().any(|folder| {
            let folder = top.join(folder).join(path);
            text(&folder.join(PROCESSES)).is_some_and(|text| {
                add(&text, found);
                below(folder, found);
                true
            })
        })
    })
}

/// Adds the processes in the groups below a group.
fn below(group: PathBuf, found: &mut Found) {
    let mut seen = 0;
    let mut groups = vec![group];
    while let Some(group) = groups.pop() {
        // A group without others in it has two links: its name and its own dot.
        let is_leaf = fs::metadata(&group).is_ok_and(|about| about.nlink() == 2);
        let entries = (!is_leaf).then(|| fs::read_dir(&group)).into_iter().flatten().flatten().flatten();
        for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
            seen += 1;
            if seen > MOST {
                found.unlisted += 1;
                return;
            }
            // One whose threads are told apart has no list: its processes are in that of the group above.
            add(&text(&entry.path().join(PROCESSES)).unwrap_or_default(), found);
            groups.push(entry.path());
        }
    }
}

/// A process that is not seen from here has the number 0.
fn add(text: &str, found: &mut Found) {
    for pid in text.lines().filter_map(|line| line.parse().ok()).filter(|pid| *pid > 0) {
        found.add(pid);
    }
}

/// The container's own group in the path of one of its processes, which may be in a group below it (an init system, an
/// engine within); nothing if no part is named after it, or it lies outside of what is seen from here.
fn own<'a>(path: &'a str, id: &str) -> Option<&'a str> {
    let start = path.find(id)?;
    let rest = path.get(start..)?;
    let end = start + rest.find('/').unwrap_or(rest.len());
    let own = path.get(..end)?.trim_start_matches('/');
    (!own.split('/').any(|part| part == "..")).then_some(own)
}

fn number(path: &Path) -> Option<u64> {
    text(path)?.trim().parse().ok()
}

/// A limit; `max` is none.
fn limit(path: PathBuf) -> Option<u64> {
    number(&path)
}

/// The numbers of lines `key number`, or none of one that is not there.
fn keyed<const N: usize>(path: &Path, keys: [&str; N]) -> [Option<u64>; N] {
    let text = text(path).unwrap_or_default();
    let mut found = [None; N];
    for (key, value) in text.lines().filter_map(|line| line.split_once(' ')) {
        if let Some(at) = keys.iter().position(|wanted| *wanted == key).and_then(|at| found.get_mut(at)) {
            *at = value.trim().parse().ok();
        }
    }
    found
}

/// Version 1 says that there is no limit with a number near the largest.
fn v1_memory(folder: &Path) -> Option<Memory> {
    let peak = number(&folder.join("memory.max_usage_in_bytes"))?;
    let limit = limit(folder.join("memory.limit_in_bytes")).filter(|bytes| *bytes < 1 << 60);
    let now = number(&folder.join("memory.usage_in_bytes")).unwrap_or(peak);
    let files = keyed(&folder.join("memory.stat"), ["total_active_file", "total_inactive_file"]);
    let [killed] = keyed(&folder.join("memory.oom_control"), ["oom_kill"]);
    Some(Memory { peak, now, cache: sum(files), limit, killed: killed.unwrap_or(0) })
}

/// `memory.peak` is of Linux 5.19 and newer.
fn v2_memory(folder: &Path) -> Option<Memory> {
    let now = number(&folder.join("memory.current"))?;
    let peak = number(&folder.join("memory.peak")).unwrap_or(now);
    let files = keyed(&folder.join("memory.stat"), ["active_file", "inactive_file"]);
    let [killed] = keyed(&folder.join("memory.events"), ["oom_kill"]);
    let limit = limit(folder.join("memory.max"));
    Some(Memory { peak, now, cache: sum(files), limit, killed: killed.unwrap_or(0) })
}

fn sum(parts: [Option<u64>; 2]) -> u64 {
    parts.into_iter().flatten().fold(0, u64::saturating_add)
}

/// `pids.peak` is of Linux 6.1 and newer.
fn tasks(folder: &Path) -> Option<Tasks> {
    let peak = number(&folder.join("pids.peak")).or_else(|| number(&folder.join("pids.current")))?;
    let limit = limit(folder.join("pids.max"));
    // Without a limit nothing was refused.
    let refused = limit.and_then(|_| keyed(&folder.join("pids.events"), ["max"])[0]).unwrap_or(0);
    Some(Tasks { peak, limit, refused })
}

/// A quota in a period is so many billionths of a CPU.
fn share(quota: u64, period: u64) -> Option<u64> {
    u64::try_from(u128::from(quota) * 1_000_000_000 / u128::from(period.max(1))).ok()
}

/// A quota of -1 is none.
fn v1_quota(folder: &Path) -> Option<(Option<u64>, (u64, u64))> {
    let quota = text(&folder.join("cpu.cfs_quota_us"))?;
    let Ok(quota) = quota.trim().parse() else { return Some((None, (0, 0))) };
    let limit = share(quota, number(&folder.join("cpu.cfs_period_us"))?);
    let [periods, throttled] = keyed(&folder.join("cpu.stat"), ["nr_periods", "nr_throttled"]);
    Some((limit, (periods.unwrap_or(0), throttled.unwrap_or(0))))
}

/// `cpu.max` is `QUOTA PERIOD`, and missing where the controller is not given to the group.
fn v2_cpu(folder: &Path, used: &mut Used) {
    let [time, periods, throttled] =
        keyed(&folder.join("cpu.stat"), ["usage_usec", "nr_periods", "nr_throttled"]);
    used.time = used.time.or_else(|| time?.checked_mul(1000));
    used.quota = text(&folder.join("cpu.max")).and_then(|text| {
        let (quota, period) = text.trim().split_once(' ')?;
        let limit = quota.parse().ok().and_then(|quota| share(quota, period.parse().ok()?));
        Some((limit, (periods.unwrap_or(0), throttled.unwrap_or(0))))
    });
}
