//! A secret that an attacker tries first: `weak_default_secret.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Severity, Standard};

use crate::rule::{Rule, Subject, page};
use crate::secret;

static META: RuleMeta = RuleMeta {
    id: "weak-default-secret",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "Env",
    standards: &[Standard::Cwe(1392), Standard::Cwe(521), Standard::Attack("T1078.001")],
    page: page!("weak_default_secret"),
};

/// The rule.
pub(crate) struct WeakDefaultSecret;

impl Rule for WeakDefaultSecret {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let places = [
            ("", secret::in_environment(subject)),
            ("", secret::in_env_files(subject)),
            ("command ", secret::in_commands(subject)),
            ("label ", secret::in_labels(subject)),
            ("argument ", secret::in_build_arguments(subject)),
        ];
        for (place, all) in places {
            for carried in all.into_iter().filter(|carried| carried.weak) {
                let about = format!("{place}{}", carried.name);
                let mut finding = Finding::at(&META, subject.container, carried.place).about(about);
                if place == "command " {
                    finding = finding.worded("weak-default-secret-command");
                }
                findings.add(finding.with("name", carried.name).remedy("weak-default-secret-fix"));
            }
        }
    }
}
