//! Quotas: from what was seen with room above it, or a number that somebody must set.

use esclusa_finding::{Fix, MEASURED, Message, PLACEHOLDER, Safety};
use esclusa_model::{Change, Running, Setting};

use super::{doubted, shown};
use crate::Subject;

const MIB: i64 = 1 << 20;
/// One CPU, in billionths.
const CPU: i64 = 1_000_000_000;

/// The smallest limits that leave a program alone, and those that stand where nothing is known.
const LEAST_MEMORY: i64 = 64 * MIB;
const ANY_MEMORY: i64 = 512 * MIB;
const LEAST_PROCESSES: i64 = 64;
const ANY_PROCESSES: i64 = 512;

/// Half as much again as was seen, in whole steps.
fn with_room(seen: i64, step: i64) -> i64 {
    let wanted = seen.saturating_add(seen / 2);
    wanted.checked_add(step - 1).map_or(wanted, |above| above / step * step)
}

/// What was seen of the container while it runs.
fn running<'a>(subject: &Subject<'a>) -> Option<&'a Running> {
    subject.container.running.as_deref()
}

/// Risky: what was used so far is no promise.
fn measured(used: String) -> (Safety, Message) {
    (Safety::Risky, Message::new(MEASURED).with("used", used))
}

fn limited(title: &'static str, amount: String, judged: (Safety, Message), change: Change) -> Fix {
    let (safety, reason) = judged;
    Fix::of_container(safety, Message::new(title).with("amount", amount), reason, vec![change])
}

/// Limits memory.
pub(crate) fn memory(subject: &Subject<'_>) -> Fix {
    let host = &subject.container.request.host;
    match subject.needs.and_then(|needs| needs.memory) {
        Some(seen) => {
            let bytes = with_room(seen, 16 * MIB).max(LEAST_MEMORY);
            limited("fix-limit-memory", mib(bytes), shown(), Change::LimitMemory { bytes })
        }
        None if let Some(used) = running(subject).and_then(|running| running.memory) => {
            // What is kept of files is given back when a program needs the room.
            let needed = i64::try_from(used.needed()).unwrap_or(i64::MAX);
            let bytes = with_room(needed, 16 * MIB).max(LEAST_MEMORY);
            limited("fix-limit-memory", mib(bytes), measured(mib(needed)), Change::LimitMemory { bytes })
        }
        None => {
            // What is reserved, and what is shared, is wanted besides.
            let asked = [&host.memory_reservation, &host.shm_size];
            let asked = asked.into_iter().filter_map(|field| field.get()).copied().max().unwrap_or(0);
            let bytes = asked.saturating_mul(2).max(ANY_MEMORY);
            let title = "fix-limit-memory-placeholder";
            limited(title, mib(bytes), doubted(PLACEHOLDER), Change::LimitMemory { bytes })
        }
    }
}

/// Widens a limit of memory that was reached by half: nothing is taken away.
pub(crate) fn more_memory(limit: i64) -> Fix {
    let bytes = with_room(limit, 16 * MIB).max(LEAST_MEMORY);
    let judged = (Safety::Safe, Message::new("fix-reason-wider"));
    limited("fix-limit-memory", mib(bytes), judged, Change::LimitMemory { bytes })
}

/// The same of processes.
pub(crate) fn more_processes(limit: i64) -> Fix {
    let processes = with_room(limit, 16).max(LEAST_PROCESSES);
    let judged = (Safety::Safe, Message::new("fix-reason-wider"));
    limited("fix-limit-processes", processes.to_string(), judged, Change::LimitProcesses { processes })
}

/// The same of CPU time, in steps of a tenth.
pub(crate) fn more_cpus(limit: i64) -> Fix {
    let nano_cpus = with_room(limit, CPU / 10);
    let tenths = nano_cpus / (CPU / 10);
    let judged = (Safety::Safe, Message::new("fix-reason-wider"));
    let amount = match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    };
    limited("fix-limit-cpus", amount, judged, Change::LimitCpus { nano_cpus })
}

