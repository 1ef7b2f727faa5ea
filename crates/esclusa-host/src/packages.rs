//! The packages that the parts of an engine were installed from, as dpkg lists them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

/// So many bytes of dpkg's list are read: a full desktop has a tenth of it.
const LONGEST: u64 = 64 << 20;

/// The parts by the names that the engine gives them, and the packages of Debian and Ubuntu that bring them.
const PACKAGES: [(&str, &str); 5] = [
    ("Engine", "docker.io"),
    ("containerd", "containerd"),
    ("containerd", "containerd-stable"),
    ("runc", "runc"),
    ("runc", "runc-stable"),
];

/// The revisions of the packages by part, for an engine whose process is `pid` below `proc` (`/proc`).
///
/// The list is read where that process sees it. A process that runs a program of another place, or one that has been
/// replaced since, is not what is installed: then nothing is said of its part. Without the right to look, neither.
#[must_use]
pub fn packages(proc: &Path, pid: u32) -> BTreeMap<String, String> {
    let engine = proc.join(pid.to_string());
    let mut installed = installed(&engine.join("root"));
    if !runs_what_is_installed(&engine, "dockerd") {
        installed.remove("Engine");
    }
    if installed.contains_key("containerd") && !containerd_runs_what_is_installed(proc) {
        installed.remove("containerd");
    }
    installed
}

/// Whether a process runs this program as a package has put it there.
fn runs_what_is_installed(process: &Path, program: &str) -> bool {
    // The link of a program that was replaced ends in ` (deleted)`.
    fs::read_link(process.join("exe")).is_ok_and(|path| {
        ["/usr/bin", "/usr/sbin"].iter().any(|folder| path == Path::new(folder).join(program))
    })
}

/// Whether there is a containerd, and each runs what is installed.
fn containerd_runs_what_is_installed(proc: &Path) -> bool {
    let Ok(folders) = fs::read_dir(proc) else { return false };
    let is_containerd =
        |folder: &Path| fs::read(folder.join("comm")).is_ok_and(|name| name.trim_ascii() == b"containerd");
    let mut found =
        folders.flatten().map(|folder| folder.path()).filter(|folder| is_containerd(folder)).peekable();
    found.peek().is_some() && found.all(|folder| runs_what_is_installed(&folder, "containerd"))
}

/// What is installed below a root, by part.
fn installed(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let Ok(file) = fs::File::open(root.join("var/lib/dpkg/status")) else { return found };
    let mut lines = BufReader::new(file.take(LONGEST));
    let (mut part, mut is_there, mut revision) = (None, false, None);
    let mut line = Vec::new();
    loop {
        line.clear();
        let Ok(length) = lines.read_until(b'\n', &mut line) else { return found };
        let said = line.trim_ascii_end();
        if said.is_empty() {
            if let (Some(part), true, Some(revision)) = (part.take(), is_there, revision.take()) {
                found.insert(part, revision);
            }
            (part, is_there, revision) = (None, false, None);
        } else if let Some(name) = said.strip_prefix(b"Package: ") {
            let wanted = PACKAGES.iter().find(|(_, package)| package.as_bytes() == name);
            part = wanted.map(|(part, _)| (*part).to_owned());
        } else if let Some(status) = said.strip_prefix(b"Status: ") {
            // What is only configured, removed or half there is not what runs.
            is_there = status.ends_with(b" installed");
        } else if let Some(text) = said.strip_prefix(b"Version: ")
            && part.is_some()
        {
            revision = Some(String::from_utf8_lossy(text).into_owned());
        }
        if length == 0 {
            return found;
        }
    }
}
