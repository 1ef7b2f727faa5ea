//! Logs stay on the host: `logs_stay_on_host.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::daemon::logging_driver;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "logs-stay-on-host",
    practice: Practice::Daemon,
    severity: Severity::Info,
    field: "log-driver",
    standards: &[Standard::Cis("1.6.0", "2.13")],
    fix: Safety::Manual,
    page: page!("logs_stay_on_host"),
};

/// The rule.
pub(crate) struct LogsStayOnHost;

impl Rule for LogsStayOnHost {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if logging_driver(daemon).is_some_and(|driver| matches!(driver, "json-file" | "local" | "none")) {
            let origin = daemon.place_of("log-driver");
            let fix = Fix::manual(Message::new("logs-stay-on-host-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
