//! Cgroups that the container may change: `writable_cgroups.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::security_option::{all_of, last, truth};

static META: RuleMeta = RuleMeta {
    id: "writable-cgroups",
    practice: Practice::Privilege,
    severity: Severity::Medium,
    field: "HostConfig.SecurityOpt",
    standards: &[Standard::Cis("1.6.0", "5.25"), Standard::Cwe(693), Standard::Attack("T1611")],
    fix: Safety::Risky,
    page: page!("writable_cgroups"),
};

/// The rule.
pub(crate) struct WritableCgroups;

impl Rule for WritableCgroups {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let options = &subject.container.request.host.security_opt;
        let Some((value, asked)) = last(options, "writable-cgroups") else { return };
        if value.is_none_or(|value| truth(value) == Some(true)) {
            let place = Place::of_field(asked, &subject.container.place);
            let fix = remedy::remove_options("writable-cgroups-fix", all_of(options, "writable-cgroups"));
            findings.add(Finding::at(&META, subject.container, place).fix(fix));
        }
    }
}
