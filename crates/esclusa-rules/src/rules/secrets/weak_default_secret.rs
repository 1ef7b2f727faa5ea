//! A secret that an attacker tries first: `weak_default_secret.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::Recipe;

use crate::image_secret::written;
use crate::rule::{Rule, Subject, page};
use crate::secret;

static META: RuleMeta = RuleMeta {
    id: "weak-default-secret",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "Env",
    standards: &[Standard::Cwe(1392), Standard::Cwe(521), Standard::Attack("T1078.001")],
    fix: Safety::Manual,
    page: page!("weak_default_secret"),
};

/// The rule.
pub(crate) struct WeakDefaultSecret;

impl Rule for WeakDefaultSecret {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let secrets = secret::secrets(subject);
        let places = [
            ("", &secrets.environment),
            ("", &secrets.env_files),
            ("command ", &secrets.commands),
            ("label ", &secrets.labels),
            ("argument ", &secrets.build_arguments),
            ("context ", &secrets.build_contexts),
            ("option ", &secrets.driver_options),
        ];
        for (place, all) in places {
            for carried in all.iter().filter(|carried| carried.weak).cloned() {
                let about = format!("{place}{}", carried.name);
                let mut finding = Finding::at(&META, subject.container, carried.place).about(about);
                if place == "command " {
                    finding = finding.worded("weak-default-secret-command");
                }
                findings
                    .add(finding.with("name", carried.name).remedy("weak-default-secret-fix", "why-replace"));
            }
        }
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for one in written(recipe).into_iter().filter(|one| one.weak) {
            // Whoever starts the container may set another one.
            let is_set = one.kept && one.instruction != "ARG";
            let severity = if is_set { Severity::Medium } else { Severity::Low };
            let finding = one.finding(&META, recipe, "weak-default-secret-image").severity(severity);
            findings.add(finding.remedy("weak-default-secret-fix", "why-replace"));
        }
    }
}
