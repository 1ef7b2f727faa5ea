//! Published and exposed ports, neighbours as one range.

use super::line::Line;
use super::quoting::Spoken;
use crate::container::Request;
use esclusa_source::detail;

/// What one `-p` says: as many ports of the container as of the host.
struct Published {
    protocol: String,
    address: String,
    /// The first port and how many there are.
    container: (u64, u64),
    /// The host's first port; nothing where it may be any, text where it is a range to choose from.
    host: Host,
}

enum Host {
    Any,
    From(u64),
    Text(String),
}

impl Published {
    /// Takes one more port in, if it is the next one.
    fn extend(&mut self, next: &Self) -> bool {
        let (first, count) = self.container;
        let follows = match (&self.host, &next.host) {
            (Host::Any, Host::Any) => true,
            (Host::From(host), Host::From(next)) => host + count == *next,
            _ => false,
        };
        let same = self.protocol == next.protocol && self.address == next.address;
        let extended = follows && same && first + count == next.container.0;
        self.container.1 += u64::from(extended);
        extended
    }

    fn text(&self) -> String {
        let range = |first: u64| match self.container.1 {
            1 => first.to_string(),
            count => format!("{first}-{}", first + count - 1),
        };
        let host = match &self.host {
            Host::Any => String::new(),
            Host::From(first) => range(*first),
            Host::Text(text) => text.clone(),
        };
        let container = range(self.container.0);
        let suffix = if self.protocol == "tcp" { String::new() } else { format!("/{}", self.protocol) };
        match (self.address.as_str(), host.as_str()) {
            ("", "") => format!("{container}{suffix}"),
            ("", host) => format!("{host}:{container}{suffix}"),
            (address, host) if address.contains(':') => format!("[{address}]:{host}:{container}{suffix}"),
            (address, host) => format!("{address}:{host}:{container}{suffix}"),
        }
    }
}

/// `80/tcp` apart.
fn port(text: &str) -> Option<(u64, &str)> {
    let (port, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    Some((port.parse().ok()?, protocol))
}

/// `-p`, `--expose` and `-P`.
pub(super) fn ports(line: &mut Line, request: &Request) {
    let mut published: Vec<Published> = Vec::new();
    for (name, field) in &request.host.port_bindings.entries {
        if let Some(symbol) = &field.symbol {
            line.flag("-p", Spoken::symbolic(&**symbol));
            continue;
        }
        let bindings = field.get().into_iter().flat_map(|list| list.values());
        for binding in bindings {
            let Some((first, protocol)) = port(name) else {
                line.leave(
                    "HostConfig.PortBindings",
                    &field.origin,
                    detail!("unsaid-no-port", "{name} is no port", name),
                );
                break;
            };
            let host = match binding.host_port.get().map_or("", String::as_str) {
                "" => Host::Any,
                text => text.parse().map_or_else(|_| Host::Text(text.to_owned()), Host::From),
            };
            let next = Published {
                protocol: protocol.to_owned(),
                address: binding.host_ip.get().cloned().unwrap_or_default(),
                container: (first, 1),
                host,
            };
            if !published.last_mut().is_some_and(|last| last.extend(&next)) {
                published.push(next);
            }
        }
    }
    published.iter().for_each(|one| line.flag("-p", Spoken::plain(one.text())));
    exposed(line, request);
    line.truth("-P", &request.host.publish_all_ports, false);
}

/// The ports that are exposed and not published.
fn exposed(line: &mut Line, request: &Request) {
    let mut ranges: Vec<Published> = Vec::new();
    let bindings = &request.host.port_bindings.entries;
    for (name, field) in &request.exposed_ports.entries {
        if bindings.contains_key(name) {
            continue;
        }
        if let Some(symbol) = &field.symbol {
            line.flag("--expose", Spoken::symbolic(&**symbol));
            continue;
        }
        let Some((first, protocol)) = port(name) else {
            line.leave("ExposedPorts", &field.origin, detail!("unsaid-no-port", "{name} is no port", name));
            continue;
        };
        let (protocol, address) = (protocol.to_owned(), String::new());
        let next = Published { protocol, address, container: (first, 1), host: Host::Any };
        if !ranges.last_mut().is_some_and(|last| last.extend(&next)) {
            ranges.push(next);
        }
    }
    ranges.iter().for_each(|range| line.flag("--expose", Spoken::plain(range.text())));
}
