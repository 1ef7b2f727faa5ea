//! The model as create requests: a bare body for one container, a list in which each begins with its name for several.

use esclusa_source::{Detail, Problem, detail};
use serde_json::{Map, Value as Json};

use super::client;
use super::key::{HOST_CONFIG, NAME};
use super::legacy::CPUSET;
use crate::dialect::symbols::{Speech, settled};
use crate::field::{Field, Wire};
use crate::{Container, Dialect, Origin, Project, Workload, Written};

/// Keys of a workload that the request says in its own words.
const SAID: &[&str] = &["networks", "use_api_socket"];

/// Keys that the request says in part: of each item what else it may say.
const SAID_IN_PART: &[(&str, &[&str])] = &[
    ("secrets", &["uid", "gid", "mode"]),
    ("configs", &["uid", "gid", "mode"]),
    ("ports", &["name", "app_protocol", "mode"]),
    ("volumes", &["consistency", "bind"]),
];

/// A request has no variables.
const SPEECH: Speech = Speech { say: |_| None, as_text: &[], keys: &[] };

/// The project as create requests; what a request cannot say is named. Of a command line it is the body that the docker
/// client sends, whole; else no more than what was asked.
#[must_use]
pub fn write(project: &Project) -> Written {
    let mut unsaid = Vec::new();
    let several = project.containers().nth(1).is_some();
    let mut bodies = Vec::new();
    for workload in &project.workloads {
        if workload.containers.len() + workload.init.len() > 1 {
            leave(
                &mut unsaid,
                &workload.origin,
                detail!(
                    "unsaid-several-engine",
                    "several containers in one workload: each is a request of its own"
                ),
            );
        }
        for container in workload.init.iter().chain(&workload.containers) {
            // A request holds values, and what only a shell knows is none.
            let said = (project.dialect == Dialect::Run).then(|| settled(container, &SPEECH));
            let container = said.as_ref().map_or(container, |(said, _)| said);
            unsaid.extend(said.iter().flat_map(|(_, unsaid)| unsaid.clone()));
            let mut body = body(container, &mut unsaid);
            if project.dialect == Dialect::Run {
                body = client::whole(body);
            }
            if several {
                let name = name_of(container, workload);
                body.shift_insert(0, NAME.to_owned(), Json::String(name));
            } else {
                leave_field(&mut unsaid, &container.name, "name");
            }
            leave_field(&mut unsaid, &container.platform, "platform");
            leave_field(&mut unsaid, &container.pull, "pull");
            bodies.push(Json::Object(body));
        }
        // What an inspect document says beyond the request are facts of running, not asked for.
        if project.dialect != Dialect::Engine {
            name_rest(&mut unsaid, workload);
        }
    }
    name_project(&mut unsaid, project);
    let json = match bodies.len() {
        1 => bodies.remove(0),
        _ => Json::Array(bodies),
    };
    // Printing a `Value` cannot fail: its keys are text.
    let text = serde_json::to_string_pretty(&json).unwrap_or_default();
    Written { text: text + "\n", unsaid }
}

/// The body. `HostConfig` is always there: without it old engines would look for its members at the top level.
fn body(container: &Container, unsaid: &mut Vec<Problem>) -> Map<String, Json> {
    let mut body = match container.request.write().to_json() {
        Json::Object(map) => map,
        _ => Map::new(),
    };
    if !body.contains_key(HOST_CONFIG) {
        body.insert(HOST_CONFIG.to_owned(), Json::Object(Map::new()));
        // Ignored where there is no `HostConfig`, it would begin to count beside an empty one.
        if body.shift_remove(CPUSET).is_some() {
            let tree = container.request.unread.get(CPUSET);
            let origin = tree.map(|tree| tree.origin.clone()).unwrap_or_default();
            leave(
                unsaid,
                &origin,
                detail!("unsaid-cpuset", "Cpuset: the engine ignores it without HostConfig"),
            );
        }
    }
    body
}

/// The name in a list: the container's own, the one that Compose would give it, or the workload's.
fn name_of(container: &Container, workload: &Workload) -> String {
    let identity = &container.identity;
    match (container.name.get(), &identity.project, &identity.service) {
        (Some(name), ..) => name.clone(),
        (None, Some(project), Some(service)) => format!("{project}-{service}-1"),
        _ => workload.name.clone(),
    }
}

fn leave(unsaid: &mut Vec<Problem>, origin: &Origin, detail: impl Into<Detail>) {
    unsaid.push(Problem::new("unsaid", origin.place, detail));
}

/// Names a field that is a parameter of the call, not of its body.
fn leave_field(unsaid: &mut Vec<Problem>, field: &Field<String>, what: &str) {
    if let Some(value) = field.get() {
        let detail = match what {
            "pull" => detail!("unsaid-pull", "pull ({value}): the client pulls before it asks", value),
            _ => detail!(
                "unsaid-parameter",
                "{what} ({value}): a parameter of the call, not in its body",
                what,
                value
            ),
        };
        leave(unsaid, &field.origin, detail);
    }
}

/// Names what the workload asks for beyond its containers.
fn name_rest(unsaid: &mut Vec<Problem>, workload: &Workload) {
    for (key, tree) in &workload.rest {
        if SAID.contains(&key.as_str()) || key.starts_with("x-") {
            continue;
        }
        let Some((_, parts)) = SAID_IN_PART.iter().find(|(known, _)| known == key) else {
            leave(unsaid, &tree.origin, detail!("unsaid-no-part", "{key}: no part of a create request", key));
            continue;
        };
        for item in tree.as_seq().unwrap_or_default() {
            for (part, tree) in parts.iter().filter_map(|part| Some((part, item.get(part)?))) {
                leave(
                    unsaid,
                    &tree.origin,
                    detail!("unsaid-not-passed", "{key}.{part}: the client does not pass it on", key, part),
                );
            }
        }
    }
}

/// Names what must be there before the containers are made.
fn name_project(unsaid: &mut Vec<Problem>, project: &Project) {
    let kinds = [
        (detail!("kind-network", "network"), &project.networks),
        (detail!("kind-volume", "volume"), &project.volumes),
    ];
    for (kind, map) in kinds {
        for (key, tree) in map {
            let external = tree.get("external").is_some_and(|tree| tree.as_bool() == Some(true));
            if !external {
                let detail =
                    detail!("unsaid-own-call", "{kind} {key}: it is created by a call of its own", kind, key);
                leave(unsaid, &tree.origin, detail);
            }
        }
    }
    // Those of files are binds of the request; what has no file is copied in by the client.
    let kinds = [
        (detail!("kind-secret", "secret"), &project.secrets),
        (detail!("kind-config", "config"), &project.configs),
    ];
    for (kind, map) in kinds {
        for (key, tree) in map.iter().filter(|(_, tree)| tree.get("file").is_none()) {
            leave(
                unsaid,
                &tree.origin,
                detail!(
                    "unsaid-copied-in",
                    "{kind} {key}: the client copies it in before it starts",
                    kind,
                    key
                ),
            );
        }
    }
}
