//! No mandatory access control: `no_mandatory_access_control.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "no-mandatory-access-control",
    practice: Practice::Daemon,
    severity: Severity::Medium,
    field: "SecurityOptions",
    standards: &[Standard::Cwe(693)],
    fix: Safety::Manual,
    page: page!("no_mandatory_access_control"),
};

/// The rule.
pub(crate) struct NoMandatoryAccessControl;

impl Rule for NoMandatoryAccessControl {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.has_security("apparmor") == Some(false) && daemon.has_security("selinux") == Some(false) {
            let origin = daemon.place_of("SecurityOptions");
            let fix = Fix::manual(Message::new("no-mandatory-access-control-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
