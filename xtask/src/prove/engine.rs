//! A private engine: its programs, the file system that its images begin from, and the images.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::said;
use super::service::IMAGES;
use super::services_folder;
use crate::process;

/// What begins the line in which the part inside says why it cannot begin.
pub(super) const IMPOSSIBLE: &str = "no proof: ";
/// The image that all others are made from.
pub(super) const BASE: &str = "esclusa/base";
/// The container that real clients are run in; it shares the network of the engine, as a user of the host would.
pub(super) const CLIENT: &str = "esclusa-client";
/// The control group that the engine keeps its containers in.
const CONTROL_GROUP: &str = "esclusa-proof";
/// How long the engine may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The Debian that the images are made of: the versions in their tags are those of its packages.
const SUITE: &str = "bookworm";
/// The services, their clients, and what their entrypoints need.
const PACKAGES: &str = "ca-certificates,curl,gosu,gunicorn,haproxy,mariadb-client,mariadb-server,memcached,mosquitto,\
    mosquitto-clients,netcat-openbsd,nginx-light,postgresql-15,postgresql-client-15,python3-flask,redis-server";

/// Programs that must be there, and the packages that bring them.
const PROGRAMS: &[(&str, &str)] = &[
    ("dockerd", "docker.io"),
    ("docker", "docker.io"),
    ("ip", "iproute2"),
    ("iptables", "iptables"),
    ("mmdebstrap", "mmdebstrap"),
    ("busybox", "busybox-static"),
];

/// Whether an engine can be run here; installs its programs where apt and the right to use it are there.
pub(super) fn tools() -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("needs Linux".to_owned());
    }
    if !process::answers("unshare", &["--net", "--mount", "--pid", "--fork", "setpriv", "--dump"]) {
        return Err("needs root, with the right to make namespaces".to_owned());
    }
    let missing = || PROGRAMS.iter().filter(|(program, _)| !is_there(program));
    let packages: BTreeSet<&str> = missing().map(|(_, package)| *package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let said = format!("needs {}", packages.iter().copied().collect::<Vec<_>>().join(", "));
    if !process::answers("apt-get", &["--version"]) {
        return Err(said);
    }
    // The engine that comes with the package is not to be started: a private one is.
    let install = ["install", "--yes", "--no-install-recommends"];
    for words in [&["update", "--quiet"][..], &install[..]] {
        let mut apt = Command::new("apt-get");
        apt.args(words).env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1");
        if words == install {
            apt.args(&packages);
        }
        process::run(&mut apt).map_err(|error| format!("{said}: {error:#}"))?;
    }
    if missing().next().is_none() { Ok(()) } else { Err(said) }
}

fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Makes the file system that the images begin from, unless the engine has it already.
pub(super) fn base(folder: &Path) -> anyhow::Result<()> {
    let wanted = format!("{SUITE} {PACKAGES}");
    let is_kept = ["engine", "base.tar"].iter().any(|name| folder.join(name).exists());
    if is_kept && fs::read_to_string(made_of(folder)).is_ok_and(|made_of| made_of == wanted) {
        return Ok(());
    }
    for stale in ["engine", "base.tar"] {
        let stale = folder.join(stale);
        let _ = if stale.is_dir() { fs::remove_dir_all(stale) } else { fs::remove_file(stale) };
    }
    println!("making the base of the images: some minutes, once");
    let mut make = Command::new("mmdebstrap");
    make.args(["--quiet", "--variant=minbase", "--dpkgopt=force-unsafe-io"]);
    for left_out in ["doc", "man", "locale", "info"] {
        make.arg(format!("--dpkgopt=path-exclude=/usr/share/{left_out}/*"));
    }
    // No cluster of the package's own: the entrypoint makes it.
    make.arg("--essential-hook=mkdir -p \"$1/etc/postgresql-common\"");
    make.arg(
        "--essential-hook=echo create_main_cluster = false > \"$1/etc/postgresql-common/createcluster.conf\"",
    );
    make.arg(format!("--include={PACKAGES}")).arg(SUITE).arg(folder.join("base.tar"));
    process::run(&mut make)?;
    fs::write(made_of(folder), wanted)?;
    Ok(())
}

