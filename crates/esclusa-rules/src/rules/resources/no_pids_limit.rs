//! Processes without a limit: `no_pids_limit.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "no-pids-limit",
    practice: Practice::Resources,
    severity: Severity::Medium,
    field: "HostConfig.PidsLimit",
    standards: &[Standard::Cis("1.6.0", "5.29"), Standard::Cwe(770), Standard::Attack("T1499")],
    fix: Safety::Safe,
    page: page!("no_pids_limit"),
};

/// The rule.
pub(crate) struct NoPidsLimit;

impl Rule for NoPidsLimit {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let limit = &container.request.host.pids_limit;
        let finding = Finding::at(&META, container, Place::of_field(limit, &container.place));
        if limit.unknown().is_some() {
            return;
        }
        // Zero and negative numbers mean unlimited.
        if limit.get().is_none_or(|processes| *processes <= 0) {
            findings.add(finding.fix(remedy::processes(subject)));
        } else if container.running.as_ref().is_some_and(|running| {
            running.is_live() && running.tasks.is_some_and(|used| used.limit.is_none())
        }) {
            let finding = finding.worded("no-pids-limit-in-force");
            findings.add(finding.remedy("limit-in-force-fix", "fix-reason-not-in-force"));
        }
    }
}
