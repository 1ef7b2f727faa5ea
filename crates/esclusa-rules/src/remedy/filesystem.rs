//! A read-only root filesystem: where memory must stand in its place.

use esclusa_finding::{Fix, Message, Safety};
use esclusa_model::Change;

use super::mounts::{Target, is_in};
use super::{basis, doubted, shown, words};
use crate::Subject;

/// Where programs write what need not last, if nothing is known of them.
const USUAL: [&str; 2] = ["/run", "/tmp"];

/// What a mount in memory may take, and who may write there: whoever the service becomes.
const OPTIONS: &str = "size=64m,mode=1777";

/// Mounted into many containers, and read by all programs alike; and what a web server only hands out.
const HARMLESS: [&str; 7] = [
    "/etc/localtime",
    "/etc/ssl/certs",
    "/etc/timezone",
    "/run/secrets",
    "/usr/local/apache2/htdocs",
    "/usr/share/ca-certificates",
    "/usr/share/nginx/html",
];

/// Makes the root filesystem read-only.
pub(crate) fn read_only_root(subject: &Subject<'_>) -> Fix {
    let image = &subject.container.image;
    let seen = subject.needs.and_then(|needs| needs.writable_paths.as_ref());
    let (paths, (safety, reason)) = match seen {
        Some(seen) => (seen.iter().map(String::as_str).collect(), shown()),
        None => {
            let known = image.scratch_paths.complete;
            let mut paths: Vec<&str> = image.scratch_paths.values().collect();
            paths.extend(USUAL.iter().filter(|path| **path == "/tmp" || !known));
            (paths, sure(subject))
        }
    };
    let mounts = &basis(subject).mounts;
    let volumes: Vec<&str> = image.volumes.values().collect();
    let mut tmpfs: Vec<String> = Vec::new();
    for path in paths {
        let there = mounts.iter().any(|target| target.covers(path))
            || volumes.iter().any(|volume| is_in(path, volume))
            || tmpfs.iter().any(|other| other.split(':').next() == Some(path));
        if !there {
            tmpfs.push(format!("{path}:{OPTIONS}"));
        }
    }
    let title = match tmpfs.as_slice() {
        [] => Message::new("fix-read-only"),
        paths => {
            let paths: Vec<&str> = paths.iter().filter_map(|path| path.split(':').next()).collect();
            Message::new("fix-read-only-tmpfs").with("paths", paths.join(", "))
        }
    };
    Fix::of_container(safety, title, reason, vec![Change::MakeRootReadOnly { tmpfs }])
}

/// How sure it is that nothing else is written.
fn sure(subject: &Subject<'_>) -> (Safety, Message) {
    let container = subject.container;
    let image = &container.image;
    let basis = basis(subject);
    let judged = basis.judged(subject, image.scratch_paths.complete);
    if judged.0 != Safety::Safe {
        return judged;
    }
    let told = |reason: &'static str, path: &str| {
        (Safety::Risky, Message::new(reason).with("path", words::shown(path)))
    };
    let volumes = || image.volumes.values();
    let mounted = |path: &str| basis.mounts.iter().any(|target| target.covers(path));
    let lasts = |path: &&str| {
        !image.scratch_paths.values().any(|scratch| scratch == *path)
            && !volumes().any(|volume| is_in(path, volume))
            && !mounted(path)
    };
    if let Some(path) = image.writable_paths.values().find(lasts) {
        return told("fix-reason-writes", path);
    }
    if !container.request.host.volumes_from.is_empty() {
        return doubted("fix-reason-borrowed");
    }
    let written = || volumes().chain(image.writable_paths.values());
    let is_data = |target: &Target| {
        written().any(|path| target.is_in(path)) || HARMLESS.iter().any(|path| target.is_in(path))
    };
    if let Some(target) = basis.mounts.iter().find(|target| !target.tmpfs && !is_data(target)) {
        return told("fix-reason-configured", &target.path);
    }
    let known = |path: &&str| {
        written().any(|other| is_in(path, other))
            || mounted(path)
            || is_in(path, "/tmp")
            || is_in(path, "/dev")
            || image.commands.values().any(|command| command == *path)
    };
    match words::paths(container).find(|path| !known(path)) {
        Some(path) => told("fix-reason-named", path),
        None => judged,
    }
}
