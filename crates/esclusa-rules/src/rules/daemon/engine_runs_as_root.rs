//! Engine runs as root: `engine_runs_as_root.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "engine-runs-as-root",
    practice: Practice::Daemon,
    severity: Severity::Info,
    field: "SecurityOptions",
    standards: &[Standard::Cis("1.6.0", "2.1")],
    fix: Safety::Manual,
    page: page!("engine_runs_as_root"),
};

/// The rule.
pub(crate) struct EngineRunsAsRoot;

impl Rule for EngineRunsAsRoot {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.has_security("rootless") == Some(false) {
            let origin = daemon.place_of("SecurityOptions");
            let fix = Fix::manual(Message::new("engine-runs-as-root-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
