//! Unsafe storage driver: `unsafe_storage_driver.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::daemon::storage_driver;
use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "unsafe-storage-driver",
    practice: Practice::Daemon,
    severity: Severity::Medium,
    field: "storage-driver",
    standards: &[Standard::Cis("1.6.0", "2.6"), Standard::Cis("1.8.0", "2.7")],
    fix: Safety::Manual,
    page: page!("unsafe_storage_driver"),
};

/// The rule.
pub(crate) struct UnsafeStorageDriver;

impl Rule for UnsafeStorageDriver {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if storage_driver(daemon).is_some_and(|driver| matches!(driver, "aufs" | "devicemapper" | "vfs")) {
            let origin = daemon.place_of("storage-driver");
            let fix = Fix::manual(Message::new("unsafe-storage-driver-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
