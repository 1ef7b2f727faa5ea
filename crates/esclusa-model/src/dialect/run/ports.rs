//! `-p` and `--expose`: addresses, ranges and protocols, as docker's `nat` package reads them.

use super::numbers::decimal;
use super::pflag::Occurrence;
use crate::container::PortBinding;
use crate::field::{Field, List};
use crate::symbol;

/// One published port: the container's `80/tcp`, the host's address and port.
pub(super) type Mapping = (String, String, String);

/// `80` or `80-90`.
fn range(text: &str) -> Option<(u64, u64)> {
    if !text.contains('-') {
        return decimal(text, 16).map(|port| (port, port));
    }
    let mut parts = text.split('-');
    let start = decimal(parts.next()?, 16)?;
    let end = decimal(parts.next()?, 16)?;
    (end >= start).then_some((start, end))
}

/// `port/protocol` apart; the protocol is `tcp` where none is written.
fn protocol(text: &str) -> (&str, &str) {
    let mut parts = text.split('/');
    let port = parts.next().unwrap_or("");
    match parts.next() {
        _ if port.is_empty() => ("", ""),
        None | Some("") => ("tcp", port),
        Some(protocol) => (protocol, port),
    }
}

/// The long form of `-p` (`target=80,published=8080`) in the short one.
pub(super) fn short_form(text: &str) -> Result<String, String> {
    if !text.contains('=') {
        return Ok(text.to_owned());
    }
    let (mut published, mut target, mut protocol) = ("", "", "tcp");
    for parameter in text.split(',') {
        let (key, value) = parameter.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
            format!("invalid publish opts format (should be name=value but got '{parameter}')")
        })?;
        match key {
            "published" => published = value,
            "target" => target = value,
            "protocol" => protocol = value,
            _ => {}
        }
    }
    Ok(format!("{published}:{target}/{protocol}"))
}

/// The ports that one `-p` publishes: a few bytes may say all there are, so they are counted before they are made.
pub(super) struct Published {
    protocol: String,
    address: String,
    container: (u64, u64),
    host: Option<(u64, u64)>,
}

impl Published {
    /// How many ports they are.
    pub(super) const fn count(&self) -> u64 {
        self.container.1 - self.container.0 + 1
    }

    /// Each port of the container with the host's.
    pub(super) fn mappings(&self) -> impl Iterator<Item = Mapping> {
        let (start, end) = self.container;
        let host_port = move |port: u64| match self.host {
            None => String::new(),
            // One container port and several of the host: the engine takes a free one of them.
            Some((first, last)) if start == end && first != last => format!("{first}-{last}"),
            Some((first, _)) => (first + port - start).to_string(),
        };
        (start..=end)
            .map(move |port| (format!("{port}/{}", self.protocol), self.address.clone(), host_port(port)))
    }
}

/// One `-p` value in the short form.
pub(super) fn publish(spec: &str) -> Result<Published, String> {
    let parts: Vec<&str> = spec.split(':').collect();
    let (address, host, container) = match parts.as_slice() {
        [container] => (String::new(), "", *container),
        [host, container] => (String::new(), *host, *container),
        [address @ .., host, container] => (address.join(":"), *host, *container),
        [] => (String::new(), "", ""),
    };
    let (protocol, container) = protocol(container);
    let address = match address.strip_prefix('[') {
        Some(_) => bracketed(&address).ok_or_else(|| format!("invalid IP address {address}"))?,
        None => address,
    };
    if !address.is_empty() && address.parse::<std::net::IpAddr>().is_err() {
        return Err(format!("invalid IP address: {address}"));
    }
    if container.is_empty() {
        return Err(format!("no port specified: {spec}<empty>"));
    }
    let (start, end) = range(container).ok_or_else(|| format!("invalid containerPort: {container}"))?;
    let bounds = match host {
        "" => None,
        host => Some(range(host).ok_or_else(|| format!("invalid hostPort: {host}"))?),
    };
    if let Some((first, last)) = bounds
        && end - start != last - first
        && end != start
    {
        return Err(format!("invalid ranges specified for container and host Ports: {container} and {host}"));
    }
    let protocol = protocol.to_lowercase();
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return Err(format!("invalid proto: {protocol}"));
    }
    Ok(Published { protocol, address, container: (start, end), host: bounds })
}

/// A `-p` value of which the shell knows a part: the text, and what of it is known.
pub(super) fn unknown(occurrence: &Occurrence<'_>) -> (String, Field<List<PortBinding>>) {
    let text = short_form(&occurrence.value).unwrap_or_else(|_| occurrence.value.clone());
    let origin = occurrence.origin();
    let part = |text: &str| match text {
        "" => Field::default(),
        text if symbol::is_symbolic(text) => {
            Field { value: None, origin: origin.clone(), symbol: Some(text.into()) }
        }
        text => Field::new(text.to_owned(), origin.clone()),
    };
    let parts = symbol::split(&text, ':');
    let (host_ip, host_port) = match parts.as_slice() {
        [address @ .., host, _] => (part(&address.join(":")), part(host)),
        _ => (Field::default(), Field::default()),
    };
    let mut list = List { items: Vec::new(), origin: origin.clone() };
    list.push(PortBinding { host_ip, host_port, ..PortBinding::default() }, origin.clone());
    let field = Field { value: Some(list), origin, symbol: Some(text.as_str().into()) };
    (text, field)
}

/// The address between brackets, if what stands there is one well-formed pair (`net.SplitHostPort` of it and a colon).
fn bracketed(address: &str) -> Option<String> {
    let inside = address.strip_prefix('[')?.strip_suffix(']')?;
    (!inside.contains(['[', ']'])).then(|| inside.to_owned())
}

/// One `--expose` value: every port of the range, and how many they are.
pub(super) fn expose(text: &str) -> Result<(u64, impl Iterator<Item = String>), String> {
    if text.contains(':') {
        return Err(format!("invalid port format for --expose: {text}"));
    }
    let (protocol, port) = protocol(text);
    let (start, end) = range(port).ok_or_else(|| format!("invalid range format for --expose: {text}"))?;
    Ok((end - start + 1, (start..=end).map(move |port| format!("{port}/{protocol}"))))
}
