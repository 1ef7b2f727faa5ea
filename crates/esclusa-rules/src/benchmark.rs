//! The CIS Docker Benchmark, check by check in its order: what rules found, and what facts tell beside them.
//!
//! Nothing passes for lack of looking: a check whose subject was not asked for, or could not be read, says so.

mod containers;
mod daemon;
mod host;
mod table;

use esclusa_finding::{Answer, Finding, Message, State, Version};
use esclusa_model::{Container, Daemon, Host, Project, Workload};

use table::{CHECKS, Check, How, NEW, NEW_BEFORE};

/// Everything that was looked at.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// What was read.
    pub projects: &'a [Project],
    /// What rules found in it.
    pub findings: &'a [Finding],
    /// Whether every container of an engine was asked for, so that what no container breaks holds.
    pub whole_engine: bool,
    /// Whether containers were asked for that could not be read.
    pub is_partial: bool,
}

/// The answer to every check of a version, in the benchmark's order.
#[must_use]
pub fn answers(seen: &Seen<'_>, version: Version) -> Vec<Answer> {
    let of = |check: &Check| Answer { number: version.number(check.number), ..answer(check, seen) };
    let mut answers: Vec<Answer> = CHECKS.iter().map(of).collect();
    if version >= Version::V1_8
        && let Some(at) = answers.iter().position(|answer| answer.number == version.number(NEW_BEFORE))
    {
        answers.insert(at, answer(&NEW, seen));
    }
    answers
}

/// An answer without whom it is about.
pub(crate) struct Verdict {
    state: State,
    reason: Option<Message>,
    subjects: Vec<String>,
}

impl Verdict {
    const fn of(state: State) -> Self {
        Self { state, reason: None, subjects: Vec::new() }
    }

    /// An answer and why.
    fn because(state: State, reason: &'static str) -> Self {
        Self { reason: Some(Message::new(reason)), ..Self::of(state) }
    }

    /// It holds, or fails for these.
    fn unless(subjects: Vec<String>) -> Self {
        let state = if subjects.is_empty() { State::Pass } else { State::Fail };
        Self { subjects, ..Self::of(state) }
    }
}

fn answer(check: &Check, seen: &Seen<'_>) -> Answer {
    let verdict = match check.how {
        How::Manual(reason) => Verdict::because(State::Manual, reason),
        How::Containers(rules) => containers::by_rules(rules, seen),
        How::Each(breaks) => containers::each(breaks, seen),
        How::Confined(what) => containers::confined(what, seen),
        How::Exec(rule) => containers::exec(rule, seen),
        How::Daemon(rules) => daemon::by_rules(rules, seen),
        How::Driver(name) => daemon::driver(name, seen),
        How::DaemonOrManual(rules, reason) => daemon::or_manual(rules, reason, seen),
        How::Swarm(answer) => daemon::swarm(answer, seen),
        How::Owner(role) => host::owner(role, seen),
        How::Mode(role) => host::mode(role, seen),
        How::Audited(paths) => host::audited(paths, seen),
        How::Apart => host::apart(seen),
        How::Members => host::members(seen),
        How::RulesOrManual(rules, reason) => containers::or_manual(rules, reason, seen),
    };
    let title = check.title();
    // What somebody has accepted is no pass.
    let accepted = verdict.state == State::Pass && seen.has_accepted(check.how.rules());
    let verdict = if accepted { Verdict::because(State::Manual, "benchmark-accepted") } else { verdict };
    let Verdict { state, reason, subjects } = verdict;
    Answer { number: check.number, title, state, reason, subjects }
}

impl<'a> Seen<'a> {
    /// The daemon, if it was looked at.
    fn daemon(&self) -> Option<&'a Daemon> {
        self.projects.iter().find_map(|project| project.daemon.as_deref())
    }

    /// The host, if it was looked at.
    fn host(&self) -> Option<&'a Host> {
        self.projects.iter().find_map(|project| project.host.as_deref())
    }

    /// The containers of an engine, each with what its document says beside its request.
    fn containers(&self) -> impl Iterator<Item = (&'a Workload, &'a Container)> {
        let workloads = self.projects.iter().flat_map(|project| &project.workloads);
        workloads.flat_map(|workload| workload.containers.iter().map(move |container| (workload, container)))
    }

    /// Whether somebody has accepted what one of these rules found.
    fn has_accepted(&self, rules: &[&str]) -> bool {
        self.findings.iter().any(|finding| finding.waived && rules.contains(&finding.rule.id))
    }

    /// Whom findings of these rules are about that nobody has accepted, each once; and whether one only says that a fact
    /// is missing.
    fn broken(&self, rules: &[&str]) -> (Vec<String>, bool) {
        let mut subjects: Vec<String> = Vec::new();
        let mut uncertain = false;
        for finding in self.findings.iter().filter(|one| !one.waived && rules.contains(&one.rule.id)) {
            if finding.is_uncertain() {
                uncertain = true;
                continue;
            }
            let about = match &*finding.subject {
                "host" | "daemon" if !finding.about.is_empty() => finding.about.clone(),
                subject => subject.to_owned(),
            };
            if !subjects.contains(&about) {
                subjects.push(about);
            }
        }
        (subjects, uncertain)
    }
}
