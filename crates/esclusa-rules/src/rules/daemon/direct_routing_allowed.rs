//! Direct routing allowed: `direct_routing_allowed.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "direct-routing-allowed",
    practice: Practice::Daemon,
    severity: Severity::Medium,
    field: "allow-direct-routing",
    standards: &[Standard::Cwe(923)],
    fix: Safety::Manual,
    page: page!("direct_routing_allowed"),
};

/// The rule.
pub(crate) struct DirectRoutingAllowed;

impl Rule for DirectRoutingAllowed {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.is_on("allow-direct-routing", false) == Some(true) {
            let origin = daemon.place_of("allow-direct-routing");
            let fix = Fix::manual(Message::new("direct-routing-allowed-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
