//! Ports: published and exposed.

use esclusa_source::detail;

use super::asking::Asking;
use super::assembled::Assembled;
use super::networks::address;
use super::saying::{Saying, list, tree_of};
use super::scalar::{self, text_of, whole_of};
use crate::container::PortBinding;
use crate::field::{Field, Present};
use crate::tree::Tree;
use crate::{Entries, Origin, field::List};

/// The most ports that one service may expose by ranges: a range is expanded, and every port has an entry.
const MOST_EXPOSED: usize = 200_000;

/// `80/tcp` of a published port.
fn port_key(port: &Tree) -> Option<String> {
    let target = port.get("target")?;
    let protocol = port.get("protocol").and_then(text_of).unwrap_or_default().to_ascii_lowercase();
    let protocol = if protocol.is_empty() { "tcp" } else { &protocol };
    Some(format!("{}/{protocol}", whole_of(target).map_or_else(|| text_of(target), |n| Some(n.to_string()))?))
}

/// `ports`: what is exposed, and where it is published.
pub(super) fn read_ports(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("ports") else { return };
    let mut detailed = Vec::new();
    for port in tree.as_seq().unwrap_or_default() {
        let Some(key) = port_key(port) else {
            asking.refuse(&port.origin, detail!("port-without-target", "a port without target"));
            continue;
        };
        asking.container.request.exposed_ports.insert(key.clone(), Present, port.origin.clone());
        let binding = PortBinding {
            host_ip: host_ip(asking, port),
            host_port: scalar::text(port.get("published"), &mut asking.problems),
            ..PortBinding::default()
        };
        let bindings = &mut asking.container.request.host.port_bindings;
        bindings.origin = tree.origin.clone();
        let list = bindings.entries.entry(key).or_insert_with(|| {
            Field::new(List { items: Vec::new(), origin: port.origin.clone() }, port.origin.clone())
        });
        if let Some(list) = &mut list.value {
            list.push(binding, port.origin.clone());
        }
        if has_details(port) {
            detailed.push(port.clone());
        }
    }
    if !detailed.is_empty() {
        asking.rest.insert("ports".to_owned(), tree.with_value(detailed));
    }
}

/// The address on the host.
fn host_ip(asking: &mut Asking<'_>, port: &Tree) -> Field<String> {
    let mut field = scalar::text(port.get("host_ip"), &mut asking.problems);
    if let Some(text) = &mut field.value {
        *text = address(text);
    }
    field
}

/// Whether a port says what the request does not carry: its name, application protocol or mode.
fn has_details(port: &Tree) -> bool {
    let said = |key: &str| port.get(key).and_then(text_of).filter(|text| !text.is_empty());
    said("name").is_some()
        || said("app_protocol").is_some()
        || said("mode").is_some_and(|mode| mode != "ingress")
}

/// `expose`: single ports and ranges.
pub(super) fn read_expose(asking: &mut Asking<'_>) {
    for item in asking.items("expose") {
        let text = text_of(item).unwrap_or_default();
        let (range, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
        let protocol = protocol.to_ascii_lowercase();
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) else {
            if item.symbol.is_none() {
                asking.refuse(
                    &item.origin,
                    detail!("invalid-port-range", "invalid port range \"{range}\"", range),
                );
            }
            continue;
        };
        for port in first..=last {
            if asking.container.request.exposed_ports.entries.len() >= MOST_EXPOSED {
                return asking.refuse(
                    &item.origin,
                    detail!("too-many-exposed", "more than {most} ports are exposed", most = MOST_EXPOSED),
                );
            }
            let ports = &mut asking.container.request.exposed_ports;
            let entry = ports.entries.entry(format!("{port}/{protocol}"));
            entry.or_insert_with(|| Field::new(Present, item.origin.clone()));
        }
    }
}

/// The short form where it says all, the long form where there are details.
pub(super) fn write_ports(saying: &mut Saying<'_>) -> Option<Tree> {
    let details = saying.rest("ports").and_then(Tree::as_seq).unwrap_or_default();
    let mut items = Vec::new();
    for (key, bindings) in &saying.container.request.host.port_bindings.entries {
        if bindings.symbol.is_some() {
            items.push(tree_of(bindings, key.as_str()));
            continue;
        }
        let Some(bindings) = bindings.get() else { continue };
        if key.split('/').next() == Some("0") {
            saying.leave(
                &bindings.origin,
                detail!("unsaid-port-zero", "PortBindings: Compose publishes no port 0"),
            );
            continue;
        }
        for binding in bindings.values() {
            items.push(write_port(key, binding, &bindings.origin, details));
        }
    }
    list(items)
}

/// One published port.
fn write_port(key: &str, binding: &PortBinding, origin: &Origin, details: &[Tree]) -> Tree {
    let (target, protocol) = key.split_once('/').unwrap_or((key, "tcp"));
    let said = |field: &Field<String>| {
        field.symbol.as_deref().or(field.get().map(String::as_str)).map(str::to_owned)
    };
    let published = said(&binding.host_port).unwrap_or_default();
    let ip = said(&binding.host_ip).unwrap_or_default();
    let same = |port: &&Tree| {
        let text = |key: &str| port.get(key).and_then(text_of).unwrap_or_default();
        port_key(port).as_deref() == Some(key)
            && text("published") == published
            && address(&text("host_ip")) == ip
    };
    let detail = details.iter().find(same);
    // The short form knows no other protocol.
    let known = matches!(protocol, "tcp" | "udp" | "sctp");
    let simple = published.chars().all(|c| c.is_ascii_digit()) && detail.is_none() && known;
    if simple || (detail.is_none() && binding.host_port.symbol.is_some()) {
        let mut text = Assembled::default();
        if !ip.is_empty() {
            let ip = if ip.contains(':') { format!("[{ip}]") } else { ip };
            text = text.word(&ip).word(":");
        }
        if !published.is_empty() {
            text = text.tree(crate::field::Slot::write(&binding.host_port).as_ref()).word(":");
        } else if binding.host_ip.get().is_some() {
            text = text.word(":");
        }
        text = text.word(target);
        if protocol != "tcp" {
            text = text.word("/").word(protocol);
        }
        let field = text.at(origin);
        return crate::field::Slot::write(&field).unwrap_or_default();
    }
    let mut map = Entries::new();
    map.insert("target".to_owned(), target.parse::<i64>().map_or_else(|_| Tree::bare(target), Tree::bare));
    if !published.is_empty() {
        map.insert("published".to_owned(), Tree::bare(published));
    }
    if !ip.is_empty() {
        map.insert("host_ip".to_owned(), Tree::bare(ip));
    }
    map.insert("protocol".to_owned(), Tree::bare(protocol));
    for key in ["mode", "name", "app_protocol"] {
        if let Some(tree) = detail.and_then(|port| port.get(key)) {
            map.insert(key.to_owned(), tree.clone());
        }
    }
    Tree::new(map, origin.clone())
}

/// What is exposed and not published.
pub(super) fn write_expose(saying: &mut Saying<'_>) -> Option<Tree> {
    let request = &saying.container.request;
    let published = &request.host.port_bindings.entries;
    let only = request.exposed_ports.entries.iter().filter(|(key, _)| !published.contains_key(key));
    list(only.map(|(key, field)| tree_of(field, key.strip_suffix("/tcp").unwrap_or(key))).collect())
}
