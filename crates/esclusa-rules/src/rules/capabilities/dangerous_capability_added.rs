//! A capability that endangers the host: `dangerous_capability_added.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::capability::{canonical, danger, is_default};
use crate::remedy;
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
    fix: Safety::Safe,
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
        for asked in &container.request.host.cap_add.items {
            if let Some(symbol) = asked.unknown() {
                let place = Place::of_field(asked, &container.place);
                let finding = Finding::at(&META, container, place).about(symbol.to_owned());
                let finding = finding.worded("dangerous-capability-added-unknown").severity(Severity::Info);
                let fix = remedy::say_variable(symbol);
                findings.add(finding.with("symbol", symbol.to_owned()).fix(fix));
                continue;
            }
            let Some(name) = asked.get().map(|name| canonical(name)) else { continue };
            let Some((severity, message)) = danger(&container.request.host, &name) else { continue };
            // What is known to be needed, and the engine gives by default, is no mistake.
            if severity <= Severity::Medium && remedy::is_given_back(subject, &name)
                || is_default(&name) && remedy::is_shown(subject, &name)
            {
                continue;
            }
            let place = Place::of_field(asked, &container.place);
            let finding = Finding::at(&META, container, place).worded(message).severity(severity);
            let finding = finding.about(name.clone());
            let fix = remedy::drop_one(subject, &name);
            let finding = if name == "ALL" { finding } else { finding.with("capability", name) };
            findings.add(finding.fix(fix));
        }
    }
}
