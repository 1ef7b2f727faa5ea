//! The tools that the tests need beside Rust: found, or installed into the target folder, or said to be missing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::workspace;

/// The version of cargo-deny that the checks were written for.
const CARGO_DENY: &str = "0.20.2";
/// The version of cargo-fuzz that the targets were written for.
const CARGO_FUZZ: &str = "0.13.2";

/// A tool that is there, or why it is not.
pub(crate) type Tool = Result<PathBuf, String>;

/// Folder for what is installed here, so that nothing outside the target folder changes.
fn folder() -> PathBuf {
    workspace::target().join("tools")
}

/// `cargo-deny` of the pinned version.
pub(crate) fn cargo_deny() -> Tool {
    cargo_tool("cargo-deny", CARGO_DENY)
}

/// `cargo-fuzz` of the pinned version.
pub(crate) fn cargo_fuzz() -> Tool {
    cargo_tool("cargo-fuzz", CARGO_FUZZ)
}

fn cargo_tool(name: &str, version: &str) -> Tool {
    let program = folder().join("bin").join(name);
    let has_version = |program: &Path| {
        Command::new(program)
            .arg("--version")
            .output()
            .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(version))
    };
    if has_version(Path::new(name)) {
        return Ok(PathBuf::from(name));
    }
    if !has_version(&program) {
        let mut install = process::cargo(&workspace::root(), &["install", "--quiet", "--locked"]);
        install.arg("--root").arg(folder()).arg("--target-dir").arg(folder().join("build"));
        install.arg(format!("{name}@{version}"));
        process::run(&mut install).map_err(|error| format!("cannot install {name} {version}: {error:#}"))?;
        // The program is all that is needed of half a gigabyte. What cannot be removed is only in the way.
        let _ = std::fs::remove_dir_all(folder().join("build"));
    }
    Ok(program)
}

/// The Compose client from PyPI, pinned by its hash: the oracle of the Compose dialect.
pub(crate) fn compose_client() -> Tool {
    if let Some(client) = std::env::var_os("ESCLUSA_COMPOSE_CLIENT") {
        return Ok(PathBuf::from(client));
    }
    let place = folder().join("compose");
    let client = place.join("bin/docker-compose");
    if process::answers(&client, &["version"]) {
        return Ok(client);
    }
    python()?;
    let pinned = workspace::root().join("xtask/compose-client.txt");
    let mut install = Command::new("python3");
    install.args(["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--require-hashes"]);
    install.arg("--target").arg(&place).arg("--requirement").arg(pinned);
    process::run(&mut install).map_err(|error| format!("cannot install the Compose client: {error:#}"))?;
    if process::answers(&client, &["version"]) {
        Ok(client)
    } else {
        Err("the Compose client from PyPI does not run on this machine".to_owned())
    }
}

/// The folder of the auditors that we are compared with: of pinned versions from PyPI, in an environment of their own.
pub(crate) fn peers() -> Tool {
    let place = folder().join("peers");
    let programs = place.join("bin");
    let pinned = workspace::root().join("xtask/peers.txt");
    let text = std::fs::read_to_string(&pinned).map_err(|error| format!("{}: {error}", pinned.display()))?;
    // A list that changed is installed anew.
    let installed = place.join("peers.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|there| there == text) {
        return Ok(programs);
    }
    python()?;
    let mut environment = Command::new("python3");
    environment.args(["-m", "venv", "--clear"]).arg(&place);
    process::run(&mut environment).map_err(|error| format!("needs python3 with venv: {error:#}"))?;
    let mut install = Command::new(programs.join("python3"));
    install.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&pinned);
    process::run(&mut install)
        .map_err(|error| format!("cannot install the auditors of xtask/peers.txt: {error:#}"))?;
    std::fs::write(&installed, text).map_err(|error| format!("{}: {error}", installed.display()))?;
    Ok(programs)
}

/// Python with pip; installed where apt and the right to use it are there.
fn python() -> Result<(), String> {
    let there = || process::answers("python3", &["-m", "pip", "--version"]);
    if there() {
        return Ok(());
    }
    if !process::answers("apt-get", &["--version"]) {
        return Err("needs python3 with pip".to_owned());
    }
    let steps: [&[&str]; 2] =
        [&["update", "--quiet"], &["install", "--yes", "--no-install-recommends", "python3", "python3-pip"]];
    for step in steps {
        let mut apt = Command::new("apt-get");
        apt.args(step).env("DEBIAN_FRONTEND", "noninteractive");
        process::run(&mut apt).map_err(|error| format!("needs python3 with pip: {error:#}"))?;
    }
    if there() { Ok(()) } else { Err("needs python3 with pip".to_owned()) }
}

/// The docker client, oracle of `docker run`: used when it is there, never installed (no registry has 28).
pub(crate) fn docker_client() -> Tool {
    const OLDEST: u32 = 28;
    let output = Command::new("docker").arg("--version").output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let version = said.strip_prefix("Docker version ").and_then(|rest| rest.split('.').next());
    match version.and_then(|major| major.parse::<u32>().ok()) {
        Some(major) if major >= OLDEST => Ok(PathBuf::from("docker")),
        Some(major) => Err(format!("the docker client on the PATH is {major}, not {OLDEST} or later")),
        None => Err("no docker client on the PATH".to_owned()),
    }
}

/// The shared corpus: named by `ESCLUSA_SHARED`, or beside the checkout.
pub(crate) fn shared_corpus() -> Tool {
    if let Some(named) = std::env::var_os("ESCLUSA_SHARED") {
        return Ok(PathBuf::from(named));
    }
    match workspace::root().join("../shared").canonicalize() {
        Ok(beside) => Ok(beside),
        Err(_) => Err("no folder shared beside the checkout (set ESCLUSA_SHARED)".to_owned()),
    }
}
