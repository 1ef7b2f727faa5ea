//! A secret in the words of a command: `secret_in_command.md`.

use esclusa_finding::{Findings, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy::in_words as remedy;
use crate::rule::{Rule, Subject, page};
use crate::secret;

static META: RuleMeta = RuleMeta {
    id: "secret-in-command",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "Cmd",
    standards: &[Standard::Cwe(214), Standard::Cwe(522), Standard::Attack("T1552.007")],
    fix: Safety::Manual,
    page: page!("secret_in_command"),
};

/// The rule.
pub(crate) struct SecretInCommand;

impl Rule for SecretInCommand {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for carried in secret::secrets(subject).commands.iter().cloned() {
            if !carried.weak {
                findings.add(carried.finding(
                    &META,
                    subject,
                    "secret-in-command-variable",
                    remedy("secret-in-command-fix", "why-secret"),
                ));
            }
        }
    }
}
