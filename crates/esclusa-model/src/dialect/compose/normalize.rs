//! What is implied becomes said: the default network, dependencies by links and namespaces, names of resources.

use esclusa_source::{Problem, detail};

use super::containers;
use super::file_paths::clean;
use super::hooks;
use super::variables::Variables;
use crate::{Entries, Tree, Value};

type Map = Entries;

/// Namespaces that may be another service's.
const NAMESPACES: [&str; 5] = ["network_mode", "ipc", "pid", "uts", "cgroup"];

/// Normalises a whole project, whose `name` is set. `nodes` is how many may still be copied.
pub(super) fn apply(
    project: &mut Tree,
    variables: &Variables<'_>,
    nodes: &mut usize,
    problems: &mut Vec<Problem>,
) {
    networks(project);
    containers::services_and_jobs(project, |entry, path| {
        if entry.as_map().is_some() {
            service(entry, variables);
            must_say(entry, path, problems);
            let name = path.strip_prefix("services.").unwrap_or(path);
            hooks::inherit(entry, name, nodes, problems);
        } else if entry.symbol.is_none() {
            problems.push(Problem::new(
                "compose-invalid",
                entry.key,
                detail!("no-mapping", "{path} must be a mapping", path),
            ));
        }
    });
    names(project);
}

/// Services and jobs that name no network are on the default one.
fn networks(project: &mut Tree) {
    let mut uses_default = false;
    containers::services_and_jobs(project, |service, _| {
        let Some(map) = service.as_map_mut() else { return };
        if map.contains_key("provider") || map.contains_key("network_mode") {
            return;
        }
        let own = map.get("networks").and_then(Tree::as_map);
        if own.is_none_or(Map::is_empty) {
            let mut default = Map::new();
            default.insert("default".to_owned(), Tree::default());
            map.insert("networks".to_owned(), Tree::bare(default));
            uses_default = true;
        } else if own.is_some_and(|own| own.contains_key("default")) {
            uses_default = true;
        }
    });
    let Some(map) = project.as_map_mut() else { return };
    if uses_default {
        let networks = map.entry("networks".to_owned()).or_insert_with(|| Tree::bare(Map::new()));
        if networks.is_null() {
            networks.value = Map::new().into();
        }
        if let Some(networks) = networks.as_map_mut() {
            networks.entry("default".to_owned()).or_default();
        }
    }
}

fn service(service: &mut Tree, variables: &Variables<'_>) {
    if let Some(policy) = service.get_mut("pull_policy")
        && policy.as_str() == Some("if_not_present")
    {
        policy.value = "missing".into();
    }
    if let Some(build) = service.get_mut("build") {
        self::build(build, variables);
    }
    if let Some(environment) = service.get_mut("environment") {
        resolve(environment, variables, true);
    }
    dependencies(service);
    if let Some(volumes) = service.get_mut("volumes").and_then(Tree::as_seq_mut) {
        for volume in volumes {
            if let Some(target) = volume.get_mut("target")
                && let Some(text) = target.as_str()
            {
                target.value = clean(text.as_ref()).to_string_lossy().into_owned().into();
            }
        }
    }
}

/// What the client stumbles over if it is not text.
fn must_say(service: &Tree, path: &str, problems: &mut Vec<Problem>) {
    for key in NAMESPACES {
        if let Some(tree) = service.get(key)
            && tree.is_null()
            && tree.symbol.is_none()
        {
            let detail = detail!("key-no-text", "{path}.{key} must be text", path, key);
            problems.push(Problem::new("compose-invalid", tree.key.or(tree.origin.place), detail));
        }
    }
    for volume in service.get("volumes").and_then(Tree::as_seq).unwrap_or_default() {
        if volume.as_map().is_some_and(|map| !map.contains_key("target")) {
            let detail = detail!("volumes-target-missing", "{path}.volumes: a mount target is missing", path);
            problems.push(Problem::new("compose-invalid", volume.origin.place, detail));
        }
    }
}

fn build(build: &mut Tree, variables: &Variables<'_>) {
    let Some(map) = build.as_map_mut() else { return };
    let missing = |map: &Map, key: &str| map.get(key).is_none_or(Tree::is_null);
    if missing(map, "context") {
        map.insert("context".to_owned(), Tree::bare("."));
    }
    if missing(map, "dockerfile") && missing(map, "dockerfile_inline") {
        map.insert("dockerfile".to_owned(), Tree::bare("Dockerfile"));
    }
    if let Some(args) = map.get_mut("args") {
        resolve(args, variables, false);
    }
}

