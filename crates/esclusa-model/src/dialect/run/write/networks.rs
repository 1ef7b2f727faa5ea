//! The networks that are joined, and the names that are known there.

use super::line::{Line, record};
use super::quoting::Spoken;
use crate::container::{EndpointSettings, Request};
use crate::dialect::run::networks::{Attachment, attachment, is_user_defined};
use crate::field::{Field, List};
use esclusa_source::detail;

/// `--network` and the flags of the first network; name servers and hosts.
pub(super) fn networks(line: &mut Line, request: &Request) {
    let host = &request.host;
    let mode = host.network_mode.get().cloned();
    let endpoints = &request.networking.endpoints.entries;
    let first_name = mode.clone().unwrap_or_else(|| "default".to_owned());
    let nothing = EndpointSettings::default();
    let first = endpoints.get(&first_name).and_then(Field::get).unwrap_or(&nothing);
    if host.network_mode.symbol.is_some() {
        line.text("--network", &host.network_mode);
    } else if let Some(mode) = &mode {
        first_network(line, mode, first);
    }
    line.texts("--network-alias", &first.aliases);
    line.text("--ip", &first.ipam.ipv4);
    line.text("--ip6", &first.ipam.ipv6);
    line.texts("--link-local-ip", &first.ipam.link_local);
    line.text("--mac-address", &first.mac_address);
    line.texts("--link", &host.links);
    for (name, field) in endpoints.iter().filter(|(name, _)| **name != first_name) {
        further_network(line, name, field.get().unwrap_or(&nothing), field);
    }
    line.texts("--dns", &host.dns);
    line.texts("--dns-search", &host.dns_search);
    line.texts("--dns-option", &host.dns_options);
    line.texts("--add-host", &host.extra_hosts);
    if mode.as_deref().is_none_or(is_user_defined) && mode.is_none() && endpoints.len() > 1 {
        let origin = &request.networking.endpoints.origin;
        line.leave(
            "NetworkingConfig.EndpointsConfig",
            origin,
            detail!("unsaid-beside-default", "no network is taken beside the default one"),
        );
    }
}

/// The network that gives the mode: by its name, unless something must be said that only the long form says.
fn first_network(line: &mut Line, name: &str, endpoint: &EndpointSettings) {
    let mut long = vec![format!("name={name}")];
    long.extend(options(endpoint));
    let plain = attachment(name).is_ok_and(|read| read.target == *name);
    let value = if long.len() == 1 && plain { name.to_owned() } else { record(&long) };
    line.flag("--network", Spoken::plain(value));
}

/// What only the long form says.
fn options(endpoint: &EndpointSettings) -> Vec<String> {
    let mut fields = Vec::new();
    for (name, value) in &endpoint.driver_opts.entries {
        fields.push(format!("driver-opt={name}={}", value.get().map_or("", String::as_str)));
    }
    if let Some(priority) = endpoint.gw_priority.get().filter(|priority| **priority != 0) {
        fields.push(format!("gw-priority={priority}"));
    }
    fields
}

/// One of the other networks, whose settings only the long form says; it reads everything in lower case.
fn further_network(
    line: &mut Line,
    name: &str,
    endpoint: &EndpointSettings,
    field: &Field<EndpointSettings>,
) {
    if let Some(symbol) = &field.symbol {
        line.flag("--network", Spoken::symbolic(&**symbol));
        return;
    }
    let texts = |list: &List<String>| list.values().cloned().collect::<Vec<_>>();
    let one = |field: &Field<String>| field.get().cloned().unwrap_or_default();
    let wanted = Attachment {
        target: name.to_owned(),
        aliases: texts(&endpoint.aliases),
        links: Vec::new(),
        ipv4: one(&endpoint.ipam.ipv4),
        ipv6: one(&endpoint.ipam.ipv6),
        link_local: texts(&endpoint.ipam.link_local),
        mac: one(&endpoint.mac_address),
        driver_options: endpoint
            .driver_opts
            .entries
            .iter()
            .map(|(name, value)| (name.clone(), value.get().cloned().unwrap_or_default()))
            .collect(),
        gateway_priority: endpoint.gw_priority.get().copied().unwrap_or(0),
    };
    let mut fields = vec![format!("name={name}")];
    fields.extend(wanted.aliases.iter().map(|alias| format!("alias={alias}")));
    for (key, value) in [("ip", &wanted.ipv4), ("ip6", &wanted.ipv6), ("mac-address", &wanted.mac)] {
        if !value.is_empty() {
            fields.push(format!("{key}={value}"));
        }
    }
    fields.extend(wanted.link_local.iter().map(|address| format!("link-local-ip={address}")));
    fields.extend(options(endpoint));
    let long = if fields.len() == 1 { name.to_owned() } else { record(&fields) };
    if attachment(&long).as_ref() != Ok(&wanted) {
        let why = detail!("unsaid-network-settings", "{name} and its settings as they are", name);
        line.leave("NetworkingConfig.EndpointsConfig", &field.origin, why);
    }
    line.flag("--network", Spoken::plain(long));
}
