//! A secret in a file of variables: `secret_in_env_file.md`.

use esclusa_finding::{Findings, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy::in_words as remedy;
use crate::rule::{Rule, Subject, page};
use crate::secret;

static META: RuleMeta = RuleMeta {
    id: "secret-in-env-file",
    practice: Practice::Secrets,
    severity: Severity::Medium,
    field: "Env",
    standards: &[Standard::Cwe(526), Standard::Cwe(260), Standard::Attack("T1552.001")],
    fix: Safety::Manual,
    page: page!("secret_in_env_file"),
};

/// The rule.
pub(crate) struct SecretInEnvFile;

impl Rule for SecretInEnvFile {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for carried in secret::secrets(subject).env_files.iter().cloned() {
            if !carried.weak {
                findings.add(carried.finding(
                    &META,
                    subject,
                    "secret-in-env-file-variable",
                    remedy("secret-in-env-file-fix", "why-secret-outside"),
                ));
            }
        }
    }
}
