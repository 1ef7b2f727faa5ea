//! Networks, addresses and names.

use esclusa_source::detail;
use std::net::IpAddr;

use super::asking::Asking;
use super::references::{engine_reference, write_reference};
use super::saying::{Saying, entries, free_key, list, mapping, tree_of, unknown};
use super::scalar::{self, printed, text_of, whole_of};
use crate::container::{EndpointIpam, EndpointSettings};
use crate::field::{Field, List, Map, Slot};
use crate::tree::Tree;
use crate::{Dialect, Entries, Origin};

/// The option that names a container's network interface.
const INTERFACE_NAME: &str = "com.docker.network.endpoint.ifname";

/// Which network comes first.
const PRIORITY: &str = "priority";

/// The priority of a network that must come first.
const FIRST: i64 = 1000;

/// An IP address as the client prints it; other text as it is.
pub(super) fn address(text: &str) -> String {
    text.parse::<IpAddr>().map_or_else(|_| text.to_owned(), |address| address.to_string())
}

/// `network_mode`.
pub(super) fn read_mode(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("network_mode") else { return };
    let mode = engine_reference(asking, tree);
    if mode.get().is_some_and(|mode| mode == "disabled") {
        asking.container.request.network_disabled = Field::new(true, tree.origin.clone());
    }
    asking.container.request.host.network_mode = mode;
}

/// `networks` by priority: the first gives the network mode, each has its endpoint.
pub(super) fn read_networks(asking: &mut Asking<'_>) {
    if asking.get("network_mode").and_then(printed).is_some_and(|mode| !mode.is_empty()) {
        return;
    }
    let declared = asking.project.get("networks").and_then(Tree::as_map).is_some_and(|map| !map.is_empty());
    let place = asking.get("networks").map(|tree| tree.origin.clone()).unwrap_or_default();
    let none = Tree::default();
    let mut joined: Vec<(&str, &Tree)> = match asking.get("networks") {
        Some(tree) => match (tree.as_map(), tree.as_seq()) {
            (Some(map), _) => map.iter().map(|(key, value)| (key.as_str(), value)).collect(),
            (None, Some(items)) => items.iter().filter_map(|item| Some((item.as_str()?, &none))).collect(),
            _ => Vec::new(),
        },
        None => Vec::new(),
    };
    if joined.is_empty() && !declared {
        asking.container.request.host.network_mode = Field::new("none".to_owned(), place);
        return;
    }
    // Networks that a part of a project joins are declared in another of its files: refused, and judged all the same.
    if joined.is_empty() {
        joined.push(("default", &none));
    }
    let priority = |tree: &Tree| tree.get(PRIORITY).and_then(whole_of).unwrap_or(0);
    joined.sort_by(|a, b| priority(b.1).cmp(&priority(a.1)).then_with(|| a.0.cmp(b.0)));
    // The request says the order only; the numbers are written back from here.
    let said = |settings: &Tree| {
        settings.get(PRIORITY).filter(|tree| whole_of(tree).is_some_and(|n| n != 0)).cloned()
    };
    let priorities: Entries =
        joined.iter().filter_map(|(key, settings)| Some(((*key).to_owned(), said(settings)?))).collect();
    if !priorities.is_empty() {
        asking.rest.insert("networks".to_owned(), Tree::new(priorities, place.clone()));
    }
    let mut endpoints = Map { entries: Entries::new(), origin: place };
    for (at, (key, settings)) in joined.into_iter().enumerate() {
        let name = asking.engine_name("networks", key);
        let endpoint = read_endpoint(asking, settings, at == 0);
        if at == 0 {
            asking.container.request.host.network_mode = Field::new(name.clone(), settings.origin.clone());
        }
        endpoints.insert(name, endpoint, settings.origin.clone());
    }
    asking.container.request.networking.endpoints = endpoints;
}

/// One network's settings.
fn read_endpoint(asking: &mut Asking<'_>, settings: &Tree, first: bool) -> EndpointSettings {
    let mut aliases = List { items: Vec::new(), origin: settings.origin.clone() };
    // Nobody writes these two: Compose names every container after itself and its service.
    aliases.push(asking.container_name(asking.name, 1), Origin::default());
    aliases.push(asking.name.to_owned(), Origin::default());
    let problems = &mut asking.problems;
    aliases.items.extend(scalar::texts(settings.get("aliases"), problems).items);
    let mut mac_address = scalar::text(settings.get("mac_address"), problems);
    if first && mac_address.is_default() {
        mac_address = scalar::text(asking.service.get("mac_address"), problems);
    }
    let mut driver_opts = scalar::text_map(settings.get("driver_opts"), problems);
    if let Field { value: Some(name), origin, .. } = scalar::text(settings.get("interface_name"), problems) {
        driver_opts.insert(INTERFACE_NAME, name, origin);
    }
    let mut ip = |key: &str| {
        let mut field = scalar::text(settings.get(key), problems);
        field.value = field.value.map(|text| address(&text));
        field
    };
    let ipam = EndpointIpam { ipv4: ip("ipv4_address"), ipv6: ip("ipv6_address"), ..EndpointIpam::default() };
    let mut link_local = scalar::texts(settings.get("link_local_ips"), problems);
    link_local.items.retain(|item| item.get().is_some_and(|text| !text.is_empty()));
    EndpointSettings {
        ipam: EndpointIpam { link_local, ..ipam },
        aliases,
        mac_address,
        driver_opts,
        gw_priority: scalar::whole(settings.get("gw_priority"), problems),
        ..EndpointSettings::default()
    }
}

