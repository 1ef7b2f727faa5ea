//! Where engines put the sockets through which they take orders.

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

/// Whether a path ends in the name of an engine's socket.
pub(crate) fn is_socket(path: &str) -> bool {
    SOCKETS.contains(&path.rsplit(['/', '\\']).next().unwrap_or(path))
}

/// Whether whoever sees this path of the host can connect to an engine.
pub(crate) fn reaches_socket(path: &str) -> bool {
    // A user's own engine: /run/user/1000.
    let user = path.strip_prefix("/run/user/");
    let own = |rest: &str| !rest.contains('/') || rest.ends_with("/podman") || rest.ends_with("/docker");
    is_socket(path) || FOLDERS.contains(&path) || user.is_some_and(own)
}
