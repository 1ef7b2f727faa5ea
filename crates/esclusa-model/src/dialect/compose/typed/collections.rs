//! Texts by name, which may be written as mappings or as lists of `name=text`.

use esclusa_source::{Detail, detail};

use super::Kind;
use crate::dialect::compose::scalar::printed;
use crate::{Entries, Tree, Value};

type Map = Entries;

/// Reads a collection of texts in place.
pub(super) fn decode(kind: &Kind, tree: &mut Tree) -> Result<(), Detail> {
    if let Value::Mapping(map) = &mut tree.value {
        set_extensions_apart(map);
    }
    match kind {
        Kind::Hosts => hosts(tree),
        Kind::Ssh => match &mut tree.value {
            Value::Mapping(map) => {
                map.values_mut().filter(|entry| !entry.is_null()).for_each(print);
                Ok(())
            }
            _ => Err(detail!("expected-ssh-keys", "expected SSH keys")),
        },
        Kind::MultiOptions => match &mut tree.value {
            Value::Mapping(map) => {
                map.values_mut().for_each(list_of_texts);
                Ok(())
            }
            _ => Err(detail!("expected-options", "expected options")),
        },
        _ => by_name(kind, tree),
    }
}

/// Compose takes every key that begins with `x-` for an extension, also where it is a user's own name, and keeps all of
/// them under one name instead.
pub(super) fn set_extensions_apart(map: &mut Map) {
    if !map.keys().any(|key| key.starts_with("x-")) {
        return;
    }
    let (extensions, kept): (Map, Map) =
        std::mem::take(map).into_iter().partition(|(key, _)| key.starts_with("x-"));
    *map = kept;
    let origin = extensions.values().next().map(|tree| tree.origin.clone()).unwrap_or_default();
    map.insert("#extensions".to_owned(), Tree::new(extensions, origin));
}

/// Mappings and lists of `name=text`.
fn by_name(kind: &Kind, tree: &mut Tree) -> Result<(), Detail> {
    // What a name alone stands for.
    let alone = || if matches!(kind, Kind::Equals) { Value::Null } else { "".into() };
    match &mut tree.value {
        Value::Mapping(map) => {
            for entry in map.values_mut() {
                if entry.is_null() {
                    entry.value = alone();
                } else {
                    print(entry);
                }
            }
            Ok(())
        }
        Value::Sequence(items) if !matches!(kind, Kind::Options) => {
            let mut map = Map::with_capacity(items.len());
            for mut item in std::mem::take(items) {
                print(&mut item);
                let text = item.as_str().unwrap_or_default();
                let (name, value) = match text.split_once('=') {
                    Some((name, value)) => (name, value.into()),
                    None => (text, alone()),
                };
                if matches!(kind, Kind::Equals) && ends_in_space(name) {
                    let detail = detail!(
                        "variable-trailing-space",
                        "environment variable \"{name}\" is declared with a trailing space",
                        name
                    );
                    return Err(detail);
                }
                let name = name.to_owned();
                let symbol = item
                    .symbol
                    .as_deref()
                    .map(|symbol| symbol.split_once('=').map_or(symbol, |(_, value)| value).into());
                map.insert(name, Tree { value, symbol, key: None, origin: item.origin });
            }
            tree.value = map.into();
            Ok(())
        }
        _ => Err(detail!("expected-a-mapping", "expected a mapping")),
    }
}

/// Whether the last byte is a space to Go, which takes it for a character of its own.
fn ends_in_space(name: &str) -> bool {
    name.as_bytes().last().is_some_and(|byte| matches!(byte, 9..=13 | 32 | 0x85 | 0xa0))
}

/// A value as Go prints it.
fn print(tree: &mut Tree) {
    if tree.as_str().is_none() {
        tree.value = printed(&tree.value).into();
    }
}

fn list_of_texts(tree: &mut Tree) {
    match &mut tree.value {
        Value::Sequence(items) => items.iter_mut().for_each(print),
        _ => {
            print(tree);
            let item = Tree { key: None, ..tree.clone() };
            tree.value = vec![item].into();
            tree.symbol = None;
        }
    }
}

/// Addresses of hosts, as a sorted list of `host=address`.
fn hosts(tree: &mut Tree) -> Result<(), Detail> {
    let mut made = Vec::new();
    match &mut tree.value {
        Value::Mapping(map) => {
            for (host, mut entry) in std::mem::take(map) {
                match std::mem::take(&mut entry.value) {
                    Value::Null => address(&mut made, &host, "", &entry)?,
                    Value::String(text) => address(&mut made, &host, &text, &entry)?,
                    Value::Sequence(items) => {
                        for item in items {
                            address(&mut made, &host, &printed(&item.value), &item)?;
                        }
                    }
                    _ => {
                        return Err(detail!(
                            "address-no-text",
                            "the address of \"{host}\" must be text",
                            host
                        ));
                    }
                }
            }
        }
        Value::Sequence(items) => {
            for item in std::mem::take(items) {
                let text = printed(&item.value);
                let Some((host, addresses)) = text.split_once('=').or_else(|| text.split_once(':')) else {
                    return Err(detail!("host-without-address", "invalid additional host, missing IP"));
                };
                for one in addresses.split(',') {
                    address(&mut made, host, one, &item)?;
                }
            }
        }
        _ => return Err(detail!("expected-hosts", "expected hosts")),
    }
    made.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    tree.value = made.into();
    Ok(())
}

/// One address, without the brackets that may stand around it.
fn address(made: &mut Vec<Tree>, host: &str, text: &str, at: &Tree) -> Result<(), Detail> {
    if host.is_empty() || host.contains([':', '=']) {
        return Err(detail!("bad-host-name", "bad host name \"{host}\"", host));
    }
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let text = inner.filter(|inner| !inner.is_empty()).unwrap_or(text);
    made.push(Tree { key: None, ..at.with_value(format!("{host}={text}")) });
    Ok(())
}
