//! Whatever image is newest: `latest_image_tag.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::image::recipe::Recipe;

use crate::image_reference::{Version, asked, bases};
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "latest-image-tag",
    practice: Practice::Image,
    severity: Severity::Low,
    field: "Image",
    standards: &[Standard::Cwe(494), Standard::Attack("T1195.002")],
    fix: Safety::Safe,
    page: page!("latest_image_tag"),
};

/// The rule.
pub(crate) struct LatestImageTag;

impl Rule for LatestImageTag {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let Some((version, image)) = asked(subject) else { return };
        let place = Place::of_field(&container.request.image, &container.place);
        if let Some(finding) = said(Finding::at(&META, container, place), version, image) {
            findings.add(finding.fix(remedy::pin(subject, "latest-image-tag-fix")));
        }
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for (version, image, stage) in bases(recipe) {
            let finding = Finding::of_image(&META, recipe, stage.place).about(image);
            if let Some(finding) = said(finding, version, image) {
                findings.add(finding.fix(remedy::pin_base(recipe, stage, "latest-image-tag-fix")));
            }
        }
    }
}

/// What is said of an image of this version, if anything.
fn said(finding: Finding, version: Version<'_>, image: &str) -> Option<Finding> {
    let finding = match version {
        Version::Latest => finding,
        Version::Unsaid => finding.worded("latest-image-tag-unsaid"),
        Version::Pinned | Version::Tag(_) => return None,
    };
    Some(finding.with("image", image.to_owned()))
}
