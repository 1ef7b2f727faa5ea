//! `--privileged`: `privileged_container.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "privileged-container",
    practice: Practice::Privilege,
    severity: Severity::Critical,
    field: "HostConfig.Privileged",
    standards: &[
        Standard::Cis("1.6.0", "5.5"),
        Standard::Cwe(250),
        Standard::Attack("T1611"),
        Standard::PodSecurity("baseline", "Privileged Containers"),
    ],
    fix: Safety::Safe,
    page: page!("privileged_container"),
};

/// The rule.
pub(crate) struct PrivilegedContainer;

impl Rule for PrivilegedContainer {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.host.privileged;
        if asked.get() == Some(&true) {
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place);
            findings.add(finding.fix(remedy::privileged(subject)));
        } else if let Some(symbol) = asked.unknown() {
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).worded("privileged-container-unknown");
            let finding = finding.with("symbol", symbol.to_owned()).severity(Severity::Info);
            findings.add(finding.fix(remedy::say_variable(symbol)));
        }
    }
}
