//! Hooks that run before a service: containers of their own, which take over what the service says of its container.

use esclusa_source::{Problem, detail};

use super::load::size;
use super::merge::merge;
use super::path::Path;
use super::typed::CONTAINER;
use super::unicity;
use crate::{Entries, Tree, Value};

/// Merges every `pre_start` hook onto what the service says, its volumes left out. `nodes` is how many may be copied.
pub(super) fn inherit(service: &mut Tree, name: &str, nodes: &mut usize, problems: &mut Vec<Problem>) {
    let Some(map) = service.as_map_mut() else { return };
    let Some(mut hooks) = map.get_mut("pre_start").map(std::mem::take) else { return };
    let services = Path::ROOT.child("services");
    let path = services.child(name);
    for hook in hooks.as_seq_mut().into_iter().flatten() {
        if hook.as_map().is_none() {
            continue;
        }
        let place = Tree { value: Value::Null, key: hook.key, ..Tree::new(Value::Null, hook.origin.clone()) };
        let mut base = Entries::new();
        for field in CONTAINER.iter().filter(|field| field.name != "volumes") {
            let Some(said) = map.get(field.name) else { continue };
            let size = size(said, *nodes);
            if size >= *nodes {
                let detail = detail!("project-too-large", "the project grows too large");
                problems.push(Problem::new("yaml-too-large", hook.origin.place, detail));
                *nodes = 0;
                break;
            }
            *nodes -= size;
            base.insert(field.name.to_owned(), said.clone());
        }
        let base = Tree { value: base.into(), ..place };
        *hook = merge(base, std::mem::take(hook), &path, problems);
        // A hook's own volumes stay as they are, even those without a target or with one target twice.
        let volumes = hook.as_map_mut().and_then(|map| map.shift_remove("volumes"));
        unicity::enforce_service(hook, &path, problems);
        if let (Some(map), Some(volumes)) = (hook.as_map_mut(), volumes) {
            map.insert("volumes".to_owned(), volumes);
        }
    }
    map.insert("pre_start".to_owned(), hooks);
}
