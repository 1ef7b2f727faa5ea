//! The processes of containers, as the machine sees them. Nothing is run inside a container.

mod cgroup;
mod sockets;
mod status;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use esclusa_model::Running;
use esclusa_model::running::{Process, Right};

use sockets::{Holders, Table};

/// So many bytes of a file below `/proc` are read.
const LONGEST: u64 = 4 << 20;
/// So many processes of a container are looked at.
const MOST: usize = 4096;
/// How many times a second the kernel counts, to programs: the same on every Linux that engines run on.
const TICKS: u64 = 100;

/// Which sockets are looked at: where there are connections, it costs the kernel some milliseconds to list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sockets {
    /// None.
    None,
    /// Those in the network namespace of the first process, which is the container's own.
    OfNetwork,
    /// Those that its processes hold in the network namespace of the host.
    OfProcesses,
}

/// The processes of the containers of a machine.
#[derive(Debug)]
pub struct Processes {
    root: PathBuf,
    /// Seconds since the machine started.
    uptime: Option<u64>,
    /// Those of every container, if each process of the machine had to be looked at.
    all: OnceCell<HashMap<String, Found>>,
    /// What listens in the host's network, read when the first container is in it.
    of_host: OnceCell<Option<Table>>,
}

/// What was found of one container.
#[derive(Debug, Default)]
struct Found {
    /// Its processes.
    pids: Vec<u32>,
    /// How many more there are.
    unlisted: usize,
}

impl Found {
    fn add(&mut self, pid: u32) {
        if self.pids.len() < MOST {
            self.pids.push(pid);
        } else {
            self.unlisted += 1;
        }
    }
}

impl Processes {
    /// The machine whose files are below `root` (`/`).
    #[must_use]
    pub fn look(root: &Path) -> Self {
        let uptime = text(&root.join("proc/uptime")).and_then(|text| text.split('.').next()?.parse().ok());
        Self { root: root.to_owned(), uptime, all: OnceCell::new(), of_host: OnceCell::new() }
    }

    /// What is seen of the container of this identifier; nothing if none of its processes is. `first` is the number of its
    /// first process on the machine, as the engine says.
    ///
    /// A container's processes are those in its control groups, which are named after it; that everybody may see.
    #[must_use]
    pub fn of(&self, id: &str, first: Option<u32>, sockets: Sockets) -> Option<Running> {
        let top = self.root.join("sys/fs/cgroup");
        // It may have ended meanwhile, and another may have its number.
        let groups = |pid: u32| {
            text(&self.folder(pid).join("cgroup")).filter(|groups| identifiers(groups).contains(&id))
        };
        let said = first.and_then(|pid| Some((pid, groups(pid)?)));
        let mut members = Found::default();
        let found = match &said {
            Some((_, groups)) if cgroup::members(&top, groups, id, &mut members) => &members,
            _ => self.all.get_or_init(|| self.each()).get(id)?,
        };
        let mut pids = found.pids.clone();
        pids.sort_unstable();
        // Numbers begin anew some day, and an engine within has first processes of its own: the lowest is a guess.
        let (first, groups) = said.or_else(|| pids.iter().find_map(|pid| Some((*pid, groups(*pid)?))))?;
        let processes: Vec<Process> = pids.iter().filter_map(|pid| self.process(*pid)).collect();
        let mut missing = Vec::new();
        let listening = match sockets {
            Sockets::None => None,
            Sockets::OfNetwork => Table::read(&self.folder(first)).map(|table| table.all()),
            Sockets::OfProcesses => {
                let table = self.of_host.get_or_init(|| Table::read(&self.folder(first)));
                let holders = || Holders::read(pids.iter().map(|pid| self.folder(*pid)));
                let held = table.as_ref().map(|table| holders().map(|holders| table.held_by(&holders)));
                if held == Some(None) {
                    missing.push(Right::TraceProcesses);
                }
                held.flatten()
            }
        };
        let used = cgroup::used(&top, &groups, id);
        Some(Running {
            seconds: self.age(first),
            processes,
            unlisted: found.unlisted,
            listening,
            memory: used.memory,
            tasks: used.tasks,
            cpu: used.cpu(),
            changed: None,
            missing,
        })
    }

    /// The processes of every container: each of the machine is asked for its groups.
    fn each(&self) -> HashMap<String, Found> {
        let mut all: HashMap<String, Found> = HashMap::new();
        let folder = self.root.join("proc");
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            // It may have ended meanwhile.
            let Some(groups) = text(&folder.join(entry.file_name()).join("cgroup")) else { continue };
            for id in identifiers(&groups) {
                all.entry(id.to_owned()).or_default().add(pid);
            }
        }
        all
    }

    /// The right without which containers that run are not seen: `/proc` may be mounted so that it hides the processes of
    /// others.
    #[must_use]
    pub fn missing(&self) -> Option<Right> {
        let mounts = text(&self.root.join("proc/self/mounts"))?;
        let is_hiding = mounts.lines().any(|line| {
            let mut fields = line.split(' ').skip(1);
            let (place, kind, options) = (fields.next(), fields.next(), fields.next().unwrap_or_default());
            let hides = |option: &str| {
                option.strip_prefix("hidepid=").is_some_and(|how| !["0", "off"].contains(&how))
            };
            (place, kind) == (Some("/proc"), Some("proc")) && options.split(',').any(hides)
        });
        is_hiding.then_some(Right::SeeProcesses)
    }

    fn folder(&self, pid: u32) -> PathBuf {
        self.root.join("proc").join(pid.to_string())
    }

    fn process(&self, pid: u32) -> Option<Process> {
        status::process(pid, &text(&self.folder(pid).join("status"))?)
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
    // With room for nearly every file there, it is read at once.
    let mut bytes = Vec::with_capacity(4096);
    fs::File::open(path).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
    Some(
        String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    )
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