/// Whether the container joins networks by name, rather than a mode.
fn joins(saying: &Saying<'_>) -> bool {
    let request = &saying.container.request;
    let mode = request.host.network_mode.get().map_or("", String::as_str);
    // A mode that only the shell knows may be any; settings are only taken for a network with a name.
    if saying.project.dialect == Dialect::Run && request.host.network_mode.symbol.is_some() {
        return !request.networking.endpoints.is_empty();
    }
    let named = !matches!(mode, "" | "default" | "bridge" | "host" | "none" | "nat" | "disabled")
        && !mode.starts_with("container:");
    named || saying.declared(&saying.project.networks, mode).is_some()
}

/// `network_mode`; the engine's own default must be said, as Compose's default is a network of the project.
pub(super) fn write_mode(saying: &mut Saying<'_>) -> Option<Tree> {
    if joins(saying) {
        return None;
    }
    let mode = &saying.container.request.host.network_mode;
    if saying.container.request.network_disabled.get() == Some(&true) && mode.is_default() {
        return Some(Tree::bare("disabled"));
    }
    if mode.is_default() {
        return Some(Tree::bare("default"));
    }
    write_reference(saying, mode)
}

/// The networks that a container joins, in the short form where they say nothing more.
pub(super) fn write_networks(saying: &mut Saying<'_>) -> Option<Tree> {
    let request = &saying.container.request;
    if !joins(saying) {
        for (name, field) in &request.networking.endpoints.entries {
            let empty = field.get().is_none_or(|endpoint| endpoint_entries(saying, endpoint).is_empty());
            if !empty {
                saying.leave(
                    &field.origin,
                    detail!(
                        "unsaid-beside-network-mode",
                        "EndpointsConfig: settings of {name} beside network_mode",
                        name
                    ),
                );
            }
        }
        return None;
    }
    let mode = &request.host.network_mode;
    let symbol = mode.symbol.as_deref().filter(|_| saying.project.dialect == Dialect::Run);
    let primary = symbol.or(mode.get().map(String::as_str)).unwrap_or_default().to_owned();
    let mut map = Entries::new();
    let mut endpoints = request.networking.endpoints.entries.clone();
    if !endpoints.contains_key(&primary) {
        endpoints.insert(primary.clone(), Field::default());
    }
    let mut primary_key = String::new();
    for (name, field) in &endpoints {
        let key = declare_network(saying, name);
        let mut settings = field.get().map(|endpoint| endpoint_entries(saying, endpoint)).unwrap_or_default();
        if *name == primary {
            primary_key.clone_from(&key);
        }
        if let Some(priority) = saying.rest("networks").and_then(|priorities| priorities.get(&key)) {
            settings.insert(PRIORITY.to_owned(), priority.clone());
        }
        let tree = if settings.is_empty() { Tree::default() } else { Tree::bare(settings) };
        map.insert(key, Tree { origin: field.origin.clone(), ..tree });
    }
    put_first(&mut map, &primary_key);
    let only_default = map.len() == 1 && map.get("default").is_some_and(Tree::is_null);
    if only_default {
        return None;
    }
    if map.values().all(Tree::is_null) {
        return list(map.into_iter().map(|(key, tree)| Tree::new(key, tree.origin)).collect());
    }
    mapping(map)
}

/// Gives the network of the container's mode the highest priority, where it would not come first by itself.
fn put_first(map: &mut Entries, primary: &str) {
    let priority = |tree: &Tree| tree.get(PRIORITY).and_then(whole_of).unwrap_or(0);
    let own = map.get(primary).map_or(0, priority);
    let others = map.iter().filter(|(key, _)| key.as_str() != primary);
    let before = others.filter(|(key, tree)| {
        let other = priority(tree);
        other > own || (other == own && key.as_str() < primary)
    });
    let Some(highest) = before.map(|(_, tree)| priority(tree)).max() else { return };
    if let Some(tree) = map.get_mut(primary) {
        let mut settings = tree.as_map().cloned().unwrap_or_default();
        settings.insert(PRIORITY.to_owned(), Tree::bare(highest.saturating_add(1).max(FIRST)));
        tree.value = settings.into();
    }
}

