//! The writing of one workload: what is at hand while its keys are written.

use std::sync::LazyLock;

use esclusa_source::{Detail, Problem};

use super::asking::default_container_name;
use super::scalar::text_of;
use crate::field::Field;
use crate::tree::{Tree, Value};
use crate::{Container, Dialect, Entries, Origin, Project, Workload};

/// One service while it is written.
pub(super) struct Saying<'a> {
    /// The project.
    pub(super) project: &'a Project,
    /// The project's name as it is written.
    pub(super) project_name: &'a str,
    /// The service's key.
    pub(super) name: &'a str,
    /// The workload.
    pub(super) workload: &'a Workload,
    /// The container.
    pub(super) container: &'a Container,
    /// Networks that the text must declare.
    pub(super) networks: &'a mut Entries,
    /// Volumes that the text must declare.
    pub(super) volumes: &'a mut Entries,
    /// What Compose cannot say.
    pub(super) unsaid: &'a mut Vec<Problem>,
}

impl<'a> Saying<'a> {
    /// Names something that the text does not say.
    pub(super) fn leave(&mut self, origin: &Origin, detail: impl Into<Detail>) {
        self.unsaid.push(Problem::new("unsaid", origin.place, detail));
    }

    /// What the workload keeps under a key.
    pub(super) fn rest(&self, key: &str) -> Option<&'a Tree> {
        self.kept().get(key)
    }

    /// What the workload keeps under Compose's keys. What an inspect document says beyond the request are facts of
    /// running, which nobody asked for.
    pub(super) fn kept(&self) -> &'a Entries {
        static NOTHING: LazyLock<Entries> = LazyLock::new(Entries::new);
        if self.project.dialect == Dialect::Engine { &NOTHING } else { &self.workload.rest }
    }

    /// The service whose container has this name.
    pub(super) fn service_of(&self, container: &str) -> Option<&'a str> {
        let project = self.project.name.get()?;
        let found = self.project.workloads.iter().find(|workload| {
            !workload.containers.is_empty() && container == container_name(project, workload)
        });
        found.map(|workload| workload.name.as_str())
    }

    /// The key under which a network or volume of this name on the engine is declared.
    pub(super) fn declared(&self, map: &Entries, name: &str) -> Option<String> {
        let is_named = |key: &str, tree: &Tree| {
            let said = |part: &str| tree.get(part).and_then(text_of);
            match said("name").filter(|name| !name.is_empty()) {
                Some(said) => said == name,
                None if said("external").is_some_and(|external| external == "true") => key == name,
                None => {
                    name.strip_prefix(self.project_name).and_then(|rest| rest.strip_prefix('_')) == Some(key)
                }
            }
        };
        map.iter().find(|(key, tree)| is_named(key, tree)).map(|(key, _)| key.clone())
    }

    /// The container's own name on the engine.
    pub(super) fn own_name(&self) -> String {
        self.container
            .name
            .get()
            .cloned()
            .unwrap_or_else(|| default_container_name(self.project_name, self.name, 1))
    }
}

/// The name on the engine of a workload's first container.
pub(super) fn container_name(project: &str, workload: &Workload) -> String {
    let named = workload.containers.first().and_then(|container| container.name.get());
    named.cloned().unwrap_or_else(|| default_container_name(project, &workload.name, 1))
}

/// A key for something that is not declared yet: its name, in the letters that a key may have.
pub(super) fn free_key(map: &Entries, name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let mut key: String = name.chars().map(safe).collect();
    while map.contains_key(&key) {
        key.push('_');
    }
    key
}

/// A field as text that keeps its origin and symbol.
pub(super) fn tree_of<T>(field: &Field<T>, value: impl Into<Value>) -> Tree {
    Tree { value: value.into(), origin: field.origin.clone(), symbol: field.symbol.clone(), key: None }
}

/// What is only known by its symbol.
pub(super) fn unknown<T>(field: &Field<T>) -> Option<Tree> {
    (field.value.is_none() && field.symbol.is_some()).then(|| tree_of(field, Value::Null))
}

/// A list, if it has items.
pub(super) fn list(items: Vec<Tree>) -> Option<Tree> {
    (!items.is_empty()).then(|| Tree::bare(items))
}

/// A mapping, if it has entries.
pub(super) fn mapping(entries: Entries) -> Option<Tree> {
    (!entries.is_empty()).then(|| Tree::bare(entries))
}

/// A mapping of the entries that say something.
pub(super) fn entries<const N: usize>(entries: [(&str, Option<Tree>); N]) -> Entries {
    entries.into_iter().filter_map(|(key, tree)| Some((key.to_owned(), tree?))).collect()
}
