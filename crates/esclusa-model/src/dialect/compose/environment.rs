//! What a service's `environment` and `labels` become once files and the project's variables are read into them.

use std::path::Path as FilePath;

use esclusa_source::{Problem, Sources, Span, detail};

use super::dotenv::{self, Assignment};
use super::scalar;
use super::template::Found;
use super::variables::{self, Variables};
use crate::{Context, Entries, Origin, Tree, Value, Via};

type Map = Entries;

/// The key under which a secret of a variable keeps what the variable holds, as in Compose. No file can say it.
pub(super) const ENVIRONMENT_VALUE: &str = "x-#value";

/// A file of nothing: a device, which is not opened.
const EMPTY_FILE: &str = "/dev/null";

/// Gives bare names in lists (`environment: [NAME]`) the project's values, and secrets and configs theirs.
pub(super) fn resolve_names(model: &mut Tree, variables: &Variables<'_>) {
    if let Some(services) = model.get_mut("services").and_then(Tree::as_map_mut) {
        for service in services.values_mut() {
            let Some(items) = service.get_mut("environment").and_then(Tree::as_seq_mut) else { continue };
            items.retain(|item| item.as_str().is_some());
            for item in items {
                let Some(name) = item.as_str().map(str::to_owned) else { continue };
                let Some(variable) = variables.get(&name) else { continue };
                let text = format!("{name}={}", variable.text);
                item.origin = variables.origin(&item.origin, std::slice::from_ref(&name));
                item.symbol = variable.symbol.cloned().or_else(|| item.symbol.clone());
                item.value = text.into();
            }
        }
    }
    for (section, key) in [("secrets", ENVIRONMENT_VALUE), ("configs", "content")] {
        let Some(entries) = model.get_mut(section).and_then(Tree::as_map_mut) else { continue };
        for entry in entries.values_mut() {
            let Some(named) = entry.get("environment") else { continue };
            let Some(name) = named.as_str().map(str::to_owned) else { continue };
            let Some(variable) = variables.get(&name) else { continue };
            let origin = variables.origin(&named.origin, &[name]);
            let tree = Tree::new(variable.text, origin);
            if let Some(map) = entry.as_map_mut() {
                map.insert(key.to_owned(), tree);
            }
        }
    }
}

