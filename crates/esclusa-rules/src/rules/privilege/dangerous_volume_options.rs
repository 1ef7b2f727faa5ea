//! A volume that mounts what no container should: `dangerous_volume_options.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::local_volume::mounted;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "dangerous-volume-options",
    practice: Practice::Privilege,
    severity: Severity::High,
    field: "HostConfig.Mounts",
    standards: &[
        Standard::Cis("1.6.0", "5.6"),
        Standard::Cwe(668),
        Standard::Attack("T1611"),
        Standard::PodSecurity("baseline", "HostPath Volumes"),
    ],
    fix: Safety::Manual,
    page: page!("dangerous_volume_options"),
};

/// File systems that are the kernel's own, or the host's folders laid over each other.
const KINDS: [&str; 16] = [
    "binfmt_misc",
    "bpf",
    "cgroup",
    "cgroup2",
    "configfs",
    "debugfs",
    "devpts",
    "devtmpfs",
    "efivarfs",
    "fusectl",
    "overlay",
    "proc",
    "pstore",
    "securityfs",
    "sysfs",
    "tracefs",
];

/// The rule.
pub(crate) struct DangerousVolumeOptions;

impl Rule for DangerousVolumeOptions {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        // A bind is judged by the path that it leads to.
        for volume in mounted(subject).into_iter().filter(|volume| !volume.is_bind()) {
            let read_only = volume.read_only || volume.options.iter().any(|option| option == "ro");
            let (message, what, severity) = if KINDS.contains(&volume.kind.as_str()) {
                ("dangerous-volume-options", volume.kind, META.severity)
            } else if volume.device.starts_with("/dev/") {
                ("dangerous-volume-options-disk", volume.device, Severity::Critical)
            } else {
                continue;
            };
            let severity = if read_only { severity.lower() } else { severity };
            let place = Place::of(&volume.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).worded(message).severity(severity);
            let finding = finding.about(what.clone()).with("what", what);
            findings.add(finding.remedy("dangerous-volume-options-fix", "why-definition"));
        }
    }
}
