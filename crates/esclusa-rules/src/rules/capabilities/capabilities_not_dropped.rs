//! The engine's default capabilities kept: `capabilities_not_dropped.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::capability::are_defaults_dropped;
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "capabilities-not-dropped",
    practice: Practice::Capabilities,
    severity: Severity::Medium,
    field: "HostConfig.CapDrop",
    standards: &[
        Standard::Cis("1.6.0", "5.4"),
        Standard::Cwe(250),
        Standard::PodSecurity("restricted", "Capabilities"),
    ],
    fix: Safety::Safe,
    page: page!("capabilities_not_dropped"),
};

/// The rule.
pub(crate) struct CapabilitiesNotDropped;

impl Rule for CapabilitiesNotDropped {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        let privileged = host.privileged.get() == Some(&true);
        if !privileged && are_defaults_dropped(host) {
            return;
        }
        let place = Place::of(&host.cap_drop.origin, &subject.container.place);
        let mut finding = Finding::at(&META, subject.container, place);
        if privileged {
            finding = finding.worded("capabilities-not-dropped-privileged");
        }
        let fix = if privileged { remedy::privileged(subject) } else { remedy::drop_all(subject) };
        findings.add(finding.fix(fix));
    }
}
