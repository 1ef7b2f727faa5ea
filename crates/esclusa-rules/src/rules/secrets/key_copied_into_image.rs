//! Keys and credentials copied into an image: `key_copied_into_image.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Does, Part, Recipe};

use crate::key_file::{Likely, copied};
use crate::rule::{Rule, page};
use crate::secret::shown;

static META: RuleMeta = RuleMeta {
    id: "key-copied-into-image",
    practice: Practice::Secrets,
    severity: Severity::High,
    field: "",
    standards: &[
        Standard::Cis("1.6.0", "4.10"),
        Standard::Cwe(312),
        Standard::Cwe(538),
        Standard::Attack("T1552.004"),
    ],
    fix: Safety::Manual,
    page: page!("key_copied_into_image"),
};

/// The rule.
pub(crate) struct KeyCopiedIntoImage;

impl Rule for KeyCopiedIntoImage {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for stage in recipe.stages.iter().filter(|stage| stage.part != Part::Unused) {
            for step in &stage.steps {
                let Does::Copy { sources, target, .. } = &step.does else { continue };
                for (source, place) in sources {
                    let alone = sources.len() == 1;
                    let Some((path, likely)) = copied(source, target, alone) else { continue };
                    let (wording, severity) = match (stage.part, likely) {
                        (Part::Kept, Likely::Surely) => ("key-copied-into-image", Severity::High),
                        (Part::Kept, Likely::Often) => ("key-copied-into-image-often", Severity::Medium),
                        _ => ("key-copied-into-image-stage", Severity::Low),
                    };
                    let finding = Finding::of_image(&META, recipe, *place).worded(wording).severity(severity);
                    let finding = finding.about(shown(path)).with("path", shown(path));
                    findings.add(finding.remedy("key-copied-into-image-fix", "why-build"));
                }
            }
        }
    }
}
