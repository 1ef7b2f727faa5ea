//! The containers of an engine, in their effective configuration.

use std::rc::Rc;

use esclusa_docker::{Endpoint, Error, Inventory, Limits, Seen, Surroundings, Wanted, gather, indented};
use esclusa_model::Reading;
use esclusa_model::dialect::engine;
use esclusa_source::{Problem, Span};

use crate::reading::Reader;

/// The engine of a run: found and opened when the first argument asks for it.
#[derive(Default)]
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
pub(super) fn open(reader: &mut Reader<'_>) -> Result<Rc<esclusa_docker::Reader>, Error> {
    let environment = &reader.context.environment;
    let engine = &mut reader.engine;
    let connect = || {
        let surroundings = Surroundings::of_machine(environment.clone().into_iter().collect());
        let endpoint: Endpoint = surroundings.endpoint(engine.asked.as_deref())?;
        esclusa_docker::Reader::connect(endpoint, Limits::default()).map(Rc::new)
    };
    engine.opened.get_or_insert_with(connect).clone()
}

/// Every container, running or not.
pub(super) fn all(reader: &mut Reader<'_>) -> Reading {
    read("engine:", Wanted::All, reader)
}

/// One container, by name or id.
pub(super) fn one(name: &str, reader: &mut Reader<'_>) -> Reading {
    read(&format!("container:{name}"), Wanted::Named(name), reader)
}

fn read(argument: &str, wanted: Wanted<'_>, reader: &mut Reader<'_>) -> Reading {
    let found = open(reader).and_then(|engine| gather(&engine, wanted));
    match found {
        Ok(inventory) => understood(inventory, reader),
        Err(error) => {
            let is_one = matches!(wanted, Wanted::Named(_));
            let id = if is_one && error.is_absent() { "container-not-found" } else { "engine-not-read" };
            let problems = vec![not_read(id, argument, &error, reader)];
            Reading { projects: Vec::new(), problems }
        }
    }
}

/// A problem at what was asked for, which has no text.
pub(super) fn not_read(id: &'static str, name: &str, error: &Error, reader: &mut Reader<'_>) -> Problem {
    let file = reader.sources.add_answer(name, "");
    Problem::new(id, Span::new(file, 0..0), error.reason())
}

/// The containers as the model has them.
fn understood(inventory: Inventory, reader: &mut Reader<'_>) -> Reading {
    let mut reading = Reading::default();
    for seen in &inventory.containers {
        let mut one = container(seen, &inventory.volumes, reader);
        reading.projects.append(&mut one.projects);
        reading.problems.append(&mut one.problems);
    }
    for missed in &inventory.missed {
        let name = format!("container:{}", missed.name);
        reading.problems.push(not_read("container-not-read", &name, &missed.error, reader));
    }
    reading
}

/// One container: what `docker inspect` prints of it, completed by what the engine says beside it.
fn container(seen: &Seen, volumes: &[String], reader: &mut Reader<'_>) -> Reading {
    let name = format!("container:{}", seen.name);
    let file = reader.sources.add_answer(name, indented(&[&seen.document]));
    let mut reading = engine::read(file, &reader.context, &reader.sources);
    for problem in &mut reading.problems {
        problem.span.get_or_insert(Span::new(file, 0..0));
    }
    let around = engine::Around { image: seen.image.as_deref(), user: seen.user.as_deref(), volumes };
    for project in &mut reading.projects {
        engine::complete(project, &around);
        engine::inherit(project);
    }
    reading
}
