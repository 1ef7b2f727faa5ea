//! The model as command lines that read back as the same requests.

mod host;
mod line;
mod mounts;
mod networks;
mod ports;
mod process;
mod quoting;
mod reread;

use esclusa_source::{Detail, Problem, detail};

use line::Line;

pub(super) use host::cpus;
pub(super) use line::{record, size};
pub(super) use mounts::mount;

use crate::field::Field;
use crate::tree::Tree;
use crate::{Container, Dialect, Origin, Project, Workload, Written};

/// The project as one `docker run` for each container, in the order in which they are asked for; what no flag says is
/// named.
#[must_use]
pub fn write(project: &Project) -> Written {
    let mut written = Written::default();
    for workload in &project.workloads {
        if workload.containers.len() + workload.init.len() > 1 {
            let why = detail!(
                "unsaid-several-run",
                "several containers in one workload: each is started by itself"
            );
            leave(&mut written, &workload.origin, why);
        }
        for container in workload.init.iter().chain(&workload.containers) {
            let (text, mut unsaid) = command_line(project, workload, container);
            written.text.push_str(&text);
            written.text.push('\n');
            written.unsaid.append(&mut unsaid);
        }
        // What an inspect document says beyond the request are facts of running, not asked for.
        let asked = workload.rest.iter().filter(|_| project.dialect != Dialect::Engine);
        // The priorities of networks are said by their order.
        let asked = asked.filter(|(key, _)| *key != "networks");
        for (key, tree) in asked.filter(|(key, tree)| !is_mounted(project, key, tree)) {
            let origin = tree.key.map_or_else(|| tree.origin.clone(), Origin::at);
            leave(&mut written, &origin, Detail::plain(format!("{}.{key}", workload.name)));
        }
    }
    definitions(project, &mut written);
    written
}

fn leave(written: &mut Written, origin: &Origin, detail: impl Into<Detail>) {
    written.unsaid.push(Problem::new("unsaid", origin.place, detail));
}

/// One container's line, and what it does not say.
fn command_line(project: &Project, workload: &Workload, container: &Container) -> (String, Vec<Problem>) {
    let background = project.dialect == Dialect::Compose;
    let request = &container.request;
    let mut line = Line::default();
    process::streams(&mut line, request, background);
    let container = &named(project, workload, container);
    line.text("--name", &container.name);
    process::identity(&mut line, container);
    ports::ports(&mut line, request);
    networks::networks(&mut line, request);
    process::process(&mut line, request);
    host::confinement(&mut line, &request.host);
    host::limits(&mut line, &request.host);
    host::life(&mut line, &request.host);
    mounts::mounts(&mut line, request);
    mounts::devices(&mut line, &request.host);
    process::command(&mut line, container);
    reread::name_differences(&mut line, "run", container, background);
    (line.text_of("run"), line.unsaid.into_iter().map(|(_, problem)| problem).collect())
}

/// The container under the name that Compose would give it: others speak of it by that name.
fn named(project: &Project, workload: &Workload, container: &Container) -> Container {
    let mut container = container.clone();
    if let (Dialect::Compose, true, Some(name)) =
        (project.dialect, container.name.is_default(), project.name.get())
    {
        container.name = Field::new(format!("{name}-{}-1", workload.name), Origin::default());
    }
    container
}

/// What the project defines and a command line presupposes.
fn definitions(project: &Project, written: &mut Written) {
    let joined = |name: &str| {
        project.containers().any(|container| {
            container.request.networking.endpoints.entries.contains_key(name)
                || container.request.host.network_mode.get().is_some_and(|mode| mode == name)
        })
    };
    for (key, tree) in &project.networks {
        let name = name_on_engine(project, key, tree);
        if joined(&name) {
            leave(
                written,
                &tree.origin,
                detail!("unsaid-network-there", "networks.{key}: must be there as {name}", key, name),
            );
        }
    }
    for (key, tree) in &project.volumes {
        let said = |part: &str| tree.get(part).is_some_and(|tree| !tree.is_null());
        if ["driver", "driver_opts", "labels", "external"].into_iter().any(said) {
            let name = name_on_engine(project, key, tree);
            leave(
                written,
                &tree.origin,
                detail!("unsaid-volume-there", "volumes.{key}: must be there as {name}", key, name),
            );
        }
    }
    for (kind, map) in [("secrets", &project.secrets), ("configs", &project.configs)] {
        for (key, tree) in map.iter().filter(|(_, tree)| !is_file(tree)) {
            leave(written, &tree.origin, Detail::plain(format!("{kind}.{key}")));
        }
    }
}

/// Whether a secret or config is a file, which is mounted.
fn is_file(definition: &Tree) -> bool {
    definition.get("file").is_some_and(|file| !file.is_null())
}

/// Whether what a workload keeps are secrets or configs that its mounts say whole.
fn is_mounted(project: &Project, key: &str, tree: &Tree) -> bool {
    let definitions = match key {
        "secrets" => &project.secrets,
        "configs" => &project.configs,
        _ => return false,
    };
    tree.as_seq().is_some_and(|items| {
        items.iter().all(|item| {
            let plain =
                item.as_map().is_some_and(|map| map.keys().all(|key| key == "source" || key == "target"));
            let source = item.get("source").and_then(Tree::as_str);
            plain && source.and_then(|source| definitions.get(source)).is_some_and(is_file)
        })
    })
}

/// The name on the engine of a network or volume of the project.
fn name_on_engine(project: &Project, key: &str, tree: &Tree) -> String {
    match (tree.get("name").and_then(Tree::as_str).filter(|name| !name.is_empty()), project.name.get()) {
        (Some(name), _) => name.to_owned(),
        (None, Some(project)) if tree.get("external").is_none() => format!("{project}_{key}"),
        (None, _) => key.to_owned(),
    }
}
