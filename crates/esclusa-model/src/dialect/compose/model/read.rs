//! The canonical tree as a project of the model.

use esclusa_source::{Problem, Sources};

use super::asking::{Around, Asking};
use super::build;
use super::key::KEYS;
use super::scalar::{says, text_of};
use crate::dialect::Budget;
use crate::dialect::compose::environment::ENVIRONMENT_VALUE;
use crate::dialect::compose::{LoadOptions, load};
use crate::entries::is_same;
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
        let origin = service.key.map_or_else(
            || service.origin.clone(),
            |key| Origin { place: Some(key), chain: service.origin.chain.clone() },
        );
        let mut workload = Workload { name: name.clone(), origin, ..Workload::default() };
        // A provider is a program of the client: it makes no container.
        if service.get("provider").is_some_and(says) {
            workload.rest = service.as_map().cloned().unwrap_or_default();
        } else {
            // A container is large: it is filled where it stays.
            workload.containers.push(Container::default());
        }
        for container in &mut workload.containers {
            container.place = workload.origin.clone();
            let mut asking = Asking {
                project: tree,
                project_name: &project_name,
                name,
                service,
                around,
                container,
                rest: Entries::new(),
                targets: std::collections::HashSet::new(),
                problems: Vec::new(),
            };
            workload.rest = read_service(&mut asking);
            problems.append(&mut asking.problems);
        }
        project.workloads.push(workload);
    }
    (project, problems)
}

/// One service; what the container does not carry is given.
fn read_service(asking: &mut Asking<'_>) -> Entries {
    for key in KEYS {
        (key.read)(asking);
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
    let mut rest = Entries::new();
    for (key, tree) in asking.service.as_map().into_iter().flatten() {
        if !KEYS.iter().any(|known| is_same(known.name, key)) {
            rest.insert(key.clone(), tree.clone());
        }
    }
    rest.append(&mut asking.rest);
    rest
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
