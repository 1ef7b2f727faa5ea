//! Published ports.

use std::collections::HashSet;

use esclusa_source::syntax::yaml::surgery::Written;
use esclusa_source::{Detail, Node, Span, Style, detail};
use indexmap::IndexMap;

use super::list::ListChange;
use super::mounts::said;
use super::text::refusal;
use super::{Lowering, together};
use crate::container::PortBinding;
use crate::dialect::compose::canonical::port_sections;
use crate::{Lowered, Refusal};

const LOOPBACK: &str = "127.0.0.1";

/// One item of `ports` that publishes the port, or a range with it.
struct Publication<'a> {
    place: Span,
    node: &'a Node,
    binding: &'a PortBinding,
    /// Whether it publishes other ports as well.
    is_range: bool,
}

impl Lowering<'_> {
    /// The items that publish a port.
    fn publications(&self, port: &str) -> Result<Vec<Publication<'_>>, Refusal> {
        let bindings = &self.container.request.host.port_bindings.entries;
        let items = self.service.items("ports");
        let mut found = Vec::new();
        for field in bindings.get(port).and_then(|field| field.get()).map_or(&[][..], |list| &list.items) {
            let (Some(place), Some(binding)) = (field.origin.place, field.get()) else { continue };
            let Some(node) = items.iter().find(|item| item.span == place) else {
                return Err(refusal(Some(place), not_own()));
            };
            found.push(Publication { place, node, binding, is_range: self.count(place) > 1 });
        }
        Ok(found)
    }

    pub(super) fn bind_to_loopback(&self, port: &str) -> Lowered {
        let mut change = ListChange::default();
        let mut kept: Vec<PortBinding> = Vec::new();
        for one in self.publications(port)? {
            let local = is_local(one.binding);
            let mut bound = one.binding.clone();
            if !local {
                bound.host_ip = crate::Field::new(LOOPBACK.to_owned(), crate::Origin::default());
            }
            // Two addresses of which both become this one are one item: Compose takes none twice.
            let twice = kept.contains(&bound);
            kept.push(bound);
            let Some((text, _)) = one.node.scalar() else {
                if twice {
                    change.remove.push(one.place);
                } else if !local {
                    change.put.push((one.place, &["host_ip"], Written::text(LOOPBACK)));
                }
                continue;
            };
            if local && !twice {
                continue;
            }
            let short = Short::of(&one, text)?;
            let mut parts = Vec::new();
            if one.is_range {
                parts = short.without(&one, port)?;
            }
            if !twice {
                let own = if one.is_range { short.only(&one, port)? } else { short.part(LOOPBACK) };
                parts.insert(0, own);
            }
            replace(&mut change, one.place, parts);
        }
        self.service.change_list("ports", &change)
    }

    /// Items that publish these ports, several at once, keep their ranges.
    pub(super) fn bind_range_to_loopback(&self, ports: &[String]) -> Lowered {
        let wanted: HashSet<&String> = ports.iter().collect();
        let mut items: IndexMap<Span, Vec<(&String, PortBinding)>> = IndexMap::new();
        for (port, field) in &self.container.request.host.port_bindings.entries {
            for one in field.get().map_or(&[][..], |list| &list.items) {
                if let (Some(place), Some(binding)) = (one.origin.place, one.get()) {
                    items.entry(place).or_default().push((port, binding.clone()));
                }
            }
        }
        items.retain(|_, bound| bound.iter().any(|(port, _)| wanted.contains(port)));
        let nodes = self.service.items("ports");
        let mut change = ListChange::default();
        let mut kept: Vec<Vec<(&String, PortBinding)>> = Vec::new();
        for (place, mut bound) in items {
            let Some(node) = nodes.iter().copied().find(|item| item.span == place) else {
                return Err(refusal(Some(place), not_own()));
            };
            if bound.iter().any(|(port, _)| !wanted.contains(port)) {
                let why = detail!("edit-part-of-range", "it publishes other ports as well");
                return Err(refusal(Some(place), why));
            }
            let written = bound.first().map(|(_, binding)| binding.clone());
            let local = bound.iter().all(|(_, binding)| is_local(binding));
            for (_, binding) in bound.iter_mut().filter(|_| !local) {
                binding.host_ip = crate::Field::new(LOOPBACK.to_owned(), crate::Origin::default());
            }
            if kept.contains(&bound) {
                change.remove.push(place);
            } else if !local {
                match (node.scalar(), &written) {
                    (Some((text, _)), Some(binding)) => {
                        let one = Publication { place, node, binding, is_range: true };
                        replace(&mut change, place, vec![Short::of(&one, text)?.part(LOOPBACK)]);
                    }
                    _ => change.put.push((place, &["host_ip"], Written::text(LOOPBACK))),
                }
            }
            kept.push(bound);
        }
        self.service.change_list("ports", &change)
    }

    /// How many bindings an item asks for.
    fn count(&self, place: Span) -> usize {
        let bindings = self.container.request.host.port_bindings.entries.values();
        let all = bindings.filter_map(|field| field.get()).flat_map(|list| list.items.iter());
        all.filter(|one| one.origin.place == Some(place)).count()
    }

    pub(super) fn unpublish(&self, port: &str) -> Lowered {
        let mut change = ListChange::default();
        for one in self.publications(port)? {
            let parts = match one.node.scalar() {
                Some((text, _)) if one.is_range => Short::of(&one, text)?.without(&one, port)?,
                None if one.is_range => return Err(unclear(&one)),
                _ => Vec::new(),
            };
            replace(&mut change, one.place, parts);
        }
        let mut parts = vec![self.service.change_list("ports", &change)];
        if !self.is_exposed(port) {
            let text = port.strip_suffix("/tcp").unwrap_or(port);
            let items = self.service.items("expose");
            let plain = |item: &&Node| matches!(item.scalar(), Some((_, Style::Plain)));
            let written = match !items.is_empty() && items.iter().all(plain) {
                true => Written::word(text),
                false => Written::text(text),
            };
            parts.push(
                self.service
                    .change_list("expose", &ListChange { append: vec![written], ..ListChange::default() }),
            );
        }
        together(parts)
    }

    /// Whether `expose` says the port already.
    fn is_exposed(&self, port: &str) -> bool {
        let (number, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
        let Ok(number) = number.parse::<u16>() else { return false };
        self.service.items("expose").into_iter().filter_map(|item| item.scalar()).any(|(text, _)| {
            let (range, own) = text.split_once('/').unwrap_or((text, "tcp"));
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let covers = first.parse::<u16>().is_ok_and(|first| first <= number)
                && last.parse::<u16>().is_ok_and(|last| number <= last);
            covers && own.eq_ignore_ascii_case(protocol)
        })
    }
}

