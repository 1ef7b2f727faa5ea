//! Files of an image that everybody may change: `world_writable_in_image.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::{Does, Recipe};

use crate::build_step::{is_world_writable, kept, makes_world_writable};
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "world-writable-in-image",
    practice: Practice::Filesystem,
    severity: Severity::Low,
    field: "",
    standards: &[Standard::Cwe(732)],
    fix: Safety::Manual,
    page: page!("world_writable_in_image"),
};

/// The rule.
pub(crate) struct WorldWritableInImage;

impl Rule for WorldWritableInImage {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        let kept = kept(recipe);
        for step in kept {
            let opened = step.flag("chmod").any(is_world_writable).then_some((step.place, step.place));
            let commands = match &step.does {
                Does::Run { commands, .. } => commands.as_slice(),
                _ => &[],
            };
            let run = commands.iter().filter(|command| makes_world_writable(command, commands));
            for (place, _) in run.map(|command| (command.place, step.place)).chain(opened) {
                let about = place.start.abs_diff(step.place.start).to_string();
                findings.add(
                    Finding::of_image(&META, recipe, place)
                        .about(about)
                        .remedy("world-writable-in-image-fix", "why-build"),
                );
            }
        }
    }
}
