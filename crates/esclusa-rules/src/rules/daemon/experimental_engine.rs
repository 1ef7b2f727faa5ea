//! Experimental features: `experimental_engine.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "experimental-engine",
    practice: Practice::Daemon,
    severity: Severity::Low,
    field: "experimental",
    standards: &[Standard::Cis("1.6.0", "2.18")],
    fix: Safety::Manual,
    page: page!("experimental_engine"),
};

/// The rule.
pub(crate) struct ExperimentalEngine;

impl Rule for ExperimentalEngine {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.is_on("experimental", false) == Some(true) {
            let origin = daemon.place_of("experimental");
            let fix = Fix::manual(Message::new("experimental-engine-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