fn not_own() -> Detail {
    detail!("edit-inherited", "it is written in a text that the service takes over from elsewhere")
}

/// Whether it is reached from this host only.
fn is_local(binding: &PortBinding) -> bool {
    let address = said(&binding.host_ip).parse::<std::net::IpAddr>();
    binding.host_ip.symbol.is_none() && address.is_ok_and(|address| address.is_loopback())
}

/// Says an item otherwise, in one item or several.
fn replace(change: &mut ListChange, place: Span, parts: Vec<String>) {
    let mut parts = parts.into_iter().map(Written::Text);
    match parts.next() {
        Some(first) => change.replace.push((place, first)),
        None => change.remove.push(place),
    }
    change.append.extend(parts);
}

/// The short form of a published port, taken apart.
struct Short<'a> {
    address: String,
    published: &'a str,
    target: &'a str,
}

fn unclear(one: &Publication<'_>) -> Refusal {
    refusal(Some(one.place), detail!("edit-variable", "a variable says more than one part of it"))
}

impl<'a> Short<'a> {
    fn of(one: &Publication<'_>, text: &'a str) -> Result<Self, Refusal> {
        let sections = port_sections(text);
        let (published, target) = match sections.as_slice() {
            [target] => ("", *target),
            [.., published, target] => (*published, *target),
            [] => return Err(unclear(one)),
        };
        let address = sections.get(..sections.len().saturating_sub(2)).unwrap_or_default().join(":");
        // A variable may hold what stands before or behind a colon, too.
        let hidden_address = address.is_empty() && !said(&one.binding.host_ip).is_empty();
        let hidden_port = published.is_empty() && !said(&one.binding.host_port).is_empty();
        if hidden_address || hidden_port {
            return Err(unclear(one));
        }
        Ok(Self { address, published, target })
    }

    /// All of it at an address.
    fn part(&self, address: &str) -> String {
        format!("{address}:{}:{}", self.published, self.target)
    }

    /// The numbers of the range and the port, and what stands behind the target.
    fn range(&self, one: &Publication<'_>, port: &str) -> Result<Range<'a>, Refusal> {
        let (numbers, protocol) = self.target.split_at(self.target.find('/').unwrap_or(self.target.len()));
        let bounds = |text: &str| {
            let (first, last) = text.split_once('-').unwrap_or((text, text));
            Some((first.parse::<u16>().ok()?, last.parse::<u16>().ok()?))
        };
        let number = port.split('/').next().and_then(|number| number.parse::<u16>().ok());
        let published = if self.published.is_empty() { Some(None) } else { bounds(self.published).map(Some) };
        match (bounds(numbers), published, number) {
            (Some((first, last)), Some(published), Some(number)) if first <= number && number <= last => {
                Ok(Range { first, last, number, published: published.map(|(first, _)| first), protocol })
            }
            _ => Err(unclear(one)),
        }
    }

    /// The port alone, at this host.
    fn only(&self, one: &Publication<'_>, port: &str) -> Result<String, Refusal> {
        let range = self.range(one, port)?;
        Ok(range.text(LOOPBACK, range.number, range.number))
    }

    /// The range without the port: what is before it and what is behind.
    fn without(&self, one: &Publication<'_>, port: &str) -> Result<Vec<String>, Refusal> {
        let range = self.range(one, port)?;
        let mut parts = Vec::new();
        if range.first < range.number {
            parts.push(range.text(&self.address, range.first, range.number - 1));
        }
        if range.number < range.last {
            parts.push(range.text(&self.address, range.number + 1, range.last));
        }
        Ok(parts)
    }
}

/// A range of ports with known numbers.
struct Range<'a> {
    first: u16,
    last: u16,
    number: u16,
    published: Option<u16>,
    /// `/udp`, or nothing.
    protocol: &'a str,
}

impl Range<'_> {
    /// A part of the range.
    fn text(&self, address: &str, first: u16, last: u16) -> String {
        let bounds = |first: u16, last: u16| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        };
        let moved = |number: u16| self.published.map(|start| start.saturating_add(number - self.first));
        let published = moved(first).zip(moved(last)).map(|(first, last)| bounds(first, last));
        let target = format!("{}{}", bounds(first, last), self.protocol);
        match (address, published) {
            ("", None) => target,
            ("", Some(published)) => format!("{published}:{target}"),
            (address, published) => format!("{address}:{}:{target}", published.unwrap_or_default()),
        }
    }
}
