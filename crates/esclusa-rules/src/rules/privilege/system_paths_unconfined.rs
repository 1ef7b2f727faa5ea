//! Paths of `/proc` and `/sys` that the engine no longer covers: `system_paths_unconfined.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use esclusa_model::List;

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::security_option::options;

static META: RuleMeta = RuleMeta {
    id: "system-paths-unconfined",
    practice: Practice::Privilege,
    severity: Severity::High,
    field: "HostConfig.MaskedPaths",
    standards: &[
        Standard::Cwe(693),
        Standard::Attack("T1611"),
        Standard::PodSecurity("baseline", "/proc Mount Type"),
    ],
    fix: Safety::Risky,
    page: page!("system_paths_unconfined"),
};

/// The rule.
pub(crate) struct SystemPathsUnconfined;

impl Rule for SystemPathsUnconfined {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        // A list that somebody asked for replaces the engine's own.
        let lacks = |list: &List<String>, paths: &[&str]| {
            let asked = !list.origin.is_default() || !list.is_empty();
            asked && paths.iter().any(|path| !list.values().any(|covered| covers(covered, path)))
        };
        // The client makes lists of its option; Podman has one that names what is uncovered.
        let all = options(&host.security_opt).find(|(name, value, _)| {
            matches!((*name, *value), ("systempaths", Some("unconfined")) | ("unmask", Some("ALL")))
        });
        let some = options(&host.security_opt).find(|(name, ..)| *name == "unmask");
        let writable = lacks(&host.readonly_paths, &READ_ONLY);
        let visible = lacks(&host.masked_paths, &MASKED);
        let (message, severity, origin) = match (all, writable, visible, some) {
            (Some((.., asked)), ..) => ("system-paths-unconfined", META.severity, &asked.origin),
            (_, true, true, _) => ("system-paths-unconfined", META.severity, &host.masked_paths.origin),
            (_, true, ..) => ("system-paths-unconfined-writable", META.severity, &host.readonly_paths.origin),
            (_, _, true, _) => {
                ("system-paths-unconfined-visible", Severity::Medium, &host.masked_paths.origin)
            }
            (.., Some((.., asked))) => ("system-paths-unconfined-visible", Severity::Medium, &asked.origin),
            (.., None) => return,
        };
        let place = Place::of(origin, &subject.container.place);
        let finding = Finding::at(&META, subject.container, place).worded(message).severity(severity);
        findings.add(finding.fix(remedy::system_paths(subject)));
    }
}

/// What every engine hides since version 20.10.
const MASKED: [&str; 5] = ["/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/scsi", "/sys/firmware"];

/// What every engine makes read-only.
const READ_ONLY: [&str; 5] = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

/// Whether a path is another, or a folder above it.
fn covers(covered: &str, path: &str) -> bool {
    path.strip_prefix(covered.trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
