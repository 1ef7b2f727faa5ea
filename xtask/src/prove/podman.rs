//! Podman's service, asked as an engine is: what its containers break is found, and where it differs nothing is lost.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::Value;

use super::said;

/// Where it listens; seen in this namespace only.
const SOCKET: &str = "unix:///run/podman.sock";
/// The image that its containers are made from: a shell, and a list with one user.
const IMAGE: &str = "localhost/shell";
/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Its containers: the name, the flags, whether it runs, a rule that must speak and one that must not.
const CASES: &[(&str, &[&str], bool, &str, &str)] = &[
    ("pod-privileged", &["--privileged", "--pid", "host"], false, "privileged-container", "root-group"),
    ("pod-published", &["--publish", "18090:80"], false, "published-on-all-interfaces", "host-pid-namespace"),
    ("pod-socket", &["--volume", "/var/run:/host-run"], false, "engine-socket-mounted", "host-network"),
    ("pod-numbered", &["--network", "none", "--user", "7"], true, "root-group", "root-by-default"),
    (
        "pod-dropped",
        &["--network", "none", "--cap-drop", "ALL", "--memory", "64m", "--security-opt", "no-new-privileges"],
        true,
        "writable-root-filesystem",
        "capabilities-not-dropped",
    ),
];

/// Starts the service, makes containers through it, audits them and takes all of it away.
pub(super) fn hold(esclusa: &Path, folder: &Path) -> anyhow::Result<()> {
    let store = folder.join("podman");
    let _ = fs::remove_dir_all(&store);
    let service = Service::start(&store)?;
    let audited = audit(esclusa, &store);
    for (name, ..) in CASES {
        said::run("docker", &["--host", SOCKET, "rm", "--force", name], None)?;
    }
    drop(service);
    let _ = fs::remove_dir_all(&store);
    let (audited, version) = audited?;
    let wrong = check(&audited)?;
    anyhow::ensure!(wrong.is_empty(), "Podman {version} was not judged right:\n{}", wrong.join("\n"));
    println!("{} containers of Podman {version} judged as they are\n", CASES.len());
    Ok(())
}

/// What is said of its containers, and its version.
fn audit(esclusa: &Path, store: &Path) -> anyhow::Result<(said::Said, String)> {
    let docker = |words: &[&str]| said::expect("docker", &[&["--host", SOCKET], words].concat());
    let archive = image(store)?;
    docker(&["import", &archive, IMAGE])?;
    for (name, flags, runs, ..) in CASES {
        docker(&[&["create", "--name", name], *flags, &[IMAGE, "/bin/busybox", "sleep", "1000"]].concat())?;
        if *runs {
            docker(&["start", name])?;
        }
    }
    let audited = said::run(esclusa, &["audit", "engine:", "--engine", SOCKET, "--format", "json"], None)?;
    let version = docker(&["version", "--format", "{{.Server.Version}}"])?;
    Ok((audited, version.trim().to_owned()))
}

/// What is not as it must be.
fn check(audited: &said::Said) -> anyhow::Result<Vec<String>> {
    let report: Value = serde_json::from_str(&audited.standard).with_context(|| audited.error.clone())?;
    let mut wrong = Vec::new();
    if report["problems"].as_array().is_none_or(|problems| !problems.is_empty()) {
        wrong.push(format!("problems: {}", report["problems"]));
    }
    let findings = report["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (name, _, _, found, not_found) in CASES {
        let says = |rule: &str| {
            findings
                .iter()
                .any(|one| one["subject"].as_str() == Some(name) && one["rule"].as_str() == Some(rule))
        };
        if !says(found) {
            wrong.push(format!("{name}: {found} is missing"));
        }
        if says(not_found) {
            wrong.push(format!("{name}: {not_found} is wrong"));
        }
    }
    Ok(wrong)
}

/// An archive of a static shell and a list of users.
fn image(store: &Path) -> anyhow::Result<String> {
    let root = store.join("shell");
    fs::create_dir_all(root.join("bin"))?;
    fs::create_dir_all(root.join("etc"))?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let shell = std::env::split_paths(&path).map(|folder| folder.join("busybox")).find(|file| file.is_file());
    fs::copy(shell.context("busybox")?, root.join("bin/busybox"))?;
    fs::write(root.join("etc/passwd"), "root:x:0:0::/:/bin/sh\n")?;
    let archive = store.join("shell.tar").to_string_lossy().into_owned();
    said::expect("tar", &["--create", "--file", &archive, "--directory", &root.to_string_lossy(), "."])?;
    Ok(archive)
}

/// The service, while it runs.
struct Service(Child);

impl Service {
    fn start(store: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(store)?;
        let log = fs::File::create(store.join("log"))?;
        let mut command = Command::new("podman");
        command.arg("--root").arg(store.join("images")).args(["--runroot", "/run/podman-run"]);
        // Its own default, crun, refuses to run where both versions of control groups are mounted.
        command.args(["--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--runtime", "runc"]);
        command.args(["--events-backend", "file", "system", "service", "--time", "0", SOCKET]);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let service = Self(command.spawn().context("podman")?);
        let since = Instant::now();
        while !said::run("docker", &["--host", SOCKET, "version"], None)?.success {
            let log = fs::read_to_string(store.join("log")).unwrap_or_default();
            anyhow::ensure!(since.elapsed() < PATIENCE, "Podman's service does not answer: {log}");
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(service)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = said::run("kill", &["-TERM", &self.0.id().to_string()], None);
        let _ = self.0.wait();
    }
}
