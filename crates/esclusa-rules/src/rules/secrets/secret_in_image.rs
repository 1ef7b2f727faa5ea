//! A secret that a Dockerfile writes: `secret_in_image.md`.

use esclusa_finding::{Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::Recipe;

use crate::image_secret::{How, Written, written};
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "secret-in-image",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "",
    standards: &[
        Standard::Cis("1.6.0", "4.10"),
        Standard::Cwe(798),
        Standard::Cwe(538),
        Standard::Attack("T1552.001"),
    ],
    fix: Safety::Manual,
    page: page!("secret_in_image"),
};

/// The rule.
pub(crate) struct SecretInImage;

impl Rule for SecretInImage {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for one in written(recipe).into_iter().filter(|one| !one.weak) {
            let (wording, severity) = said(&one);
            let finding = one.finding(&META, recipe, wording).severity(severity);
            findings.add(finding.remedy("secret-in-image-fix", "why-build"));
        }
    }
}

/// What is said of it, and how grave it is.
fn said(one: &Written) -> (&'static str, Severity) {
    let is_argument = one.instruction == "ARG";
    match one.how {
        // Nothing is written there, but the name asks for it.
        How::Given if is_argument => ("secret-in-image-asked", Severity::Low),
        How::Given if one.kept => ("secret-in-image-variable", Severity::Medium),
        How::Given => ("secret-in-image-variable-stage", Severity::Low),
        How::Value if is_argument => ("secret-in-image-argument", Severity::Medium),
        How::Value | How::Words if !one.kept => ("secret-in-image-stage", Severity::Medium),
        How::Value => ("secret-in-image", Severity::High),
        How::Words => ("secret-in-image-command", Severity::High),
    }
}
