//! A tag that may be moved: `image_not_pinned.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::Recipe;

use crate::image_reference::{Version, asked, bases};
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "image-not-pinned",
    practice: Practice::Image,
    severity: Severity::Info,
    field: "Image",
    standards: &[Standard::Cwe(494), Standard::Attack("T1195.002")],
    fix: Safety::Safe,
    page: page!("image_not_pinned"),
};

/// The rule.
pub(crate) struct ImageNotPinned;

impl Rule for ImageNotPinned {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        // Of `latest` another rule speaks.
        let Some((Version::Tag(tag), _)) = asked(subject) else { return };
        let place = Place::of_field(&container.request.image, &container.place);
        let finding = Finding::at(&META, container, place).with("tag", tag.to_owned());
        findings.add(finding.fix(remedy::pin(subject, "image-not-pinned-fix")));
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for (version, image, stage) in bases(recipe) {
            let Version::Tag(tag) = version else { continue };
            let finding = Finding::of_image(&META, recipe, stage.place).about(image);
            let fix = remedy::pin_base(recipe, stage, "image-not-pinned-fix");
            findings.add(finding.with("tag", tag.to_owned()).fix(fix));
        }
    }
}
