//! The containers of an engine, in their effective configuration.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use esclusa_docker::{Endpoint, Error, Inventory, Limits, Seen, Surroundings, Wanted, gather, indented};
use esclusa_finding::Message;
use esclusa_host::{Processes, Sockets, written};
use esclusa_model::dialect::engine;
use esclusa_model::running::Right;
use esclusa_model::{Container, Project, Reading, Running};
use esclusa_source::{Problem, Span};

use crate::reading::Reader;

/// The label in which Compose says of which files a container was made.
pub(super) const FILES: &str = "com.docker.compose.project.config_files";

/// The engine of a run: found and opened when the first argument asks for it.
pub(crate) struct Engine {
    /// The address that was asked for (`--engine`).
    pub(crate) asked: Option<String>,
    opened: Option<Result<Rc<esclusa_docker::Reader>, Error>>,
}

impl Engine {
    /// The engine at this address, or the one that the docker client would talk to.
    pub(crate) fn at(asked: Option<String>) -> Self {
        Self { asked, opened: None }
    }
}

/// The engine, which is opened once.
pub(crate) fn open(reader: &mut Reader<'_>) -> Result<Rc<esclusa_docker::Reader>, Error> {
    if let Some(opened) = &reader.engine.opened {
        return opened.clone();
    }
    let endpoint = endpoint(reader);
    let opened = endpoint.and_then(|endpoint| esclusa_docker::Reader::connect(endpoint, Limits::default()));
    reader.engine.opened.insert(opened.map(Rc::new)).clone()
}

/// Where the engine is.
pub(super) fn endpoint(reader: &Reader<'_>) -> Result<Endpoint, Error> {
    surroundings(reader).endpoint(reader.engine.asked.as_deref())
}

/// What the docker client would find around it.
pub(crate) fn surroundings(reader: &Reader<'_>) -> Surroundings {
    Surroundings::of_machine(reader.context.environment.clone().into_iter().collect())
}

/// Every container, running or not.
pub(super) fn all(reader: &mut Reader<'_>) -> Reading {
    read("engine:", Wanted::All, reader)
}

/// One container, by name or id.
pub(super) fn one(name: &str, reader: &mut Reader<'_>) -> Reading {
    read(&format!("container:{name}"), Wanted::Named(name), reader)
}

/// Containers that were told of; those that are gone are none.
pub(super) fn these(ids: &[String], reader: &mut Reader<'_>) -> Reading {
    read("engine:", Wanted::These(ids), reader)
}

fn read(argument: &str, wanted: Wanted<'_>, reader: &mut Reader<'_>) -> Reading {
    let found =
        open(reader).and_then(|engine| Ok((looked_at(&engine, wanted)?, engine.endpoint().is_local())));
    match found {
        Ok((inventory, is_local)) => understood(&inventory, is_local, reader),
        Err(error) => {
            let is_one = matches!(wanted, Wanted::Named(_));
            let id = if is_one && error.is_absent() { "container-not-found" } else { "engine-not-read" };
            let problems = vec![not_read(id, argument, &error, reader)];
            Reading { projects: Vec::new(), problems }
        }
    }
}

/// What the engine says of its containers, and this machine of their layers, where they are here.
pub(super) fn looked_at(engine: &esclusa_docker::Reader, wanted: Wanted<'_>) -> Result<Inventory, Error> {
    let is_local = engine.endpoint().is_local();
    gather(engine, wanted, &|upper| is_local.then(|| written(Path::new("/"), upper)).flatten())
}

/// A problem at what was asked for, which has no text.
pub(super) fn not_read(id: &'static str, name: &str, error: &Error, reader: &mut Reader<'_>) -> Problem {
    let file = reader.sources.add_answer(name, "");
    Problem::new(id, Span::new(file, 0..0), error.reason())
}

