//! System calls without a filter: `seccomp_unconfined.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};

use crate::rule::{Rule, Subject, page};
use crate::security_option::last;

static META: RuleMeta = RuleMeta {
    id: "seccomp-unconfined",
    practice: Practice::Privilege,
    severity: Severity::High,
    field: "HostConfig.SecurityOpt",
    standards: &[
        Standard::Cis("1.6.0", "5.22"),
        Standard::Cwe(693),
        Standard::PodSecurity("baseline", "Seccomp"),
    ],
    page: page!("seccomp_unconfined"),
};

/// The rule.
pub(crate) struct SeccompUnconfined;

impl Rule for SeccompUnconfined {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let Some((Some("unconfined"), asked)) = last(&subject.container.request.host.security_opt, "seccomp")
        else {
            return;
        };
        let place = Place::of_field(asked, &subject.container.place);
        findings.add(Finding::at(&META, subject.container, place).remedy("seccomp-unconfined-fix"));
    }
}
