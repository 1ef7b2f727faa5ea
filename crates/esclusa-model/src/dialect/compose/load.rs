//! The pipeline: files to one canonical project, its stages in the order that Compose has them in.

use std::collections::HashMap;
use std::path::{Path as FilePath, PathBuf};
use std::rc::Rc;

use esclusa_source::{Node, Problem, Sources, Span, Style, detail, syntax};

use super::discover::{self, Discovered};
use super::interpolate::Interpolation;
use super::options::{LoadOptions, Loaded, Profiles};
use super::path::Path;
use super::reset::Resets;
use super::variables::{self, Variables};
use super::yaml_values::Expansion;
use super::{
    canonical, defaults, environment, extends, include, merge, normalize, paths, schema, typed, unicity,
    unused, validate,
};
use crate::{Context, Entries, Mode, Tree, Value, Via};

/// The most nodes that a project may be made of, aliases, bases and includes counted as often as they are used.
const MAX_NODES: usize = 400_000;
/// The most text that interpolation may make.
const MAX_TEXT: usize = 32 * 1024 * 1024;
/// The most times that files are loaded for one project.
const MAX_LOADS: usize = 2_000;

/// Loads a project as `docker compose config` does.
pub fn load(options: &LoadOptions, context: &Context<'_>, sources: &mut Sources) -> Loaded {
    let mut problems = Vec::new();
    let found = discover::discover(options, context, sources, &mut problems);
    let mut loader = Loader {
        context,
        sources,
        options,
        problems,
        nodes: MAX_NODES,
        text: MAX_TEXT,
        loads: MAX_LOADS,
        parsed: HashMap::new(),
    };
    let directory = found.folder.clone();
    let (tree, name) = loader.project(found);
    let problems = without_repeats(loader.problems);
    let refused = context.mode == Mode::Exact && !problems.is_empty();
    Loaded { tree: tree.filter(|_| !refused), name, directory, problems }
}

/// Stages run for every file of a project, and some find the same again.
fn without_repeats(problems: Vec<Problem>) -> Vec<Problem> {
    let mut seen = std::collections::HashSet::new();
    problems
        .into_iter()
        .filter(|problem| seen.insert((problem.id, problem.span, problem.detail.clone())))
        .collect()
}

/// For what a file is loaded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FileRole {
    /// As a part of the model.
    Part,
    /// For a service of it that another one extends.
    Base,
}

/// The part of a project that files are loaded into: the project itself, or an include.
#[derive(Clone)]
pub(super) struct Scope<'a> {
    /// What relative paths are joined to; for includes seen from the including folder.
    pub(super) folder: PathBuf,
    /// Where files named in files are found, absolute.
    pub(super) loader_folder: PathBuf,
    /// The variables.
    pub(super) variables: Rc<Variables<'a>>,
    /// How many includes lie around this one.
    pub(super) depth: usize,
}

/// One load of one project.
pub(super) struct Loader<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) sources: &'a mut Sources,
    options: &'a LoadOptions,
    pub(super) problems: Vec<Problem>,
    nodes: usize,
    text: usize,
    loads: usize,
    parsed: HashMap<PathBuf, Option<Rc<[Node]>>>,
}

