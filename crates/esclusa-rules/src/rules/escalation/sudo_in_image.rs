//! `sudo` in an image: `sudo_in_image.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Does, Recipe};

use crate::build_step::{installed, kept};
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "sudo-in-image",
    practice: Practice::Escalation,
    severity: Severity::Medium,
    field: "",
    standards: &[Standard::Cis("1.6.0", "4.8"), Standard::Cwe(250)],
    fix: Safety::Manual,
    page: page!("sudo_in_image"),
};

/// The rule.
pub(crate) struct SudoInImage;

impl Rule for SudoInImage {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        let kept = kept(recipe);
        for step in kept {
            let Does::Run { commands, .. } = &step.does else { continue };
            for command in
                commands.iter().filter(|command| installed(command).any(|package| package == "sudo"))
            {
                findings.add(
                    Finding::of_image(&META, recipe, command.place).remedy("sudo-in-image-fix", "why-build"),
                );
            }
        }
    }
}
