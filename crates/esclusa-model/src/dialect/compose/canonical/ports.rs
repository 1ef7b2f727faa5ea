//! `[address:][published:]target[/protocol]` of a port, ranges included.

use esclusa_source::{Detail, detail};
use std::net::IpAddr;

use crate::{Entries, Tree, Value};

/// One published port.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Port {
    host_ip: String,
    published: String,
    target: u16,
    protocol: String,
}

/// Parses the short form; a range gives one port for each of its numbers, at most `most`.
pub(super) fn parse(text: &str, most: usize) -> Result<Vec<Port>, Detail> {
    let parts: Vec<&str> = text.split(':').collect();
    let (ip, published, target) = match parts[..] {
        [target] => (String::new(), "", target),
        [published, target] => (String::new(), published, target),
        [.., published, target] => (parts[..parts.len() - 2].join(":"), published, target),
        [] => return Err("no port specified".into()),
    };
    let (target, protocol) = match target.split_once('/') {
        None | Some((_, "")) => (target.trim_end_matches('/'), "tcp".to_owned()),
        Some((target, protocol)) => (target, protocol.to_lowercase()),
    };
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return Err("invalid protocol".into());
    }
    let ip = match ip.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']').ok_or("invalid IP address")?.to_owned(),
        None => ip,
    };
    if !ip.is_empty() && ip.parse::<IpAddr>().is_err() {
        return Err("invalid IP address".into());
    }
    let (first, last) = range(target).ok_or("invalid container port")?;
    let count = usize::from(last - first) + 1;
    let host = if published.is_empty() { None } else { Some(range(published).ok_or("invalid host port")?) };
    if let Some((start, end)) = host
        && usize::from(end - start) + 1 != count
        && count != 1
    {
        return Err("invalid ranges specified for container and host ports".into());
    }
    if count > most {
        return Err(detail!("port-ranges-too-wide", "the ranges stand for more ports than are read"));
    }
    let mut ports: Vec<Port> = (0..count)
        .map(|index| {
            let published = match host {
                None => String::new(),
                Some((start, end)) if count == 1 && start != end => format!("{start}-{end}"),
                Some((start, _)) => (usize::from(start) + index).to_string(),
            };
            let target = u16::try_from(usize::from(first) + index).unwrap_or(last);
            Port { host_ip: ip.clone(), published, target, protocol: protocol.clone() }
        })
        .collect();
    // By their text, as the client's map of them is sorted.
    ports.sort_by_cached_key(|port| port.target.to_string());
    Ok(ports)
}

fn range(text: &str) -> Option<(u16, u16)> {
    let number = |text: &str| {
        // Go's parser takes one sign.
        let text = text.strip_prefix('+').unwrap_or(text);
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten()
    };
    match text.split_once('-') {
        None => number(text).map(|port| (port, port)),
        Some((start, end)) => number(start).zip(number(end)).filter(|(start, end)| start <= end),
    }
}

impl Port {
    /// The long form, every part at the place of the short one.
    pub(super) fn tree(self, short: &Tree) -> Tree {
        // Which part a variable stands in is told by the text before substitution.
        let symbol = short.symbol.as_deref().unwrap_or_default();
        let sections = split_outside_variables(symbol);
        let from_end = |index: usize| {
            let section = sections.len().checked_sub(index + 1).and_then(|at| sections.get(at));
            section.filter(|text| text.contains('$')).map(|text| (*text).into())
        };
        let address = match sections.len() {
            0..=2 => None,
            length => {
                Some(sections[..length - 2].join(":")).filter(|text| text.contains('$')).map(Into::into)
            }
        };
        let part = |value: Value| Tree { key: None, symbol: None, ..short.with_value(value) };
        let mut map = Entries::new();
        map.insert("mode".to_owned(), part("ingress".into()));
        if !self.host_ip.is_empty() || address.is_some() {
            map.insert("host_ip".to_owned(), Tree { symbol: address, ..part(self.host_ip.into()) });
        }
        if self.target != 0 {
            let target = Value::Int(self.target.into());
            map.insert("target".to_owned(), Tree { symbol: from_end(0), ..part(target) });
        }
        let published = from_end(1);
        if !self.published.is_empty() || published.is_some() {
            map.insert("published".to_owned(), Tree { symbol: published, ..part(self.published.into()) });
        }
        map.insert("protocol".to_owned(), part(self.protocol.into()));
        Tree { symbol: None, ..short.with_value(map) }
    }
}

/// The sections between colons that are not inside `${…}`.
pub(in crate::dialect::compose) fn split_outside_variables(text: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let (mut begin, mut nested) = (0, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => nested += 1,
            b'}' => nested = nested.saturating_sub(1),
            b':' if nested == 0 => {
                sections.push(text.get(begin..at).unwrap_or(""));
                begin = at + 1;
            }
            _ => {}
        }
    }
    sections.push(text.get(begin..).unwrap_or(""));
    sections
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::Tree;

    #[test]
    fn short_forms_become_long_ones() {
        let long = |short: &str| match parse(short, 100) {
            Ok(ports) => {
                let ports: Vec<String> = ports
                    .into_iter()
                    .map(|port| {
                        format!("{}|{}|{}|{}", port.host_ip, port.published, port.target, port.protocol)
                    })
                    .collect();
                ports.join(" ")
            }
            Err(error) => error.to_string(),
        };
        for (short, expected) in [
            ("80", "||80|tcp"),
            ("8080:80", "|8080|80|tcp"),
            ("127.0.0.1:8080:80/udp", "127.0.0.1|8080|80|udp"),
            ("127.0.0.1::80", "127.0.0.1||80|tcp"),
            ("::1:8080:80", "::1|8080|80|tcp"),
            ("[::1]:8080:80", "::1|8080|80|tcp"),
            ("9-11", "||10|tcp ||11|tcp ||9|tcp"),
            ("8000-8001:80-81", "|8000|80|tcp |8001|81|tcp"),
            ("8000-8010:80", "|8000-8010|80|tcp"),
            ("80/TCP", "||80|tcp"),
            ("", "invalid container port"),
            ("localhost:1:2", "invalid IP address"),
            ("80/x", "invalid protocol"),
            ("1-2:3-5", "invalid ranges specified for container and host ports"),
            ("65536", "invalid container port"),
            ("2-1", "invalid container port"),
            ("1-65535", "the ranges stand for more ports than are read"),
            ("a:80", "invalid host port"),
        ] {
            assert_eq!(long(short), expected, "{short}");
        }
    }

    #[test]
    fn a_symbol_stays_with_its_part() {
        let short = Tree { symbol: Some("${PORT}:80".into()), ..Tree::bare(":80") };
        let port = parse(":80", 100).expect("a port").remove(0).tree(&short);
        assert_eq!(port.get("published").and_then(|tree| tree.symbol.as_deref()), Some("${PORT}"));
        assert!(port.get("target").is_some_and(|tree| tree.symbol.is_none()));
    }
}
