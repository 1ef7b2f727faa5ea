//! A secret in an environment variable: `secret_in_environment.md`.

use esclusa_finding::{Findings, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::secret;

static META: RuleMeta = RuleMeta {
    id: "secret-in-environment",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "Env",
    standards: &[Standard::Cwe(526), Standard::Cwe(522), Standard::Attack("T1552.007")],
    fix: Safety::Safe,
    page: page!("secret_in_environment"),
};

/// The rule.
pub(crate) struct SecretInEnvironment;

impl Rule for SecretInEnvironment {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for carried in secret::secrets(subject).environment.iter().cloned() {
            if !carried.weak {
                let fix = remedy::from_file(subject, &carried, "secret-in-environment-fix");
                findings.add(carried.finding(&META, subject, "secret-in-environment-variable", fix));
            }
        }
    }
}
