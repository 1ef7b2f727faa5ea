//! Capabilities taken and given.

use super::made;
use crate::container::HostConfig;
use crate::{Field, List};

/// All of them.
const ALL: &str = "ALL";

/// The one spelling that every dialect keeps: in capitals, with `CAP_`.
fn name_of(capability: &str) -> String {
    let upper = capability.to_ascii_uppercase();
    if upper == ALL || upper.starts_with("CAP_") { upper } else { format!("CAP_{upper}") }
}

/// Whether an item is this capability, in any spelling.
fn is(item: &Field<String>, name: &str) -> bool {
    item.symbol.is_none() && item.get().is_some_and(|text| name_of(text) == name)
}

fn has(list: &List<String>, name: &str) -> bool {
    list.items.iter().any(|item| is(item, name))
}

fn without(list: &mut List<String>, name: &str) {
    list.items.retain(|item| !is(item, name));
}

/// Adds a capability in its place of the alphabet.
fn insert(list: &mut List<String>, name: &str) {
    if !has(list, name) {
        list.items.push(made(name.to_owned()));
        list.items.sort_by(|a, b| a.value.cmp(&b.value));
    }
}

/// Drops all but these.
pub(super) fn drop_all(host: &mut HostConfig, keep: &[String]) {
    host.cap_drop = List::default();
    insert(&mut host.cap_drop, ALL);
    let keep: Vec<String> = keep.iter().map(|name| name_of(name)).collect();
    let given = |item: &Field<String>| item.symbol.is_none() && keep.iter().any(|name| is(item, name));
    host.cap_add.items.retain(given);
    for name in &keep {
        insert(&mut host.cap_add, name);
    }
}

/// Gives one; what gives all gives it already.
pub(super) fn add(host: &mut HostConfig, capability: &str) {
    let name = name_of(capability);
    without(&mut host.cap_drop, &name);
    if !has(&host.cap_add, ALL) {
        insert(&mut host.cap_add, &name);
    }
}

/// Takes one; what drops all drops it already.
pub(super) fn drop_one(host: &mut HostConfig, capability: &str) {
    let name = name_of(capability);
    without(&mut host.cap_add, &name);
    if !has(&host.cap_drop, ALL) {
        insert(&mut host.cap_drop, &name);
    }
}
