//! Seccomp off by default: `seccomp_off_by_default.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "seccomp-off-by-default",
    practice: Practice::Daemon,
    severity: Severity::High,
    field: "seccomp-profile",
    standards: &[Standard::Cis("1.6.0", "2.17"), Standard::Cwe(693)],
    fix: Safety::Manual,
    page: page!("seccomp_off_by_default"),
};

/// The rule.
pub(crate) struct SeccompOffByDefault;

impl Rule for SeccompOffByDefault {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.text("seccomp-profile") == Some("unconfined") {
            let origin = daemon.place_of("seccomp-profile");
            let fix = Fix::manual(Message::new("seccomp-off-by-default-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
