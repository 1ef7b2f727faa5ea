//! Forwarding not dropped: `forwarding_not_dropped.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "forwarding-not-dropped",
    practice: Practice::Daemon,
    severity: Severity::Medium,
    field: "ip-forward-no-drop",
    standards: &[Standard::Cwe(923)],
    fix: Safety::Manual,
    page: page!("forwarding_not_dropped"),
};

/// The rule.
pub(crate) struct ForwardingNotDropped;

impl Rule for ForwardingNotDropped {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.is_on("ip-forward-no-drop", false) == Some(true) {
            let origin = daemon.place_of("ip-forward-no-drop");
            let fix = Fix::manual(Message::new("forwarding-not-dropped-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