impl<'a> Loader<'a> {
    /// The user's home folder.
    pub(super) fn home(&self) -> Option<&'a FilePath> {
        self.context.environment.get("HOME").map(FilePath::new)
    }

    /// Counts a copy of `tree`; `false` once too much is copied.
    pub(super) fn spend(&mut self, tree: &Tree, place: Option<Span>) -> bool {
        let size = size(tree, self.nodes);
        if size >= self.nodes {
            if self.nodes > 0 {
                self.problems.push(Problem::new(
                    "yaml-too-large",
                    place,
                    detail!("project-too-large", "the project grows too large"),
                ));
            }
            self.nodes = 0;
            return false;
        }
        self.nodes -= size;
        true
    }

    fn project(&mut self, found: Discovered) -> (Option<Tree>, String) {
        let documents: Vec<Vec<Node>> = found
            .files
            .iter()
            .map(|file| self.documents(file, None).map(|roots| roots.to_vec()).unwrap_or_default())
            .collect();
        let name = discover::project_name(self.options, &found, &documents, &mut self.problems);
        drop(documents);
        if found.files.is_empty() {
            return (None, name);
        }
        let mut variables = found.variables;
        variables.set("COMPOSE_PROJECT_NAME", &name);
        let scope = Scope {
            folder: found.folder.clone(),
            loader_folder: found.folder,
            variables: Rc::new(variables),
            depth: 0,
        };
        let Some(mut tree) = self.model(&scope, &found.files, None, &mut Vec::new()) else {
            return (None, name);
        };
        if tree.as_map().is_none_or(Entries::is_empty) {
            if self.problems.is_empty() {
                self.problems.push(Problem::new(
                    "compose-invalid",
                    None,
                    detail!("empty-compose-file", "empty compose file"),
                ));
            }
            return (None, name);
        }
        if name.is_empty() {
            let place = tree.get("name").and_then(|name| name.key.or(name.origin.place));
            self.problems.push(Problem::new(
                "compose-invalid",
                place,
                detail!("empty-project-name", "project name must not be empty"),
            ));
        }
        self.finish(&scope, &mut tree, &name);
        (Some(tree), name)
    }

    /// What is done once with the whole project.
    fn finish(&mut self, scope: &Scope, tree: &mut Tree, name: &str) {
        if let Some(map) = tree.as_map_mut() {
            let mut named = Tree::bare(name);
            if let Some(written) = map.get("name") {
                named = Tree { key: written.key, ..Tree::new(name, written.origin.clone()) };
            }
            map.insert("name".to_owned(), named);
        }
        let none = Variables::default();
        let variables = if self.options.interpolate { &*scope.variables } else { &none };
        normalize::apply(tree, variables, &mut self.nodes, &mut self.problems);
        if !self.options.interpolate {
            return;
        }
        typed::decode(tree, self.context.mode, &mut self.problems);
        let disabled = self.select(scope, tree);
        if self.options.consistency {
            validate::consistency(tree, &disabled, self.context.mode, &mut self.problems);
        }
        unused::remove(tree);
        let mut files = environment::Files {
            variables: &scope.variables,
            context: self.context,
            sources: self.sources,
            problems: &mut self.problems,
        };
        if self.options.resolve_env {
            files.environments(tree);
        }
        files.labels(tree);
    }

    /// Takes out the services whose profiles are not active, and gives their names.
    fn select(&self, scope: &Scope, tree: &mut Tree) -> Vec<String> {
        let Profiles::Only(named) = &self.options.profiles else { return Vec::new() };
        let mut active = named.clone();
        if active.is_empty() {
            let listed = scope.variables.text("COMPOSE_PROFILES").unwrap_or_default();
            active.extend(listed.split(',').map(|name| name.trim().to_owned()));
        }
        let mut disabled = Vec::new();
        for section in ["services", "jobs"] {
            let Some(entries) = tree.get_mut(section).and_then(Tree::as_map_mut) else { continue };
            entries.retain(|name, entry| {
                let own = entry.get("profiles").and_then(Tree::as_seq).unwrap_or_default();
                let on = own.is_empty()
                    || active.iter().any(|active| {
                        active == "*" || own.iter().any(|profile| profile.as_str() == Some(active.as_str()))
                    });
                if !on && section == "services" {
                    disabled.push(name.clone());
                }
                on
            });
        }
        disabled
    }

    /// Files that override each other, as one model with absolute paths and defaults.
    pub(super) fn model(
        &mut self,
        scope: &Scope,
        files: &[PathBuf],
        place: Option<Span>,
        included: &mut Vec<PathBuf>,
    ) -> Option<Tree> {
        let mut model = Tree::bare(Entries::new());
        for file in files {
            let before = included.len();
            included.push(file.clone());
            (model, _) = self.part(scope, file, place, FileRole::Part, model, included);
            included.truncate(before);
            if self.context.mode == Mode::Exact && !self.problems.is_empty() {
                return None;
            }
        }
        defaults::apply(&mut model);
        validate::paths(&model, self.context.mode, &mut self.problems);
        paths::resolve(&mut model, &scope.folder, self.home(), &mut self.problems);
        if self.options.interpolate {
            environment::resolve_names(&mut model, &scope.variables);
        }
        Some(model)
    }

    /// One file merged onto a model, without its includes and bases.
    pub(super) fn file(
        &mut self,
        scope: &Scope,
        file: &FilePath,
        place: Option<Span>,
        role: FileRole,
        onto: Tree,
    ) -> (Tree, Resets) {
        self.part(scope, file, place, role, onto, &mut Vec::new())
    }

    fn part(
        &mut self,
        scope: &Scope,
        file: &FilePath,
        place: Option<Span>,
        role: FileRole,
        mut model: Tree,
        included: &mut Vec<PathBuf>,
    ) -> (Tree, Resets) {
        let mut resets = Resets::default();
        if self.loads == 0 {
            self.problems.push(Problem::new(
                "yaml-too-large",
                place,
                detail!("project-too-many-files", "the project loads too many files"),
            ));
            return (model, resets);
        }
        self.loads -= 1;
        let Some(roots) = self.documents(file, place) else { return (model, resets) };
        for root in roots.iter() {
            if self.nodes == 0 {
                self.problems.push(Problem::new(
                    "yaml-too-large",
                    root.span,
                    detail!("project-too-large", "the project grows too large"),
                ));
                break;
            }
            resets = Resets::find(root, &mut self.problems);
            let tree = Expansion::new(&mut self.nodes, &mut self.problems).tree(root);
            let Some(mut tree) = tree.filter(|tree| tree.as_map().is_some()) else {
                let detail = detail!("top-level-no-mapping", "top-level object must be a mapping");
                self.problems.push(Problem::new("compose-invalid", root.span, detail));
                continue;
            };
            if self.options.interpolate {
                let mut interpolation = Interpolation {
                    variables: &scope.variables,
                    mode: self.context.mode,
                    budget: &mut self.text,
                    problems: &mut self.problems,
                };
                interpolation.apply(&mut tree);
            }
            if role == FileRole::Part {
                include::apply(self, scope, included, &mut tree, &resets);
            }
            resets.apply(&mut model);
            if role == FileRole::Part {
                extends::apply(self, scope, file, &mut tree, &resets);
            }
            model = self.merge(model, tree, role);
        }
        (model, resets)
    }

    /// A document merged onto the model, and the whole made canonical.
    fn merge(&mut self, model: Tree, mut tree: Tree, role: FileRole) -> Tree {
        let first = model.as_map().is_none_or(Entries::is_empty);
        let model = if first {
            tree
        } else {
            let place = tree.origin.place;
            tree.for_each_origin(&mut |origin| *origin = origin.through(Via::Override, place));
            merge::merge(model, tree, &Path::ROOT, &mut self.problems)
        };
        let mut model = model;
        unicity::enforce(&mut model, &mut self.problems);
        if role == FileRole::Part {
            canonical::rename(&mut model);
            schema::check(&model, &mut self.problems);
            if let Some(map) = model.as_map_mut() {
                map.shift_remove("version");
            }
        }
        canonical::apply(&mut model, !self.options.interpolate, &mut self.problems);
        unicity::omit_empty(&mut model);
        unicity::enforce(&mut model, &mut self.problems);
        model
    }

    /// The documents of a file, parsed once.
    fn documents(&mut self, file: &FilePath, place: Option<Span>) -> Option<Rc<[Node]>> {
        if let Some(parsed) = self.parsed.get(file) {
            return parsed.clone();
        }
        let opened = variables::open(file, place, self.context, self.sources, &mut self.problems);
        let parsed = opened.map(|(id, text)| {
            let (documents, problems) = syntax::yaml::parse(id, &text);
            self.problems.extend(problems);
            let absent = |node: &Node| node.scalar() == Some(("", Style::Plain)) && node.tag.is_none();
            let mut roots: Vec<Node> = documents.into_iter().filter_map(|document| document.root).collect();
            // A stream of one document with nothing in it holds nothing.
            if roots.len() == 1 && absent(&roots[0]) {
                roots.clear();
            }
            roots.into()
        });
        self.parsed.insert(file.to_owned(), parsed.clone());
        parsed
    }
}

/// The number of nodes, or a number above `most`.
pub(super) fn size(tree: &Tree, most: usize) -> usize {
    let mut total = 1;
    let items: &mut dyn Iterator<Item = &Tree> = match &tree.value {
        Value::Sequence(items) => &mut items.iter(),
        Value::Mapping(map) => &mut map.values(),
        _ => return total,
    };
    for item in items {
        total += size(item, most);
        if total > most {
            break;
        }
    }
    total
}
