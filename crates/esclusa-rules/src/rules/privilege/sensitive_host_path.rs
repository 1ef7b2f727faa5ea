//! A path of the host that must not be a container's: `sensitive_host_path.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::host_path::mounted;
use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::sensitive_path::{Gives, sensitive};

static META: RuleMeta = RuleMeta {
    id: "sensitive-host-path",
    practice: Practice::Privilege,
    severity: Severity::High,
    field: "HostConfig.Binds",
    standards: &[
        Standard::Cis("1.6.0", "5.6"),
        Standard::Cwe(552),
        Standard::Attack("T1611"),
        Standard::PodSecurity("baseline", "HostPath Volumes"),
    ],
    fix: Safety::Risky,
    page: page!("sensitive_host_path"),
};

/// The rule.
pub(crate) struct SensitiveHostPath;

impl Rule for SensitiveHostPath {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for mount in mounted(subject) {
            let Some(path) = sensitive(&mount.real) else { continue };
            if mount.is_secret && mount.read_only && path.gives == Gives::Credentials {
                continue;
            }
            let severity = if mount.read_only { path.read_only } else { Some(path.writable) };
            let Some(severity) = severity else { continue };
            let message = match (path.gives, mount.read_only) {
                (Gives::Credentials, _) => "sensitive-host-path-credentials",
                (Gives::Services, _) => "sensitive-host-path-services",
                (Gives::Host, true) => "sensitive-host-path-read-only",
                (Gives::Host, false) => "sensitive-host-path",
            };
            let place = Place::of(&mount.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).worded(message).severity(severity);
            let finding = finding.about(mount.path.clone()).with("path", mount.path.clone());
            findings.add(match &mount.target {
                Some(target) if !mount.is_secret => {
                    finding.fix(remedy::restrict(target, !mount.read_only && path.read_only.is_none()))
                }
                _ => finding.remedy("sensitive-host-path-fix", "why-definition"),
            });
        }
    }
}
