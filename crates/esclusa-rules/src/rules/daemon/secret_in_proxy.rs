//! A password in a proxy's address: `secret_in_proxy.md`.

use std::borrow::Cow;

use esclusa_detect::redact;
use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "secret-in-proxy",
    practice: Practice::Daemon,
    severity: Severity::Medium,
    field: "http-proxy",
    standards: &[Standard::Cwe(256)],
    fix: Safety::Manual,
    page: page!("secret_in_proxy"),
};

/// The rule.
pub(crate) struct SecretInProxy;

impl Rule for SecretInProxy {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        for key in ["http-proxy", "https-proxy"] {
            // Addresses with a password are what is hidden of them elsewhere.
            if daemon.text(key).is_some_and(|address| matches!(redact(address), Cow::Owned(_))) {
                let origin = daemon.place_of(key);
                let fix = Fix::manual(Message::new("secret-in-proxy-fix"));
                let finding = Finding::of_daemon(&META, Place::of(&origin, &origin)).with("key", key);
                findings.add(finding.about(key).fix(fix));
            }
        }
    }
}