/// Leaves swap to the engine, beside the limit of memory that there is.
pub(crate) fn swap(subject: &Subject<'_>, bytes: i64) -> Fix {
    let fits = subject.needs.and_then(|needs| needs.memory).is_some_and(|seen| seen <= bytes);
    let (safety, reason) = if fits { shown() } else { doubted("fix-reason-asked") };
    let title = Message::new("fix-limit-swap");
    Fix::of_container(safety, title, reason, vec![Change::LimitMemory { bytes }])
}

/// Limits CPU time. A whole number of CPUs is never more than the machine has on which so much was seen.
pub(crate) fn cpus(subject: &Subject<'_>) -> Fix {
    let (nano_cpus, title, judged) = match subject.needs.and_then(|needs| needs.nano_cpus) {
        Some(seen) => (seen.saturating_add(CPU - 1) / CPU * CPU, "fix-limit-cpus", shown()),
        None if let Some((cpu, seconds)) =
            running(subject).and_then(|running| running.cpu.zip(running.seconds)) =>
        {
            // On average: at times it takes more, so that less than a whole CPU is not proposed.
            let average = cpu.used / seconds.max(1);
            let wanted = i64::try_from(average.saturating_mul(2)).unwrap_or(i64::MAX);
            let hundredths = average / (CPU / 100).unsigned_abs();
            let used = format!("{}.{:02} CPU", hundredths / 100, hundredths % 100);
            let nano_cpus = wanted.saturating_add(CPU - 1) / CPU * CPU;
            let reason = Message::new("fix-reason-measured-average").with("used", used);
            (nano_cpus.max(CPU), "fix-limit-cpus", (Safety::Risky, reason))
        }
        None => (CPU, "fix-limit-cpus-placeholder", doubted(PLACEHOLDER)),
    };
    limited(title, (nano_cpus / CPU).to_string(), judged, Change::LimitCpus { nano_cpus })
}

/// Limits the number of processes.
pub(crate) fn processes(subject: &Subject<'_>) -> Fix {
    let (processes, title, judged) = match subject.needs.and_then(|needs| needs.processes) {
        Some(seen) => (with_room(seen, 16).max(LEAST_PROCESSES), "fix-limit-processes", shown()),
        None if let Some(used) = running(subject).and_then(|running| running.tasks) => {
            let used = i64::try_from(used.peak).unwrap_or(i64::MAX);
            (with_room(used, 16).max(LEAST_PROCESSES), "fix-limit-processes", measured(used.to_string()))
        }
        None => (ANY_PROCESSES, "fix-limit-processes-placeholder", doubted(PLACEHOLDER)),
    };
    limited(title, processes.to_string(), judged, Change::LimitProcesses { processes })
}

/// Limits log files; the driver that the engine takes by itself may refuse to.
pub(crate) fn logs(driver: &str) -> Fix {
    let (safety, reason) = match driver {
        "" => doubted("fix-reason-driver"),
        driver => (Safety::Safe, Message::new("fix-reason-rotates").with("driver", driver.to_owned())),
    };
    let change = Change::LimitLogs { max_size: "10m".to_owned(), max_file: 3 };
    Fix::of_container(safety, Message::new("fix-limit-logs"), reason, vec![change])
}

/// Keeps logs again: as the engine does where nobody chooses, turned over.
pub(crate) fn keep_logs() -> Fix {
    let (safety, reason) = doubted("fix-reason-asked");
    let limit = Change::LimitLogs { max_size: "10m".to_owned(), max_file: 3 };
    let changes = vec![Change::Remove(Setting::LogDriver), limit];
    Fix::of_container(safety, Message::new("fix-keep-logs"), reason, changes)
}

/// Limits restarts after failures.
pub(crate) fn restarts() -> Fix {
    let (safety, reason) = doubted("fix-reason-restarts");
    let change = Change::SetRestart { policy: "on-failure".to_owned(), most: 5 };
    Fix::of_container(safety, Message::new("fix-limit-restarts"), reason, vec![change])
}

fn mib(bytes: i64) -> String {
    format!("{} MiB", bytes / MIB)
}