/// Reads `env_file` and `label_file` of every service.
pub(super) struct Files<'a, 'b> {
    /// The project's variables.
    pub(super) variables: &'a Variables<'a>,
    /// The files.
    pub(super) context: &'a Context<'b>,
    /// Where read files are registered.
    pub(super) sources: &'a mut Sources,
    /// What cannot be read.
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Files<'_, '_> {
    /// Computes the environment that each service starts with, and drops `env_file`.
    pub(super) fn environments(&mut self, model: &mut Tree) {
        let Some(services) = model.get_mut("services").and_then(Tree::as_map_mut) else { return };
        for service in services.values_mut() {
            self.environment(service);
        }
    }

    fn environment(&mut self, service: &mut Tree) {
        let Some(map) = service.as_map_mut() else { return };
        let files = map.shift_remove("env_file");
        if let Some(own) = map.get_mut("environment").and_then(Tree::as_map_mut) {
            self.fill_in(own);
        }
        let files = files.as_ref().and_then(Tree::as_seq).unwrap_or_default();
        if files.is_empty() {
            return;
        }
        let mut place = map.shift_remove("environment").unwrap_or_else(|| Tree::bare(Map::new()));
        let own = match std::mem::take(&mut place.value) {
            Value::Mapping(own) => own,
            _ => Map::new(),
        };
        let mut all: Map =
            own.iter().filter(|(_, tree)| !tree.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect();
        for file in files {
            self.env_file(file, &own, &mut all);
        }
        all.extend(own);
        map.insert("environment".to_owned(), Tree { value: all.into(), ..place });
    }

    /// Names without a value get the project's.
    fn fill_in(&self, own: &mut Map) {
        for (name, tree) in own {
            if tree.is_null()
                && tree.symbol.is_none()
                && let Some(variable) = self.variables.get(name)
            {
                tree.value = variable.text.into();
                tree.symbol = variable.symbol.cloned();
                tree.origin = self.variables.origin(&tree.origin, std::slice::from_ref(name));
            }
        }
    }

    fn env_file(&mut self, file: &Tree, own: &Map, all: &mut Map) {
        let text = |key: &str| file.get(key).and_then(Tree::as_str);
        let place = file.origin.place;
        let Some(path) = text("path").or_else(|| file.as_str()) else { return };
        // Whether a file is there cannot be told where its name is unknown.
        if file.get("path").unwrap_or(file).symbol.is_some() && self.context.mode == crate::Mode::Tolerant {
            return;
        }
        let required = file.get("required").is_none_or(|tree| tree.as_bool() != Some(false));
        if path == EMPTY_FILE {
            return;
        }
        let path = FilePath::new(path);
        if !self.context.files.exists(path) {
            if required {
                let detail =
                    detail!("env-file-not-found", "env file \"{path}\" not found", path = self.shown(path));
                self.problems.push(Problem::new("missing-env-file", place, detail));
            }
            return;
        }
        let format = text("format").unwrap_or_default().to_owned();
        let lookup = |name: &str| {
            self.variables.found(name).or_else(|| own.get(name).filter(|tree| !tree.is_null()).map(found))
        };
        let outer = file.origin.clone();
        let Some((id, content)) = variables::open(path, place, self.context, self.sources, self.problems)
        else {
            return;
        };
        let earlier = |name: &str| all.get(name).map(found);
        let read = match format.as_str() {
            "raw" => dotenv::parse_raw(id, &content, &lookup),
            "" | ".env" => dotenv::parse(id, &content, &lookup, &earlier),
            _ => {
                let detail = detail!("env-file-format", "unsupported env_file format \"{format}\"", format);
                self.problems.push(Problem::new("compose-invalid", place, detail));
                return;
            }
        };
        match read {
            Ok(assignments) => {
                for assignment in assignments {
                    let (name, tree) = from_file(assignment, &outer);
                    all.insert(name, tree);
                }
            }
            Err(error) => self.problems.push(Problem::new("env-file-syntax", error.span, error.detail)),
        }
    }

    /// Puts the labels of `label_file` under those of the service.
    pub(super) fn labels(&mut self, model: &mut Tree) {
        let Some(services) = model.get_mut("services").and_then(Tree::as_map_mut) else { return };
        for service in services.values_mut() {
            let Some(map) = service.as_map_mut() else { continue };
            let Some(files) = map.get("label_file").and_then(Tree::as_seq) else { continue };
            let mut all = Map::new();
            for file in files {
                self.label_file(file, &mut all);
            }
            let mut place = map.shift_remove("labels").unwrap_or_else(|| Tree::bare(Map::new()));
            if let Value::Mapping(own) = std::mem::take(&mut place.value) {
                all.extend(own);
            }
            map.insert("labels".to_owned(), Tree { value: all.into(), ..place });
        }
    }

    fn label_file(&mut self, file: &Tree, all: &mut Map) {
        let Some(path) = file.as_str().map(FilePath::new) else { return };
        let place = file.origin.place;
        if path == FilePath::new(EMPTY_FILE) {
            return;
        }
        if !self.context.files.exists(path) {
            let detail =
                detail!("label-file-not-found", "label file \"{path}\" not found", path = self.shown(path));
            self.problems.push(Problem::new("missing-env-file", place, detail));
            return;
        }
        let Some((id, content)) = variables::open(path, place, self.context, self.sources, self.problems)
        else {
            return;
        };
        match dotenv::parse(id, &content, &|name| all.get(name).map(found), &|_| None) {
            Ok(assignments) => {
                let new: Vec<_> = assignments.into_iter().map(|one| from_file(one, &file.origin)).collect();
                all.extend(new);
            }
            Err(error) => self.problems.push(Problem::new("env-file-syntax", error.span, error.detail)),
        }
    }

    fn shown(&self, path: &FilePath) -> String {
        path.strip_prefix(&self.context.working_dir).unwrap_or(path).display().to_string()
    }
}

fn found(tree: &Tree) -> Found {
    Found { text: scalar::printed(&tree.value), unknown: tree.symbol.is_some() }
}

/// A variable of a file, reached through the entry that names the file.
fn from_file(assignment: Assignment, entry: &Origin) -> (String, Tree) {
    let Assignment { key, text, span, symbol } = assignment;
    let mut origin = Origin::at(span).through(Via::EnvFile, entry.place);
    for link in entry.links() {
        origin = origin.through(link.via.clone(), link.place);
    }
    (key, Tree { symbol, key: Some(Span { end: span.end, ..span }), ..Tree::new(text, origin) })
}
