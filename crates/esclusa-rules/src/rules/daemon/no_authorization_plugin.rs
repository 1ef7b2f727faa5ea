//! No authorization plug-in: `no_authorization_plugin.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "no-authorization-plugin",
    practice: Practice::Daemon,
    severity: Severity::Info,
    field: "authorization-plugins",
    standards: &[Standard::Cis("1.6.0", "2.12")],
    fix: Safety::Manual,
    page: page!("no_authorization_plugin"),
};

/// The rule.
pub(crate) struct NoAuthorizationPlugin;

impl Rule for NoAuthorizationPlugin {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.items("authorization-plugins").is_empty() && !daemon.is_partial {
            let origin = daemon.place_of("authorization-plugins");
            let fix = Fix::manual(Message::new("no-authorization-plugin-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
