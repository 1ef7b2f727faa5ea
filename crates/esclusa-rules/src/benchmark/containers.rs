//! What is asked of containers.

use esclusa_finding::{Finding, State};
use esclusa_model::{Container, Tree, Workload};

use super::{Seen, Verdict};

/// Why nothing can be said without them.
const ASK: &str = "benchmark-ask-engine";

/// A module of the kernel that confines processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Confinement {
    AppArmor,
    SeLinux,
}

/// What stands in the way of an answer about every container.
fn obstacle(seen: &Seen<'_>) -> Option<Verdict> {
    if seen.is_partial {
        return Some(Verdict::because(State::NotSeen, "benchmark-containers-unread"));
    }
    match (seen.containers().next(), seen.whole_engine) {
        (Some(_), _) => None,
        (None, true) => Some(Verdict::because(State::NotApplicable, "benchmark-no-containers")),
        (None, false) => Some(Verdict::because(State::NotSeen, ASK)),
    }
}

/// Fails for those in which one of the rules speaks.
pub(super) fn by_rules(rules: &[&str], seen: &Seen<'_>) -> Verdict {
    let (subjects, uncertain) = seen.broken(rules);
    if !subjects.is_empty() {
        return Verdict::unless(subjects);
    }
    match obstacle(seen) {
        Some(verdict) => verdict,
        None if uncertain => Verdict::because(State::NotSeen, "benchmark-fact-missing"),
        None => Verdict::of(State::Pass),
    }
}

/// The same where the benchmark leaves it to a person: rules that are silent do not answer it.
pub(super) fn or_manual(rules: &[&str], reason: &'static str, seen: &Seen<'_>) -> Verdict {
    let (subjects, _) = seen.broken(rules);
    if subjects.is_empty() { Verdict::because(State::Manual, reason) } else { Verdict::unless(subjects) }
}

/// Fails for those of which a fact is true.
pub(super) fn each(breaks: fn(&Container) -> bool, seen: &Seen<'_>) -> Verdict {
    let broken = seen.containers().filter(|(_, container)| breaks(container));
    let subjects: Vec<String> = broken.map(|(_, container)| name(container)).collect();
    if !subjects.is_empty() {
        return Verdict::unless(subjects);
    }
    obstacle(seen).unwrap_or_else(|| Verdict::of(State::Pass))
}

fn name(container: &Container) -> String {
    Finding::subject_of(&container.identity).to_owned()
}

/// Fails for those that the module does not confine, where the kernel has it. The engine writes into a container's
/// document what confines it (`AppArmorProfile`, `ProcessLabel`).
pub(super) fn confined(what: Confinement, seen: &Seen<'_>) -> Verdict {
    let (key, option) = match what {
        Confinement::AppArmor => ("AppArmorProfile", "apparmor"),
        Confinement::SeLinux => ("ProcessLabel", "selinux"),
    };
    let said =
        |workload: &Workload| workload.rest.get(key).and_then(Tree::as_str).unwrap_or_default().to_owned();
    let has = seen.daemon().and_then(|daemon| daemon.has_security(option));
    let any = seen.containers().any(|(workload, _)| !said(workload).is_empty());
    if has == Some(false) && !any {
        return Verdict::because(State::NotApplicable, "benchmark-no-module");
    }
    if let Some(verdict) = obstacle(seen) {
        return verdict;
    }
    if has.is_none() && !any {
        return Verdict::because(State::NotSeen, "benchmark-ask-daemon");
    }
    let loose = |workload: &Workload| ["", "unconfined"].contains(&said(workload).as_str());
    let subjects =
        seen.containers().filter(|(workload, _)| loose(workload)).map(|(_, container)| name(container));
    Verdict::unless(subjects.collect())
}

/// Fails where a process runs now that was started so. What was run before leaves no trace that is read here.
pub(super) fn exec(rule: &str, seen: &Seen<'_>) -> Verdict {
    let (subjects, _) = seen.broken(&[rule]);
    if !subjects.is_empty() {
        return Verdict::unless(subjects);
    }
    match obstacle(seen) {
        Some(verdict) => verdict,
        None => Verdict::because(State::Manual, "benchmark-exec"),
    }
}

/// Whether a port below 1024 of the host is given to it.
pub(crate) fn takes_low_port(container: &Container) -> bool {
    let bindings = container.request.host.port_bindings.entries.iter();
    let ports = bindings.filter_map(|(_, list)| list.get()).flat_map(|list| list.items.iter());
    let numbers = ports.filter_map(|binding| binding.get()?.host_port.get()?.parse::<u16>().ok());
    !crate::port::are_ignored(&container.request.host)
        && numbers.into_iter().any(|port| (1..1024).contains(&port))
}

/// Whether it is started again without end: the benchmark allows no restart, or five after failures.
pub(crate) fn restarts_without_end(container: &Container) -> bool {
    let policy = &container.request.host.restart_policy;
    let most = policy.maximum_retry_count.get().copied().unwrap_or(0);
    match policy.name.get().map_or("", String::as_str) {
        "always" | "unless-stopped" => true,
        "on-failure" => !(1..=5).contains(&most),
        _ => false,
    }
}

/// Whether it is on the engine's default bridge.
pub(crate) fn is_on_default_bridge(container: &Container) -> bool {
    let mode = container.request.host.network_mode.get().map_or("", String::as_str);
    ["", "default", "bridge"].contains(&mode)
}

/// Whether it is put below another control group than the engine's.
pub(crate) fn has_own_cgroup_parent(container: &Container) -> bool {
    container.request.host.cgroup_parent.get().is_some_and(|parent| !parent.is_empty())
}
