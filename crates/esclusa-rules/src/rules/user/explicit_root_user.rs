//! Root asked for: `explicit_root_user.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::root::{is_root, is_root_by_number};
use crate::rule::{Rule, Subject, page};
use crate::seen::of_roots;

static META: RuleMeta = RuleMeta {
    id: "explicit-root-user",
    practice: Practice::User,
    severity: Severity::Medium,
    field: "User",
    standards: &[
        Standard::Cis("1.6.0", "4.1"),
        Standard::Cwe(250),
        Standard::PodSecurity("restricted", "Running as Non-root"),
    ],
    fix: Safety::Safe,
    page: page!("explicit_root_user"),
};

/// The rule.
pub(crate) struct ExplicitRootUser;

impl Rule for ExplicitRootUser {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.user;
        let place = Place::of_field(asked, &subject.container.place);
        if let Some(symbol) = asked.unknown() {
            let finding = Finding::at(&META, subject.container, place).worded("explicit-root-user-unknown");
            let finding = finding.with("symbol", symbol.to_owned()).severity(Severity::Info);
            findings.add(finding.fix(remedy::say_variable(symbol)));
        } else if let Some(user) = asked.get().filter(|user| is_root(user)) {
            let finding = Finding::at(&META, subject.container, place);
            let (still, no_more) = ("explicit-root-user-seen", "explicit-root-user-dropped");
            let finding = of_roots(finding, subject.container, still, no_more).with("user", user.clone());
            findings.add(finding.fix(remedy::set_user(subject, "explicit-root-user-fix")));
        } else if let Some(user) = asked.get().filter(|_| is_root_by_number(subject.container)) {
            let finding = Finding::at(&META, subject.container, place).worded("explicit-root-user-by-number");
            let finding = finding.with("user", user.clone());
            findings.add(finding.fix(remedy::set_user(subject, "explicit-root-user-fix")));
        }
    }
}
