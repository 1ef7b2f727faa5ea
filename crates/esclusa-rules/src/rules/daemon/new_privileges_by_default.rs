//! New privileges by default: `new_privileges_by_default.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "new-privileges-by-default",
    practice: Practice::Daemon,
    severity: Severity::Low,
    field: "no-new-privileges",
    standards: &[Standard::Cis("1.6.0", "2.14")],
    fix: Safety::Manual,
    page: page!("new_privileges_by_default"),
};

/// The rule.
pub(crate) struct NewPrivilegesByDefault;

impl Rule for NewPrivilegesByDefault {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.has_security("no-new-privileges") != Some(true)
            && daemon.is_on("no-new-privileges", false) == Some(false)
        {
            let origin = daemon.place_of("no-new-privileges");
            let fix = Fix::manual(Message::new("new-privileges-by-default-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
