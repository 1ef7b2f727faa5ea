//! Logs without a limit by default: `unbounded_logs_by_default.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::daemon::logs_grow;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "unbounded-logs-by-default",
    practice: Practice::Daemon,
    severity: Severity::Low,
    field: "log-opts",
    standards: &[Standard::Cwe(400)],
    fix: Safety::Manual,
    page: page!("unbounded_logs_by_default"),
};

/// The rule.
pub(crate) struct UnboundedLogsByDefault;

impl Rule for UnboundedLogsByDefault {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if logs_grow(daemon) {
            let origin = daemon.place_of("log-opts");
            let fix = Fix::manual(Message::new("unbounded-logs-by-default-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