/// Names without a value get the variable's; those without a variable stay only if `keep`.
fn resolve(tree: &mut Tree, variables: &Variables<'_>, keep: bool) {
    match &mut tree.value {
        Value::Sequence(items) => {
            items.retain_mut(|item| {
                let Some(text) = item.as_str() else { return false };
                if text.contains('=') {
                    return true;
                }
                let name = text.to_owned();
                let Some(variable) = variables.get(&name) else { return keep };
                item.origin = variables.origin(&item.origin, std::slice::from_ref(&name));
                item.symbol = variable.symbol.cloned();
                item.value = format!("{name}={}", variable.text).into();
                true
            });
            // A list without items is nothing at all to Compose.
            if items.is_empty() {
                tree.value = Value::Null;
            }
        }
        Value::Mapping(map) => map.retain(|name, item| {
            if !item.is_null() || item.symbol.is_some() {
                return true;
            }
            let Some(variable) = variables.get(name) else { return keep };
            item.origin = variables.origin(&item.origin, std::slice::from_ref(name));
            item.symbol = variable.symbol.cloned();
            item.value = variable.text.into();
            true
        }),
        _ => {}
    }
}

/// Links, shared namespaces and volumes of another service are dependencies on it.
fn dependencies(service: &mut Tree) {
    let mut implied: Vec<(String, bool, Tree)> = Vec::new();
    for link in service.get("links").and_then(Tree::as_seq).unwrap_or_default() {
        if let Some(text) = link.as_str() {
            let parts: Vec<&str> = text.split(':').collect();
            let name = if parts.len() == 2 { parts[0] } else { text };
            implied.push((name.to_owned(), true, link.clone()));
        }
    }
    for namespace in NAMESPACES {
        if let Some(tree) = service.get(namespace)
            && let Some(shared) = tree.as_str().and_then(|text| text.strip_prefix("service:"))
        {
            implied.push((shared.to_owned(), true, tree.clone()));
        }
    }
    for from in service.get("volumes_from").and_then(Tree::as_seq).unwrap_or_default() {
        if let Some(text) = from.as_str().filter(|text| !text.starts_with("container:")) {
            let name = text.split(':').next().unwrap_or(text);
            implied.push((name.to_owned(), false, from.clone()));
        }
    }
    if implied.is_empty() {
        return;
    }
    let Some(map) = service.as_map_mut() else { return };
    let depends_on = map.entry("depends_on".to_owned()).or_insert_with(|| Tree::bare(Map::new()));
    if depends_on.is_null() {
        depends_on.value = Map::new().into();
    }
    let Some(depends_on) = depends_on.as_map_mut() else { return };
    for (name, restart, at) in implied {
        depends_on.entry(name).or_insert_with(|| {
            let part = |value: Value| Tree::new(value, at.origin.clone());
            let mut dependency = Map::new();
            dependency.insert("condition".to_owned(), part("service_started".into()));
            dependency.insert("restart".to_owned(), part(restart.into()));
            dependency.insert("required".to_owned(), part(true.into()));
            part(dependency.into())
        });
    }
}

/// A resource without a name of its own is called after the project and its key, or its key if it is external.
fn names(project: &mut Tree) {
    let name = project.get("name").and_then(Tree::as_str).unwrap_or_default().to_owned();
    for section in ["networks", "volumes", "configs", "secrets"] {
        let Some(entries) = project.get_mut(section).and_then(Tree::as_map_mut) else { continue };
        for (key, entry) in entries {
            if entry.is_null() && entry.symbol.is_none() {
                entry.value = Map::new().into();
            }
            let Some(map) = entry.as_map_mut() else { continue };
            if map.get("name").is_some_and(|name| !name.is_null()) {
                continue;
            }
            let external = map.get("external").is_some_and(|external| match &external.value {
                Value::Bool(value) => *value,
                Value::Int(value) => *value == 1,
                Value::String(text) => matches!(text.as_str(), "1" | "t" | "T" | "true" | "TRUE" | "True"),
                _ => false,
            });
            let named = if external { key.clone() } else { format!("{name}_{key}") };
            map.insert("name".to_owned(), Tree::bare(named));
        }
    }
}
