//! A limit that was all but reached: `limit_nearly_reached.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::running::Usage;

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "limit-nearly-reached",
    practice: Practice::Resources,
    severity: Severity::Info,
    field: "HostConfig.Memory",
    standards: &[Standard::Cwe(400)],
    fix: Safety::Safe,
    page: page!("limit_nearly_reached"),
};

/// From so many hundredths of a limit on it is all but reached.
const NEARLY: usize = 90;

/// The rule.
pub(crate) struct LimitNearlyReached;

impl Rule for LimitNearlyReached {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let Some(running) = &container.running else { return };
        let host = &container.request.host;
        let share = |usage: &Usage| {
            let limit = usage.limit.filter(|limit| *limit > 0)?;
            let share = usize::try_from(u128::from(usage.peak) * 100 / u128::from(limit)).ok()?;
            (share >= NEARLY).then_some(share.min(100))
        };
        // A limit that nobody asked for is the machine's own.
        let memory = running.memory.as_ref().filter(|_| host.memory.get().is_some_and(|bytes| *bytes > 0));
        if let Some(share) = memory.and_then(share) {
            let finding = Finding::at(&META, container, Place::of_field(&host.memory, &container.place));
            let finding = finding.about("memory").with("share", share);
            findings.add(finding.fix(remedy::memory(subject)));
        }
        let tasks =
            running.tasks.as_ref().filter(|_| host.pids_limit.get().is_some_and(|number| *number > 0));
        if let Some(share) = tasks.and_then(share) {
            let finding = Finding::at(&META, container, Place::of_field(&host.pids_limit, &container.place));
            let finding = finding.worded("limit-nearly-reached-tasks").about("pids").with("share", share);
            findings.add(finding.fix(remedy::processes(subject)));
        }
    }
}
