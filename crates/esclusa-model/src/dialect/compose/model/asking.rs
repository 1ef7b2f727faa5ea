//! The reading of one service: what is at hand while its keys are read.

use std::path::{Path, PathBuf};

use esclusa_source::{Detail, Files, Problem};

use super::scalar::{says, text_of, whole_of};
use crate::tree::Tree;
use crate::{Container, Entries, Origin};

/// What the client finds around the project: files (seccomp profiles) and the folder that paths start from.
#[derive(Clone, Default)]
pub struct Around<'a> {
    /// The files; without them a seccomp profile stays the path that names it.
    pub files: Option<&'a dyn Files>,
    /// The project's folder.
    pub directory: PathBuf,
}

impl Around<'_> {
    /// A path of the project, absolute.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.directory.join(Path::new(path))
    }
}

/// One service while it is read.
pub(super) struct Asking<'a> {
    /// The whole project.
    pub(super) project: &'a Tree,
    /// Its name.
    pub(super) project_name: &'a str,
    /// The service's key.
    pub(super) name: &'a str,
    /// The service.
    pub(super) service: &'a Tree,
    /// What is around.
    pub(super) around: &'a Around<'a>,
    /// What it asks for.
    pub(super) container: &'a mut Container,
    /// What the container does not carry.
    pub(super) rest: Entries,
    /// Where something is mounted already.
    pub(super) targets: std::collections::HashSet<String>,
    /// What was not understood.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Asking<'a> {
    /// A key of the service that says something.
    pub(super) fn get(&self, key: &str) -> Option<&'a Tree> {
        self.service.get(key).filter(|tree| says(tree))
    }

    /// A path of keys below the service.
    pub(super) fn dig(&self, path: &[&str]) -> Option<&'a Tree> {
        path.iter().try_fold(self.service, |tree, key| tree.get(key)).filter(|tree| says(tree))
    }

    /// The items of a list.
    pub(super) fn items(&self, key: &str) -> &'a [Tree] {
        self.get(key).and_then(Tree::as_seq).unwrap_or_default()
    }

    /// The definition of a network, volume, secret or config of the project.
    pub(super) fn defined(&self, kind: &str, key: &str) -> Option<&'a Tree> {
        self.project.get(kind)?.get(key)
    }

    /// The name on the engine of a network or volume of the project.
    pub(super) fn engine_name(&self, kind: &str, key: &str) -> String {
        let definition = self.defined(kind, key);
        let said = |part: &str| definition.and_then(|tree| tree.get(part)).and_then(text_of);
        match said("name").filter(|name| !name.is_empty()) {
            Some(name) => name,
            None if said("external").is_some_and(|external| external == "true") => key.to_owned(),
            None => format!("{}_{key}", self.project_name),
        }
    }

    /// Reports something at a place.
    pub(super) fn refuse(&mut self, place: &Origin, detail: impl Into<Detail>) {
        self.problems.push(Problem::new("compose-refuses", place.place, detail));
    }

    /// The container's name of the `number`th container of a service.
    pub(super) fn container_name(&self, service: &str, number: i64) -> String {
        let named = self.project.get("services").and_then(|services| services.get(service));
        let named = named.and_then(|service| service.get("container_name")).and_then(text_of);
        named
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| default_container_name(self.project_name, service, number))
    }

    /// How many containers a service has.
    pub(super) fn scale(&self, service: &str) -> i64 {
        let Some(service) = self.project.get("services").and_then(|services| services.get(service)) else {
            return 1;
        };
        let replicas = service.get("deploy").and_then(|deploy| deploy.get("replicas"));
        let scale = service.get("scale").filter(|tree| !tree.is_null()).or(replicas);
        scale.and_then(whole_of).unwrap_or(1)
    }
}

/// The name that Compose gives a container that has none.
pub(super) fn default_container_name(project: &str, service: &str, number: i64) -> String {
    format!("{project}-{service}-{number}")
}
