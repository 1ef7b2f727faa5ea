//! What a container of an engine really is: its document completed by what the engine says of its image, its volumes and
//! its users.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::container::{Healthcheck, Mount};
use crate::field::{Field, List};
use crate::tree::{Tree, Value};
use crate::{Container, Entries, Fact, FactSource, Facts, ImageFacts, Origin, Project, Workload};

/// What stands around a container on its engine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// `GET /images/ID/json`, if the image is still there.
    pub image: Option<&'a str>,
    /// The numbers, `uid:gid`, of the user, where the container's own lists say them.
    pub user: Option<&'a str>,
    /// `GET /volumes/NAME` of the volumes that it mounts.
    pub volumes: &'a [Arc<str>],
}

/// Completes the containers of a project that was read of one inspect document. What the engine says is no text of
/// anybody's: where it is not understood, it is not known.
pub fn complete(project: &mut Project, around: &Around<'_>) {
    let image = around.image.and_then(|text| serde_json::from_str::<Json>(text).ok());
    for workload in &mut project.workloads {
        for container in &mut workload.containers {
            if let Some(image) = &image {
                of_image(image, &mut container.image);
            }
            if let Some(numbers) = around.user {
                container.image.user_numbers = Fact::Known(numbers.to_owned(), FactSource::Engine);
            }
            // What the image says was merged in by the engine: nobody asked for it.
            if let (Some(asked), Some(own)) = (container.request.user.get(), container.image.user.known())
                && asked == own
            {
                container.request.user = Field::default();
            }
        }
    }
    for text in around.volumes {
        if let Some((name, volume)) = serde_json::from_str(text).ok().as_ref().and_then(volume) {
            project.volumes.insert(name, volume);
        }
    }
}

/// Adds the mounts that containers have from others (`VolumesFrom`), as if they asked for them themselves.
pub fn inherit(project: &mut Project) {
    for workload in &mut project.workloads {
        let inherited = inherited(workload);
        for container in &mut workload.containers {
            container.request.host.mounts.items.extend(inherited.iter().cloned());
        }
    }
}

/// Takes out of a completed container what its image gives it: what is left is what somebody asked for.
pub fn without_image(container: &mut Container, image: &str) {
    let Ok(document) = serde_json::from_str::<Json>(image) else { return };
    let Some(config) = document.get("Config").filter(|config| config.is_object()) else { return };
    let list = |key: &str| -> Vec<&str> {
        config.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect()
    };
    let map = |key: &str| config.get(key).and_then(Json::as_object);
    let text = |key: &str| config.get(key).and_then(Json::as_str).unwrap_or_default();
    let request = &mut container.request;
    let env = list("Env");
    request.env.items.retain(|one| one.get().is_none_or(|one| !env.contains(&one.as_str())));
    let is_own = |asked: &List<String>, own: &[&str]| asked.values().eq(own.iter());
    // Who asks for another entry point loses the image's command.
    if is_own(&request.entrypoint, &list("Entrypoint")) {
        request.entrypoint = List::default();
        if is_own(&request.cmd, &list("Cmd")) {
            request.cmd = List::default();
        }
    }
    let labels = map("Labels");
    let label = |key: &str| labels.and_then(|labels| labels.get(key)).and_then(Json::as_str);
    request
        .labels
        .entries
        .retain(|key, value| label(key).is_none_or(|own| value.get().is_none_or(|one| one != own)));
    for (asked, key) in [(&mut request.exposed_ports, "ExposedPorts"), (&mut request.volumes, "Volumes")] {
        asked.entries.retain(|name, _| !map(key).is_some_and(|own| own.contains_key(name)));
    }
    for (asked, key) in [(&mut request.working_dir, "WorkingDir"), (&mut request.stop_signal, "StopSignal")] {
        if asked.get().is_some_and(|asked| asked == text(key)) {
            *asked = Field::default();
        }
    }
    let test = config.pointer("/Healthcheck/Test").and_then(Json::as_array);
    let test: Option<Vec<&str>> = test.map(|test| test.iter().filter_map(Json::as_str).collect());
    if test.is_some_and(|test| is_own(&request.healthcheck.test, &test)) {
        request.healthcheck = Healthcheck::default();
    }
    request.on_build = List::default();
    request.shell = List::default();
}

