//! Published ports: what is published, for whom it is open, and how a range of them is told.

use std::collections::HashMap;
use std::net::IpAddr;

use esclusa_model::container::HostConfig;
use esclusa_model::{Container, Field, Origin};

/// Who can reach a published port; the widest is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Processes of the host.
    Loopback,
    /// The network of one address.
    Address,
    /// Who is not known: the address is a variable.
    Unknown,
    /// Every network that the host is on.
    Everybody,
}

/// One port of the container that is published.
#[derive(Clone, Copy)]
pub(crate) struct Published<'a> {
    /// `80/tcp`.
    pub(crate) port: &'a str,
    /// The port's number, unless it is not known.
    pub(crate) number: Option<u16>,
    /// `tcp`, `udp` or `sctp`.
    pub(crate) protocol: &'a str,
    /// Who reaches it.
    pub(crate) reach: Reach,
    /// The address where it is not known, as it is written.
    pub(crate) symbol: Option<&'a str>,
    /// Where it is asked for.
    pub(crate) origin: &'a Origin,
}

/// Whether nothing is published whatever is asked: with the host's network or none, the engine ignores it; with another
/// container's, it refuses.
pub(crate) fn are_ignored(host: &HostConfig) -> bool {
    let mode = host.network_mode.get().map_or("", String::as_str);
    matches!(mode, "host" | "none") || mode.starts_with("container:")
}

/// Every port that is published, in the order of the request.
pub(crate) fn published(container: &Container) -> Vec<Published<'_>> {
    let host = &container.request.host;
    if are_ignored(host) {
        return Vec::new();
    }
    let mut ports = Vec::new();
    for (port, list) in &host.port_bindings.entries {
        // Of a mapping in which a variable stands, the container's port is the last part.
        let own = port.rsplit(':').next().unwrap_or(port);
        let (number, protocol) = own.split_once('/').unwrap_or((own, "tcp"));
        for field in list.get().map_or(&[][..], |bindings| &bindings.items) {
            let Some(binding) = field.get() else { continue };
            let origins = [&binding.host_ip.origin, &binding.host_port.origin, &field.origin, &list.origin];
            ports.push(Published {
                port,
                number: number.parse().ok(),
                protocol,
                reach: reach(&binding.host_ip),
                symbol: binding.host_ip.unknown(),
                origin: origins.into_iter().find(|o| o.place.is_some()).unwrap_or(&list.origin),
            });
        }
    }
    ports
}

/// Who reaches a port that is published on this address of the host.
fn reach(address: &Field<String>) -> Reach {
    if address.unknown().is_some() {
        return Reach::Unknown;
    }
    let address = address.get().map_or("", String::as_str);
    let address = address.trim_start_matches('[').trim_end_matches(']');
    // The engine takes `0` as the old notation of 0.0.0.0.
    let zero = address.split('.').all(|part| part.parse() == Ok(0_u32));
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(address) if address.is_unspecified() => Reach::Everybody,
        Ok(address) if address.is_loopback() => Reach::Loopback,
        Err(_) if address.is_empty() || zero => Reach::Everybody,
        _ => Reach::Address,
    }
}

/// Ports that one place asks for.
pub(crate) struct Opening<'a> {
    one: Published<'a>,
    last: Option<u16>,
    /// All of them.
    ports: Vec<&'a str>,
}

impl<'a> Opening<'a> {
    /// `80/tcp`, or `9000–9099/tcp` for a range.
    pub(crate) fn name(&self) -> String {
        match (self.one.number, self.last) {
            (Some(first), Some(last)) if first < last => format!("{first}–{last}/{}", self.one.protocol),
            _ => self.one.port.to_owned(),
        }
    }

    /// The ports, in the order of the request.
    pub(crate) fn ports(&self) -> &[&'a str] {
        &self.ports
    }

    /// The address where it is not known, as it is written.
    pub(crate) const fn symbol(&self) -> Option<&'a str> {
        self.one.symbol
    }

    /// Where they are asked for.
    pub(crate) const fn origin(&self) -> &'a Origin {
        self.one.origin
    }
}

/// The ports, those of one place together: a range is one request.
pub(crate) fn openings<'a>(ports: impl IntoIterator<Item = Published<'a>>) -> Vec<Opening<'a>> {
    let mut openings: Vec<Opening<'_>> = Vec::new();
    let mut by_place: HashMap<_, usize> = HashMap::new();
    for port in ports {
        let place = port.origin.place.filter(|_| port.number.is_some()).map(|place| (place, port.protocol));
        let known = place.and_then(|place| by_place.get(&place)).and_then(|at| openings.get_mut(*at));
        if let Some(opening) = known {
            opening.one.number = opening.one.number.min(port.number);
            opening.last = opening.last.max(port.number);
            // Those of one port stand side by side.
            if opening.ports.last() != Some(&port.port) {
                opening.ports.push(port.port);
            }
            continue;
        }
        by_place.extend(place.map(|place| (place, openings.len())));
        openings.push(Opening { one: port, last: port.number, ports: vec![port.port] });
    }
    openings
}
