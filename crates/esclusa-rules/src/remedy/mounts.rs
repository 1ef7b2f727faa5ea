//! Mounts: where they stand, and what is lost without them.

use esclusa_finding::{Fix, Message};
use esclusa_model::{Change, Container};

use super::doubted;
use crate::mount_target;

/// Where something is mounted in the container.
#[derive(Debug)]
pub(crate) struct Target {
    /// The path, made plain.
    pub(super) path: String,
    /// Whether it is of the host.
    pub(super) bind: bool,
    /// Whether it is memory.
    pub(super) tmpfs: bool,
}

impl Target {
    /// Whether it is at a folder, or below it.
    pub(super) fn is_in(&self, folder: &str) -> bool {
        is_in(&self.path, folder)
    }

    /// Whether a path is at it, or below it.
    pub(super) fn covers(&self, path: &str) -> bool {
        is_in(path, &self.path)
    }
}

/// Whether a path is a folder, or lies in it. `/var/run` is `/run` in every image.
pub(super) fn is_in(path: &str, folder: &str) -> bool {
    let real = |path: &'_ str| -> String {
        let path = path.trim_end_matches('/');
        path.strip_prefix("/var/run").map_or_else(|| path.to_owned(), |below| format!("/run{below}"))
    };
    real(path).strip_prefix(&real(folder)).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Everything that is mounted, whoever may write it.
pub(super) fn targets(container: &Container) -> Vec<Target> {
    let request = &container.request;
    let mounted = mount_target::all(&request.host).into_iter();
    let mut targets: Vec<Target> =
        mounted.map(|one| Target { path: one.target, bind: one.bind, tmpfs: one.tmpfs }).collect();
    let plain = |path: &String| Target { path: path.clone(), bind: false, tmpfs: false };
    targets.extend(request.volumes.entries.keys().map(plain));
    let memory = |path: &String| Target { path: path.clone(), bind: false, tmpfs: true };
    targets.extend(request.host.tmpfs.entries.keys().map(memory));
    targets
}

/// Makes what is mounted here read-only.
pub(crate) fn make_read_only(target: &str) -> Fix {
    let (safety, reason) = doubted("fix-reason-writes-mount");
    let title = Message::new("fix-read-only-mount").with("path", target.to_owned());
    Fix::of_container(safety, title, reason, vec![Change::MakeMountReadOnly { target: target.to_owned() }])
}

/// Keeps what is mounted below this from the host.
pub(crate) fn stop_propagation(target: &str) -> Fix {
    let (safety, reason) = doubted("why-propagation");
    let change = Change::StopMountPropagation { target: target.to_owned() };
    Fix::of_container(safety, Message::new("shared-mount-propagation-fix"), reason, vec![change])
}

/// Mounts the memory here as the engine does unasked.
pub(crate) fn restrict_tmpfs(target: &str) -> Fix {
    let (safety, reason) = doubted("why-tmpfs");
    let change = Change::RestrictTmpfs { target: target.to_owned() };
    Fix::of_container(safety, Message::new("unsafe-tmpfs-fix"), reason, vec![change])
}

/// Makes what is mounted here read-only where that is enough, or takes it away.
pub(crate) fn restrict(target: &str, read_only_is_enough: bool) -> Fix {
    if read_only_is_enough {
        return make_read_only(target);
    }
    let (safety, reason) = doubted("fix-reason-asked");
    let title = Message::new("fix-remove-mount").with("path", target.to_owned());
    Fix::of_container(safety, title, reason, vec![Change::RemoveMount { target: target.to_owned() }])
}
