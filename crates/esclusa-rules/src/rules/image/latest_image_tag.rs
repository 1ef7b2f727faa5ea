//! Whatever image is newest: `latest_image_tag.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};

use crate::image_reference::{Version, version};
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "latest-image-tag",
    practice: Practice::Image,
    severity: Severity::Low,
    field: "Image",
    standards: &[Standard::Cwe(494), Standard::Attack("T1195.002")],
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
        let asked = &container.request.image;
        let place = Place::of_field(asked, &container.place);
        let finding = match version(subject) {
            Some(Version::Tag("latest")) => Finding::at(&META, container, place),
            Some(Version::Unsaid) => Finding::at(&META, container, place).worded("latest-image-tag-unsaid"),
            _ => return,
        };
        let image = asked.unknown().or_else(|| asked.get().map(String::as_str)).unwrap_or("?");
        findings.add(finding.with("image", image.to_owned()).remedy("latest-image-tag-fix"));
    }
}
