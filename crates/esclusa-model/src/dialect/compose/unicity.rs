//! Lists whose items are known by a key: a later item of the same key takes the place of the earlier one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use esclusa_source::{Detail, Problem, detail};

use super::path::{Branch, Path};
use super::scalar;
use super::{canonical, containers};
use crate::{Tree, Value};

/// How an item is known.
#[derive(Clone, Copy)]
enum By {
    /// The text before `=`.
    Name,
    /// The path in the container.
    VolumeTarget,
    /// The device in the container.
    DeviceTarget,
    /// The target, or the source below this folder.
    Mount(&'static str),
    /// The port's number as it is written.
    Expose,
    /// Address, published and target port, protocol.
    Port,
    /// The file's path.
    EnvFile,
}

static LISTS: LazyLock<Branch<By>> = LazyLock::new(|| {
    Branch::new([
        ("networks.*.labels", By::Name),
        ("networks.*.ipam.options", By::Name),
        ("services.*.annotations", By::Name),
        ("services.*.build.args", By::Name),
        ("services.*.build.additional_contexts", By::Name),
        ("services.*.build.platform", By::Name),
        ("services.*.build.tags", By::Name),
        ("services.*.build.labels", By::Name),
        ("services.*.cap_add", By::Name),
        ("services.*.cap_drop", By::Name),
        ("services.*.configs", By::Mount("")),
        ("services.*.deploy.labels", By::Name),
        ("services.*.dns", By::Name),
        ("services.*.dns_opt", By::Name),
        ("services.*.dns_search", By::Name),
        ("services.*.environment", By::Name),
        ("services.*.env_file", By::EnvFile),
        ("services.*.expose", By::Expose),
        ("services.*.labels", By::Name),
        ("services.*.links", By::Name),
        ("services.*.networks.*.aliases", By::Name),
        ("services.*.networks.*.link_local_ips", By::Name),
        ("services.*.ports", By::Port),
        ("services.*.profiles", By::Name),
        ("services.*.secrets", By::Mount("/run/secrets")),
        ("services.*.sysctls", By::Name),
        ("services.*.tmpfs", By::Name),
        ("services.*.volumes", By::VolumeTarget),
        ("services.*.devices", By::DeviceTarget),
    ])
});

/// Leaves one item for each key in every list that is known by keys.
pub(super) fn enforce(tree: &mut Tree, problems: &mut Vec<Problem>) {
    below(tree, &LISTS, &Path::ROOT, problems);
}

/// The same for what is described like a service.
pub(super) fn enforce_service(tree: &mut Tree, path: &Path<'_>, problems: &mut Vec<Problem>) {
    if let Some(branch) = LISTS.step("services").and_then(|services| services.step("*")) {
        below(tree, branch, path, problems);
    }
}

fn below(tree: &mut Tree, branch: &Branch<By>, path: &Path<'_>, problems: &mut Vec<Problem>) {
    match &mut tree.value {
        Value::Mapping(map) => {
            for (key, item) in map {
                if let Some(branch) = branch.step(key) {
                    below(item, branch, &path.child(key), problems);
                }
            }
        }
        Value::Sequence(items) => {
            if let Some(by) = branch.meaning {
                unite(items, by, path, problems);
            }
        }
        _ => {}
    }
}

fn unite(items: &mut Vec<Tree>, by: By, path: &Path<'_>, problems: &mut Vec<Problem>) {
    // Most lists have one item, which meets no other; only whether it has a key is asked.
    if let [item] = items.as_slice() {
        if let Err(detail) = key(item, by) {
            let detail = detail!("at-path", "{path}: {detail}", path, detail);
            problems.push(Problem::new("compose-invalid", item.origin.place, detail));
        }
        return;
    }
    let keys: Vec<_> = items.iter().map(|item| key(item, by)).collect();
    let mut places: HashMap<&str, usize> = HashMap::new();
    // The item that takes the place of each: itself, the later one of its key, or none where it is that later one.
    let mut order: Vec<usize> = Vec::with_capacity(items.len());
    for (at, (key, item)) in keys.iter().zip(items.iter()).enumerate() {
        let place = match key {
            // Few keys are compared faster than they are hashed.
            Ok(key) if at < 8 => {
                let is_same = |earlier: &usize| keys[*earlier].as_deref().is_ok_and(|other| other == key);
                order.iter().position(is_same)
            }
            Ok(key) => {
                if places.is_empty() {
                    let known = |(place, at): (usize, &usize)| Some((keys[*at].as_deref().ok()?, place));
                    places.extend(order.iter().enumerate().filter_map(known));
                }
                let next = order.len();
                Some(*places.entry(key).or_insert(next)).filter(|place| *place < next)
            }
            Err(detail) => {
                let detail = detail!("at-path", "{path}: {detail}", path, detail);
                problems.push(Problem::new("compose-invalid", item.origin.place, detail));
                None
            }
        };
        match place {
            Some(place) => order[place] = at,
            None => order.push(at),
        }
    }
    if order.len() == items.len() {
        return;
    }
    let mut left: Vec<Option<Tree>> = std::mem::take(items).into_iter().map(Some).collect();
    items.extend(order.into_iter().filter_map(|at| left.get_mut(at).and_then(Option::take)));
}

fn key(item: &Tree, by: By) -> Result<Cow<'_, str>, Detail> {
    let text = |key: &str| item.get(key).map(|tree| scalar::printed(&tree.value));
    match (by, &item.value) {
        (By::Name, Value::String(value)) => Ok(value.split('=').next().unwrap_or_default().into()),
        (By::Name, _) => Err(detail!("expected-text", "expected text")),
        (By::VolumeTarget | By::DeviceTarget, Value::Mapping(map)) => {
            let target = map.get("target").and_then(Tree::as_str).map(Cow::Borrowed);
            target.ok_or(detail!("mount-target-missing", "a mount target is missing"))
        }
        (By::VolumeTarget, Value::String(volume)) => canonical::volume_target(volume).map(Cow::Owned),
        (By::DeviceTarget, Value::String(device)) => {
            let mut parts = device.split(':');
            let first = parts.next().unwrap_or_default();
            Ok(parts.next().unwrap_or(first).into())
        }
        (By::Mount(folder), Value::String(source)) => Ok(format!("{folder}/{source}").into()),
        (By::Mount(folder), Value::Mapping(map)) => match map.get("target") {
            Some(target) => {
                target.as_str().map(Cow::Borrowed).ok_or(detail!("target-no-text", "the target must be text"))
            }
            None => Ok(format!("{folder}/{}", text("source").unwrap_or_default()).into()),
        },
        (By::Expose, Value::String(_) | Value::Int(_)) => Ok(scalar::printed(&item.value).into()),
        (By::Expose | By::Mount(_), _) => Err(detail!("unsupported-value", "unsupported value")),
        (By::Port, Value::Int(_) | Value::String(_)) => Ok(scalar::printed(&item.value).into()),
        (By::Port, Value::Mapping(map)) => {
            let target = text("target").ok_or(detail!("target-port-missing", "a target port is missing"))?;
            let host = text("host_ip").unwrap_or_else(|| "0.0.0.0".into());
            let protocol = text("protocol").unwrap_or_else(|| "tcp".into());
            // A number and a text are not the same published port for Compose.
            let published = map.get("published").map(|tree| match &tree.value {
                Value::String(text) => format!("{text:?}"),
                other => scalar::printed(other),
            });
            Ok(format!("{host}:{}:{target}/{protocol}", published.unwrap_or_default()).into())
        }
        (By::EnvFile, Value::String(path)) => Ok(path.into()),
        (By::EnvFile, Value::Mapping(map)) => match map.get("path") {
            Some(path) => {
                path.as_str().map(Cow::Borrowed).ok_or(detail!("path-no-text", "the path must be text"))
            }
            None => Err(detail!("path-missing", "the path is missing")),
        },
        // Whatever else it is, all of them count as one.
        (By::VolumeTarget | By::DeviceTarget | By::Port | By::EnvFile, _) => Ok(Cow::Borrowed("")),
    }
}

/// Removes the empty name servers that an unset variable leaves.
pub(super) fn omit_empty(tree: &mut Tree) {
    containers::services_and_jobs(tree, |container, _| {
        if let Some(items) = container.get_mut("dns").and_then(Tree::as_seq_mut) {
            items.retain(|item| !(item.is_null() || item.as_str() == Some("")));
        }
    });
}
