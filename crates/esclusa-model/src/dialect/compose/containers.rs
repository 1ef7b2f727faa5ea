//! What asks for containers beside services: jobs, and the hooks that run before a service.

use crate::{Tree, Value};

/// Services and jobs, each with its path.
pub(super) fn services_and_jobs(model: &mut Tree, mut change: impl FnMut(&mut Tree, &str)) {
    for section in ["services", "jobs"] {
        let mut path = String::new();
        for (name, entry) in model.get_mut(section).and_then(Tree::as_map_mut).into_iter().flatten() {
            path.clear();
            path.extend([section, ".", name]);
            change(entry, &path);
        }
    }
}

/// The hooks that run before a service, each a container of its own.
pub(super) fn hooks(service: &mut Tree, change: impl FnMut(&mut Tree)) {
    match service.get_mut("pre_start").map(|hooks| &mut hooks.value) {
        Some(Value::Sequence(items)) => items.iter_mut().for_each(change),
        Some(Value::Mapping(map)) => map.values_mut().for_each(change),
        _ => {}
    }
}
