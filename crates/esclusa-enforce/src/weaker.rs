//! Whether a change makes anything weaker: a limit, what a service was seen to need, or what the rules find.

use std::collections::HashMap;

use esclusa_finding::{Finding, Severity};
use esclusa_model::container::HostConfig;
use esclusa_model::dialect::engine::{Quota, Update, cpus, restarts};
use esclusa_model::{Container, Project};

use crate::refusal::Refusal;

/// The limit that holds for a container; nothing if none does.
type Limit = fn(&HostConfig) -> Option<i64>;

/// The limits that may not rise, by their names.
const LIMITS: [(&str, Limit); 4] = [
    ("Memory", |host| Quota::Memory.of(host)),
    ("MemorySwap", |host| Quota::MemorySwap.of(host)),
    ("NanoCpus", cpus),
    ("PidsLimit", |host| Quota::PidsLimit.of(host)),
];

/// The container as the update leaves it, its limits in force.
pub(crate) fn change(container: &mut Container, update: &Update) {
    update.apply(container);
    let host = &container.request.host;
    let set = |quota: Quota| update.numbers().iter().any(|(own, _)| *own == quota);
    let number = |limit: Option<i64>| limit.and_then(|limit| u64::try_from(limit).ok());
    let Some(running) = container.running.as_deref_mut() else { return };
    if let Some(memory) = running.memory.as_mut().filter(|_| set(Quota::Memory)) {
        memory.limit = number(Quota::Memory.of(host));
    }
    if let Some(tasks) = running.tasks.as_mut().filter(|_| set(Quota::PidsLimit)) {
        tasks.limit = number(Quota::PidsLimit.of(host));
    }
    if let Some(cpu) = running.cpu.as_mut().filter(|_| set(Quota::NanoCpus) || set(Quota::CpuQuota)) {
        cpu.limit = number(cpus(host));
    }
}

/// Refuses a limit that is higher than the one before it, or is none.
pub(crate) fn limits(before: &Container, after: &Container, update: &Update) -> Result<(), Refusal> {
    let (old, new) = (&before.request.host, &after.request.host);
    for (name, limit) in LIMITS {
        let is_weaker = match (limit(old), limit(new)) {
            (Some(old), Some(new)) => new > old,
            (Some(_), None) => true,
            (None, _) => false,
        };
        if is_weaker {
            return Err(Refusal::Raises(name));
        }
    }
    // What is no limit to an engine (zero, less than nothing) is none to set.
    if let Some((quota, _)) = update.numbers().iter().find(|(_, number)| *number <= 0) {
        return Err(Refusal::Raises(quota.key()));
    }
    if attempts(restarts(new)) > attempts(restarts(old)) {
        return Err(Refusal::Raises("RestartPolicy"));
    }
    Ok(())
}

/// How often a container is started again at most.
fn attempts((policy, most): (&str, i64)) -> i64 {
    match (policy, most) {
        ("no", _) => 0,
        ("on-failure", most) if most > 0 => most,
        _ => i64::MAX,
    }
}

/// Refuses a limit that lies under what the container was seen to use. Of memory that is without what was kept of files,
/// which the kernel takes back first.
pub(crate) fn use_seen(after: &Container, update: &Update) -> Result<(), Refusal> {
    let Some(running) = &after.running else { return Ok(()) };
    for (quota, limit) in update.numbers() {
        let seen = match quota {
            Quota::Memory => running.memory.map(|memory| memory.needed()),
            Quota::PidsLimit => running.tasks.map(|tasks| tasks.peak),
            // On average: nothing says what it took at most.
            Quota::NanoCpus | Quota::CpuQuota => {
                running.cpu.zip(running.seconds).map(|(cpu, seconds)| cpu.used / seconds.max(1))
            }
            _ => None,
        };
        let Some(used) = seen.map(|seen| i64::try_from(seen).unwrap_or(i64::MAX)) else { continue };
        // CPU time is compared in one unit, whichever way it is said.
        let (unit, limit) = match quota {
            Quota::CpuQuota => (Quota::NanoCpus, cpus(&after.request.host).unwrap_or(i64::MAX)),
            quota => (*quota, *limit),
        };
        if used > limit {
            return Err(Refusal::BelowUse(quota.key(), unit.amount(limit), unit.amount(used)));
        }
    }
    Ok(())
}

/// Refuses what rules find after the change and do not find now, or find graver.
pub(crate) fn findings(before: &Project, after: &Project) -> Result<(), Refusal> {
    let (before, after) = (esclusa_rules::judge(before), esclusa_rules::judge(after));
    let mut known = weights(&before);
    for (key, after) in weights(&after) {
        let before = known.remove(&key).unwrap_or_default();
        // As many as before, each at most as grave as the one in its place.
        let is_weaker = after.iter().enumerate().any(|(at, new)| before.get(at).is_none_or(|old| new > old));
        if is_weaker {
            return Err(Refusal::Finds(key.0));
        }
    }
    Ok(())
}

/// The severities of findings that are alike, the gravest first.
fn weights(findings: &[Finding]) -> HashMap<(&'static str, &str), Vec<Severity>> {
    let mut weights: HashMap<_, Vec<Severity>> = HashMap::new();
    for finding in findings {
        weights.entry((finding.rule.id, finding.about.as_str())).or_default().push(finding.severity);
    }
    weights.values_mut().for_each(|severities| severities.sort_unstable_by(|a, b| b.cmp(a)));
    weights
}
