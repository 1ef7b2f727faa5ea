//! `-P`: every exposed port on every interface: `publish_all_ports.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::port::are_ignored;
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "publish-all-ports",
    practice: Practice::Ports,
    severity: Severity::Medium,
    field: "HostConfig.PublishAllPorts",
    standards: &[Standard::Cis("1.6.0", "5.9"), Standard::Cwe(668), Standard::Attack("T1133")],
    fix: Safety::Risky,
    page: page!("publish_all_ports"),
};

/// The rule.
pub(crate) struct PublishAllPorts;

impl Rule for PublishAllPorts {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        let asked = &host.publish_all_ports;
        if asked.get() == Some(&true) && !are_ignored(host) {
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place);
            findings.add(finding.fix(remedy::named_only()));
        }
    }
}
