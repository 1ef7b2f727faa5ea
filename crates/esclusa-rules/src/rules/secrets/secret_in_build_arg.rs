//! A secret in a build argument: `secret_in_build_arg.md`.

use esclusa_finding::{Findings, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy::in_words as remedy;
use crate::rule::{Rule, Subject, page};
use crate::secret;

static META: RuleMeta = RuleMeta {
    id: "secret-in-build-arg",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "build.args",
    standards: &[
        Standard::Cis("1.6.0", "4.10"),
        Standard::Cwe(522),
        Standard::Cwe(538),
        Standard::Attack("T1552"),
    ],
    fix: Safety::Manual,
    page: page!("secret_in_build_arg"),
};

/// The rule.
pub(crate) struct SecretInBuildArg;

impl Rule for SecretInBuildArg {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for carried in secret::secrets(subject).build_arguments.iter().cloned() {
            if !carried.weak {
                findings.add(carried.finding(
                    &META,
                    subject,
                    "secret-in-build-arg-variable",
                    remedy("secret-in-build-arg-fix", "why-build"),
                ));
            }
        }
        for carried in secret::secrets(subject).build_contexts.iter().filter(|one| !one.weak).cloned() {
            let wording = if carried.outside {
                "secret-in-build-arg-context-variable"
            } else {
                "secret-in-build-arg-context"
            };
            let name = carried.name.clone();
            let finding = carried.finding(
                &META,
                subject,
                wording,
                remedy("secret-in-build-arg-context-fix", "why-build"),
            );
            // An argument may have the same name.
            findings.add(finding.worded(wording).with("name", name.clone()).about(format!("context {name}")));
        }
    }
}
