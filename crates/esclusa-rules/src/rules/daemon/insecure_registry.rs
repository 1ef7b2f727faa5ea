//! Insecure registry: `insecure_registry.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::daemon::is_loopback;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "insecure-registry",
    practice: Practice::Daemon,
    severity: Severity::High,
    field: "insecure-registries",
    standards: &[Standard::Cis("1.6.0", "2.5"), Standard::Cwe(295)],
    fix: Safety::Manual,
    page: page!("insecure_registry"),
};

/// The rule.
pub(crate) struct InsecureRegistry;

impl Rule for InsecureRegistry {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        for item in daemon.items("insecure-registries") {
            let Some(registry) = item.as_str() else { continue };
            let mut finding = Finding::of_daemon(&META, Place::of(&item.origin, &item.origin));
            if is_loopback(registry) {
                finding = finding.severity(Severity::Info);
            }
            let fix = Fix::manual(Message::new("insecure-registry-fix"));
            findings.add(finding.with("registry", registry.to_owned()).about(registry).fix(fix));
        }
    }
}
