//! Changes of a container where it stands, without making it anew: the body of `POST /containers/{id}/update`.

use serde_json::{Map, Value as Json, json};

use crate::change::Change;
use crate::container::HostConfig;
use crate::{Container, Field, Origin, Via};

const MIB: i64 = 1 << 20;
/// One CPU, in billionths.
const CPU: i64 = 1_000_000_000;
/// Microseconds, if nobody says a period.
const PERIOD: i64 = 100_000;

/// The restart policy's name in the request.
const RESTART: &str = "RestartPolicy";

/// A number that an engine changes where the container stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quota {
    /// Memory, in bytes.
    Memory,
    /// Memory and swap together, in bytes.
    MemorySwap,
    /// Memory that is left to it when others want some, in bytes.
    MemoryReservation,
    /// CPU time, in billionths of a CPU.
    NanoCpus,
    /// The older way to say CPU time: how many microseconds of a period.
    CpuQuota,
    /// That period, in microseconds.
    CpuPeriod,
    /// Processes and threads, in number.
    PidsLimit,
}

impl Quota {
    /// Its name in the request.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Memory => "Memory",
            Self::MemorySwap => "MemorySwap",
            Self::MemoryReservation => "MemoryReservation",
            Self::NanoCpus => "NanoCpus",
            Self::CpuQuota => "CpuQuota",
            Self::CpuPeriod => "CpuPeriod",
            Self::PidsLimit => "PidsLimit",
        }
    }

    /// What holds for a container, as its engine takes it; nothing if nothing does.
    #[must_use]
    pub fn of(self, host: &HostConfig) -> Option<i64> {
        let said = self.field(host).get().copied();
        match self {
            // Unsaid, an engine gives as much swap as memory; less than nothing is no limit.
            Self::MemorySwap => {
                let memory = Self::Memory.of(host)?;
                match said.unwrap_or(0) {
                    0 => Some(memory.saturating_mul(2)),
                    said => Some(said).filter(|said| *said > 0),
                }
            }
            _ => said.filter(|said| *said > 0),
        }
    }

    /// A number of it, for a person: `64 MiB`, `1.5 CPU`.
    #[must_use]
    pub fn amount(self, number: i64) -> String {
        match self {
            Self::Memory | Self::MemorySwap | Self::MemoryReservation => match number {
                whole if whole % MIB == 0 => format!("{} MiB", whole / MIB),
                part => format!("{part} B"),
            },
            Self::NanoCpus => {
                let thousandths = format!("{}.{:03}", number / CPU, (number % CPU).abs() / (CPU / 1000));
                format!("{} CPU", thousandths.trim_end_matches('0').trim_end_matches('.'))
            }
            Self::CpuQuota | Self::CpuPeriod => format!("{number} µs"),
            Self::PidsLimit => number.to_string(),
        }
    }

    const fn field(self, host: &HostConfig) -> &Field<i64> {
        match self {
            Self::Memory => &host.memory,
            Self::MemorySwap => &host.memory_swap,
            Self::MemoryReservation => &host.memory_reservation,
            Self::NanoCpus => &host.nano_cpus,
            Self::CpuQuota => &host.cpu_quota,
            Self::CpuPeriod => &host.cpu_period,
            Self::PidsLimit => &host.pids_limit,
        }
    }

    const fn field_mut(self, host: &mut HostConfig) -> &mut Field<i64> {
        match self {
            Self::Memory => &mut host.memory,
            Self::MemorySwap => &mut host.memory_swap,
            Self::MemoryReservation => &mut host.memory_reservation,
            Self::NanoCpus => &mut host.nano_cpus,
            Self::CpuQuota => &mut host.cpu_quota,
            Self::CpuPeriod => &mut host.cpu_period,
            Self::PidsLimit => &mut host.pids_limit,
        }
    }
}

/// CPU time, in billionths of a CPU, whichever way it is said; nothing if it has no limit.
#[must_use]
pub fn cpus(host: &HostConfig) -> Option<i64> {
    Quota::NanoCpus.of(host).or_else(|| {
        let period = Quota::CpuPeriod.of(host).unwrap_or(PERIOD);
        Some(share(Quota::CpuQuota.of(host)?, CPU, period))
    })
}

/// `whole * part / of`, without running over.
fn share(whole: i64, part: i64, of: i64) -> i64 {
    let exact = i128::from(whole) * i128::from(part) / i128::from(of.max(1));
    i64::try_from(exact).unwrap_or(i64::MAX)
}

/// What is changed of a container where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    numbers: Vec<(Quota, i64)>,
    restart: Option<(String, i64)>,
}

