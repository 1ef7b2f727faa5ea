//! Flags that say one thing, of which the last counts.

use super::line::Line;
use super::plan::Step;
use crate::dialect::run::write::{cpus as cpus_text, size};
use crate::{Container, Namespace, Setting};

/// Every flag of these names goes.
pub(super) fn gone(line: &Line<'_>, targets: &[&str]) -> Vec<Step> {
    targets.iter().flat_map(|target| line.all(target).map(|(at, _)| Step::Remove(at))).collect()
}

/// The flag that counts says this, or a new one does.
pub(super) fn set(line: &Line<'_>, target: &'static str, value: String) -> Step {
    match line.last(target) {
        Some((at, _)) => Step::Say(at, value),
        None => Step::Add(target, Some(value)),
    }
}

/// A flag that says yes.
pub(super) fn switch_on(line: &Line<'_>, target: &'static str) -> Step {
    match line.last(target) {
        Some((at, _)) => Step::Say(at, "true".to_owned()),
        None => Step::Add(target, None),
    }
}

pub(super) fn private_namespace(line: &Line<'_>, namespace: Namespace) -> Vec<Step> {
    match namespace {
        Namespace::Pid => gone(line, &["pid"]),
        Namespace::Uts => gone(line, &["uts"]),
        Namespace::User => gone(line, &["userns"]),
        Namespace::Ipc => vec![set(line, "ipc", "private".to_owned())],
        Namespace::Cgroup => vec![set(line, "cgroupns", "private".to_owned())],
        Namespace::Network => {
            // The first network is the mode; what else is said of networks goes with the host's.
            let mut networks = line.all("network").map(|(at, _)| at);
            let first = networks.next().map(|at| Step::Say(at, "bridge".to_owned()));
            let mut steps: Vec<Step> = first.into_iter().chain(networks.map(Step::Remove)).collect();
            steps.extend(gone(line, &["network-alias", "ip", "ip6", "mac-address", "link-local-ip"]));
            steps
        }
    }
}

/// The flags of a setting go.
pub(super) fn remove(line: &Line<'_>, setting: &Setting) -> Vec<Step> {
    let those = |target: &str, is: &dyn Fn(&str) -> bool| {
        line.all(target).filter(|(_, one)| is(&one.value)).map(|(at, _)| Step::Remove(at)).collect()
    };
    let name = |value: &str| value.split('=').next().unwrap_or("").to_owned();
    match setting {
        Setting::OomKillDisable => gone(line, &["oom-kill-disable"]),
        Setting::OomScoreAdj => gone(line, &["oom-score-adj"]),
        Setting::CgroupParent => gone(line, &["cgroup-parent"]),
        Setting::LogDriver => gone(line, &["log-driver", "log-opt"]),
        Setting::Sysctl(own) => those("sysctl", &|value| name(value) == *own),
        Setting::Group(own) => those("group-add", &|value| value == own),
        Setting::Ulimit(own) => those("ulimit", &|value| name(value).eq_ignore_ascii_case(own)),
    }
}

pub(super) fn memory(line: &Line<'_>, before: &Container, after: &Container) -> Vec<Step> {
    let (old, new) = (&before.request.host, &after.request.host);
    let mut steps = Vec::new();
    if old.memory != new.memory {
        steps.extend(new.memory.get().map(|bytes| set(line, "memory", size(*bytes))));
    }
    steps.extend(gone(line, &["memory-swap"]));
    if old.memory_reservation != new.memory_reservation {
        let reserved = new.memory_reservation.get();
        steps.extend(reserved.map(|bytes| set(line, "memory-reservation", size(*bytes))));
    }
    steps
}

pub(super) fn cpus(line: &Line<'_>, after: &Container) -> Vec<Step> {
    let cpus = after.request.host.nano_cpus.get().copied().unwrap_or_default();
    let mut steps = vec![set(line, "cpus", cpus_text(cpus))];
    steps.extend(gone(line, &["cpu-period", "cpu-quota"]));
    steps
}

pub(super) fn logs(line: &Line<'_>, before: &Container, after: &Container) -> Vec<Step> {
    let (old, new) = (&before.request.host.log_config.config, &after.request.host.log_config.config);
    let changed = new.entries.iter().filter(|(key, value)| old.entries.get(key) != Some(*value));
    let steps =
        changed.filter_map(|(key, value)| {
            let text = format!("{key}={}", value.get()?);
            let mut own =
                line.all("log-opt").filter(|(_, one)| one.value.split('=').next() == Some(key.as_str()));
            Some(own.next_back().map_or_else(
                || Step::Add("log-opt", Some(text.clone())),
                |(at, _)| Step::Say(at, text.clone()),
            ))
        });
    steps.collect()
}

pub(super) fn restart(line: &Line<'_>, before: &Container, after: &Container) -> Vec<Step> {
    let (old, new) = (&before.request.host, &after.request.host);
    let mut steps = Vec::new();
    if old.restart_policy != new.restart_policy {
        let name = new.restart_policy.name.get().cloned().unwrap_or_default();
        let text = match new.restart_policy.maximum_retry_count.get() {
            Some(most) => format!("{name}:{most}"),
            None => name,
        };
        steps.push(set(line, "restart", text));
    }
    if old.auto_remove != new.auto_remove {
        steps.extend(gone(line, &["rm"]));
    }
    steps
}
