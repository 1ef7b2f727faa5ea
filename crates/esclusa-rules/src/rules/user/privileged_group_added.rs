//! A group added that owns what only root should: `privileged_group_added.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Setting;

use crate::origin::first_written;
use crate::remedy;
use crate::root::is_root_group;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "privileged-group-added",
    practice: Practice::User,
    severity: Severity::Medium,
    field: "HostConfig.GroupAdd",
    standards: &[Standard::Cis("1.6.0", "1.1.2"), Standard::Cwe(250)],
    fix: Safety::Risky,
    page: page!("privileged_group_added"),
};

/// Groups that amount to root where what they own is there: the engine's socket, disks, memory.
const AMOUNT_TO_ROOT: [&str; 4] = ["docker", "disk", "kmem", "lxd"];

/// The rule.
pub(crate) struct PrivilegedGroupAdded;

impl Rule for PrivilegedGroupAdded {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let added = &subject.container.request.host.group_add;
        for asked in &added.items {
            let Some(group) = asked.get().filter(|_| asked.unknown().is_none()) else { continue };
            let severity = match group.as_str() {
                name if AMOUNT_TO_ROOT.contains(&name) => Severity::Medium,
                name if is_root_group(name) => Severity::Low,
                _ => continue,
            };
            let origin = first_written([&asked.origin], &added.origin);
            let place = Place::of(origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).severity(severity);
            let finding = finding.about(group.clone()).with("group", group.clone());
            let fix = remedy::remove_setting("privileged-group-added-fix", Setting::Group(group.clone()));
            findings.add(finding.fix(fix));
        }
    }
}
