//! Control groups of version 1: `cgroups_version_1.md`.

use esclusa_finding::{Finding, Findings, Fix, Message, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Host;
use esclusa_model::host::Cgroups;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "cgroups-version-1",
    practice: Practice::Host,
    severity: Severity::Info,
    field: "cgroups",
    standards: &[Standard::Cwe(1188)],
    fix: Safety::Manual,
    page: page!("cgroups_version_1"),
};

/// The rule.
pub(crate) struct CgroupsVersion1;

impl Rule for CgroupsVersion1 {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_host(&self, host: &Host, findings: &mut Findings) {
        if host.cgroups == Some(Cgroups::V1) {
            findings.add(Finding::of_host(&META).fix(Fix::manual(Message::new("cgroups-version-1-fix"))));
        }
    }
}
