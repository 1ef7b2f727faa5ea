//! The body of a create request with what older versions of the API said elsewhere.
//!
//! Up to version 26.1 the engine reads the members of `HostConfig` at the top level as well: all of them where there is
//! no `HostConfig`, five of them beside one that leaves them unset. Whoever judges a request must read it as the engine
//! that takes most from it.

use std::collections::HashSet;

use esclusa_source::Node;
use indexmap::IndexMap;

use super::decode::Decoder;
use crate::Origin;
use crate::container::{HostConfig, Request};
use crate::field::Wire;
use crate::tree::{Tree, Value};

/// What counts at the top level beside a `HostConfig` that does not say it.
const BESIDE: &[&str] = &["Memory", "MemorySwap", "CpuShares", "CpusetCpus", "VolumeDriver"];

/// `Cpuset`, the first name of `CpusetCpus`.
const CPUSET: &str = "Cpuset";

/// The body as a tree in today's form. What does not count stays where it was written, under its own key.
pub(super) fn body(node: &Node, decoder: &mut Decoder) -> Tree {
    let mut map = IndexMap::new();
    let mut legacy = IndexMap::new();
    let mut said = HashSet::new();
    for entry in node.entries().unwrap_or_default() {
        let text = decoder.key(&entry.key);
        let (name, known) =
            match (<Request as Wire>::SHAPE.key(&text), <HostConfig as Wire>::SHAPE.key(&text)) {
                (Some(key), _) => {
                    decoder.member(&mut map, key, &entry.key, &entry.value);
                    (key.name.to_owned(), true)
                }
                (None, Some(key)) => {
                    decoder.member(&mut legacy, key, &entry.key, &entry.value);
                    (key.name.to_owned(), true)
                }
                (None, None) => (text, false),
            };
        if !said.insert(name.clone()) {
            decoder.duplicate(&entry.key, &name);
        }
        if !known {
            let value = decoder.plain(&entry.value);
            map.insert(name, Tree { key: Some(entry.key.span), ..value });
        }
    }
    settle(&mut map, legacy);
    Tree::new(map, Origin::at(node.span))
}

/// Puts what counts of the top level into `HostConfig`.
fn settle(map: &mut IndexMap<String, Tree>, mut legacy: IndexMap<String, Tree>) {
    legacy.retain(|_, tree| !tree.is_null());
    let cpuset_key = map.keys().find(|key| crate::shape::same_key(CPUSET, key)).cloned();
    match map.get_mut("HostConfig").filter(|tree| !tree.is_null()) {
        Some(Tree { value: Value::Mapping(inner), .. }) => {
            for name in BESIDE {
                if inner.get(*name).is_none_or(is_zero)
                    && let Some(tree) = legacy.shift_remove(*name)
                {
                    inner.insert((*name).to_owned(), tree);
                }
            }
        }
        // Not an object: the reader complains of it.
        Some(_) => {}
        None if !legacy.is_empty() => {
            let origin = legacy.values().next().map(|tree| tree.origin.clone()).unwrap_or_default();
            let host: IndexMap<_, _> = legacy.drain(..).collect();
            map.insert("HostConfig".to_owned(), Tree::new(host, origin));
        }
        None => {}
    }
    let host = map.get_mut("HostConfig").and_then(Tree::as_map_mut);
    let unset = host.is_some_and(|host| host.get("CpusetCpus").is_none_or(is_zero));
    if unset
        && let Some(key) = cpuset_key
        && map.get(&key).is_some_and(|tree| tree.as_str().is_some())
        && let Some(tree) = map.shift_remove(&key)
        && let Some(host) = map.get_mut("HostConfig").and_then(Tree::as_map_mut)
    {
        host.insert("CpusetCpus".to_owned(), tree);
    }
    map.extend(legacy);
}

/// Whether a scalar says nothing.
fn is_zero(tree: &Tree) -> bool {
    match &tree.value {
        Value::Null => true,
        Value::Int(number) => *number == 0,
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
