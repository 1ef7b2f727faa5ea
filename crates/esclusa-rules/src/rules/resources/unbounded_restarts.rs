//! Restarted after failures without end: `unbounded_restarts.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "unbounded-restarts",
    practice: Practice::Resources,
    severity: Severity::Info,
    field: "HostConfig.RestartPolicy",
    standards: &[Standard::Cis("1.6.0", "5.15"), Standard::Cwe(770)],
    fix: Safety::Risky,
    page: page!("unbounded_restarts"),
};

/// The rule.
pub(crate) struct UnboundedRestarts;

impl Rule for UnboundedRestarts {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let policy = &subject.container.request.host.restart_policy;
        let count = &policy.maximum_retry_count;
        let unknown = policy.name.unknown().is_some() || count.unknown().is_some();
        let on_failure = policy.name.get().is_some_and(|name| name == "on-failure");
        if unknown || !on_failure || count.get().is_some_and(|most| *most > 0) {
            return;
        }
        let place = Place::of_field(&policy.name, &subject.container.place);
        findings.add(Finding::at(&META, subject.container, place).fix(remedy::restarts()));
    }
}