/// The key under which a network is declared, declaring it if it is not.
fn declare_network(saying: &mut Saying<'_>, name: &str) -> String {
    if let Some(key) = saying.declared(saying.networks, name) {
        return key;
    }
    // What a Compose file joins without declaring stays undeclared: Compose refuses both alike.
    let own = name.strip_prefix(saying.project_name).and_then(|rest| rest.strip_prefix('_'));
    if let (Dialect::Compose, Some(key)) = (saying.project.dialect, own) {
        return key.to_owned();
    }
    let key = free_key(saying.networks, &name.replace(['$', '{', '}'], ""));
    // A network that a command line names is there already; a dollar sign in its name is a variable's.
    let symbol = (saying.project.dialect == Dialect::Run && name.contains('$')).then(|| name.into());
    let map =
        entries([("name", Some(Tree { symbol, ..Tree::bare(name) })), ("external", Some(Tree::bare(true)))]);
    saying.networks.insert(key.clone(), Tree::bare(map));
    key
}

/// What a network's settings say in Compose's terms.
fn endpoint_entries(saying: &Saying<'_>, endpoint: &EndpointSettings) -> Entries {
    let own = saying.own_name();
    let aliases = endpoint.aliases.items.iter();
    let aliases = aliases.filter(|alias| alias.get().is_none_or(|text| *text != own && text != saying.name));
    let mut options = endpoint.driver_opts.clone();
    let interface = options.entries.shift_remove(INTERFACE_NAME);
    entries([
        ("aliases", list(aliases.filter_map(Slot::write).collect())),
        ("ipv4_address", Slot::write(&endpoint.ipam.ipv4)),
        ("ipv6_address", Slot::write(&endpoint.ipam.ipv6)),
        ("link_local_ips", list(endpoint.ipam.link_local.items.iter().filter_map(Slot::write).collect())),
        ("mac_address", Slot::write(&endpoint.mac_address)),
        ("interface_name", interface.as_ref().and_then(Slot::write)),
        (
            "driver_opts",
            Slot::write(&options).filter(|tree| tree.as_map().is_some_and(|map| !map.is_empty())),
        ),
        ("gw_priority", Slot::write(&endpoint.gw_priority)),
    ])
}

/// `mac_address` belongs to the first network; the engine ignores it elsewhere, and so does the client.
pub(super) fn read_mac_address(_: &mut Asking<'_>) {}

/// `mac_address` of the container, where it is not said of a network.
pub(super) fn write_mac_address(saying: &mut Saying<'_>) -> Option<Tree> {
    let mac = &saying.container.request.mac_address;
    if !joins(saying) && !mac.is_default() {
        saying.leave(
            &mac.origin,
            detail!("unsaid-mac-address", "MacAddress: Compose says it of a network only"),
        );
        return None;
    }
    Slot::write(mac)
}

/// `dns`: addresses as the client prints them.
pub(super) fn read_dns(asking: &mut Asking<'_>) {
    let mut servers = scalar::texts(asking.get("dns"), &mut asking.problems);
    for server in &mut servers.items {
        server.value = server.value.take().map(|text| address(&text));
    }
    asking.container.request.host.dns = servers;
}

/// `dns`.
pub(super) fn write_dns(saying: &mut Saying<'_>) -> Option<Tree> {
    Slot::write(&saying.container.request.host.dns)
        .filter(|tree| tree.as_seq().is_some_and(|s| !s.is_empty()))
}

/// `extra_hosts`: `host:address`, sorted.
pub(super) fn read_extra_hosts(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("extra_hosts") else { return };
    let mut hosts = List { items: Vec::new(), origin: tree.origin.clone() };
    let mut add = |host: &str, address: &str, from: &Tree| {
        for address in address.split(',') {
            let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            let bare = bare.filter(|bare| !bare.is_empty()).unwrap_or(address);
            let value = Some(format!("{host}:{bare}"));
            let symbol = from.symbol.clone();
            hosts.items.push(Field { value, origin: from.origin.clone(), symbol });
        }
    };
    for item in tree.as_seq().unwrap_or_default() {
        let text = text_of(item).unwrap_or_default();
        if let Some((host, address)) = text.split_once('=').or_else(|| text.split_once(':')) {
            add(host, address, item);
        }
    }
    for (host, value) in tree.as_map().into_iter().flatten() {
        let single = std::slice::from_ref(value);
        for item in value.as_seq().unwrap_or(single) {
            add(host, &text_of(item).unwrap_or_default(), item);
        }
    }
    hosts.items.sort_by(|a, b| a.value.cmp(&b.value));
    asking.container.request.host.extra_hosts = hosts;
}

/// `extra_hosts`, with `=` before the address.
pub(super) fn write_extra_hosts(saying: &mut Saying<'_>) -> Option<Tree> {
    let hosts = &saying.container.request.host.extra_hosts;
    let items = hosts.items.iter().filter_map(|item| {
        let Some(text) = item.get() else { return unknown(item) };
        Some(tree_of(item, text.replacen(':', "=", 1)))
    });
    list(items.collect())
}
