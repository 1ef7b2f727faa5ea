//! Quotas, at the service or under `deploy`, and what of `deploy` belongs to the workload.

use super::asking::Asking;
use super::devices::{says_nothing, write_requests};
use super::saying::{Saying, tree_of, unknown};
use super::scalar::{self, float_of, narrowed, truncated};
use crate::Entries;
use crate::field::{Field, Slot};
use crate::tree::Tree;
use esclusa_source::detail;

const BILLION: f32 = 1e9;

/// A limit under `deploy` that is not zero wins over the service's own key.
fn limit<'a>(asking: &Asking<'a>, key: &str, own: &str) -> Option<&'a Tree> {
    let zero = |tree: &&Tree| float_of(tree).is_none_or(|value| value != 0.0);
    asking.dig(&["deploy", "resources", "limits", key]).filter(zero).or_else(|| asking.get(own))
}

/// `mem_limit`.
pub(super) fn read_memory(asking: &mut Asking<'_>) {
    let tree = limit(asking, "memory", "mem_limit");
    asking.container.request.host.memory = scalar::bytes(tree, &mut asking.problems);
}

/// `mem_reservation`.
pub(super) fn read_reservation(asking: &mut Asking<'_>) {
    let deployed = asking.dig(&["deploy", "resources", "reservations", "memory"]);
    let field = scalar::bytes(deployed, &mut asking.problems);
    asking.container.request.host.memory_reservation = if field.is_default() {
        scalar::bytes(asking.get("mem_reservation"), &mut asking.problems)
    } else {
        field
    };
}

/// A fraction times `factor`, in the client's `float32`.
fn scaled(asking: &mut Asking<'_>, tree: Option<&Tree>, factor: f32) -> Field<i64> {
    let Some(tree) = tree else { return Field::default() };
    let value = float_of(tree).and_then(|value| truncated(f64::from(value * factor)));
    if value.is_none() && tree.symbol.is_none() {
        asking.refuse(&tree.origin, detail!("expected-cpus", "expected a number of CPUs"));
    }
    if tree.symbol.is_none() && value.is_none_or(|value| value == 0) {
        return Field::default();
    }
    Field { value, origin: tree.origin.clone(), symbol: tree.symbol.clone() }
}

/// `cpus`.
pub(super) fn read_cpus(asking: &mut Asking<'_>) {
    let tree = limit(asking, "cpus", "cpus");
    asking.container.request.host.nano_cpus = scaled(asking, tree, BILLION);
}

/// `cpu_percent`: the client sends hundredths.
pub(super) fn read_cpu_percent(asking: &mut Asking<'_>) {
    let tree = asking.get("cpu_percent");
    asking.container.request.host.cpu_percent = scaled(asking, tree, 100.0);
}

/// `pids_limit`; under `deploy` only a positive one counts.
pub(super) fn read_pids(asking: &mut Asking<'_>) {
    let deployed = asking.dig(&["deploy", "resources", "limits", "pids"]);
    let field = scalar::whole(deployed, &mut asking.problems);
    let counts = field.symbol.is_some() || field.get().is_some_and(|pids| *pids > 0);
    asking.container.request.host.pids_limit =
        if counts { field } else { scalar::whole(asking.get("pids_limit"), &mut asking.problems) };
}

/// What `deploy` says beyond the container: everything but limits, reserved devices and the restart condition.
pub(super) fn read_deploy(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("deploy") else { return };
    let mut rest = tree.clone();
    if let Some(policy) = rest.get_mut("restart_policy").and_then(Tree::as_map_mut) {
        policy.shift_remove("condition");
        policy.shift_remove("max_attempts");
    }
    if let Some(resources) = rest.get_mut("resources") {
        for (part, keys) in
            [("limits", ["cpus", "memory", "pids"].as_slice()), ("reservations", &["memory", "devices"])]
        {
            if let Some(map) = resources.get_mut(part).and_then(Tree::as_map_mut) {
                map.retain(|key, _| !keys.contains(&key.as_str()));
            }
        }
        if let Some(map) = resources.as_map_mut() {
            map.retain(|_, part| !says_nothing(part));
        }
    }
    if let Some(map) = rest.as_map_mut() {
        map.retain(|key, part| {
            key == "restart_policy"
                || !(says_nothing(part) && matches!(key.as_str(), "resources" | "placement"))
        });
    }
    if !says_nothing(&rest) {
        asking.rest.insert("deploy".to_owned(), rest);
    }
}

/// Whether `deploy` keeps something of this part, so that all of the part must be said there.
fn kept(saying: &Saying<'_>, part: &str) -> bool {
    let resources = saying.rest("deploy").and_then(|deploy| deploy.get("resources"));
    resources.is_some_and(|resources| resources.get(part).is_some())
}

