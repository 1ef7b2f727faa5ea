//! Changes as edits of command lines: what the line says afterwards, byte for byte.

#![expect(clippy::unwrap_used, reason = "edits that do not lie in the text fail loudly")]

mod cases;
mod client;
mod corpus;
mod generated;
mod limits;
mod texts;
mod together;

use std::path::PathBuf;

use esclusa_model::dialect::run;
use esclusa_model::{Change, Container, Context, Mode, Project, Refusal, Slot, Wire};
use esclusa_source::{Edits, FileId, MemoryFiles, Sources, TextKind, docker_commands};

/// A text and what its commands ask for.
pub(crate) struct Page {
    pub(crate) sources: Sources,
    pub(crate) file: FileId,
    pub(crate) projects: Vec<Project>,
}

/// Reads the commands of a text as an auditor does.
pub(crate) fn page(name: &str, text: &str) -> Page {
    let files = MemoryFiles::default().with("/p/.keep", "").with("/p/x.env", "FROM_FILE=1\n");
    let context = Context {
        files: &files,
        environment: Default::default(),
        working_dir: PathBuf::from("/p"),
        mode: Mode::Tolerant,
    };
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let kind = TextKind::by_name(name.as_ref()).unwrap_or_else(|| TextKind::by_content(text));
    let mut projects = Vec::new();
    for command in docker_commands(file, text, kind) {
        projects.extend(run::read(&command.words, &context, &mut sources).projects);
    }
    Page { sources, file, projects }
}

impl Page {
    pub(crate) fn text(&self) -> &str {
        &self.sources.file(self.file).text
    }

    /// The text after a change of the container of a number; nothing if there is nothing to edit.
    pub(crate) fn changed(&self, number: usize, change: &Change) -> Result<Option<String>, Refusal> {
        let project = &self.projects[number];
        let edits = run::lower(project, container(project), change, &self.sources)?;
        if edits.is_empty() {
            return Ok(None);
        }
        let mut all = Edits::default();
        assert_eq!(all.add(&edits), Ok(()), "{edits:?}");
        Ok(Some(all.apply(self.file, self.text()).unwrap()))
    }
}

pub(crate) fn container(project: &Project) -> &Container {
    &project.workloads[0].containers[0]
}

/// What a container asks for, without places. Variables come in the order of their flags, which sort nothing.
pub(crate) fn asks(container: &Container) -> (Container, [bool; 2]) {
    let host = &container.request.host;
    let unmasked = [&host.masked_paths, &host.readonly_paths].map(|list| Slot::write(list).is_some());
    let mut one = Container { place: Default::default(), ..container.clone() };
    one.request.env.items.sort_by(|a, b| a.value.cmp(&b.value));
    (one, unmasked)
}

/// What is wrong with a change of the container of a number; how it went, if nothing is.
pub(crate) fn try_change(page: &Page, name: &str, number: usize, change: &Change) -> Result<Went, String> {
    let before = container(&page.projects[number]);
    let mut expected = before.clone();
    change.apply(&mut expected);
    let text = match page.changed(number, change) {
        Err(refusal) => return Ok(Went::Refused(refusal)),
        Ok(None) if asks(&expected) == asks(before) => return Ok(Went::Said),
        Ok(None) => return Err("nothing is edited, but the change changes something".to_owned()),
        Ok(Some(text)) => text,
    };
    let again = self::page(name, &text);
    if again.projects.len() != page.projects.len() {
        return Err(format!("{} commands, not {}:\n{text}", again.projects.len(), page.projects.len()));
    }
    for (at, (ours, theirs)) in again.projects.iter().zip(&page.projects).enumerate() {
        let theirs = if at == number { &expected } else { container(theirs) };
        let (ours, theirs) = (asks(container(ours)), asks(theirs));
        // Where a variable is a part of a record, the symbol is the whole flag's text, which no change says.
        let json = |one: &Container| Wire::write(&one.request).to_json();
        if ours != theirs && (json(&ours.0), ours.1) != (json(&theirs.0), theirs.1) {
            let shown = |one: &Container| format!("{} {}", one.identity, Wire::write(&one.request).to_json());
            return Err(format!(
                "command {at}:\n{text}\n  read     {}\n  expected {}",
                shown(&ours.0),
                shown(&theirs.0)
            ));
        }
    }
    match again.changed(number, change) {
        Ok(None) => Ok(Went::Edited(text)),
        Ok(Some(twice)) => Err(format!("a second time edits again:\n{text}\n{twice}")),
        Err(refusal) => Err(format!("a second time is refused: {}:\n{text}", refusal.why)),
    }
}

/// How a change went.
#[derive(Debug)]
pub(crate) enum Went {
    /// The text was edited.
    Edited(String),
    /// It says it already.
    Said,
    /// It is refused.
    Refused(Refusal),
}