impl Update {
    /// What these changes are of a container that is there; nothing if one of them needs a new container.
    #[must_use]
    pub fn of(container: &Container, changes: &[Change]) -> Option<Self> {
        let before = &container.request.host;
        let mut update = Self::default();
        for change in changes {
            match change {
                Change::LimitMemory { bytes } => update.memory(before, *bytes),
                Change::LimitCpus { nano_cpus } => update.cpus(before, *nano_cpus),
                Change::LimitProcesses { processes } => update.set(Quota::PidsLimit, *processes),
                Change::SetRestart { policy, most } => {
                    // What removes itself cannot be restarted, and that it does so stays for its life.
                    if policy != "no" && before.auto_remove.get() == Some(&true) {
                        return None;
                    }
                    let most = if policy == "on-failure" { (*most).max(0) } else { 0 };
                    update.restart = Some((policy.clone(), most));
                }
                _ => return None,
            }
        }
        Some(if update.unmet(container).is_empty() { Self::default() } else { update })
    }

    /// Whether nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The numbers that are set.
    #[must_use]
    pub fn numbers(&self) -> &[(Quota, i64)] {
        &self.numbers
    }

    /// The restart policy that is set: its name, and restarts at most (0 is no limit).
    #[must_use]
    pub fn restart(&self) -> Option<(&str, i64)> {
        self.restart.as_ref().map(|(name, most)| (name.as_str(), *most))
    }

    /// Changes what the container asks for.
    pub fn apply(&self, container: &mut Container) {
        let host = &mut container.request.host;
        let origin = || Origin::default().through(Via::Change, None);
        for (quota, number) in &self.numbers {
            *quota.field_mut(host) = Field::new(*number, origin());
        }
        if let Some((name, most)) = &self.restart {
            host.restart_policy.name = Field::new(name.clone(), origin());
            host.restart_policy.maximum_retry_count = Field::new(*most, origin());
        }
    }

    /// The body of the request.
    #[must_use]
    pub fn body(&self) -> String {
        let mut body: Map<String, Json> =
            self.numbers.iter().map(|(quota, number)| (quota.key().to_owned(), json!(number))).collect();
        if let Some((name, most)) = &self.restart {
            body.insert(RESTART.to_owned(), json!({ "Name": name, "MaximumRetryCount": most }));
        }
        Json::Object(body).to_string()
    }

    /// The fields, by their names in the request, in which a container is not as it is to be.
    #[must_use]
    pub fn unmet(&self, container: &Container) -> Vec<&'static str> {
        let host = &container.request.host;
        let is_met = |(quota, number): &(Quota, i64)| match quota {
            // Of the two ways to say it an engine may tell the other.
            Quota::NanoCpus => cpus(host) == Some(*number),
            _ => quota.of(host) == Some(*number),
        };
        let numbers = self.numbers.iter().filter(|number| !is_met(number)).map(|(quota, _)| quota.key());
        let restart = self.restart().filter(|wanted| restarts(host) != *wanted).map(|_| RESTART);
        numbers.chain(restart).collect()
    }

    /// The engine's own limit of swap is written down: if it is left out, one that is smaller than the memory refuses both.
    fn memory(&mut self, before: &HostConfig, bytes: i64) {
        let twice = bytes.saturating_mul(2);
        let swap = Quota::MemorySwap.of(before).map_or(twice, |now| now.min(twice).max(bytes));
        self.set(Quota::Memory, bytes);
        self.set(Quota::MemorySwap, swap);
        if Quota::MemoryReservation.of(before).is_some_and(|reserved| reserved > bytes) {
            self.set(Quota::MemoryReservation, bytes);
        }
    }

    /// The way in which it was said before: an engine refuses the other beside it.
    fn cpus(&mut self, before: &HostConfig, nano_cpus: i64) {
        let (quota, period) = (Quota::CpuQuota.of(before), Quota::CpuPeriod.of(before));
        if quota.is_none() && period.is_none() {
            return self.set(Quota::NanoCpus, nano_cpus);
        }
        let period = period.unwrap_or(PERIOD);
        self.set(Quota::CpuPeriod, period);
        self.set(Quota::CpuQuota, share(nano_cpus, period, CPU));
    }

    fn set(&mut self, quota: Quota, number: i64) {
        self.numbers.retain(|(own, _)| *own != quota);
        self.numbers.push((quota, number));
    }
}

/// What happens when it ends: the policy's name, and restarts at most (0 is no limit).
#[must_use]
pub fn restarts(host: &HostConfig) -> (&str, i64) {
    let policy = &host.restart_policy;
    let name = policy.name.get().map_or("", String::as_str);
    let most = policy.maximum_retry_count.get().copied().unwrap_or(0);
    (if name.is_empty() { "no" } else { name }, if name == "on-failure" { most.max(0) } else { 0 })
}
