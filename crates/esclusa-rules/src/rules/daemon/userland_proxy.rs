//! Userland proxy: `userland_proxy.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "userland-proxy",
    practice: Practice::Daemon,
    severity: Severity::Info,
    field: "userland-proxy",
    standards: &[Standard::Cis("1.6.0", "2.16")],
    fix: Safety::Manual,
    page: page!("userland_proxy"),
};

/// The rule.
pub(crate) struct UserlandProxy;

impl Rule for UserlandProxy {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.is_on("userland-proxy", true) == Some(true) {
            let origin = daemon.place_of("userland-proxy");
            let fix = Fix::manual(Message::new("userland-proxy-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
