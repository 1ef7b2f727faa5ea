//! Host cgroup namespace by default: `host_cgroup_namespace_by_default.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "host-cgroup-namespace-by-default",
    practice: Practice::Daemon,
    severity: Severity::Low,
    field: "default-cgroupns-mode",
    standards: &[Standard::Cwe(653)],
    fix: Safety::Manual,
    page: page!("host_cgroup_namespace_by_default"),
};

/// The rule.
pub(crate) struct HostCgroupNamespaceByDefault;

impl Rule for HostCgroupNamespaceByDefault {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.text("default-cgroupns-mode") == Some("host") {
            let origin = daemon.place_of("default-cgroupns-mode");
            let fix = Fix::manual(Message::new("host-cgroup-namespace-by-default-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
