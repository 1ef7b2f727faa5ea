//! The law of every edit.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up fails loudly")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use esclusa_model::dialect::compose::{self, LoadOptions};
use esclusa_model::{Change, Container, Context, Mode, Project, Reading, Refusal, Slot, Wire};
use esclusa_source::{DiskFiles, Edits, Files, MemoryFiles, ReadError, Sources};

/// Files of which some have another text.
#[derive(Clone, Default)]
pub(super) struct Overlay {
    pub(super) memory: Option<MemoryFiles>,
    pub(super) changed: BTreeMap<PathBuf, Arc<str>>,
}

impl Overlay {
    fn below(&self) -> &dyn Files {
        self.memory.as_ref().map_or(&DiskFiles, |memory| memory as &dyn Files)
    }
}

impl Files for Overlay {
    fn read(&self, path: &Path) -> Result<Arc<str>, ReadError> {
        self.changed.get(path).map_or_else(|| self.below().read(path), |text| Ok(text.clone()))
    }
    fn is_file(&self, path: &Path) -> bool {
        self.below().is_file(path)
    }
    fn is_dir(&self, path: &Path) -> bool {
        self.below().is_dir(path)
    }
    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        self.below().real_path(path)
    }
}

/// A project on the way through changes.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) files: Overlay,
    pub(super) options: LoadOptions,
    pub(super) folder: PathBuf,
}

/// What became of a change.
pub(super) enum Outcome {
    /// The files say it already.
    AlreadySo,
    /// It was written, and read back as it should.
    Edited(Box<Case>),
    /// It was not written.
    Refused(Refusal),
    /// The law is broken.
    Wrong(String),
}

impl Case {
    /// Files in memory, the first of which are given to the client.
    pub(super) fn of(files: &[(&str, &str)], given: &[&str]) -> Self {
        let mut memory = MemoryFiles::default();
        for (name, text) in files {
            memory = memory.with(format!("/p/{name}"), *text);
        }
        let options = LoadOptions {
            files: given.iter().map(|name| PathBuf::from(format!("/p/{name}"))).collect(),
            ..LoadOptions::default()
        };
        let files = Overlay { memory: Some(memory), changed: BTreeMap::new() };
        Self { files, options, folder: "/p".into() }
    }

    pub(super) fn read(&self) -> (Reading, Sources) {
        let context = Context {
            files: &self.files,
            environment: BTreeMap::new(),
            working_dir: self.folder.clone(),
            mode: Mode::Tolerant,
        };
        let mut sources = Sources::default();
        let reading = compose::read(&self.options, &context, &mut sources);
        (reading, sources)
    }

    /// The text of a file as it is now.
    pub(super) fn text(&self, name: &str) -> String {
        self.files.read(&self.folder.join(name)).unwrap().to_string()
    }

    /// Tries a change of a service.
    pub(super) fn change(
        &self,
        reading: &Reading,
        sources: &Sources,
        service: &str,
        change: &Change,
    ) -> Outcome {
        let project = &reading.projects[0];
        let find = |project: &Project| container(project, service).cloned();
        let before = find(project).unwrap();
        let edits = match compose::lower(project, &before, change, sources) {
            Err(refused) => return Outcome::Refused(refused),
            Ok(edits) => edits,
        };
        let mut expected = project.clone();
        let wanted = expected.workloads.iter_mut().flat_map(|workload| &mut workload.containers);
        wanted
            .filter(|one| one.identity.service.as_deref() == Some(service))
            .for_each(|one| change.apply(one));
        if edits.is_empty() {
            return match asks(project) == asks(&expected) {
                true => Outcome::AlreadySo,
                false => Outcome::Wrong("no edits, and it is not so".to_owned()),
            };
        }
        let mut together = Edits::default();
        if let Err(met) = together.add(&edits) {
            return Outcome::Wrong(format!("edits of one change meet at {met:?}: {edits:?}"));
        }
        let mut after = self.clone();
        for file in together.files() {
            let Some(text) = together.apply(file, &sources.file(file).text) else {
                return Outcome::Wrong(format!("edits that do not fit: {edits:?}"));
            };
            let path = self.folder.join(sources.path(file));
            after.files.changed.insert(path, text.into());
        }
        let shown = || {
            let shown = edits.iter().map(|edit| {
                let text = &sources.file(edit.place.file).text;
                let from = text[..edit.place.range().start]
                    .rfind('\n')
                    .map_or(0, |at| text[..at].rfind('\n').unwrap_or(0));
                let there = text.get(from..edit.place.range().end).unwrap_or_default();
                format!("    {there:?} -> {:?}", edit.text)
            });
            shown.collect::<Vec<_>>().join("\n")
        };
        let (again, sources_again) = after.read();
        let told = |reading: &Reading| {
            let mut told: Vec<_> =
                reading.problems.iter().map(|one| (one.id, one.detail.to_string())).collect();
            told.sort();
            told
        };
        let (old, new) = (told(reading), told(&again));
        if let Some(problem) = new.iter().find(|problem| !old.contains(problem)) {
            return Outcome::Wrong(format!("a new problem: {problem:?}\n{}", shown()));
        }
        let Some(project_again) = again.projects.first() else {
            return Outcome::Wrong(format!("nothing is read: {new:?}\n{}", shown()));
        };
        let (asked, wanted) = (asks(project_again), asks(&expected));
        if let Some((ours, theirs)) = asked.iter().zip(&wanted).find(|(ours, theirs)| ours != theirs) {
            return Outcome::Wrong(format!("{}\n{}", differences(&ours.0, &theirs.0), shown()));
        }
        if asked.len() != wanted.len() || project_again.networks.len() + 1 < project.networks.len() {
            return Outcome::Wrong(format!("services or networks are missing\n{}", shown()));
        }
        let container = find(project_again).unwrap();
        match compose::lower(project_again, &container, change, &sources_again) {
            Ok(edits) if edits.is_empty() => Outcome::Edited(Box::new(after)),
            Ok(edits) => Outcome::Wrong(format!("once more gives {edits:?}\n{}", shown())),
            Err(refused) => Outcome::Wrong(format!("once more is refused: {refused:?}\n{}", shown())),
        }
    }
}

pub(super) fn container<'a>(project: &'a Project, service: &str) -> Option<&'a Container> {
    project.containers().find(|one| one.identity.service.as_deref() == Some(service))
}

/// How what is read differs from what it should be, if it does.
pub(super) fn difference(ours: &Container, theirs: &Container) -> Option<String> {
    (asked(ours) != asked(theirs)).then(|| differences(ours, theirs))
}

/// What every container of a project asks for.
fn asks(project: &Project) -> Vec<(Container, [bool; 2])> {
    project.containers().map(asked).collect()
}

/// What a container asks for, without places. Mounts have no order for Compose, which puts those of secrets last.
fn asked(one: &Container) -> (Container, [bool; 2]) {
    let mut one = Container { place: Default::default(), ..one.clone() };
    let host = &mut one.request.host;
    for item in &mut host.mounts.items {
        item.origin = Default::default();
    }
    host.mounts.items.sort_by_key(|item| {
        format!("{:?}", item.get().map(|mount| (&mount.target.value, &mount.source.value)))
    });
    let unmasked = [&host.masked_paths, &host.readonly_paths].map(|list| Slot::write(list).is_some());
    (one, unmasked)
}

fn differences(ours: &Container, theirs: &Container) -> String {
    let (ours, theirs) = (Wire::write(&ours.request).to_json(), Wire::write(&theirs.request).to_json());
    let mut found = Vec::new();
    crate::compose_truth::differences("", &ours, &theirs, &mut found);
    format!("  {found:?}")
}
