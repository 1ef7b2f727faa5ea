//! User ids not remapped: `no_user_namespace_remap.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::daemon::is_unmapped;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "no-user-namespace-remap",
    practice: Practice::Daemon,
    severity: Severity::Low,
    field: "userns-remap",
    standards: &[Standard::Cis("1.6.0", "2.9")],
    fix: Safety::Manual,
    page: page!("no_user_namespace_remap"),
};

/// The rule.
pub(crate) struct NoUserNamespaceRemap;

impl Rule for NoUserNamespaceRemap {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if is_unmapped(daemon) {
            let origin = daemon.place_of("userns-remap");
            let fix = Fix::manual(Message::new("no-user-namespace-remap-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
