//! A root filesystem that can be written: `writable_root_filesystem.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "writable-root-filesystem",
    practice: Practice::Filesystem,
    severity: Severity::Low,
    field: "HostConfig.ReadonlyRootfs",
    standards: &[Standard::Cis("1.6.0", "5.13"), Standard::Cwe(732), Standard::Attack("T1505")],
    fix: Safety::Safe,
    page: page!("writable_root_filesystem"),
};

/// The rule.
pub(crate) struct WritableRootFilesystem;

impl Rule for WritableRootFilesystem {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.host.readonly_rootfs;
        if asked.get() == Some(&true) || asked.unknown().is_some() {
            return;
        }
        let place = Place::of_field(asked, &subject.container.place);
        findings.add(Finding::at(&META, subject.container, place).fix(remedy::read_only_root(subject)));
    }
}