/// The file that says what the base was made of.
fn made_of(folder: &Path) -> std::path::PathBuf {
    folder.join("base.txt")
}

/// Takes away the control groups that containers leave behind when they are ended by the kernel.
pub(super) fn remove_control_groups() {
    let own = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    // 4:memory:/a is /a of the hierarchy memory, 9:name=systemd:/ the root of systemd's, 0::/ that of version 2.
    for (hierarchy, path) in own.lines().filter_map(|line| line.split_once(':')?.1.split_once(':')) {
        let names =
            if hierarchy.is_empty() { ["unified", ""] } else { [hierarchy.trim_start_matches("name="), ""] };
        for name in names {
            for path in [path.trim_start_matches('/'), ""] {
                remove_empty(&Path::new("/sys/fs/cgroup").join(name).join(path).join(CONTROL_GROUP));
            }
        }
    }
}

fn remove_empty(group: &Path) {
    let Ok(entries) = fs::read_dir(group) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        remove_empty(&entry.path());
    }
    let _ = fs::remove_dir(group);
}

/// The engine, while it runs.
pub(super) struct Engine {
    process: Child,
    folder: std::path::PathBuf,
}

impl Engine {
    /// Starts it; only inside the namespaces.
    pub(super) fn start(folder: &Path) -> anyhow::Result<Self> {
        // What the engine writes of itself below /run is seen here only, and is gone with the namespace.
        said::expect("mount", &["--make-rprivate", "/"])?;
        said::expect("mount", &["-t", "tmpfs", "tmpfs", "/run"])?;
        said::expect("ip", &["link", "set", "lo", "up"])?;
        let log = fs::File::create(folder.join("engine.log"))?;
        let mut command = Command::new("dockerd");
        command.arg("--data-root").arg(folder.join("engine"));
        command.args(["--host", "unix:///var/run/docker.sock", "--cgroup-parent", CONTROL_GROUP]);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let engine = Self { process: command.spawn().context("dockerd")?, folder: folder.to_path_buf() };
        let since = Instant::now();
        while !said::run("docker", &["version"], None)?.success {
            let log = || fs::read_to_string(folder.join("engine.log")).unwrap_or_default();
            anyhow::ensure!(
                since.elapsed() < PATIENCE,
                "the engine does not answer: {}",
                log().lines().last().unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(300));
        }
        Ok(engine)
    }

    /// The version of the engine, and of what runs its containers.
    pub(super) fn version(&self) -> anyhow::Result<String> {
        let version = said::expect("docker", &["version", "--format", "{{.Server.Version}}"])?;
        let runc = said::expect("runc", &["--version"])?;
        let runc = runc.lines().next().unwrap_or_default().trim_start_matches("runc version ");
        Ok(format!("dockerd {}, runc {runc}", version.trim()))
    }

    /// Makes the images that are named, and the base where it is not there yet.
    pub(super) fn make_images(&self, images: &BTreeSet<&str>) -> anyhow::Result<()> {
        let since = Instant::now();
        let archive = self.folder.join("base.tar");
        if archive.is_file() {
            said::expect("docker", &["import", &archive.to_string_lossy(), BASE])?;
            // It is in the engine now, and large.
            fs::remove_file(&archive)?;
        }
        for (image, service) in IMAGES.iter().filter(|(image, _)| images.contains(image)) {
            let folder = services_folder().join(service).join("image");
            let folder = folder.to_string_lossy();
            said::expect("docker", &["build", "--quiet", "--network", "none", "--tag", image, &folder])?;
        }
        println!("images made in {:.1} s", since.elapsed().as_secs_f64());
        Ok(())
    }

    /// Starts the container of the clients.
    pub(super) fn start_client(&self) -> anyhow::Result<()> {
        said::run("docker", &["rm", "--force", CLIENT], None)?;
        let run = ["run", "--detach", "--name", CLIENT, "--network", "host", BASE, "sleep", "infinity"];
        said::expect("docker", &run).map(|_| ())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = said::run("docker", &["rm", "--force", CLIENT], None);
        let _ = said::run("kill", &["-TERM", &self.process.id().to_string()], None);
        let _ = self.process.wait();
    }
}
