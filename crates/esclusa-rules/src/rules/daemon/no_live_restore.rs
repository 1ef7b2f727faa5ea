//! No live restore: `no_live_restore.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::daemon::lacks_live_restore;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "no-live-restore",
    practice: Practice::Daemon,
    severity: Severity::Info,
    field: "live-restore",
    standards: &[Standard::Cis("1.6.0", "2.15")],
    fix: Safety::Manual,
    page: page!("no_live_restore"),
};

/// The rule.
pub(crate) struct NoLiveRestore;

impl Rule for NoLiveRestore {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if lacks_live_restore(daemon) {
            let origin = daemon.place_of("live-restore");
            let fix = Fix::manual(Message::new("no-live-restore-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
