//! A user who is not root in a group that is: `root_group.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::root::{Group, group_of, is_root, is_root_group};
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "root-group",
    practice: Practice::User,
    severity: Severity::Low,
    field: "User",
    standards: &[Standard::Cwe(250)],
    fix: Safety::Risky,
    page: page!("root_group"),
};

/// The rule.
pub(crate) struct RootGroup;

impl Rule for RootGroup {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.user;
        // Of a user who is root another rule speaks.
        let Some(user) = asked.get().filter(|user| asked.unknown().is_none() && !is_root(user)) else {
            return;
        };
        let place = Place::of_field(asked, &subject.container.place);
        let finding = Finding::at(&META, subject.container, place);
        // What the container's own lists say of it.
        let listed = subject.container.image.user_numbers.known().and_then(|numbers| numbers.split_once(':'));
        let finding = match (group_of(user), listed) {
            (Group::Said(group), _) if is_root_group(group) => finding,
            (Group::Unsaid | Group::OfName, Some((uid, gid))) if is_root_group(gid) && !is_root(uid) => {
                finding
            }
            (Group::Unsaid, None) => finding.worded("root-group-unsaid"),
            _ => return,
        };
        findings.add(finding.with("user", user.clone()).fix(remedy::leave_root_group(user)));
    }
}
