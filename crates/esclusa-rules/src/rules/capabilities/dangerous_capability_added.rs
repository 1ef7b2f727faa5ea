//! A capability that endangers the host: `dangerous_capability_added.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};

use crate::capability::{canonical, is_dangerous, takes_host};
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "dangerous-capability-added",
    practice: Practice::Capabilities,
    severity: Severity::High,
    field: "HostConfig.CapAdd",
    standards: &[
        Standard::Cis("1.6.0", "5.4"),
        Standard::Cwe(250),
        Standard::Attack("T1611"),
        Standard::PodSecurity("baseline", "Capabilities"),
    ],
    page: page!("dangerous_capability_added"),
};

/// The rule.
pub(crate) struct DangerousCapabilityAdded;

impl Rule for DangerousCapabilityAdded {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for asked in &subject.container.request.host.cap_add.items {
            if let Some(symbol) = asked.unknown() {
                let place = Place::of_field(asked, &subject.container.place);
                let finding = Finding::at(&META, subject.container, place).about(symbol.to_owned());
                let finding = finding.worded("dangerous-capability-added-unknown").severity(Severity::Info);
                findings.add(finding.with("symbol", symbol.to_owned()));
                continue;
            }
            let Some(name) = asked.get().map(|name| canonical(name)) else { continue };
            let host = takes_host(&name);
            if !host && !is_dangerous(&name) {
                continue;
            }
            let place = Place::of_field(asked, &subject.container.place);
            let mut finding = Finding::at(&META, subject.container, place).about(name.clone());
            if host {
                finding = finding.worded("dangerous-capability-added-host").severity(Severity::Critical);
            }
            findings.add(finding.with("capability", name).remedy("dangerous-capability-added-fix"));
        }
    }
}
