//! A read-only root filesystem: where memory must stand in its place.

use esclusa_finding::{Fix, Message, Safety};
use esclusa_model::{Change, Tree};

use super::mounts::{Target, is_in};
use super::{basis, doubted, shown, words};
use crate::Subject;
use crate::root::is_root;
use crate::seen::named;

/// Where programs write what need not last, if nothing is known of them.
const USUAL: [&str; 2] = ["/run", "/tmp"];

/// What a mount in memory may take.
const SIZE: &str = "size=64m";

/// Folders whose files need not last: a container that is made anew begins without them, too.
const VOLATILE: [&str; 6] = ["/run", "/tmp", "/var/cache", "/var/log", "/var/run", "/var/tmp"];
/// Those of them in which each service has a folder of its own, which the image may have filled.
const SHARED: [&str; 2] = ["/var/cache", "/var/log"];
/// So many mounts in memory are proposed for what was written.
const FOLDERS: usize = 8;

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
    if let Some(name) = copied(subject) {
        let reason = Message::new("why-copied").with("name", name.to_owned());
        return Fix::manual(Message::new("writable-root-filesystem-fix")).because(reason);
    }
    let image = &subject.container.image;
    let seen = subject.needs.and_then(|needs| needs.writable_paths.as_ref());
    let (paths, (safety, reason)) = match seen {
        Some(seen) => (seen.iter().map(String::as_str).collect(), shown()),
        None => {
            let mut paths: Vec<&str> = image.scratch_paths.values().collect();
            // What is below /run in the image would be hidden: where the one path is known, it is that.
            let is_volatile = |path: &&str| is_in(path, "/run") || is_in(path, "/var/cache");
            paths.extend(image.writable_paths.values().filter(is_volatile));
            let known = image.scratch_paths.complete || !paths.is_empty();
            paths.extend(USUAL.iter().filter(|path| **path == "/tmp" || !known));
            match written(subject) {
                Some(changed) => {
                    let (folders, rest) = in_memory(&changed);
                    paths.extend(
                        folders.iter().filter(|folder| !paths.contains(folder)).copied().collect::<Vec<_>>(),
                    );
                    (paths, seen_writing(&changed, &rest))
                }
                None => (paths, sure(subject)),
            }
        }
    };
    let owner = owner(subject);
    let mounts = &basis(subject).mounts;
    let volumes: Vec<&str> = image.volumes.values().collect();
    let mut tmpfs: Vec<String> = Vec::new();
    for path in paths {
        let there = mounts.iter().any(|target| target.covers(path))
            || volumes.iter().any(|volume| is_in(path, volume))
            || tmpfs.iter().any(|other| other.split(':').next() == Some(path));
        if !there {
            let owner = owner.as_deref().ok().filter(|_| path != "/tmp").unwrap_or_default();
            tmpfs.push(format!("{path}:{SIZE}{owner}"));
        }
    }
    // A mount in memory over a folder of the image is root's.
    let foreign = owner.is_err().then(|| tmpfs.iter().find(|path| !path.starts_with("/tmp:"))).flatten();
    let (safety, reason) = match foreign.and_then(|path| path.split(':').next()) {
        Some(path) => (Safety::Risky, Message::new("fix-reason-owner").with("path", path.to_owned())),
        None => (safety, reason),
    };
    let title = match tmpfs.as_slice() {
        [] => Message::new("fix-read-only"),
        paths => {
            let paths: Vec<&str> = paths.iter().filter_map(|path| path.split(':').next()).collect();
            Message::new("fix-read-only-tmpfs").with("paths", paths.join(", "))
        }
    };
    Fix::of_container(safety, title, reason, vec![Change::MakeRootReadOnly { tmpfs }])
}

/// The paths that the container has changed in its own layer since it was made, where that was looked at. What stands for
/// a mount there is the engine's.
fn written<'a>(subject: &Subject<'a>) -> Option<Vec<&'a str>> {
    let changed = subject.container.running.as_ref()?.changed.as_ref()?;
    let mounts = &basis(subject).mounts;
    let is_own = |path: &&str| !mounts.iter().any(|target| target.covers(path) || target.is_in(path));
    Some(changed.iter().map(String::as_str).filter(is_own).collect())
}

/// The folders in which what was written need not last, so that memory may stand there; and the paths in none of them.
fn in_memory<'a>(changed: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut folders, mut rest): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for path in changed {
        let Some(base) = VOLATILE.iter().find(|base| is_in(path, base) && path.len() > base.len()) else {
            rest.push(path);
            continue;
        };
        let below = path.get(base.len() + 1..).and_then(|below| below.find('/'));
        let folder = match (SHARED.contains(base), below) {
            (false, _) => base,
            (true, Some(end)) => path.get(..base.len() + 1 + end).unwrap_or(base),
            // Memory over all of it would hide the folders that others have there.
            (true, None) => {
                rest.push(path);
                continue;
            }
        };
        if folders.iter().any(|other| is_in(folder, other)) {
            continue;
        }
        match folders.len() < FOLDERS {
            true => folders.push(folder),
            false => rest.push(path),
        }
    }
    (folders, rest)
}

/// Risky: what was seen once is no promise.
fn seen_writing(changed: &[&str], rest: &[&str]) -> (Safety, Message) {
    match (changed.is_empty(), rest.is_empty()) {
        (true, _) => doubted("fix-reason-wrote-nothing"),
        (false, true) => doubted("fix-reason-wrote-there"),
        (false, false) => (Safety::Risky, Message::new("fix-reason-wrote").with("paths", named(rest))),
    }
}

/// A secret or config that is no file: Compose copies it into the container once it is made, which the engine refuses
/// where the root filesystem is read-only (`injectSecrets` and `injectConfigs` in `pkg/compose` of docker/compose).
fn copied<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    let kinds = [("secrets", &subject.project.secrets), ("configs", &subject.project.configs)];
    kinds.into_iter().find_map(|(key, defined)| {
        let used = subject.workload.rest.get(key).and_then(Tree::as_seq).unwrap_or_default();
        used.iter().find_map(|one| {
            let source = one.get("source").and_then(Tree::as_str)?;
            let tree = defined.get(source)?;
            let is_text = ["environment", "content"].iter().any(|key| tree.get(key).is_some());
            is_text.then_some(source)
        })
    })
}

/// The options that give a mount in memory to the user as whom the service writes: none if it starts as root, or the
/// image is made for it. An error if the user is a name that only the image knows, or is not known.
fn owner(subject: &Subject<'_>) -> Result<String, ()> {
    let asked = &subject.container.request.user;
    let seen = subject.needs.and_then(|needs| needs.user.as_deref());
    let user = seen.or_else(|| asked.get().map(String::as_str).filter(|user| !user.is_empty()));
    let own = subject.container.image.user.known().map(String::as_str);
    let documented = subject.container.image.scratch_paths.complete && seen.is_none();
    let runs_as = subject.container.image.runs_as.known().map(String::as_str);
    let user = match user {
        None if documented => return Ok(String::new()),
        // As it documents, too: its folders are open to that user.
        Some(user) if documented && runs_as == Some(user) => return Ok(String::new()),
        user => user.or(own).unwrap_or_default(),
    };
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (name, group) = user.split_once(':').unwrap_or((user, ""));
    if user.is_empty() || is_root(user) {
        return Ok(String::new());
    }
    let name = Some(name).filter(is_number).filter(|_| asked.unknown().is_none()).ok_or(())?;
    let group = Some(group).filter(is_number).map(|group| format!(",gid={group}")).unwrap_or_default();
    Ok(format!(",uid={name}{group}"))
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
