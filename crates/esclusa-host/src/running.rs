//! The processes of containers, as the machine sees them. Nothing is run inside a container.

mod cgroup;
mod sockets;

use std::collections::HashMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use esclusa_model::Running;
use esclusa_model::running::Process;

/// So many bytes of a file below `/proc` are read.
const LONGEST: u64 = 4 << 20;
/// So many processes of a container are looked at.
const MOST: usize = 4096;
/// How many times a second the kernel counts, to programs: the same on every Linux that engines run on.
const TICKS: u64 = 100;

/// The processes of every container of a machine, found once.
#[derive(Debug)]
pub struct Processes {
    root: PathBuf,
    /// By the identifier of the container: process and the text of its control groups.
    by_container: HashMap<String, Vec<(u32, String)>>,
    /// Seconds since the machine started.
    uptime: Option<u64>,
}

impl Processes {
    /// Looks at the processes below `root` (`/`) once. A container's are those in its control groups, which are named
    /// after it; that everybody may see.
    #[must_use]
    pub fn look(root: &Path) -> Self {
        let mut by_container: HashMap<String, Vec<(u32, String)>> = HashMap::new();
        let folder = root.join("proc");
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            // It may have ended meanwhile.
            let Some(groups) = text(&folder.join(entry.file_name()).join("cgroup")) else { continue };
            for id in identifiers(&groups) {
                let processes = by_container.entry(id.to_owned()).or_default();
                if processes.len() < MOST {
                    processes.push((pid, groups.clone()));
                }
            }
        }
        let uptime = text(&folder.join("uptime")).and_then(|text| text.split('.').next()?.parse().ok());
        Self { root: root.to_owned(), by_container, uptime }
    }

    /// What is seen of the container of this identifier; nothing if none of its processes is. `shares_network` says that
    /// its network is not its own.
    #[must_use]
    pub fn of(&self, id: &str, shares_network: bool) -> Option<Running> {
        let mut found: Vec<&(u32, String)> = self.by_container.get(id)?.iter().collect();
        found.sort_unstable_by_key(|(pid, _)| *pid);
        let (first, groups) = found.first()?;
        let processes: Vec<Process> = found.iter().filter_map(|(pid, _)| self.process(*pid)).collect();
        let listening = if shares_network { None } else { sockets::listening(&self.folder(*first)) };
        let usage = cgroup::usage(&self.root.join("sys/fs/cgroup"), groups);
        Some(Running {
            seconds: self.age(*first),
            processes,
            listening,
            memory: usage.memory,
            tasks: usage.tasks,
            cpu: usage.cpu,
            changed: None,
        })
    }

    fn folder(&self, pid: u32) -> PathBuf {
        self.root.join("proc").join(pid.to_string())
    }

    fn process(&self, pid: u32) -> Option<Process> {
        let status = text(&self.folder(pid).join("status"))?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            line.map(str::trim)
        };
        // A process that has ended and waits to be asked holds nothing.
        if field("State").is_some_and(|state| state.starts_with(['Z', 'X'])) {
            return None;
        }
        Some(Process {
            pid,
            name: field("Name")?.to_owned(),
            user: field("Uid")?.split_whitespace().nth(1)?.parse().ok()?,
            capabilities: u64::from_str_radix(field("CapEff")?, 16).ok()?,
            no_new_privileges: field("NoNewPrivs") == Some("1"),
            is_filtered: field("Seccomp").map(|mode| mode != "0"),
        })
    }

    /// How long a process has run. Its name stands in brackets and may hold any character.
    fn age(&self, pid: u32) -> Option<u64> {
        let stat = text(&self.folder(pid).join("stat"))?;
        let started: u64 = stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()?;
        Some(self.uptime?.saturating_sub(started / TICKS))
    }
}

/// A text within bounds.
fn text(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The identifiers of containers in the path of a control group: 64 hexadecimal digits (`/docker/ID`, `docker-ID.scope`,
/// `libpod-ID.scope`); several where a container runs an engine of its own. Every hierarchy says the same.
fn identifiers(groups: &str) -> Vec<&str> {
    let of_line = |line| -> Vec<&str> {
        let path = str::splitn(line, 3, ':').nth(2).unwrap_or_default();
        path.split(|c: char| !c.is_ascii_hexdigit()).filter(|word| word.len() == 64).collect()
    };
    groups.lines().map(of_line).find(|found| !found.is_empty()).unwrap_or_default()
}
