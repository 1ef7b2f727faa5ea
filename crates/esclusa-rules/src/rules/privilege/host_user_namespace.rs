//! The users of the host: `host_user_namespace.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Namespace;

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "host-user-namespace",
    practice: Practice::Privilege,
    severity: Severity::Medium,
    field: "HostConfig.UsernsMode",
    standards: &[Standard::Cis("1.6.0", "5.31"), Standard::Cwe(653), Standard::Attack("T1611")],
    fix: Safety::Safe,
    page: page!("host_user_namespace"),
};

/// The rule.
pub(crate) struct HostUserNamespace;

impl Rule for HostUserNamespace {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.host.userns_mode;
        if asked.get().is_some_and(|mode| mode == "host") {
            let place = Place::of_field(asked, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place);
            findings.add(finding.fix(remedy::private_namespace(
                subject,
                Namespace::User,
                "host-user-namespace-fix",
            )));
        }
    }
}
