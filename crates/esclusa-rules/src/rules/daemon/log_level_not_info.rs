//! Log level not info: `log_level_not_info.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "log-level-not-info",
    practice: Practice::Daemon,
    severity: Severity::Low,
    field: "log-level",
    standards: &[Standard::Cis("1.6.0", "2.3")],
    fix: Safety::Manual,
    page: page!("log_level_not_info"),
};

/// The rule.
pub(crate) struct LogLevelNotInfo;

impl Rule for LogLevelNotInfo {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.text("log-level").is_some_and(|level| level != "info") {
            let origin = daemon.place_of("log-level");
            let fix = Fix::manual(Message::new("log-level-not-info-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
