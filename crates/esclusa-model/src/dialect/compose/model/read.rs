//! The canonical tree as a project of the model.

use esclusa_source::{Problem, Sources};

use super::asking::{Around, Asking};
use super::build;
use super::key::KEYS;
use super::scalar::text_of;
use crate::dialect::Budget;
use crate::dialect::compose::environment::ENVIRONMENT_VALUE;
use crate::dialect::compose::{LoadOptions, load};
use crate::field::{Field, Map};
use crate::{Container, Context, Dialect, Entries, Identity, Mode, Origin, Project, Reading, Tree, Workload};

/// Loads a project and gives what the Compose client would ask the engine for. Read exactly, a project that the client
/// would refuse is not given.
pub fn read(options: &LoadOptions, context: &Context<'_>, sources: &mut Sources) -> Reading {
    let mut loaded = load(options, context, sources);
    let Some(tree) = loaded.tree else { return Reading { projects: Vec::new(), problems: loaded.problems } };
    let around = Around { files: Some(context.files), directory: loaded.directory };
    let (mut project, mut problems) = project_around(&tree, &loaded.name, &around);
    let unread = build::fill(&mut project, &around.directory, context, sources);
    // The client itself leaves a Dockerfile to the builder.
    if context.mode == Mode::Tolerant {
        problems.extend(unread);
    }
    let refused = context.mode == Mode::Exact && !problems.is_empty();
    loaded.problems.extend(problems);
    Reading { projects: if refused { Vec::new() } else { vec![project] }, problems: loaded.problems }
}

/// The project that a canonical tree asks for. Files are not looked at: a seccomp profile stays the path that names it.
#[must_use]
pub fn project(tree: &Tree, name: &str) -> Project {
    project_around(tree, name, &Around::default()).0
}

/// The project that a canonical tree asks for, with the files around it, and what the client would refuse.
#[must_use]
pub fn project_around(tree: &Tree, name: &str, around: &Around<'_>) -> (Project, Vec<Problem>) {
    let said = tree.get("name").and_then(text_of).filter(|said| !said.is_empty());
    let project_name = said.unwrap_or_else(|| name.to_owned());
    let mut problems = Vec::new();
    let mut project =
        Project { dialect: Dialect::Compose, directory: around.directory.clone(), ..Project::default() };
    if !project_name.is_empty() {
        let origin = tree.get("name").map(|tree| tree.origin.clone()).unwrap_or_default();
        project.name = Field::new(project_name.clone(), origin);
    }
    let section = |key: &str| tree.get(key).and_then(Tree::as_map).cloned().unwrap_or_default();
    project.networks = section("networks");
    project.volumes = section("volumes");
    project.secrets = section("secrets");
    // What a variable holds is looked up for the container's sake; the project keeps the variable's name.
    for secret in project.secrets.values_mut().filter_map(Tree::as_map_mut) {
        secret.shift_remove(ENVIRONMENT_VALUE);
    }
    project.configs = section("configs");
    for key in ["models", "jobs"] {
        if let Some(tree) = tree.get(key).filter(|tree| tree.as_map().is_none_or(|map| !map.is_empty())) {
            project.rest.insert(key.to_owned(), tree.clone());
        }
    }
    let mut budget = Budget::default();
    for (name, service) in tree.get("services").and_then(Tree::as_map).into_iter().flatten() {
        if let Err(problem) = budget.container(service.key.or(service.origin.place)) {
            problems.extend(problem);
            break;
        }
        let asking = Asking {
            project: tree,
            project_name: &project_name,
            name,
            service,
            around,
            container: Container::default(),
            rest: Entries::new(),
            targets: std::collections::HashSet::new(),
            problems: Vec::new(),
        };
        project.workloads.push(workload(asking, &mut problems));
    }
    (project, problems)
}

/// One service.
fn workload(mut asking: Asking<'_>, problems: &mut Vec<Problem>) -> Workload {
    let place = asking.service.key.map_or_else(
        || asking.service.origin.clone(),
        |key| Origin { place: Some(key), chain: asking.service.origin.chain.clone() },
    );
    let mut workload =
        Workload { name: asking.name.to_owned(), origin: place.clone(), ..Workload::default() };
    // A provider is a program of the client: it makes no container.
    if asking.get("provider").is_some() {
        workload.rest = asking.service.as_map().cloned().unwrap_or_default();
        return workload;
    }
    asking.container.place = place;
    for key in KEYS {
        (key.read)(&mut asking);
    }
    let identity = Identity {
        project: Some(asking.project_name.to_owned()).filter(|name| !name.is_empty()),
        service: Some(asking.name.to_owned()),
        container: asking.container.name.get().cloned(),
        ..Identity::default()
    };
    let image = asking.container.request.image.get().map_or("", String::as_str);
    asking.container.identity = identity.with_image(image).into();
    // The client always asks for both streams, attached or not.
    asking.container.request.attach_stdout = Field::new(true, Origin::default());
    asking.container.request.attach_stderr = Field::new(true, Origin::default());
    for (key, tree) in asking.service.as_map().into_iter().flatten() {
        if !KEYS.iter().any(|known| known.name == key) {
            workload.rest.insert(key.clone(), tree.clone());
        }
    }
    // Moved out, not taken: an empty container in its place would be as large as a full one.
    let Asking { container, rest, problems: mut found, .. } = asking;
    workload.rest.extend(rest);
    workload.containers.push(container);
    problems.append(&mut found);
    workload
}

/// The labels by which Compose finds its own containers again, as far as they do not depend on the client's run.
#[must_use]
pub fn compose_labels(project: &Project, workload: &Workload) -> Map<String> {
    let mut labels = Map::default();
    let mut label = |key: &str, value: String| {
        labels.insert(format!("com.docker.compose.{key}"), value, Origin::default());
    };
    label("project", project.name.get().cloned().unwrap_or_default());
    label("service", workload.name.clone());
    label("container-number", "1".to_owned());
    label("oneoff", "False".to_owned());
    labels
}
