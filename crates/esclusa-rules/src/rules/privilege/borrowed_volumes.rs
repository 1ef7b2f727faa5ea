//! Another container's volumes: `borrowed_volumes.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "borrowed-volumes",
    practice: Practice::Privilege,
    severity: Severity::Info,
    field: "HostConfig.VolumesFrom",
    standards: &[Standard::Cwe(668)],
    fix: Safety::Manual,
    page: page!("borrowed_volumes"),
};

/// The rule.
pub(crate) struct BorrowedVolumes;

impl Rule for BorrowedVolumes {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for asked in &subject.container.request.host.volumes_from.items {
            let Some(text) = asked.get() else { continue };
            let text = text.strip_prefix("container:").unwrap_or(text);
            let other = text.split(':').next().unwrap_or(text);
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(other);
            findings
                .add(finding.with("other", other.to_owned()).remedy("borrowed-volumes-fix", "why-borrowed"));
        }
    }
}