/// The image's own words about itself, in the place of what a table says.
fn of_image(document: &Json, facts: &mut ImageFacts) {
    let Some(config) = document.get("Config").filter(|config| config.is_object()) else { return };
    let list = |key: &str| -> Option<Vec<String>> {
        let items = config.get(key).and_then(Json::as_array)?;
        Some(items.iter().filter_map(Json::as_str).map(str::to_owned).collect())
    };
    let keys = |key: &str| -> Facts {
        let map = config.get(key).and_then(Json::as_object);
        let items = map.into_iter().flatten().map(|(key, _)| (key.clone(), FactSource::Engine));
        Facts { items: items.collect(), complete: true }
    };
    let user = config.get("User").and_then(Json::as_str).unwrap_or_default();
    facts.user = Fact::Known(user.to_owned(), FactSource::Engine);
    let env = list("Env").unwrap_or_default().into_iter().map(|one| (one, FactSource::Engine)).collect();
    facts.env = Facts { items: env, complete: true };
    facts.exposed_ports = keys("ExposedPorts");
    facts.volumes = keys("Volumes");
    facts.entrypoint = Fact::Known(list("Entrypoint").unwrap_or_default(), FactSource::Engine);
    let test = config.pointer("/Healthcheck/Test").and_then(Json::as_array);
    let checks =
        test.and_then(|test| test.first()).and_then(Json::as_str).is_some_and(|first| first != "NONE");
    facts.healthcheck = Fact::Known(checks, FactSource::Engine);
}

/// The mounts that a container has from others (`VolumesFrom`): those among all its mounts that it does not ask for
/// itself.
fn inherited(workload: &Workload) -> Vec<Field<Mount>> {
    let Some(container) = workload.containers.first() else { return Vec::new() };
    let host = &container.request.host;
    if host.volumes_from.is_empty() {
        return Vec::new();
    }
    let mounts = workload.rest.get("Mounts").and_then(Tree::as_seq).unwrap_or_default();
    mounts.iter().filter(|mount| !asks_for(container, text(mount, "Destination"))).filter_map(mount).collect()
}

/// Whether a container itself asks for something to be mounted there.
fn asks_for(container: &Container, target: &str) -> bool {
    let host = &container.request.host;
    let bound = |bind: &String| bind.split(':').nth(1).is_some_and(|path| is_same(path, target));
    host.binds.values().any(bound)
        || host.mounts.values().any(|mount| mount.target.get().is_some_and(|path| is_same(path, target)))
        || host.tmpfs.entries.iter().any(|(path, _)| is_same(path, target))
        || container.request.volumes.entries.iter().any(|(path, _)| is_same(path, target))
}

fn is_same(path: &str, other: &str) -> bool {
    path.trim_end_matches('/') == other.trim_end_matches('/')
}

fn text<'a>(tree: &'a Tree, key: &str) -> &'a str {
    tree.get(key).and_then(Tree::as_str).unwrap_or_default()
}

/// A mount point as the mount that would ask for it.
fn mount(point: &Tree) -> Option<Field<Mount>> {
    let field = |key: &str, value: &str| {
        let origin = point.get(key).map_or_else(|| point.origin.clone(), |tree| tree.origin.clone());
        Field::new(value.to_owned(), origin)
    };
    let kind = text(point, "Type");
    let source = match kind {
        "bind" => field("Source", text(point, "Source")),
        "volume" => field("Name", text(point, "Name")),
        _ => return None,
    };
    let mut mount = Mount {
        kind: field("Type", kind),
        source,
        target: field("Destination", text(point, "Destination")),
        ..Mount::default()
    };
    if point.get("RW").and_then(Tree::as_bool) == Some(false) {
        mount.read_only = Field::new(true, point.origin.clone());
    }
    let propagation = text(point, "Propagation");
    if !propagation.is_empty() && propagation != "rprivate" {
        mount.bind_options.propagation = field("Propagation", propagation);
    }
    Some(Field::new(mount, point.origin.clone()))
}

/// A volume as a project defines it.
fn volume(document: &Json) -> Option<(String, Tree)> {
    let name = document.get("Name").and_then(Json::as_str)?;
    let bare = |text: &str| Tree::new(Value::String(text.to_owned()), Origin::default());
    let mut map = Entries::new();
    map.insert("name".to_owned(), bare(name));
    map.insert("driver".to_owned(), bare(document.get("Driver").and_then(Json::as_str).unwrap_or("local")));
    let options = document.get("Options").and_then(Json::as_object).into_iter().flatten();
    let options: Vec<(&String, &str)> =
        options.filter_map(|(key, value)| Some((key, value.as_str()?))).collect();
    if !options.is_empty() {
        let mut entries = Entries::new();
        for (key, value) in options {
            entries.insert(key.clone(), bare(value));
        }
        map.insert("driver_opts".to_owned(), Tree::new(Value::Mapping(entries), Origin::default()));
    }
    Some((name.to_owned(), Tree::new(Value::Mapping(map), Origin::default())))
}
