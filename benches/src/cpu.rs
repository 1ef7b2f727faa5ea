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

/// The least CPU time of a run, after one that is not counted: what else the machine does only adds to it.
pub(crate) fn least(rounds: u32, mut run: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    run()?;
    let mut least = Duration::MAX;
    for _ in 0..rounds {
        let before = of_this_process()?;
        run()?;
        least = least.min(of_this_process()? - before);
    }
    Ok(least)
}

/// What a program cost.
#[derive(Clone, Copy)]
pub(crate) struct Child {
    /// Least CPU time of a start.
    pub(crate) cpu: Duration,
    /// Largest resident memory of any child so far.
    pub(crate) peak_kib: i64,
}

impl Child {
    /// Starts a program again and again, its output thrown away.
    pub(crate) fn repeated(times: u32, command: impl Fn() -> Command) -> anyhow::Result<Self> {
        let mut cpu = Duration::MAX;
        for _ in 0..times {
            let before = total(&getrusage(UsageWho::RUSAGE_CHILDREN)?);
            command().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            cpu = cpu.min(total(&getrusage(UsageWho::RUSAGE_CHILDREN)?) - before);
        }
        let peak_kib = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss();
        Ok(Self { cpu, peak_kib })
    }
}
