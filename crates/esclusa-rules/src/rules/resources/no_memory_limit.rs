//! Memory without a limit: `no_memory_limit.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "no-memory-limit",
    practice: Practice::Resources,
    severity: Severity::Medium,
    field: "HostConfig.Memory",
    standards: &[Standard::Cis("1.6.0", "5.11"), Standard::Cwe(770), Standard::Attack("T1499")],
    fix: Safety::Safe,
    page: page!("no_memory_limit"),
};

/// The rule.
pub(crate) struct NoMemoryLimit;

impl Rule for NoMemoryLimit {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let memory = &container.request.host.memory;
        let finding = Finding::at(&META, container, Place::of_field(memory, &container.place));
        if memory.unknown().is_some() {
            return;
        }
        if memory.get().is_none_or(|bytes| *bytes <= 0) {
            findings.add(finding.fix(remedy::memory(subject)));
        } else if container.running.as_ref().is_some_and(|running| {
            running.is_live() && running.memory.is_some_and(|used| used.limit.is_none())
        }) {
            let finding = finding.worded("no-memory-limit-in-force");
            findings.add(finding.remedy("limit-in-force-fix", "fix-reason-not-in-force"));
        }
    }
}
