//! Cgroup replaced: `default_cgroup_replaced.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "default-cgroup-replaced",
    practice: Practice::Daemon,
    severity: Severity::Info,
    field: "cgroup-parent",
    standards: &[Standard::Cis("1.6.0", "2.10")],
    fix: Safety::Manual,
    page: page!("default_cgroup_replaced"),
};

/// The rule.
pub(crate) struct DefaultCgroupReplaced;

impl Rule for DefaultCgroupReplaced {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon.text("cgroup-parent").is_some() {
            let origin = daemon.place_of("cgroup-parent");
            let fix = Fix::manual(Message::new("default-cgroup-replaced-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