/// The containers as the model has them.
pub(super) fn understood(inventory: &Inventory, is_local: bool, reader: &mut Reader<'_>) -> Reading {
    let mut reading = Reading::default();
    let runs = inventory.containers.iter().any(|seen| seen.pid.is_some());
    let processes = (is_local && runs).then(|| Processes::look(Path::new("/")));
    let (mut unseen, mut looked_at, mut untold) = (0, 0, 0);
    for seen in &inventory.containers {
        let mut one = container(seen, reader);
        for container in one.projects.iter_mut().flat_map(|project| &mut project.workloads) {
            for container in &mut container.containers {
                container.running = running(seen, container, processes.as_ref()).map(Box::new);
                unseen += usize::from(seen.pid.is_some() && container.running.is_none());
                looked_at += usize::from(container.running.is_some());
                let missing = container.running.as_ref().map_or(&[][..], |running| &running.missing);
                untold += usize::from(missing.contains(&Right::TraceProcesses));
            }
        }
        reading.projects.append(&mut one.projects);
        reading.problems.append(&mut one.problems);
    }
    for (name, text) in &inventory.services {
        let file = reader.sources.add_answer(format!("service:{name}"), indented(&[text]));
        let mut one = engine::services(file, &reader.sources);
        reading.projects.append(&mut one.projects);
        reading.problems.append(&mut one.problems);
    }
    // The table of mounts is long where many containers are.
    let is_hiding = unseen > 0 && processes.as_ref().and_then(Processes::missing).is_some();
    // Beside others that are seen, one that is not has ended meanwhile.
    if unseen > 0 && (is_hiding || looked_at == 0) {
        let id = if is_hiding { "processes-hidden" } else { "processes-not-seen" };
        reader.notes.push(Message::new(id).with("number", unseen));
    }
    if untold > 0 {
        reader.notes.push(Message::new("sockets-not-told-apart").with("number", untold));
    }
    for missed in &inventory.missed {
        let name = format!("container:{}", missed.name);
        reading.problems.push(not_read("container-not-read", &name, &missed.error, reader));
    }
    reading
}

/// One container: what `docker inspect` prints of it, completed by what the engine says beside it.
fn container(seen: &Seen, reader: &mut Reader<'_>) -> Reading {
    let name = format!("container:{}", seen.name);
    let file = reader.sources.add_answer(name, indented(&[&seen.document]));
    let mut reading = engine::read(file, &reader.context, &reader.sources);
    for problem in &mut reading.problems {
        problem.span.get_or_insert(Span::new(file, 0..0));
    }
    if let Some(path) = made_of(&reading) {
        reader.sources.made_of(file, path);
    }
    let around =
        engine::Around { image: seen.image.as_deref(), user: seen.user.as_deref(), volumes: &seen.volumes };
    for project in &mut reading.projects {
        engine::complete(project, &around);
        engine::inherit(project);
    }
    reading
}

/// What is seen of a container's processes from here; nothing of one that does not run, or runs elsewhere.
pub(super) fn running(seen: &Seen, container: &Container, processes: Option<&Processes>) -> Option<Running> {
    let host = &container.request.host;
    let mode = host.network_mode.get().map_or("", String::as_str);
    let sockets = match mode {
        "host" => Sockets::OfProcesses,
        // Of ports that are not published nobody asks.
        _ if mode.starts_with("container:") || host.port_bindings.is_empty() => Sockets::None,
        _ => Sockets::OfNetwork,
    };
    let running = processes.filter(|_| seen.pid.is_some())?.of(&seen.id, seen.pid, sockets)?;
    Some(Running { changed: seen.changes.clone(), ..running })
}

/// The first of the Compose files that a container says it was made of.
fn made_of(reading: &Reading) -> Option<PathBuf> {
    let mut containers = reading.projects.iter().flat_map(Project::containers);
    let files = containers.find_map(|container| container.request.labels.get(FILES))?;
    files.split(',').next().filter(|path| !path.is_empty()).map(PathBuf::from)
}
