//! Which of the fixes that rules propose are made to a line unasked: those that say what nobody said.

use std::collections::BTreeSet;

use esclusa_finding::{Cure, Finding, Fix, Message, Safety};
use esclusa_model::{Change, Container, Wire as _};
use serde_json::Value;

/// How much is filled in where nothing is known of what an image needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// What the image is documented, or the lock shows, to do without; of others what takes no right from a program that
    /// it begins with.
    Documented,
    /// Everything.
    Strict,
}

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lot {
    /// Nobody said anything, and its fix is made.
    Filled,
    /// Nobody said anything, and its fix may break what nobody would see broken.
    LeftOut,
    /// It is as somebody asked.
    Asked,
    /// It takes a person.
    ByHand,
}

/// Which practice speaks in the place of a web server's port: whom it is for is not asked of `run`.
const PUBLIC: &str = "why-public";
/// A program is named that gains privileges to do its work.
const RAISES: &str = "fix-reason-raises";

/// Decides by the level and by the flags that were given.
pub(super) struct Filler {
    pub(super) level: Level,
    pub(super) given: BTreeSet<&'static str>,
}

impl Filler {
    pub(super) fn lot(&self, container: &Container, finding: &Finding) -> Lot {
        let points_at_words = finding.place.primary.is_some() && finding.place.primary != finding.home;
        let said = if points_at_words { Lot::Asked } else { Lot::ByHand };
        let Some(fix) = &finding.fix else { return said };
        let Cure::Container(changes) = &fix.cure else { return said };
        // What its fix would take away somebody asked for.
        if !changes.iter().all(is_filling) {
            return Lot::Asked;
        }
        if changes.iter().any(|change| self.is_said(change)) || !only_adds(container, changes) {
            return Lot::Asked;
        }
        match fix.safety {
            Safety::Manual => said,
            Safety::Safe => Lot::Filled,
            Safety::Risky if self.level == Level::Strict || is_borne(fix, changes) => Lot::Filled,
            Safety::Risky => Lot::LeftOut,
        }
    }

    /// Whether somebody said it by a flag of which nothing is left in the request (`--read-only=false`, `--memory 0`).
    fn is_said(&self, change: &Change) -> bool {
        let flags: &[&str] = match change {
            Change::LimitMemory { .. } => &["memory"],
            Change::LimitCpus { .. } => &["cpus", "cpu-quota"],
            Change::LimitProcesses { .. } => &["pids-limit"],
            Change::MakeRootReadOnly { .. } => &["read-only"],
            Change::SetUser { .. } => &["user"],
            _ => &[],
        };
        flags.iter().any(|flag| self.given.contains(flag))
    }
}

/// A port that is published without an address is opened to this host, whatever it is for: who wants more says so. Where a
/// lock shows that others come through it stays open.
pub(super) fn bind_to_loopback(container: &Container, finding: &mut Finding) {
    let reason = finding.fix.as_ref().and_then(|fix| fix.reason.as_ref());
    if finding.rule.id != "published-on-all-interfaces" || reason.is_none_or(|reason| reason.id != PUBLIC) {
        return;
    }
    let bindings = &container.request.host.port_bindings.entries;
    let of_place = bindings.iter().filter(|(_, list)| {
        let mut places = list.get().into_iter().flat_map(|list| &list.items).map(|one| one.origin.place);
        places.any(|place| place == finding.place.primary) || list.origin.place == finding.place.primary
    });
    let ports: Vec<String> = of_place.map(|(port, _)| port.clone()).collect();
    let change = match &ports[..] {
        [] => return,
        [port] => Change::BindPortToLoopback { port: port.clone() },
        _ => Change::BindRangeToLoopback { ports },
    };
    let title = Message::new("fix-bind-to-loopback").with("port", finding.about.clone());
    let reason = Message::new("run-reason-address");
    finding.fix = Some(Box::new(Fix::of_container(Safety::Risky, title, reason, vec![change])));
}

/// The changes that say what nobody said.
const fn is_filling(change: &Change) -> bool {
    matches!(
        change,
        Change::BindPortToLoopback { .. }
            | Change::BindRangeToLoopback { .. }
            | Change::DropAllCapabilities { .. }
            | Change::LimitMemory { .. }
            | Change::LimitCpus { .. }
            | Change::LimitProcesses { .. }
            | Change::LimitLogs { .. }
            | Change::SetUser { .. }
            | Change::ForbidNewPrivileges
            | Change::MakeRootReadOnly { .. }
    )
}

/// What is filled in for every image: it takes no right away that a program begins with, and where it is too little the
/// engine, the kernel or the program says so.
fn is_borne(fix: &Fix, changes: &[Change]) -> bool {
    let raises = fix.reason.as_ref().is_some_and(|reason| reason.id == RAISES);
    !raises
        && changes.iter().all(|change| {
            matches!(
                change,
                Change::BindPortToLoopback { .. }
                    | Change::BindRangeToLoopback { .. }
                    | Change::LimitMemory { .. }
                    | Change::LimitCpus { .. }
                    | Change::LimitProcesses { .. }
                    | Change::LimitLogs { .. }
                    | Change::ForbidNewPrivileges
            )
        })
}

/// Whether nothing is lost or altered that somebody asked for.
fn only_adds(container: &Container, changes: &[Change]) -> bool {
    let mut after = container.clone();
    changes.iter().for_each(|change| change.apply(&mut after));
    let said = |container: &Container| {
        let mut value = container.request.write().to_json();
        settle(&mut value);
        value
    };
    keeps(&said(container), &said(&after))
}

/// Capabilities in one spelling; those that are dropped are left out, because to drop more takes nothing that was asked for.
fn settle(value: &mut Value) {
    let Some(host) = value.get_mut("HostConfig").and_then(Value::as_object_mut) else { return };
    host.shift_remove("CapDrop");
    let Some(added) = host.get_mut("CapAdd").and_then(Value::as_array_mut) else { return };
    for name in added {
        if let Some(text) = name.as_str() {
            let upper = text.to_ascii_uppercase();
            *name = Value::from(upper.strip_prefix("CAP_").unwrap_or(&upper));
        }
    }
}

fn keeps(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Null, _) => true,
        (Value::String(text), _) if text.is_empty() => true,
        (Value::Object(before), Value::Object(after)) => before
            .iter()
            .all(|(key, value)| after.get(key).map_or_else(|| is_empty(value), |after| keeps(value, after))),
        (Value::Array(before), Value::Array(after)) => {
            before.iter().all(|item| after.iter().any(|after| keeps(item, after)))
        }
        _ => before == after,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}
