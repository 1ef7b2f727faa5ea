//! `no-new-privileges` absent or switched off: `privilege_escalation_allowed.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};

use crate::rule::{Rule, Subject, page};
use crate::security_option::{last, truth};

static META: RuleMeta = RuleMeta {
    id: "privilege-escalation-allowed",
    practice: Practice::Escalation,
    severity: Severity::Medium,
    field: "HostConfig.SecurityOpt",
    standards: &[
        Standard::Cis("1.6.0", "5.26"),
        Standard::Cwe(250),
        Standard::Attack("T1548.001"),
        Standard::PodSecurity("restricted", "Privilege Escalation"),
    ],
    page: page!("privilege_escalation_allowed"),
};

/// The rule.
pub(crate) struct PrivilegeEscalationAllowed;

impl Rule for PrivilegeEscalationAllowed {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let finding = match last(&container.request.host.security_opt, "no-new-privileges") {
            None => Finding::missing(&META, container),
            Some((None, _)) => return,
            Some((Some(value), asked)) => match truth(value) {
                Some(true) => return,
                _ if asked.unknown().is_some() => return,
                _ => {
                    let place = Place::of_field(asked, &container.place);
                    Finding::at(&META, container, place).worded("privilege-escalation-allowed-off")
                }
            },
        };
        findings.add(finding.remedy("privilege-escalation-allowed-fix"));
    }
}
