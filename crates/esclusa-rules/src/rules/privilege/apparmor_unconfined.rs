//! No AppArmor profile: `apparmor_unconfined.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::security_option::{all_of, last};

static META: RuleMeta = RuleMeta {
    id: "apparmor-unconfined",
    practice: Practice::Privilege,
    severity: Severity::Medium,
    field: "HostConfig.SecurityOpt",
    standards: &[
        Standard::Cis("1.6.0", "5.2"),
        Standard::Cwe(693),
        Standard::PodSecurity("baseline", "AppArmor"),
    ],
    fix: Safety::Risky,
    page: page!("apparmor_unconfined"),
};

/// The rule.
pub(crate) struct ApparmorUnconfined;

impl Rule for ApparmorUnconfined {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let options = &subject.container.request.host.security_opt;
        let Some((Some("unconfined"), asked)) = last(options, "apparmor") else { return };
        let place = Place::of_field(asked, &subject.container.place);
        let fix = remedy::remove_options("apparmor-unconfined-fix", all_of(options, "apparmor"));
        findings.add(Finding::at(&META, subject.container, place).fix(fix));
    }
}
