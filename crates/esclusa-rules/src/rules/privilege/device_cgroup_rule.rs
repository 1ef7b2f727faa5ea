//! Devices allowed by their number: `device_cgroup_rule.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::capability::holds;
use crate::device::{Kind, numbered};
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "device-cgroup-rule",
    practice: Practice::Privilege,
    severity: Severity::Low,
    field: "HostConfig.DeviceCgroupRules",
    standards: &[Standard::Cis("1.6.0", "5.18"), Standard::Cwe(250), Standard::Attack("T1611")],
    fix: Safety::Safe,
    page: page!("device_cgroup_rule"),
};

/// The rule.
pub(crate) struct DeviceCgroupRule;

impl Rule for DeviceCgroupRule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        for field in &host.device_cgroup_rules.items {
            let Some((rule, (kind, access))) = field.get().and_then(|rule| Some((rule, numbered(rule)?)))
            else {
                continue;
            };
            let (message, severity) = match kind {
                Kind::Harmless => continue,
                Kind::Everything => ("device-cgroup-rule-everything", Severity::Critical),
                Kind::Disk => ("device-cgroup-rule-disk", Severity::Critical),
                Kind::Memory => ("device-cgroup-rule-memory", Severity::Critical),
                Kind::Input | Kind::Machine => ("device-cgroup-rule", Severity::Medium),
                Kind::Other => ("device-cgroup-rule", META.severity),
            };
            // Without MKNOD nobody makes the node: it must be there already, by a mount.
            let severity = if holds(host, "MKNOD") { severity } else { severity.lower() };
            let severity = match (access.contains('w'), access.contains('r')) {
                (true, _) => severity,
                (false, true) => severity.lower(),
                (false, false) => Severity::Info,
            };
            let origin =
                if field.origin.place.is_some() { &field.origin } else { &host.device_cgroup_rules.origin };
            let place = Place::of(origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).worded(message).severity(severity);
            let finding = finding.about(rule.clone()).with("rule", rule.clone());
            findings.add(finding.fix(remedy::remove_device_rule(subject, rule)));
        }
    }
}
