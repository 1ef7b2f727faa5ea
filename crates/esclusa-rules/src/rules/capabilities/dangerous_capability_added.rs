//! A capability that endangers the host: `dangerous_capability_added.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};

use crate::capability::{canonical, danger};
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
        let container = subject.container;
        let needed = &container.image.needs_capabilities;
        for asked in &container.request.host.cap_add.items {
            if let Some(symbol) = asked.unknown() {
                let place = Place::of_field(asked, &container.place);
                let finding = Finding::at(&META, container, place).about(symbol.to_owned());
                let finding = finding.worded("dangerous-capability-added-unknown").severity(Severity::Info);
                findings.add(finding.with("symbol", symbol.to_owned()));
                continue;
            }
            let Some(name) = asked.get().map(|name| canonical(name)) else { continue };
            let Some((severity, message)) = danger(&container.request.host, &name) else { continue };
            // What the image is known to need, and the engine gives by default, is no mistake.
            if severity <= Severity::Medium && needed.values().any(|need| canonical(need) == name) {
                continue;
            }
            let place = Place::of_field(asked, &container.place);
            let finding = Finding::at(&META, container, place).worded(message).severity(severity);
            let finding = finding.about(name.clone());
            let finding = if name == "ALL" { finding } else { finding.with("capability", name) };
            findings.add(finding.remedy("dangerous-capability-added-fix"));
        }
    }
}
