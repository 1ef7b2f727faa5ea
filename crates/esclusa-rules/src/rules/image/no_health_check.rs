//! Nobody asks whether the service still works: `no_health_check.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Fact;
use esclusa_model::image::recipe::{Does, Part, Recipe, Step};

use crate::origin::first_written;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "no-health-check",
    practice: Practice::Image,
    severity: Severity::Low,
    field: "Healthcheck",
    standards: &[Standard::Cis("1.6.0", "4.6"), Standard::Cis("1.6.0", "5.27")],
    fix: Safety::Manual,
    page: page!("no_health_check"),
};

/// The rule.
pub(crate) struct NoHealthCheck;

impl Rule for NoHealthCheck {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let test = &container.request.healthcheck.test;
        let finding = match test.items.first() {
            Some(first) if first.get().is_some_and(|word| word == "NONE") => {
                let place = Place::of(first_written([&first.origin], &test.origin), &container.place);
                Finding::at(&META, container, place).worded("no-health-check-disabled")
            }
            Some(_) => return,
            // Unsaid, the image's own holds; whether a container that is removed when it ends works is seen.
            None if container.request.host.auto_remove.get() == Some(&true) => return,
            // Of an image that is built it is told where that is made.
            None if subject.is_built() => return,
            None => match container.image.healthcheck.known() {
                Some(false) => Finding::missing(&META, container).severity(Severity::Info),
                Some(true) | None => return,
            },
        };
        findings.add(finding.remedy("no-health-check-fix", "why-check"));
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        let kept = recipe.stages.iter().filter(|stage| stage.part == Part::Kept);
        let is_said = |step: &&Step| matches!(&step.does, Does::Check(_));
        let said = kept.flat_map(|stage| &stage.steps).rfind(is_said);
        let finding = |place| Finding::of_image(&META, recipe, place);
        let finding = match (&recipe.facts.healthcheck, said) {
            (Fact::Known(true, _), _) | (Fact::Unknown, Some(_)) => return,
            (Fact::Known(false, _), Some(step)) => finding(step.place).worded("no-health-check-disabled"),
            (Fact::Known(false, _), None) => {
                finding(recipe.place).worded("no-health-check-image").severity(Severity::Info)
            }
            (Fact::Unknown, None) => {
                finding(recipe.place).worded("no-health-check-image-unknown").severity(Severity::Info)
            }
        };
        findings.add(finding.remedy("no-health-check-fix", "why-check"));
    }
}
