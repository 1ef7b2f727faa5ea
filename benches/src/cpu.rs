//! CPU time and peak memory, as the kernel counts them.

use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{Usage, UsageWho, getrusage};

/// The CPU time that this process has used.
pub(crate) fn of_this_process() -> anyhow::Result<Duration> {
    Ok(total(&getrusage(UsageWho::RUSAGE_SELF)?))
}

fn total(usage: &Usage) -> Duration {
    let micros = |time: nix::sys::time::TimeVal| {
        Duration::from_secs(time.tv_sec().unsigned_abs())
            + Duration::from_micros(time.tv_usec().unsigned_abs())
    };
    micros(usage.user_time()) + micros(usage.system_time())
}

/// The mean CPU time of a run, after one that is not counted.
pub(crate) fn per_run(rounds: u32, mut run: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    run()?;
    let before = of_this_process()?;
    for _ in 0..rounds {
        run()?;
    }
    Ok((of_this_process()? - before) / rounds)
}

/// What a program cost.
#[derive(Clone, Copy)]
pub(crate) struct Child {
    /// Mean CPU time of a start.
    pub(crate) cpu: Duration,
    /// Largest resident memory of any child so far.
    pub(crate) peak_kib: i64,
}

impl Child {
    /// Starts a program again and again, its output thrown away.
    pub(crate) fn repeated(times: u32, command: impl Fn() -> Command) -> anyhow::Result<Self> {
        let before = total(&getrusage(UsageWho::RUSAGE_CHILDREN)?);
        for _ in 0..times {
            command().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        }
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        Ok(Self { cpu: (total(&usage) - before) / times, peak_kib: usage.max_rss() })
    }
}
