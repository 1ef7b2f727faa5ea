//! Base device size changed: `base_device_size_changed.md`.

use esclusa_finding::{
    Finding, Findings, Fix, Message, Place, Practice, RuleMeta, Safety, Severity, Standard,
};
use esclusa_model::Daemon;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "base-device-size-changed",
    practice: Practice::Daemon,
    severity: Severity::Info,
    field: "storage-opts",
    standards: &[Standard::Cis("1.6.0", "2.11")],
    fix: Safety::Manual,
    page: page!("base_device_size_changed"),
};

/// The rule.
pub(crate) struct BaseDeviceSizeChanged;

impl Rule for BaseDeviceSizeChanged {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_daemon(&self, daemon: &Daemon, findings: &mut Findings) {
        if daemon
            .items("storage-opts")
            .iter()
            .filter_map(|item| item.as_str())
            .any(|item| item.starts_with("dm.basesize"))
        {
            let origin = daemon.place_of("storage-opts");
            let fix = Fix::manual(Message::new("base-device-size-changed-fix"));
            findings.add(Finding::of_daemon(&META, Place::of(&origin, &origin)).fix(fix));
        }
    }
}
