//! The machine that an engine runs on.

mod audit;
mod files;

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use esclusa_model::Host;
use esclusa_model::host::{Cgroups, Gap};

/// So many bytes of a file are read.
const LONGEST: u64 = 1 << 20;

/// The kernel settings that rules ask for.
const SETTINGS: [&str; 9] = [
    "fs.protected_hardlinks",
    "fs.protected_symlinks",
    "kernel.dmesg_restrict",
    "kernel.kptr_restrict",
    "kernel.perf_event_paranoid",
    "kernel.unprivileged_bpf_disabled",
    "kernel.yama.ptrace_scope",
    "net.ipv4.conf.all.route_localnet",
    "vm.unprivileged_userfaultfd",
];

/// What the files below `root` say of the machine whose root it is (`/`). Nothing is run, nothing is changed.
#[must_use]
pub fn facts(root: &Path) -> Host {
    let mut look = Look { root: root.to_owned(), gaps: Vec::new() };
    let settings = look.json("/etc/docker/daemon.json");
    let files = files::files(&mut look, settings.as_ref());
    let groups = look.text("/etc/group");
    let engine_group = groups.and_then(|groups| members(&groups, &look.text("/etc/passwd")?));
    let audit = audit::audit(&mut look);
    let data = settings.as_ref().and_then(|settings| settings.get("data-root")?.as_str());
    let data_is_apart = look.text("/proc/self/mountinfo").map(|mounts| {
        let mount = mount_of(&mounts, data.unwrap_or("/var/lib/docker"));
        mount != "/"
    });
    let settings = SETTINGS.iter().filter_map(|name| {
        let path = format!("/proc/sys/{}", name.replace('.', "/"));
        Some(((*name).to_owned(), look.text(&path)?.trim().to_owned()))
    });
    let settings = settings.collect();
    let cgroups = look.cgroups();
    Host { files, engine_group, audit, data_is_apart, settings, cgroups, gaps: look.gaps }
}

/// Looks below a root, and keeps what it could not see.
struct Look {
    root: PathBuf,
    gaps: Vec<Gap>,
}

impl Look {
    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// Keeps why something could not be looked at; that it is not there is no reason.
    fn gap(&mut self, path: &str, error: &std::io::Error) {
        if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
            return;
        }
        let why = error.to_string();
        let why = why.split(" (os error").next().unwrap_or(&why).to_owned();
        let gap = Gap { path: path.to_owned(), why };
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }

    /// A text; nothing if there is none, or it cannot be read.
    fn text(&mut self, path: &str) -> Option<String> {
        let mut bytes = Vec::new();
        let read =
            fs::File::open(self.path(path)).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes));
        match read {
            Ok(_) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => {
                self.gap(path, &error);
                None
            }
        }
    }

    /// A JSON file; what is wrong with it, `daemon:` says.
    fn json(&mut self, path: &str) -> Option<serde_json::Value> {
        serde_json::from_str(&self.text(path)?).ok()
    }

    /// The names in a folder, in their order.
    fn names(&mut self, path: &str) -> Vec<String> {
        match fs::read_dir(self.path(path)) {
            Ok(entries) => {
                let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
                let mut names: Vec<String> = names.collect();
                names.sort();
                names
            }
            Err(error) => {
                self.gap(path, &error);
                Vec::new()
            }
        }
    }

    fn is_there(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// Version 2 has its list of controllers at the top; where version 1 is mounted, too, that is elsewhere.
    fn cgroups(&self) -> Option<Cgroups> {
        if self.is_there("/sys/fs/cgroup/cgroup.controllers") {
            return Some(Cgroups::V2);
        }
        self.is_there("/sys/fs/cgroup/memory").then_some(Cgroups::V1)
    }
}

/// The members of the group `docker`: those that it lists, and those whose own group it is. No group has no members.
fn members(groups: &str, users: &str) -> Option<Vec<String>> {
    let entry = groups.lines().find_map(|line| line.strip_prefix("docker:"));
    let Some(entry) = entry else { return Some(Vec::new()) };
    let mut fields = entry.split(':').skip(1);
    let (number, listed) = (fields.next()?, fields.next().unwrap_or_default());
    let mut members: Vec<String> =
        listed.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    for user in users.lines() {
        let mut fields = user.split(':');
        if let (Some(name), Some(own)) = (fields.next(), fields.nth(2))
            && own == number
            && !members.iter().any(|member| member == name)
        {
            members.push(name.to_owned());
        }
    }
    Some(members)
}

/// Where the file system is mounted that a path lies on: the longest mount point that leads there.
fn mount_of(mounts: &str, path: &str) -> String {
    // The fifth field; spaces in it are written as `\040`.
    let points =
        mounts.lines().filter_map(|line| line.split(' ').nth(4)).map(|point| point.replace("\\040", " "));
    let leads = |point: &String| {
        let rest = path.strip_prefix(point.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    points.filter(leads).max_by_key(String::len).unwrap_or_else(|| "/".to_owned())
}
