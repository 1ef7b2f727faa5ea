//! Traffic between containers: `unrestricted_container_traffic.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "unrestricted-container-traffic",
    practice: Practice::Daemon,
    severity: Severity::Low,
    field: "icc",
    standards: &[Standard::Cis("1.6.0", "2.2")],
    fix: Safety::Manual,
    page: page!("unrestricted_container_traffic"),
};

/// The rule.
pub(crate) struct UnrestrictedContainerTraffic;

impl Rule for UnrestrictedContainerTraffic {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.is_on("icc", true) == Some(true) {
            let origin = daemon.place_of("icc");
            let fix = Fix::manual(Message::new("unrestricted-container-traffic-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
