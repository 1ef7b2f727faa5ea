//! `no-new-privileges` absent or switched off: `privilege_escalation_allowed.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::security_option::{all, last, truth};
use crate::seen::gains_nothing;

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
    fix: Safety::Safe,
    page: page!("privilege_escalation_allowed"),
};

/// The option's name.
const OPTION: &str = "no-new-privileges";

/// The rule.
pub(crate) struct PrivilegeEscalationAllowed;

impl Rule for PrivilegeEscalationAllowed {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let options = &container.request.host.security_opt;
        let finding = match last(options, OPTION) {
            None if gains_nothing(container) => Finding::missing(&META, container)
                .worded("privilege-escalation-allowed-unasked")
                .severity(Severity::Info),
            None => Finding::missing(&META, container),
            Some((None, _)) => return,
            Some((Some(value), asked)) => {
                let wording = match truth(value) {
                    Some(true) => return,
                    _ if asked.unknown().is_some() => return,
                    Some(false) if all(options, OPTION).any(is_on) => {
                        "privilege-escalation-allowed-overridden"
                    }
                    Some(false) => "privilege-escalation-allowed-off",
                    None => "privilege-escalation-allowed-refused",
                };
                Finding::at(&META, container, Place::of_field(asked, &container.place)).worded(wording)
            }
        };
        findings.add(finding.fix(remedy::forbid_new_privileges(subject)));
    }
}

/// Whether a value, or its absence, switches the option on.
fn is_on(value: Option<&str>) -> bool {
    value.is_none_or(|value| truth(value) == Some(true))
}
