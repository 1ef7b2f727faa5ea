//! No firewall rules: `engine_without_firewall_rules.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "engine-without-firewall-rules",
    practice: Practice::Daemon,
    severity: Severity::Medium,
    field: "iptables",
    standards: &[Standard::Cis("1.6.0", "2.4")],
    fix: Safety::Manual,
    page: page!("engine_without_firewall_rules"),
};

/// The rule.
pub(crate) struct EngineWithoutFirewallRules;

impl Rule for EngineWithoutFirewallRules {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.is_on("iptables", true) == Some(false) {
            let origin = daemon.place_of("iptables");
            let fix = Fix::manual(Message::new("engine-without-firewall-rules-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
