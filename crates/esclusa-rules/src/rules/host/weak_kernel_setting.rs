//! A kernel setting that makes an escape easier: `weak_kernel_setting.md`.

use esclusa_finding::{Finding, Findings, Fix, Message, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Host;

use crate::rule::{Rule, page};

static META: RuleMeta = RuleMeta {
    id: "weak-kernel-setting",
    practice: Practice::Host,
    severity: Severity::Low,
    field: "settings",
    standards: &[Standard::Cwe(1188)],
    fix: Safety::Manual,
    page: page!("weak_kernel_setting"),
};

/// The rule.
pub(crate) struct WeakKernelSetting;

impl Rule for WeakKernelSetting {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check_host(&self, host: &Host, findings: &mut Findings) {
        for (name, is_weak, wanted, severity) in SETTINGS {
            let Some(value) = host.settings.get(*name) else { continue };
            if !value.parse().is_ok_and(is_weak) {
                continue;
            }
            let finding = Finding::of_host(&META).with("setting", *name).with("value", value.clone());
            let why = Message::new(words(name));
            let finding = finding.with("why", why).about(*name).severity(*severity);
            let fix = Message::new("weak-kernel-setting-fix").with("setting", *name).with("value", *wanted);
            findings.add(finding.fix(Fix::manual(fix)));
        }
    }
}

/// Each setting, when it is weak, what to set, and how much that matters to containers.
type Setting = (&'static str, fn(i64) -> bool, &'static str, Severity);

const SETTINGS: &[Setting] = &[
    ("fs.protected_hardlinks", |value| value == 0, "1", Severity::Low),
    ("fs.protected_symlinks", |value| value == 0, "1", Severity::Low),
    ("kernel.dmesg_restrict", |value| value == 0, "1", Severity::Info),
    ("kernel.kptr_restrict", |value| value == 0, "1", Severity::Info),
    ("kernel.perf_event_paranoid", |value| value < 2, "2", Severity::Info),
    ("kernel.unprivileged_bpf_disabled", |value| value == 0, "1", Severity::Low),
    ("kernel.yama.ptrace_scope", |value| value == 0, "1", Severity::Info),
    ("net.ipv4.conf.all.route_localnet", |value| value == 1, "0", Severity::Medium),
    ("vm.unprivileged_userfaultfd", |value| value == 1, "0", Severity::Low),
];

/// The message that says what an attacker gains by it.
fn words(name: &str) -> &'static str {
    match name {
        "fs.protected_hardlinks" | "fs.protected_symlinks" => "kernel-setting-links",
        "kernel.dmesg_restrict" | "kernel.kptr_restrict" => "kernel-setting-addresses",
        "kernel.perf_event_paranoid" => "kernel-setting-perf",
        "kernel.unprivileged_bpf_disabled" => "kernel-setting-bpf",
        "kernel.yama.ptrace_scope" => "kernel-setting-ptrace",
        "net.ipv4.conf.all.route_localnet" => "kernel-setting-localnet",
        _ => "kernel-setting-userfaultfd",
    }
}
