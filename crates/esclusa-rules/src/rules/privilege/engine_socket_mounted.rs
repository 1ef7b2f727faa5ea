//! The engine's socket in a mount: `engine_socket_mounted.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};

use crate::host_path::mounted;
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
            if !reaches_socket(&mount.real) {
                continue;
            }
            let place = Place::of(&mount.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(mount.path.clone());
            findings.add(finding.with("path", mount.path).remedy("engine-socket-mounted-fix"));
        }
    }
}

/// Folders in which engines put their sockets; read-only mounts do not help, for connecting is not writing.
const FOLDERS: [&str; 12] = [
    "/",
    "/run",
    "/run/user",
    "/run/docker",
    "/run/podman",
    "/run/containerd",
    "/run/crio",
    "/run/buildkit",
    "/run/k3s",
    "/run/k3s/containerd",
    "/run/host-services",
    "/run/snap.docker",
];

/// How engines call their sockets, and Windows its pipe.
const SOCKETS: [&str; 12] = [
    "docker.sock",
    "docker.sock.raw",
    "docker.raw.sock",
    "docker.proxy.sock",
    "podman.sock",
    "containerd.sock",
    "containerd.sock.ttrpc",
    "crio.sock",
    "cri-dockerd.sock",
    "dockershim.sock",
    "buildkitd.sock",
    "docker_engine",
];

/// Whether whoever sees this path of the host can connect to an engine.
fn reaches_socket(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    // A user's own engine: /run/user/1000.
    let user = path.strip_prefix("/run/user/");
    SOCKETS.contains(&name)
        || FOLDERS.contains(&path)
        || user
            .is_some_and(|rest| !rest.contains('/') || rest.ends_with("/podman") || rest.ends_with("/docker"))
}
