//! Swarm active: `swarm_active.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "swarm-active",
    practice: Practice::Daemon,
    severity: Severity::Info,
    field: "Swarm",
    standards: &[Standard::Cis("1.6.0", "5.1")],
    fix: Safety::Manual,
    page: page!("swarm_active"),
};

/// The rule.
pub(crate) struct SwarmActive;

impl Rule for SwarmActive {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.says("Swarm").and_then(|swarm| swarm.get("LocalNodeState")).and_then(|state| state.as_str())
            == Some("active")
        {
            let origin = daemon.place_of("Swarm");
            let fix = Fix::manual(Message::new("swarm-active-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
