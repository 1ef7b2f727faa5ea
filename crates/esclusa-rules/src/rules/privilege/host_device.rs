//! A device of the host: `host_device.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::symbol;

use crate::device::{Kind, kind};
use crate::host_path::plain;
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "host-device",
    practice: Practice::Privilege,
    severity: Severity::Low,
    field: "HostConfig.Devices",
    standards: &[Standard::Cis("1.6.0", "5.18"), Standard::Cwe(250), Standard::Attack("T1611")],
    fix: Safety::Safe,
    page: page!("host_device"),
};

/// The rule.
pub(crate) struct HostDevice;

impl Rule for HostDevice {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let devices = &subject.container.request.host.devices;
        for field in &devices.items {
            let Some(device) = field.get() else { continue };
            // What is not known stands with all that is written beside it.
            let asked = &device.path_on_host;
            let path = plain(match asked.unknown() {
                Some(symbol) => symbol::split_once(symbol, ':').map_or(symbol, |(source, _)| source),
                None => asked.get().map_or("", String::as_str),
            });
            let (message, severity) = match kind(&path) {
                Kind::Harmless => continue,
                Kind::Everything => ("host-device-everything", Severity::Critical),
                Kind::Disk => ("host-device-disk", Severity::Critical),
                Kind::Memory => ("host-device-memory", Severity::Critical),
                Kind::Input => ("host-device-input", Severity::High),
                Kind::Machine => ("host-device-machine", Severity::Medium),
                Kind::Other => ("host-device", META.severity),
            };
            let access = device.cgroup_permissions.get().map_or("rwm", String::as_str);
            let severity = match (access.contains('w'), access.contains('r')) {
                (true, _) => severity,
                (false, true) => severity.lower(),
                // The node may be made, but not opened.
                (false, false) => Severity::Info,
            };
            let origins = [&field.origin, &device.path_on_host.origin, &devices.origin];
            let origin = origins.into_iter().find(|origin| origin.place.is_some()).unwrap_or(&field.origin);
            let place = Place::of(origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).worded(message).severity(severity);
            let finding = finding.about(path.clone()).with("path", path);
            findings.add(finding.fix(match (asked.unknown(), asked.get()) {
                (Some(symbol), _) => remedy::say_variable(symbol),
                (None, path) => remedy::remove_device(subject, path.map_or("", String::as_str)),
            }));
        }
    }
}
