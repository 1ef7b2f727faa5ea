//! The engine's socket in a mount: `engine_socket_mounted.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};

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
            if !reaches_socket(&mount.path) {
                continue;
            }
            let place = Place::of(mount.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(mount.path.clone());
            findings.add(finding.with("path", mount.path).remedy("engine-socket-mounted-fix"));
        }
        for mount in unknown(subject) {
            // Where it is put in the container gives away what it is.
            if !is_socket(mount.target) {
                continue;
            }
            let place = Place::of(mount.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(mount.target.to_owned());
            let finding = finding.worded("engine-socket-mounted-unknown").severity(META.severity.lower());
            let finding =
                finding.with("symbol", mount.symbol.to_owned()).with("path", mount.target.to_owned());
            findings.add(finding.remedy("engine-socket-mounted-fix"));
        }
    }
}

/// Folders in which engines put their sockets; read-only mounts do not help, for connecting is not writing.
const FOLDERS: [&str; 9] = [
    "/",
    "/run",
    "/var/run",
    "/run/docker",
    "/run/podman",
    "/var/run/podman",
    "/run/containerd",
    "/var/run/containerd",
    "/run/crio",
];

/// Whether a path ends in the name of an engine's socket.
fn is_socket(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    ["docker.sock", "podman.sock", "containerd.sock", "crio.sock", "docker_engine"].contains(&name)
}

/// Whether whoever sees this path of the host can connect to an engine.
fn reaches_socket(path: &str) -> bool {
    // A user's own engine: /run/user/1000.
    let user = path.strip_prefix("/run/user/").or_else(|| path.strip_prefix("/var/run/user/"));
    is_socket(path)
        || FOLDERS.contains(&path)
        || user.is_some_and(|rest| !rest.contains('/') || rest.ends_with("/podman"))
}
