//! What is asked of the daemon, and of a Swarm.

use esclusa_finding::State;
use esclusa_model::{Daemon, Tree};

use super::{Seen, Verdict};

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

/// What is left to a person, with the reason.
pub(crate) fn by_hand(_: &Daemon) -> Verdict {
    Verdict::because(State::Manual, "benchmark-swarm-by-hand")
}
