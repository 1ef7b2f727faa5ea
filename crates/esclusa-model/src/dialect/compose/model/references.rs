//! What refers to other containers: namespaces, links, volumes of others.
//!
//! The client puts the identifier of the other service's container; no engine is asked here, so the container's name
//! stands in its place, which the engine takes as well.

use super::asking::Asking;
use super::saying::{Saying, list, tree_of, unknown};
use super::scalar::{self, text_of};
use crate::field::{Field, List};
use crate::tree::{Tree, Value};
use esclusa_source::detail;

/// The most containers of one service that a link is written for; the client has one link for each.
const MOST_LINKED: i64 = 100;

/// `service:x` as `container:NAME`; anything else as it is.
pub(super) fn engine_reference(asking: &Asking<'_>, tree: &Tree) -> Field<String> {
    let text = text_of(tree).unwrap_or_default();
    let value = match text.strip_prefix("service:") {
        Some(service) if !service.is_empty() => format!("container:{}", asking.container_name(service, 1)),
        _ => text,
    };
    if value.is_empty() && tree.symbol.is_none() {
        return Field::default();
    }
    Field { value: Some(value), origin: tree.origin.clone(), symbol: tree.symbol.clone() }
}

/// `container:NAME` as `service:x` if it is a service's container.
pub(super) fn write_reference(saying: &Saying<'_>, field: &Field<String>) -> Option<Tree> {
    let Some(text) = field.get() else { return unknown(field) };
    let service = text.strip_prefix("container:").and_then(|name| saying.service_of(name));
    Some(match service {
        Some(service) => tree_of(field, format!("service:{service}")),
        None => tree_of(field, text.as_str()),
    })
}

/// `pid`.
pub(super) fn read_pid(asking: &mut Asking<'_>) {
    if let Some(tree) = asking.get("pid") {
        asking.container.request.host.pid_mode = engine_reference(asking, tree);
    }
}

/// `pid`.
pub(super) fn write_pid(saying: &mut Saying<'_>) -> Option<Tree> {
    write_reference(saying, &saying.container.request.host.pid_mode)
}

/// `ipc`.
pub(super) fn read_ipc(asking: &mut Asking<'_>) {
    if let Some(tree) = asking.get("ipc") {
        asking.container.request.host.ipc_mode = engine_reference(asking, tree);
    }
}

/// `ipc`.
pub(super) fn write_ipc(saying: &mut Saying<'_>) -> Option<Tree> {
    write_reference(saying, &saying.container.request.host.ipc_mode)
}

/// `links`: three names for every container of the other service.
pub(super) fn read_links(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("links") else { return };
    let mut links = List { items: Vec::new(), origin: tree.origin.clone() };
    for item in tree.as_seq().unwrap_or_default() {
        let text = text_of(item).unwrap_or_default();
        let (service, alias) = text.split_once(':').unwrap_or((&text, &text));
        for number in 1..=asking.scale(service).clamp(0, MOST_LINKED) {
            let container = asking.container_name(service, number);
            for name in link_names(asking.project_name, service, alias) {
                links.push(format!("{container}:{name}"), item.origin.clone());
            }
        }
    }
    asking.container.request.host.links = links;
}

/// The names under which Compose links a container of a service.
fn link_names(project: &str, service: &str, alias: &str) -> [String; 3] {
    [alias.to_owned(), format!("{service}-1"), format!("{project}-{service}-1")]
}

/// `external_links`, and every link said of every network, too.
pub(super) fn read_external_links(asking: &mut Asking<'_>) {
    for item in asking.items("external_links") {
        let text = text_of(item).unwrap_or_default();
        let (container, alias) = text.split_once(':').unwrap_or((&text, &text));
        asking.container.request.host.links.push(format!("{container}:{alias}"), item.origin.clone());
    }
    let request = &mut asking.container.request;
    for endpoint in request.networking.endpoints.entries.values_mut().filter_map(|field| field.value.as_mut())
    {
        endpoint.links = request.host.links.clone();
    }
}

