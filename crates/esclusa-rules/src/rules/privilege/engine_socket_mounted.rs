//! The engine's socket in a mount: `engine_socket_mounted.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::engine_socket::{is_socket, reaches_socket};
use crate::host_path::{mounted, unknown};
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "engine-socket-mounted",
    practice: Practice::Privilege,
    severity: Severity::Critical,
    field: "HostConfig.Mounts",
    standards: &[
        Standard::Cis("1.6.0", "5.32"),
        Standard::Cwe(250),
        Standard::Attack("T1611"),
        Standard::PodSecurity("baseline", "HostPath Volumes"),
    ],
    fix: Safety::Manual,
    page: page!("engine_socket_mounted"),
};

/// The rule.
pub(crate) struct EngineSocketMounted;

impl Rule for EngineSocketMounted {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for mount in mounted(subject) {
            if !reaches_socket(&mount.real) {
                continue;
            }
            let place = Place::of(&mount.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(mount.path.clone());
            findings.add(
                finding.with("path", mount.path.clone()).remedy("engine-socket-mounted-fix", "why-socket"),
            );
        }
        for mount in unknown(subject) {
            // Where it is put in the container gives away what it is.
            if !is_socket(mount.target) || is_socket(mount.symbol) {
                continue;
            }
            let place = Place::of(mount.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(mount.target.to_owned());
            let finding = finding.worded("engine-socket-mounted-unknown").severity(META.severity.lower());
            let finding =
                finding.with("symbol", mount.symbol.to_owned()).with("path", mount.target.to_owned());
            findings.add(finding.remedy("engine-socket-mounted-fix", "why-socket"));
        }
    }
}
