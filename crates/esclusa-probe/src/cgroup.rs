//! What the control groups count, where they can be read: whether a limit was what ended a process or held it up.

use core::ffi::CStr;

use esclusa_kernel::{Access, open};

use crate::scene::beginning;

/// How many processes of the container were ended for want of memory.
pub(crate) fn ended_for_memory() -> Option<u64> {
    count(&[c"/sys/fs/cgroup/memory.events", c"/sys/fs/cgroup/memory/memory.oom_control"], b"oom_kill ")
}

/// How often its limit of processor time held it up.
pub(crate) fn held_up() -> Option<u64> {
    count(
        &[c"/sys/fs/cgroup/cpu.stat", c"/sys/fs/cgroup/cpu/cpu.stat", c"/sys/fs/cgroup/cpu,cpuacct/cpu.stat"],
        b"nr_throttled ",
    )
}

/// Of how many processors it may use the time, in percent of one; more than any machine has where nothing limits it.
pub(crate) fn processor_limit() -> Option<u64> {
    // Version 2 says both in one file: the time and the period that it is of. `max` and -1 are no limit.
    let (mut quota, mut period) = ([0; 32], [0; 32]);
    let both = beginning(c"/sys/fs/cgroup/cpu.max", &mut quota);
    let (quota, period) = match both {
        Ok(said) => {
            let space = said.iter().position(|byte| *byte == b' ')?;
            (said.get(..space)?, said.get(space..)?)
        }
        Err(_) => (
            beginning(c"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", &mut quota).ok()?,
            beginning(c"/sys/fs/cgroup/cpu/cpu.cfs_period_us", &mut period).ok()?,
        ),
    };
    let number = |text: &[u8]| core::str::from_utf8(text).ok()?.trim().parse::<i64>().ok();
    match number(quota) {
        Some(quota) if quota >= 0 => (quota as u64).saturating_mul(100).checked_div(number(period)? as u64),
        _ => Some(u64::MAX),
    }
}

fn count(files: &[&CStr], key: &[u8]) -> Option<u64> {
    let mut bytes = [0; 2048];
    let file = files.iter().find_map(|path| open(path, Access::Read).ok())?;
    let length = file.read_all(&mut bytes).ok()?;
    let line = bytes.get(..length)?.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(key))?;
    core::str::from_utf8(line).ok()?.trim().parse().ok()
}
