//! The proof of `esclusa harden`: real services, hardened, started on a real engine and asked by a real client.
//!
//! The engine, its containers and the clients live in namespaces of their own, whose first process is a shell: when it
//! ends, however it ends, the kernel ends them all, and their mounts, networks and runtime files go with them.
//! On the same engine `running` has containers audited, `applied` has them changed where they stand, `ran` has them run beside
//! the real client, and `battery` has them attacked from inside.

mod applied;
mod battery;
mod battery_page;
mod engine;
mod hostile;
mod images;
mod measure;
mod page;
mod podman;
mod ran;
mod running;
mod said;
mod service;
mod trial;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{process, tools, workspace};
use engine::Engine;
use service::{SERVICES, Service};

/// The word that tells this program that it stands inside the namespaces.
pub(crate) const INSIDE: &str = "prove-harden-inside";
/// Only what must hold: the services as they are, and with the safe fixes.
const SAFE: &str = "--safe";

/// What an audit of the engine costs, and nothing else.
const MEASURE: &str = "--measure";

/// `esclusa run` beside the real client, and nothing else.
const RUN: &str = "--run";

/// The battery of attacks, and nothing else.
const ATTACKS: &str = "--attacks";

/// Why the proof cannot be made on this machine, or what came of it.
pub(crate) enum Proof {
    Made,
    Impossible(String),
}

/// Proves every service, or those that are named; what comes of all becomes `docs/harden-proof.md`.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    match prove(arguments)? {
        Proof::Made => Ok(()),
        Proof::Impossible(why) => anyhow::bail!("{why}"),
    }
}

/// The part that CI makes.
pub(crate) fn safe() -> anyhow::Result<Proof> {
    prove(&[SAFE])
}

/// Measures what an audit of an engine costs.
pub(crate) fn bench() -> anyhow::Result<()> {
    process::run(&mut process::cargo(&workspace::root(), &["build", "--release", "--bin", "esclusa"]))?;
    match prove(&[MEASURE])? {
        Proof::Made => Ok(()),
        Proof::Impossible(why) => anyhow::bail!("{why}"),
    }
}

/// Runs the battery of attacks; what comes of it becomes `docs/attacks.md`.
pub(crate) fn attacks() -> anyhow::Result<()> {
    match prove(&[ATTACKS])? {
        Proof::Made => Ok(()),
        Proof::Impossible(why) => anyhow::bail!("{why}"),
    }
}

fn prove(arguments: &[&str]) -> anyhow::Result<Proof> {
    chosen(arguments)?;
    // The battery needs neither the services nor the product, and what is run beside the client no services.
    let is_whole = ![RUN, ATTACKS].iter().any(|part| arguments.contains(part));
    let compose = || if is_whole { tools::compose_client() } else { Ok(PathBuf::new()) };
    let compose = match engine::tools().and_then(|()| compose()) {
        Ok(client) => client,
        Err(why) => return Ok(Proof::Impossible(why)),
    };
    if is_whole {
        process::run(&mut process::cargo(&workspace::root(), &["build", "--quiet", "--bin", "esclusa"]))?;
    }
    let folder = folder();
    std::fs::create_dir_all(&folder)?;
    let lock = std::fs::File::create(folder.join("lock"))?;
    anyhow::ensure!(lock.try_lock().is_ok(), "another proof is being made in {}", folder.display());
    if let Some(Err(error)) = is_whole.then(|| engine::base(&folder)) {
        return Ok(Proof::Impossible(format!("cannot make the base of the images: {error:#}")));
    }

    engine::remove_control_groups();
    // A first process has no default handlers: without the trap a Ctrl-C would not end it, and it all.
    let script = "trap 'exit 130' INT TERM HUP; \"$@\" & wait $!";
    let mut inside = Command::new("setpriv");
    inside.args([
        "--pdeathsig",
        "KILL",
        "unshare",
        "--net",
        "--mount",
        "--ipc",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
    ]);
    inside.args(["sh", "-c", script, "sh"]).arg(std::env::current_exe()?).arg(INSIDE).args(arguments);
    inside.env("ESCLUSA_COMPOSE_CLIENT", compose);
    let (success, said) = process::run_and_read(&mut inside)?;
    engine::remove_control_groups();
    if let Some(why) = said.lines().find_map(|line| line.strip_prefix(engine::IMPOSSIBLE)) {
        return Ok(Proof::Impossible(why.to_owned()));
    }
    anyhow::ensure!(success, "the proof failed: see above");
    Ok(Proof::Made)
}

