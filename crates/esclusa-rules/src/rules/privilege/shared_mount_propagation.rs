//! Mounts that spread to the host: `shared_mount_propagation.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::host_path::mounted;
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "shared-mount-propagation",
    practice: Practice::Privilege,
    severity: Severity::Medium,
    field: "HostConfig.Binds",
    standards: &[Standard::Cis("1.6.0", "5.20"), Standard::Cwe(653), Standard::Attack("T1611")],
    fix: Safety::Risky,
    page: page!("shared_mount_propagation"),
};

/// The rule.
pub(crate) struct SharedMountPropagation;

impl Rule for SharedMountPropagation {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for mount in mounted(subject) {
            let Some(mode @ ("shared" | "rshared")) = mount.propagation.as_deref() else { continue };
            let place = Place::of(&mount.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(mount.path.clone());
            let finding = finding.with("path", mount.path.clone()).with("mode", mode.to_owned());
            findings.add(match &mount.target {
                Some(target) => finding.fix(remedy::stop_propagation(target)),
                // A volume is defined elsewhere.
                None => finding.remedy("shared-mount-propagation-fix", "why-propagation"),
            });
        }
    }
}
