//! Engine on TCP without TLS: `engine_on_tcp_without_tls.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::daemon::is_loopback;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "engine-on-tcp-without-tls",
    practice: Practice::Daemon,
    severity: Severity::Critical,
    field: "hosts",
    standards: &[Standard::Cis("1.6.0", "2.7"), Standard::Cwe(306)],
    fix: Safety::Manual,
    page: page!("engine_on_tcp_without_tls"),
};

/// The rule.
pub(crate) struct EngineOnTcpWithoutTls;

impl Rule for EngineOnTcpWithoutTls {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        let verifies = daemon.is_on("tlsverify", false);
        if verifies == Some(true) {
            return;
        }
        for host in daemon.items("hosts") {
            let Some(address) =
                host.as_str().filter(|text| text.starts_with("tcp://") || !text.contains("://"))
            else {
                continue;
            };
            let mut finding = Finding::of_daemon(&META, Place::of(&host.origin, &host.origin));
            let is_local = is_loopback(address.trim_start_matches("tcp://"));
            if is_local {
                finding = finding.severity(Severity::Medium);
            }
            if verifies.is_none() {
                finding = finding.worded("engine-on-tcp-without-tls-unknown").severity(Severity::Medium);
            }
            let fix = Fix::manual(Message::new("engine-on-tcp-without-tls-fix"));
            findings.add(finding.with("address", address.to_owned()).about(address).fix(fix));
        }
    }
}
