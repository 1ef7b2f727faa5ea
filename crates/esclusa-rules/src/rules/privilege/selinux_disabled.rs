//! No SELinux label: `selinux_disabled.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::security_option::options;

static META: RuleMeta = RuleMeta {
    id: "selinux-disabled",
    practice: Practice::Privilege,
    severity: Severity::Medium,
    field: "HostConfig.SecurityOpt",
    standards: &[
        Standard::Cis("1.6.0", "5.3"),
        Standard::Cwe(693),
        Standard::PodSecurity("baseline", "SELinux"),
    ],
    fix: Safety::Risky,
    page: page!("selinux_disabled"),
};

/// The rule.
pub(crate) struct SelinuxDisabled;

impl Rule for SelinuxDisabled {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let said = &subject.container.request.host.security_opt;
        // Labels add up: none of the others takes back what one of them gave away.
        let off = || {
            options(said).filter(|(name, value, _)| match *name {
                "label" => matches!(value, Some("disable" | "type:spc_t" | "type:unconfined_t")),
                name => name == "disable" && value.is_none(),
            })
        };
        let Some((.., asked)) = off().next() else { return };
        let place = Place::of_field(asked, &subject.container.place);
        let asked = off().filter_map(|(.., field)| field.get());
        let fix = remedy::remove_options("selinux-disabled-fix", asked);
        findings.add(Finding::at(&META, subject.container, place).fix(fix));
    }
}
