//! No default ulimits: `no_default_ulimits.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "no-default-ulimits",
    practice: Practice::Daemon,
    severity: Severity::Info,
    field: "default-ulimits",
    standards: &[Standard::Cis("1.6.0", "2.8")],
    fix: Safety::Manual,
    page: page!("no_default_ulimits"),
};

/// The rule.
pub(crate) struct NoDefaultUlimits;

impl Rule for NoDefaultUlimits {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.lacks("default-ulimits") {
            let origin = daemon.place_of("default-ulimits");
            let fix = Fix::manual(Message::new("no-default-ulimits-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
