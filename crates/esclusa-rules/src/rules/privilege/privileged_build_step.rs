//! A step of a build that runs without its sandbox: `privileged_build_step.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Does, Recipe};

use crate::build_step::judged;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "privileged-build-step",
    practice: Practice::Privilege,
    severity: Severity::High,
    field: "",
    standards: &[Standard::Cwe(250)],
    fix: Safety::Manual,
    page: page!("privileged_build_step"),
};

/// The rule.
pub(crate) struct PrivilegedBuildStep;

impl Rule for PrivilegedBuildStep {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for step in judged(recipe).filter(|step| matches!(step.does, Does::Run { .. })) {
            let insecure =
                step.flag("security").filter(|value| *value == "insecure").map(|_| "security=insecure");
            let network = step.flag("network").filter(|value| *value == "host").map(|_| "network=host");
            for flag in insecure.chain(network) {
                let severity = if flag == "network=host" { Severity::Medium } else { Severity::High };
                let finding = Finding::of_image(&META, recipe, step.place).about(flag).severity(severity);
                findings.add(finding.with("flag", flag).remedy("privileged-build-step-fix", "why-build"));
            }
        }
    }
}
