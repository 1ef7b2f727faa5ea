//! The network namespace of the host: `host_network.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Namespace;

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::seen::{named, ports};

static META: RuleMeta = RuleMeta {
    id: "host-network",
    practice: Practice::Ports,
    severity: Severity::High,
    field: "HostConfig.NetworkMode",
    standards: &[
        Standard::Cis("1.6.0", "5.10"),
        Standard::Cwe(653),
        Standard::PodSecurity("baseline", "Host Namespaces"),
    ],
    fix: Safety::Risky,
    page: page!("host_network"),
};

/// The rule.
pub(crate) struct HostNetwork;

impl Rule for HostNetwork {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.host.network_mode;
        if asked.get().is_some_and(|mode| mode == "host") {
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place);
            let running = subject.container.running.as_ref();
            let open =
                running.and_then(|running| running.listening.as_deref()).map(ports).unwrap_or_default();
            let finding = match open.is_empty() {
                true => finding,
                false => {
                    let names = open.iter().map(|(port, protocol)| format!("{port}/{protocol}"));
                    finding.worded("host-network-open").with("ports", named(names))
                }
            };
            findings.add(finding.fix(remedy::private_namespace(
                subject,
                Namespace::Network,
                "host-network-fix",
            )));
        } else if let Some(symbol) = asked.unknown() {
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).worded("host-network-unknown");
            let finding = finding.with("symbol", symbol.to_owned()).severity(Severity::Info);
            findings.add(finding.fix(remedy::say_variable(symbol)));
        }
    }
}
