//! The user that an image starts as: `image_runs_as_root.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Fact;
use esclusa_model::image::recipe::{Does, Recipe};

use crate::build_step::kept;
use crate::remedy;
use crate::root::is_root;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "image-runs-as-root",
    practice: Practice::User,
    severity: Severity::Medium,
    field: "",
    standards: &[Standard::Cis("1.6.0", "4.1"), Standard::Cwe(250)],
    fix: Safety::Risky,
    page: page!("image_runs_as_root"),
};

/// The rule.
pub(crate) struct ImageRunsAsRoot;

impl Rule for ImageRunsAsRoot {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        let mut asked = kept(recipe);
        let place = asked.rfind(|step| matches!(step.does, Does::User(_))).map(|step| step.place);
        let finding = Finding::of_image(&META, recipe, place.unwrap_or(recipe.place));
        let finding = match (&recipe.facts.user, place) {
            (Fact::Known(user, _), Some(_)) if is_root(user) => finding,
            (Fact::Known(user, _), None) if user.is_empty() || is_root(user) => {
                finding.worded("image-runs-as-root-base")
            }
            (Fact::Unknown, None) => finding.worded("image-runs-as-root-unknown").severity(Severity::Low),
            _ => return,
        };
        findings.add(finding.fix(remedy::run_as_user(recipe)));
    }
}
