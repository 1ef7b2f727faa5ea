//! The body of a create request with what older versions of the API said elsewhere.
//!
//! Up to version 26.1 the engine reads the members of `HostConfig` at the top level as well: all of them where there is
//! no `HostConfig`, five of them beside one that leaves them unset. Whoever judges a request must read it as the engine
//! that takes most from it.

use std::collections::HashSet;

use esclusa_source::Node;

use super::decode::Decoder;
use crate::container::{HostConfig, Request};
use crate::field::Wire;
use crate::shape::same_key;
use crate::tree::{Tree, Value};
use crate::{Entries, Origin};

/// What counts at the top level beside a `HostConfig` that does not say it.
pub(super) const BESIDE: &[&str] = &["Memory", "MemorySwap", "CpuShares", "CpusetCpus", "VolumeDriver"];

/// `Cpuset`, the first name of `CpusetCpus`.
pub(super) const CPUSET: &str = "Cpuset";

/// What was said at the top level for `HostConfig`.
#[derive(Default)]
struct Legacy {
    /// Its members; one that is `null` is there as well, as it makes the engine look here.
    members: Entries,
    /// The CPUs by their first name.
    cpuset: Option<Tree>,
}

/// The body as a tree in today's form. What does not count stays where it was written, under its own key.
pub(super) fn body(node: &Node, decoder: &mut Decoder) -> Tree {
    let mut map = Entries::new();
    let mut legacy = Legacy::default();
    let mut said = HashSet::new();
    for entry in node.entries().unwrap_or_default() {
        let text = decoder.key(&entry.key);
        let mut name = text.clone();
        if let Some(key) = <Request as Wire>::SHAPE.key(&text) {
            decoder.member(&mut map, key, &entry.key, &entry.value);
            key.name.clone_into(&mut name);
        } else if let Some(key) = <HostConfig as Wire>::SHAPE.key(&text) {
            decoder.member(&mut legacy.members, key, &entry.key, &entry.value);
            key.name.clone_into(&mut name);
        } else {
            let tree = Tree { key: Some(entry.key.span), ..decoder.plain(&entry.value) };
            if !same_key(CPUSET, &text) {
                map.insert(text, tree);
            } else if !tree.is_null() {
                legacy.cpuset = Some(tree);
                CPUSET.clone_into(&mut name);
            }
        }
        if said.contains(&name) {
            decoder.duplicate(&entry.key, &name);
        }
        said.insert(name);
    }
    settle(&mut map, legacy);
    Tree::new(map, Origin::at(node.span))
}

/// Puts what counts of the top level into `HostConfig`.
fn settle(map: &mut Entries, legacy: Legacy) {
    let Legacy { mut members, mut cpuset } = legacy;
    let looks_here = !members.is_empty();
    members.retain(|_, tree| !tree.is_null());
    match map.get_mut("HostConfig").filter(|tree| !tree.is_null()) {
        Some(Tree { value: Value::Mapping(inner), .. }) => {
            for name in BESIDE {
                if inner.get(name).is_none_or(is_zero)
                    && let Some(tree) = members.shift_remove(name)
                {
                    inner.insert((*name).to_owned(), tree);
                }
            }
        }
        // Not an object: the reader complains of it.
        Some(_) => {}
        None if looks_here => {
            let first = members.values().next().or(cpuset.as_ref());
            let origin = first.map(|tree| tree.origin.clone()).unwrap_or_default();
            let host: Entries = std::mem::take(&mut members);
            map.insert("HostConfig".to_owned(), Tree::new(host, origin));
        }
        None => {}
    }
    if let Some(host) = map.get_mut("HostConfig").and_then(Tree::as_map_mut)
        && host.get("CpusetCpus").is_none_or(is_zero)
        && let Some(tree) = cpuset.take()
    {
        host.insert("CpusetCpus".to_owned(), tree);
    }
    map.extend(members);
    map.extend(cpuset.map(|tree| (CPUSET.to_owned(), tree)));
}

/// Whether a scalar says nothing.
pub(super) fn is_zero(tree: &Tree) -> bool {
    match &tree.value {
        Value::Null => true,
        Value::Int(number) => *number == 0,
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
