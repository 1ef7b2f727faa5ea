//! A capability added on top of the default ones: `capability_added_to_defaults.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::capability::canonical;
use crate::host_path::said;
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "capability-added-to-defaults",
    practice: Practice::Capabilities,
    severity: Severity::Low,
    field: "HostConfig.CapAdd",
    standards: &[
        Standard::Cis("1.6.0", "5.4"),
        Standard::Cwe(250),
        Standard::PodSecurity("restricted", "Capabilities"),
    ],
    fix: Safety::Safe,
    page: page!("capability_added_to_defaults"),
};

/// The rule.
pub(crate) struct CapabilityAddedToDefaults;

impl Rule for CapabilityAddedToDefaults {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        let added: Vec<String> = host.cap_add.items.iter().filter_map(said).map(canonical).collect();
        // A privileged container holds every capability, and one that is given ALL too: nothing is added to defaults.
        if added.is_empty()
            || host.privileged.get() == Some(&true)
            || added.iter().any(|name| name == "ALL")
            || host.cap_drop.values().any(|name| canonical(name) == "ALL")
        {
            return;
        }
        let first = host.cap_add.items.first().map(|field| &field.origin);
        let origin = first.filter(|_| host.cap_add.origin.place.is_none()).unwrap_or(&host.cap_add.origin);
        let place = Place::of(origin, &subject.container.place);
        let finding = Finding::at(&META, subject.container, place).with("added", added.join(", "));
        findings.add(finding.fix(remedy::drop_all(subject)));
    }
}
