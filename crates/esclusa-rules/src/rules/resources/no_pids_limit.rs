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
        let limit = &subject.container.request.host.pids_limit;
        // Zero and negative numbers mean unlimited.
        if limit.unknown().is_some() || limit.get().is_some_and(|processes| *processes > 0) {
            return;
        }
        let place = Place::of_field(limit, &subject.container.place);
        findings.add(Finding::at(&META, subject.container, place).fix(remedy::processes(subject)));
    }
}
