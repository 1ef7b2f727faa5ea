//! A cgroup outside of the engine's: `cgroup_parent_escape.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Setting;

use crate::host_path::said;
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "cgroup-parent-escape",
    practice: Practice::Privilege,
    severity: Severity::High,
    field: "HostConfig.CgroupParent",
    standards: &[Standard::Cis("1.6.0", "5.25"), Standard::Cwe(653)],
    fix: Safety::Risky,
    page: page!("cgroup_parent_escape"),
};

/// The rule.
pub(crate) struct CgroupParentEscape;

impl Rule for CgroupParentEscape {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let asked = &subject.container.request.host.cgroup_parent;
        let Some(parent) = said(asked).filter(|parent| !parent.is_empty()) else { return };
        let mut parts = parent.split('/').filter(|part| !matches!(*part, "" | "."));
        let (message, severity) = if parts.clone().any(|part| part == "..") {
            ("cgroup-parent-escape", META.severity)
        } else if matches!(parts.next(), None | Some("-.slice"))
            || HOST.contains(&parent.trim_start_matches('/'))
        {
            ("cgroup-parent-escape-host", Severity::Medium)
        } else {
            return;
        };
        let place = Place::of_field(asked, &subject.container.place);
        let fix = remedy::remove_setting("cgroup-parent-escape-fix", Setting::CgroupParent);
        let finding = Finding::at(&META, subject.container, place).worded(message).severity(severity);
        findings.add(finding.with("parent", parent.to_owned()).fix(fix));
    }
}

/// Cgroups of the host's own services and users.
const HOST: [&str; 3] = ["init.scope", "system.slice", "user.slice"];