/// Whether reservations must be said under `deploy`: something is kept there, or there are devices.
fn reserves(saying: &Saying<'_>) -> bool {
    kept(saying, "reservations")
        || saying.container.request.host.device_requests.values().any(|request| {
            !(request.driver.get().is_some_and(|driver| driver == "cdi") && request.capabilities.is_empty())
        })
}

/// `mem_limit`.
pub(super) fn write_memory(saying: &mut Saying<'_>) -> Option<Tree> {
    if kept(saying, "limits") {
        return None;
    }
    size(&saying.container.request.host.memory)
}

/// A size as people write it: `512m` where it is whole.
fn size(field: &Field<i64>) -> Option<Tree> {
    let Some(bytes) = field.get().copied() else { return unknown(field) };
    for (power, unit) in [(30, "g"), (20, "m"), (10, "k")] {
        if bytes > 0 && bytes % (1 << power) == 0 {
            return Some(tree_of(field, format!("{}{unit}", bytes >> power)));
        }
    }
    Some(tree_of(field, bytes))
}

/// A size under `deploy`, where Compose takes text only.
fn size_text(field: &Field<i64>) -> Option<Tree> {
    let tree = size(field)?;
    Some(match tree.as_int() {
        Some(bytes) => tree.with_value(bytes.to_string()),
        None => tree,
    })
}

/// `mem_reservation`.
pub(super) fn write_reservation(saying: &mut Saying<'_>) -> Option<Tree> {
    if reserves(saying) {
        return None;
    }
    size(&saying.container.request.host.memory_reservation)
}

/// Whether the client's `float32` makes just this of the number of CPUs.
pub(in crate::dialect::compose) fn is_exact_cpus(billionths: i64) -> bool {
    truncated(f64::from(narrowed(billionths as f64 / 1e9) * BILLION)) == Some(billionths)
}

/// The number that the client's `float32` makes `billionths` of; nothing if there is none.
fn cpus(saying: &mut Saying<'_>) -> Option<Tree> {
    let field = &saying.container.request.host.nano_cpus;
    let Some(billionths) = field.get().copied() else { return unknown(field) };
    let exact = billionths as f64 / 1e9;
    if !is_exact_cpus(billionths) {
        saying.leave(
            &field.origin,
            detail!(
                "unsaid-cpus-rounded",
                "NanoCpus: Compose rounds {billionths} billionths of a CPU",
                billionths
            ),
        );
    }
    Some(tree_of(field, exact))
}

/// `cpus`.
pub(super) fn write_cpus(saying: &mut Saying<'_>) -> Option<Tree> {
    if kept(saying, "limits") { None } else { cpus(saying) }
}

/// `cpu_percent`.
pub(super) fn write_cpu_percent(saying: &mut Saying<'_>) -> Option<Tree> {
    let field = &saying.container.request.host.cpu_percent;
    field.get().map(|hundredths| tree_of(field, *hundredths as f64 / 100.0))
}

/// `pids_limit`.
pub(super) fn write_pids(saying: &mut Saying<'_>) -> Option<Tree> {
    if kept(saying, "limits") { None } else { Slot::write(&saying.container.request.host.pids_limit) }
}

/// `deploy`: what was kept, and what can only be said there.
pub(super) fn write_deploy(saying: &mut Saying<'_>) -> Option<Tree> {
    let mut deploy = saying.rest("deploy").cloned().unwrap_or_default();
    let host = &saying.container.request.host;
    let mut put = |path: &[&str], tree: Option<Tree>| {
        if let Some(tree) = tree {
            insert(&mut deploy, path, tree);
        }
    };
    let kept_limits = kept(saying, "limits");
    if saying.rest("deploy").is_some_and(|deploy| deploy.get("restart_policy").is_some()) {
        let policy = &host.restart_policy;
        put(&["restart_policy", "condition"], Slot::write(&policy.name));
        put(&["restart_policy", "max_attempts"], Slot::write(&policy.maximum_retry_count));
    }
    if kept_limits {
        put(&["resources", "limits", "cpus"], cpus(saying));
        put(&["resources", "limits", "memory"], size_text(&host.memory));
        put(&["resources", "limits", "pids"], Slot::write(&host.pids_limit));
    }
    if reserves(saying) {
        put(&["resources", "reservations", "memory"], size_text(&host.memory_reservation));
        let requests = write_requests(saying);
        put(&["resources", "reservations", "devices"], super::saying::list(requests));
    }
    (!says_nothing(&deploy)).then_some(deploy)
}

/// Puts a tree under a path of keys.
fn insert(tree: &mut Tree, path: &[&str], value: Tree) {
    let Some((key, rest)) = path.split_first() else {
        *tree = value;
        return;
    };
    if tree.as_map().is_none() {
        tree.value = Entries::new().into();
    }
    if let Some(map) = tree.as_map_mut() {
        insert(map.entry((*key).to_owned()).or_default(), rest, value);
    }
}