/// The links of a container, told apart: to services, and to other containers.
fn sorted_links(saying: &Saying<'_>) -> (Vec<Tree>, Vec<Tree>) {
    let host = &saying.container.request.host.links;
    let endpoints = saying.container.request.networking.endpoints.entries.values();
    let elsewhere = endpoints.filter_map(Field::get).map(|endpoint| &endpoint.links);
    let links = std::iter::once(host).chain(elsewhere).find(|links| !links.is_empty()).unwrap_or(host);
    let texts: Vec<&str> = links.values().map(String::as_str).collect();
    let (mut services, mut others, mut at) = (Vec::new(), Vec::new(), 0);
    while at < texts.len() {
        let (container, alias) = texts[at].split_once(':').unwrap_or((texts[at], texts[at]));
        let linked = saying.service_of(container).filter(|service| {
            let names = link_names(saying.project_name, service, alias);
            let expected = names.map(|name| format!("{container}:{name}"));
            texts.get(at..at + 3).is_some_and(|three| three.iter().eq(expected.iter()))
        });
        if let Some(service) = linked {
            let text = if alias == service { service.to_owned() } else { format!("{service}:{alias}") };
            services.push(tree_of(&links.items[at], text));
            at += 3;
            // The other containers of the same service follow from its scale.
            while texts.get(at).is_some_and(|next| is_sibling(saying, service, next)) {
                at += 3;
            }
        } else {
            others.push(tree_of(&links.items[at], format!("{container}:{alias}")));
            at += 1;
        }
    }
    (services, others)
}

/// Whether a link is to another container of a scaled service.
fn is_sibling(saying: &Saying<'_>, service: &str, link: &str) -> bool {
    let prefix = format!("{}-{service}-", saying.project_name);
    let number = link.split_once(':').and_then(|(container, _)| container.strip_prefix(&prefix));
    number.and_then(|number| number.parse::<i64>().ok()).is_some_and(|number| number > 1)
}

/// `links`.
pub(super) fn write_links(saying: &mut Saying<'_>) -> Option<Tree> {
    list(sorted_links(saying).0)
}

/// `external_links`.
pub(super) fn write_external_links(saying: &mut Saying<'_>) -> Option<Tree> {
    list(sorted_links(saying).1)
}

/// `volumes_from`: a service's container, or any. The client drops the mode (`:ro`).
pub(super) fn read_volumes_from(asking: &mut Asking<'_>) {
    let mut from = scalar::texts(asking.get("volumes_from"), &mut asking.problems);
    for item in &mut from.items {
        let text = item.value.take().unwrap_or_default();
        let mut parts = text.split(':');
        let first = parts.next().unwrap_or_default();
        item.value = Some(match (first, parts.next()) {
            ("container", name) => name.unwrap_or_default().to_owned(),
            (service, _) => asking.container_name(service, 1),
        });
    }
    asking.container.request.host.volumes_from = from;
}

/// `volumes_from`.
pub(super) fn write_volumes_from(saying: &mut Saying<'_>) -> Option<Tree> {
    let mut items = Vec::new();
    for item in &saying.container.request.host.volumes_from.items {
        if let Some(symbol) = &item.symbol {
            let symbol = Some(format!("container:{symbol}").into());
            items.push(tree_of(&Field { symbol, ..item.clone() }, Value::Null));
            continue;
        }
        let Some(text) = item.get() else { continue };
        let (container, mode) = text.split_once(':').unwrap_or((text, ""));
        if !mode.is_empty() && mode != "rw" {
            saying.leave(
                &item.origin,
                detail!("unsaid-volumes-from-mode", "VolumesFrom: Compose drops the mode {mode}", mode),
            );
        }
        let tree = match saying.service_of(container) {
            Some(service) => tree_of(item, service),
            None => tree_of(item, format!("container:{container}")),
        };
        // Twice is once, and Compose refuses it.
        if !items.contains(&tree) {
            items.push(tree);
        }
    }
    list(items)
}
