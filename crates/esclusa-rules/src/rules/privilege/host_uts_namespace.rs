//! The host name of the host: `host_uts_namespace.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Namespace;

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "host-uts-namespace",
    practice: Practice::Privilege,
    severity: Severity::Low,
    field: "HostConfig.UTSMode",
    standards: &[Standard::Cis("1.6.0", "5.21"), Standard::Cwe(653)],
    fix: Safety::Safe,
    page: page!("host_uts_namespace"),
};

/// The rule.
pub(crate) struct HostUtsNamespace;

impl Rule for HostUtsNamespace {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.host.uts_mode;
        if asked.get().is_some_and(|mode| mode == "host") {
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place);
            findings.add(finding.fix(remedy::private_namespace(
                subject,
                Namespace::Uts,
                "host-uts-namespace-fix",
            )));
        }
    }
}
