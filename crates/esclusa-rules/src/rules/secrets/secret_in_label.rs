//! A secret in a label: `secret_in_label.md`.

use esclusa_finding::{Findings, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy::in_words as remedy;
use crate::rule::{Rule, Subject, page};
use crate::secret;

static META: RuleMeta = RuleMeta {
    id: "secret-in-label",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "Labels",
    standards: &[Standard::Cwe(522), Standard::Cwe(538), Standard::Attack("T1552.007")],
    fix: Safety::Manual,
    page: page!("secret_in_label"),
};

/// The rule.
pub(crate) struct SecretInLabel;

impl Rule for SecretInLabel {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for carried in secret::secrets(subject).labels.iter().cloned() {
            if !carried.weak {
                findings.add(carried.finding(
                    &META,
                    subject,
                    "secret-in-label-variable",
                    remedy("secret-in-label-fix", "why-secret"),
                ));
            }
        }
    }
}
