//! What the container says is thrown away: `logs_not_kept.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "logs-not-kept",
    practice: Practice::Resources,
    severity: Severity::Low,
    field: "HostConfig.LogConfig",
    standards: &[Standard::Cwe(778), Standard::Attack("T1562.008")],
    fix: Safety::Risky,
    page: page!("logs_not_kept"),
};

/// The rule.
pub(crate) struct LogsNotKept;

impl Rule for LogsNotKept {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let driver = &subject.container.request.host.log_config.driver;
        if driver.get().is_some_and(|driver| driver == "none") && driver.unknown().is_none() {
            let place = Place::of_field(driver, &subject.container.place);
            findings.add(Finding::at(&META, subject.container, place).fix(remedy::keep_logs()));
        }
    }
}
