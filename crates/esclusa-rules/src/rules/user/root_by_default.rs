//! No user asked for, so the image decides: `root_by_default.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::root::{is_root, is_root_by_number};
use crate::rule::{Rule, Subject, page};
use crate::seen::of_roots;

static META: RuleMeta = RuleMeta {
    id: "root-by-default",
    practice: Practice::User,
    severity: Severity::Medium,
    field: "User",
    standards: &[
        Standard::Cis("1.6.0", "4.1"),
        Standard::Cwe(250),
        Standard::PodSecurity("restricted", "Running as Non-root"),
    ],
    fix: Safety::Safe,
    page: page!("root_by_default"),
};

/// The rule.
pub(crate) struct RootByDefault;

impl Rule for RootByDefault {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let asked = &container.request.user;
        if asked.unknown().is_some() || asked.get().is_some_and(|user| !user.is_empty()) {
            return;
        }
        let image = &container.request.image;
        let image = image.unknown().or_else(|| image.get().map(String::as_str)).unwrap_or("?").to_owned();
        let finding = Finding::missing(&META, container);
        let finding = match container.image.user.known() {
            Some(user) if !user.is_empty() && !is_root(user) && !is_root_by_number(container) => return,
            Some(_) => of_roots(finding, container, "root-by-default-seen", "root-by-default-dropped"),
            // Not known whether the image names a user: less certain, and said so.
            None => finding.worded("root-by-default-unknown").severity(META.severity.lower()),
        };
        let fix = remedy::set_user(subject, "root-by-default-fix");
        findings.add(finding.with("image", image).fix(fix));
    }
}
