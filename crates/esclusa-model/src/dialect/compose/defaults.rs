//! Values that Compose fills in where a long form leaves them out.

use super::containers;
use crate::{Entries, Tree, Value};

/// Fills in the defaults of every service and job.
pub(super) fn apply(model: &mut Tree) {
    containers::services_and_jobs(model, |service, _| {
        if let Some(build) = service.get_mut("build") {
            fill(build, &[("context", || ".".into())]);
        }
        each(service.get_mut("secrets"), |secret| {
            let source = secret.get("source").and_then(Tree::as_str).map(str::to_owned).unwrap_or_default();
            fill_with(secret, "target", format!("/run/secrets/{source}").into());
        });
        each(service.get_mut("ports"), |port| {
            fill(port, &[("protocol", || "tcp".into()), ("mode", || "ingress".into())])
        });
        each(service.get_mut("gpus"), count_all);
        let devices = service
            .get_mut("deploy")
            .and_then(|tree| tree.get_mut("resources"))
            .and_then(|tree| tree.get_mut("reservations"))
            .and_then(|tree| tree.get_mut("devices"));
        each(devices, count_all);
        each(service.get_mut("volumes"), |volume| {
            if let Some(bind) = volume.get_mut("bind") {
                fill(bind, &[("create_host_path", || true.into())]);
            }
        });
    });
}

fn each(list: Option<&mut Tree>, change: impl FnMut(&mut Tree)) {
    match list.map(|list| &mut list.value) {
        Some(Value::Sequence(items)) => items.iter_mut().for_each(change),
        Some(Value::Mapping(map)) => map.values_mut().for_each(change),
        _ => {}
    }
}

type Default = fn() -> Value;

fn fill(tree: &mut Tree, defaults: &[(&str, Default)]) {
    for (key, value) in defaults {
        fill_with(tree, key, value());
    }
}

/// A default has no origin of its own: nobody asked for it.
fn fill_with(tree: &mut Tree, key: &str, value: Value) {
    if let Some(map) = tree.as_map_mut() {
        map.entry(key.to_owned()).or_insert_with(|| Tree::bare(value));
    }
}

/// A device request that names neither a number nor devices asks for all of them.
fn count_all(request: &mut Tree) {
    let map: Option<&mut Entries> = request.as_map_mut();
    if map.is_some_and(|map| !map.contains_key("count") && !map.contains_key("device_ids")) {
        fill_with(request, "count", "all".into());
    }
}
