//! System calls without a filter: `seccomp_unconfined.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::seccomp_profile::{Strictness, strictness};
use crate::security_option::{all_of, last};

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
    fix: Safety::Risky,
    page: page!("seccomp_unconfined"),
};

/// The rule.
pub(crate) struct SeccompUnconfined;

impl Rule for SeccompUnconfined {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let options = &subject.container.request.host.security_opt;
        let Some((Some(value), asked)) = last(options, "seccomp") else { return };
        let (message, severity) = match value {
            "unconfined" => (META.id, META.severity),
            profile => match strictness(profile) {
                Strictness::None => ("seccomp-unconfined-profile", META.severity),
                Strictness::Denies => ("seccomp-unconfined-denies", Severity::Medium),
                Strictness::Allows => return,
            },
        };
        let place = Place::of_field(asked, &subject.container.place);
        let finding = Finding::at(&META, subject.container, place).worded(message).severity(severity);
        findings
            .add(finding.fix(remedy::remove_options("seccomp-unconfined-fix", all_of(options, "seccomp"))));
    }
}
