//! What is asked of the daemon, and of a Swarm.

use esclusa_finding::State;
use esclusa_model::{Daemon, Tree};

use super::table::DRIVER;
use super::{Seen, Verdict};
use crate::daemon::storage_driver;

/// Why nothing can be said without it.
const ASK: &str = "benchmark-ask-daemon";

/// Fails if one of the rules speaks; holds only if all was read that says how the daemon is set up.
pub(super) fn by_rules(rules: &[&str], seen: &Seen<'_>) -> Verdict {
    let Some(daemon) = seen.daemon() else { return Verdict::because(State::NotSeen, ASK) };
    let (subjects, uncertain) = seen.broken(rules);
    if !subjects.is_empty() {
        return Verdict::unless(subjects);
    }
    if uncertain {
        return Verdict::because(State::Manual, "benchmark-uncertain");
    }
    if daemon.is_partial || daemon.info.is_none() {
        return Verdict::because(State::NotSeen, "benchmark-daemon-unread");
    }
    Verdict::of(State::Pass)
}

/// Fails if the daemon stores with this driver. Another that is found is another check's.
pub(super) fn driver(name: &str, seen: &Seen<'_>) -> Verdict {
    match seen.daemon().and_then(storage_driver) {
        Some(driver) if driver != name => Verdict::of(State::Pass),
        _ => by_rules(DRIVER, seen),
    }
}

/// The same where the benchmark leaves it to a person.
pub(super) fn or_manual(rules: &[&str], reason: &'static str, seen: &Seen<'_>) -> Verdict {
    match by_rules(rules, seen) {
        Verdict { state: State::Pass, .. } => Verdict::because(State::Manual, reason),
        verdict => verdict,
    }
}

/// Whether the engine is a part of a Swarm; nothing if that is not known.
fn is_swarm(daemon: &Daemon) -> Option<bool> {
    let state = daemon.says("Swarm")?.get("LocalNodeState").and_then(Tree::as_str)?;
    Some(!["inactive", ""].contains(&state))
}

/// Asked of a Swarm alone.
pub(super) fn swarm(answer: fn(&Daemon) -> Verdict, seen: &Seen<'_>) -> Verdict {
    let Some(daemon) = seen.daemon() else { return Verdict::because(State::NotSeen, ASK) };
    match is_swarm(daemon) {
        None => Verdict::because(State::NotSeen, "benchmark-daemon-unread"),
        Some(false) => Verdict::because(State::NotApplicable, "benchmark-no-swarm"),
        Some(true) => answer(daemon),
    }
}

/// The benchmark wants no more managers than are needed: one leader, and not more than seven in all.
pub(crate) fn managers(daemon: &Daemon) -> Verdict {
    let managers = daemon.says("Swarm").and_then(|swarm| swarm.get("Managers")).and_then(Tree::as_int);
    match managers {
        Some(1..=7) => Verdict::of(State::Pass),
        Some(0) | None => Verdict::because(State::NotSeen, "benchmark-not-a-manager"),
        Some(_) => Verdict::because(State::Fail, "benchmark-many-managers"),
    }
}

/// Whether other machines reach the ports of the Swarm is not seen from the engine.
pub(crate) fn address(_: &Daemon) -> Verdict {
    Verdict::because(State::Manual, "benchmark-swarm-address")
}

/// What the benchmark leaves to a person.
pub(crate) fn by_hand(_: &Daemon) -> Verdict {
    Verdict::because(State::Manual, "benchmark-by-hand")
}

/// Every overlay network encrypts what goes from node to node.
pub(crate) fn networks(daemon: &Daemon) -> Verdict {
    match daemon.swarm.as_ref().and_then(|swarm| swarm.open_networks.clone()) {
        Some(open) => Verdict::unless(open),
        None => Verdict::because(State::NotSeen, "benchmark-not-a-manager"),
    }
}

/// A manager asks for a key when it starts anew.
pub(crate) fn lock(daemon: &Daemon) -> Verdict {
    match daemon.swarm.as_ref().and_then(|swarm| swarm.is_locked) {
        Some(true) => Verdict::of(State::Pass),
        Some(false) => Verdict::of(State::Fail),
        None => Verdict::because(State::NotSeen, "benchmark-not-a-manager"),
    }
}

/// A key is rotated by a person, where there is one.
pub(crate) fn lock_key(daemon: &Daemon) -> Verdict {
    match lock(daemon) {
        Verdict { state: State::Pass, .. } => Verdict::because(State::Manual, "benchmark-by-hand"),
        Verdict { state: State::Fail, .. } => Verdict::because(State::NotApplicable, "benchmark-not-locked"),
        verdict => verdict,
    }
}
