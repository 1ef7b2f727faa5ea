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
        let memory = &subject.container.request.host.memory;
        if memory.unknown().is_some() || memory.get().is_some_and(|bytes| *bytes > 0) {
            return;
        }
        let place = Place::of_field(memory, &subject.container.place);
        findings.add(Finding::at(&META, subject.container, place).fix(remedy::memory(subject)));
    }
}
