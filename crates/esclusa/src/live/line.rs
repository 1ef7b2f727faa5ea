//! The `docker run` line that makes a container of an engine again.

use std::path::Path;

use esclusa_detect::{HIDDEN, Known, hidden_entry};
use esclusa_docker::{Error, Wanted, indented};
use esclusa_finding::Message;
use esclusa_host::Processes;
use esclusa_model::dialect::{engine, run};
use esclusa_model::{Container, Entries, Field, ImageFacts, Running};
use esclusa_source::{Detail, Problem, Sources};

use super::engine::{FILES, looked_at, not_read, open, running};
use crate::reading::Reader;
use crate::secrets;

/// The line, and what is to be known of it.
#[derive(Debug)]
pub(crate) struct Line {
    /// The line, as the client would read it.
    pub(crate) text: String,
    /// What the engine says of the image, which the line cannot.
    pub(crate) image: ImageFacts,
    /// What the container has used and written, if that could be looked at.
    pub(crate) running: Option<Running>,
    /// What a person has to know before using it.
    pub(crate) notes: Vec<Message>,
}

/// The line of one container, by name or id. Where it cannot be read, why.
pub(crate) fn line(name: &str, reader: &mut Reader<'_>) -> Result<Line, Vec<Problem>> {
    let argument = format!("container:{name}");
    let inventory = open(reader)
        .and_then(|engine| Ok((looked_at(&engine, Wanted::Named(name))?, engine.endpoint().is_local())));
    let failed = |error: &Error, reader: &mut Reader<'_>| {
        let id = if error.is_absent() { "container-not-found" } else { "engine-not-read" };
        vec![not_read(id, &argument, error, reader)]
    };
    let (inventory, is_local) = inventory.map_err(|error| failed(&error, reader))?;
    let Some(seen) = inventory.containers.first() else {
        return Err(failed(&Error::Shape(argument.clone()), reader));
    };
    // In sources of its own: nothing of it is told but the line.
    let mut sources = Sources::default();
    let file = sources.add_answer(&argument, indented(&[&seen.document]));
    let mut reading = engine::read(file, &reader.context, &sources);
    let Some(project) = reading.projects.first_mut().filter(|_| reading.problems.is_empty()) else {
        let named = |problem: Problem| Problem { span: None, ..problem };
        return Err(reading.problems.into_iter().map(named).collect());
    };
    let around =
        engine::Around { image: seen.image.as_deref(), user: seen.user.as_deref(), volumes: &seen.volumes };
    engine::complete(project, &around);
    let mut notes = vec![Message::new("harden-container-again").with("name", seen.name.clone())];
    let processes = is_local.then(|| Processes::look(Path::new("/")));
    let (mut facts, mut used) = (ImageFacts::default(), None);
    for container in project.workloads.iter_mut().flat_map(|workload| &mut workload.containers) {
        // Compose's own names are no names that somebody gave.
        container.name = Field::new(seen.name.clone(), container.name.origin.clone());
        if let Some(image) = &seen.image {
            engine::without_image(container, image);
        }
        // The engine's own choice, which it would make again.
        let cgroups = &mut container.request.host.cgroupns_mode;
        if cgroups.origin.place.is_none() {
            *cgroups = Field::default();
        }
        if let Some(files) = container.request.labels.get(FILES) {
            notes.push(Message::new("harden-container-of-compose").with("files", files.clone()));
        }
        facts = container.image.clone();
        used = running(seen, container, processes.as_ref()).map(Running::evidence);
    }
    let mut known = Known::default();
    secrets::collect(project, &mut known);
    let containers = project.workloads.iter_mut().flat_map(|workload| &mut workload.containers);
    notes.extend(containers.flat_map(taken_from_shell));
    // They are there, or the container would not be.
    project.volumes = Entries::new();
    let written = run::write(project);
    for unsaid in &written.unsaid {
        let detail: &Detail = &unsaid.detail;
        notes.push(Message::new("translate-unsaid").with("dialect", "run").with("detail", detail));
    }
    let mut text = known.hide(written.text.trim_end()).into_owned();
    if text.contains(HIDDEN) {
        notes.push(Message::new("harden-container-hidden").with("mark", HIDDEN));
    }
    text.push('\n');
    Ok(Line { text, image: facts, running: used, notes })
}

/// Leaves the values of secrets out: the client takes a variable without one from the shell that it is started in.
fn taken_from_shell(container: &mut Container) -> Vec<Message> {
    let mut notes = Vec::new();
    for entry in &mut container.request.env.items {
        let Some((name, value)) = entry.get().and_then(|entry| entry.split_once('=')) else { continue };
        if !hidden_entry(name, value).is_empty() {
            notes.push(Message::new("harden-container-secret").with("name", name.to_owned()));
            entry.value = Some(name.to_owned());
        }
    }
    notes
}
