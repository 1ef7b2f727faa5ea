//! A secret in an option of a driver: `secret_in_driver_option.md`.

use esclusa_finding::{Findings, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy::in_words as remedy;
use crate::rule::{Rule, Subject, page};
use crate::secret;

static META: RuleMeta = RuleMeta {
    id: "secret-in-driver-option",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "HostConfig.LogConfig",
    standards: &[Standard::Cwe(522), Standard::Cwe(538), Standard::Attack("T1552")],
    fix: Safety::Manual,
    page: page!("secret_in_driver_option"),
};

/// The rule.
pub(crate) struct SecretInDriverOption;

impl Rule for SecretInDriverOption {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for carried in secret::secrets(subject).driver_options.iter().filter(|one| !one.weak).cloned() {
            findings.add(carried.finding(
                &META,
                subject,
                "secret-in-driver-option-variable",
                remedy("secret-in-driver-option-fix", "why-secret"),
            ));
        }
    }
}