/// The same, inside: starts the engine, makes the images, tries every service and tells what came of it.
pub(crate) fn inside(arguments: &[&str]) -> anyhow::Result<()> {
    let services = chosen(arguments)?;
    let folder = folder();
    let engine = match Engine::start(&folder) {
        Ok(engine) => engine,
        Err(error) => {
            println!("{}{error:#}", engine::IMPOSSIBLE);
            return Ok(());
        }
    };
    if arguments.contains(&MEASURE) {
        engine.make_images(&BTreeSet::new())?;
        return measure::run(&workspace::target().join("release/esclusa"));
    }
    if arguments.contains(&RUN) {
        return ran::hold(&workspace::target().join("debug/esclusa"), &folder);
    }
    if arguments.contains(&ATTACKS) {
        return battery::hold(&folder.join("battery"), &engine.version()?, true);
    }
    let images: BTreeSet<&str> = services.iter().flat_map(|service| service.images).copied().collect();
    engine.make_images(&images)?;
    engine.start_client()?;

    let compose = PathBuf::from(std::env::var_os("ESCLUSA_COMPOSE_CLIENT").unwrap_or_default());
    let tools = trial::Tools { compose, esclusa: workspace::target().join("debug/esclusa") };
    running::hold(&tools.esclusa)?;
    applied::hold(&tools.esclusa)?;
    podman::hold(&tools.esclusa, &folder)?;
    ran::hold(&tools.esclusa, &folder)?;
    battery::hold(&folder.join("battery"), &engine.version()?, false)?;
    // A risky fix may break what it likes: there is nothing to hold.
    let risky = !arguments.contains(&SAFE);
    let mut rows = Vec::new();
    for service in services {
        let row = trial::try_service(service, &tools, &folder.join("projects"), risky)?;
        print!("{}", page::told(&row));
        rows.push(row);
    }
    println!("\n{}", page::table(&rows));
    if arguments.is_empty() {
        let place = workspace::root().join("docs/harden-proof.md");
        std::fs::write(&place, page::document(&rows, &engine.version()?)?)?;
    }
    drop(engine);
    let broken: Vec<&str> = rows.iter().filter(|row| row.is_broken()).map(|row| row.service).collect();
    anyhow::ensure!(broken.is_empty(), "a safe fix broke, or nothing worked before: {}", broken.join(", "));
    Ok(())
}

fn chosen(arguments: &[&str]) -> anyhow::Result<Vec<&'static Service>> {
    let names: Vec<&str> =
        arguments.iter().filter(|word| ![SAFE, MEASURE, RUN, ATTACKS].contains(*word)).copied().collect();
    if names.is_empty() {
        return Ok(SERVICES.iter().collect());
    }
    let find = |name: &&str| SERVICES.iter().find(|service| service.name == *name);
    let found: Vec<&Service> = names.iter().filter_map(find).collect();
    anyhow::ensure!(found.len() == names.len(), "services: {}", service::names().join(", "));
    Ok(found)
}

/// Where the engine keeps its images, and the projects lie while they are tried.
fn folder() -> PathBuf {
    workspace::target().join("prove-harden")
}

/// The folder of the services in the repository.
fn services_folder() -> PathBuf {
    workspace::root().join(Path::new("xtask/services"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_chosen_by_their_names() {
        let names =
            |words: &[&str]| chosen(words).map(|found| found.iter().map(|one| one.name).collect::<Vec<_>>());
        assert_eq!(names(&[]).unwrap(), service::names());
        assert_eq!(names(&[SAFE]).unwrap(), service::names());
        assert_eq!(names(&["web", SAFE]).unwrap(), ["web"]);
        assert!(names(&["nothing"]).is_err());
    }
}
