//! The texts in which a service is written: its own node in each file, and what it takes from elsewhere.

use std::collections::HashSet;
use std::sync::Arc;

use esclusa_source::syntax::yaml;
use esclusa_source::syntax::yaml::surgery::Surgeon;
use esclusa_source::{Document, Entry, FileId, Kind, Node, Sources, Span, Style, detail};

use crate::{Container, Origin, Project, Refusal, Tree, Via, Wire};

/// How many services or merge keys may stand on each other.
const MAX_CHAIN: usize = 50;

/// A text and its documents.
pub(super) struct Parsed<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    pub(super) documents: Vec<Document>,
}

impl<'a> Parsed<'a> {
    pub(super) fn of(file: FileId, sources: &'a Sources) -> Self {
        let text = &*sources.file(file).text;
        Self { file, text, documents: yaml::parse(file, text).0 }
    }
}

/// A refusal without a text to write by hand: `lower` adds that.
pub(super) fn refusal(place: Option<Span>, why: esclusa_source::Detail) -> Refusal {
    Refusal { place, why, by_hand: String::new() }
}

/// The files that override others of a project.
pub(super) fn overriding(project: &Project) -> Vec<FileId> {
    let mut files = Vec::new();
    let mut collect = |origin: &mut Origin| {
        let over = origin.links().filter(|link| link.via == Via::Override).filter_map(|link| link.place);
        files.extend(over.map(|place| place.file));
    };
    let mut requests: Vec<Tree> = project.containers().map(|one| one.request.write()).collect();
    requests.iter_mut().for_each(|tree| tree.for_each_origin(&mut collect));
    for workload in &project.workloads {
        for mut tree in workload.rest.values().cloned() {
            tree.for_each_origin(&mut collect);
        }
    }
    for entries in [&project.networks, &project.volumes, &project.secrets, &project.configs] {
        for mut tree in entries.values().cloned() {
            tree.for_each_origin(&mut collect);
        }
    }
    files.sort_unstable();
    files.dedup();
    files
}

/// One file's own text of a service.
pub(super) struct Layer<'a> {
    pub(super) surgeon: Surgeon<'a>,
    pub(super) root: &'a Node,
    pub(super) text: &'a str,
    /// The service's mapping.
    pub(super) node: &'a Node,
}

/// An entry under a key of a mapping, or what a merge key gives there.
#[derive(Clone, Copy)]
pub(super) enum Held<'a> {
    /// Nothing.
    Absent,
    /// The mapping's entry of this number.
    Entry(usize, &'a Entry),
    /// A value that comes through a merge key.
    Merged(&'a Node),
}

/// A service in all its texts.
pub(super) struct Service<'a> {
    /// Its own texts, the one that decides last.
    pub(super) layers: Vec<Layer<'a>>,
    /// The nodes of what it extends, the nearest first.
    pub(super) bases: Vec<&'a Node>,
    /// Where it extends something that is not seen.
    pub(super) hidden_base: Option<Span>,
    /// Where another service extends it.
    extended: Option<Span>,
}

/// The node that an alias refers to; other nodes themselves.
pub(super) fn resolved(node: &Node) -> &Node {
    match &*node.kind {
        Kind::Alias(target) => target,
        _ => node,
    }
}

/// The key of an entry as text.
pub(super) fn name_of(entry: &Entry) -> Option<&str> {
    resolved(&entry.key).scalar().map(|(text, _)| text)
}

/// What a mapping has under a key.
pub(super) fn held<'a>(mapping: &'a Node, key: &str) -> Held<'a> {
    let entries = mapping.entries().unwrap_or_default();
    if let Some((at, entry)) = entries.iter().enumerate().find(|(_, entry)| name_of(entry) == Some(key)) {
        return Held::Entry(at, entry);
    }
    merged(mapping, key, MAX_CHAIN, &mut HashSet::new()).map_or(Held::Absent, Held::Merged)
}

/// What has been `seen` does not have it: a mapping may be merged in many ways, and be looked at once.
fn merged<'a>(
    mapping: &'a Node,
    key: &str,
    left: usize,
    seen: &mut HashSet<*const Kind>,
) -> Option<&'a Node> {
    let left = left.checked_sub(1)?;
    let merges = mapping.entries()?.iter().filter(|entry| name_of(entry) == Some("<<"));
    for value in merges.map(|entry| resolved(&entry.value)) {
        let several = value.items().map_or_else(Vec::new, |items| items.iter().map(resolved).collect());
        let several = if value.items().is_some() { several } else { vec![value] };
        for one in several {
            if !seen.insert(Arc::as_ptr(&one.kind)) {
                continue;
            }
            let own = one.entries().unwrap_or_default().iter().find(|entry| name_of(entry) == Some(key));
            if let Some(found) = own.map(|entry| &entry.value).or_else(|| merged(one, key, left, seen)) {
                return Some(found);
            }
        }
    }
    None
}

/// Whether a merge key of a mapping gives a value under a key, too.
pub(super) fn is_merged(mapping: &Node, key: &str) -> bool {
    merged(mapping, key, MAX_CHAIN, &mut HashSet::new()).is_some()
}

/// The value under a path of keys, aliases and merge keys followed.
pub(super) fn dig<'a>(mapping: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(mapping, |node, key| match held(resolved(node), key) {
        Held::Absent => None,
        Held::Entry(_, entry) => Some(&entry.value),
        Held::Merged(value) => Some(value),
    })
}

impl<'a> Service<'a> {
    /// Finds a service in the texts of its files.
    pub(super) fn find(container: &Container, texts: &[&'a Parsed<'a>]) -> Result<Self, Refusal> {
        let place = container.place.place;
        for link in container.place.links() {
            let why = match link.via {
                Via::Alias => detail!("edit-service-alias", "the service is an alias of another text"),
                Via::MergeKey => detail!("edit-service-merged", "the service comes through a merge key"),
                _ => continue,
            };
            return Err(refusal(place, why));
        }
        let mut layers = Vec::new();
        let mut name = None;
        for (at, parsed) in texts.iter().enumerate() {
            for document in &parsed.documents {
                let Some(root) = &document.root else { continue };
                let wanted = |entry: &Entry| match name {
                    None => at == 0 && Some(entry.key.span) == place,
                    Some(name) => name_of(entry) == Some(name),
                };
                let Some(services) = dig(root, &["services"]).map(resolved) else { continue };
                let Some(entry) = services.entries().unwrap_or_default().iter().find(|entry| wanted(entry))
                else {
                    continue;
                };
                name = name.or_else(|| name_of(entry));
                layers.push(layer(parsed, document, root, entry)?);
            }
        }
        layers.retain(|layer| layer.node.entries().is_some());
        let (Some(name), Some(first)) = (name, layers.first()) else {
            return Err(refusal(place, detail!("edit-service-not-found", "the service's text is not found")));
        };
        let mut service = Self { bases: Vec::new(), hidden_base: None, extended: None, layers: Vec::new() };
        service.follow(first.root, first.node);
        service.extended = texts.iter().find_map(|parsed| extended_in(parsed, name));
        service.layers = layers;
        Ok(service)
    }

    /// Follows `extends` through the services of one file.
    fn follow(&mut self, root: &'a Node, node: &'a Node) {
        let mut node = node;
        for _ in 0..MAX_CHAIN {
            let Some(extends) = dig(node, &["extends"]).map(resolved) else { return };
            let named = dig(extends, &["service"]).map(resolved).or(Some(extends));
            let name = named.and_then(Node::scalar).map(|(name, _)| name);
            let elsewhere = dig(extends, &["file"]).is_some();
            let base = name.filter(|_| !elsewhere).and_then(|name| dig(root, &["services", name]));
            let Some(base) = base.map(resolved) else {
                self.hidden_base = Some(extends.span);
                return;
            };
            self.bases.push(base);
            node = base;
        }
    }

    /// The value under a path of keys that counts, wherever it is written.
    pub(super) fn dig(&self, path: &[&str]) -> Option<&'a Node> {
        let own = self.layers.iter().rev().map(|layer| layer.node);
        own.chain(self.bases.iter().copied()).find_map(|node| dig(node, path))
    }

    /// The quotes that its first text uses.
    pub(super) fn quote(&self) -> Style {
        self.layers.first().map_or(Style::DoubleQuoted, |layer| layer.surgeon.quote())
    }

    /// The text to change for a key: the last that has it itself, else the first of all.
    pub(super) fn layer_for(&self, key: &str) -> usize {
        let has = |layer: &Layer<'_>| matches!(held(layer.node, key), Held::Entry(..));
        self.layers.iter().rposition(has).unwrap_or(0)
    }

    /// Whether a key has a value that does not come from this text's own entry.
    pub(super) fn is_given_beside(&self, at: usize, key: &str) -> bool {
        let others =
            self.layers.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, layer)| layer.node);
        let merged = self.layers.get(at).is_some_and(|layer| is_merged(layer.node, key));
        let given = others.chain(self.bases.iter().copied()).any(|node| dig(node, &[key]).is_some());
        merged || given || self.hidden_base.is_some()
    }

    /// Refuses a key of a text that other services share.
    pub(super) fn unshared(&self, layer: &Layer<'a>, key: &str) -> Result<(), Refusal> {
        if let Some(place) = self.extended {
            let why = detail!("edit-extended", "another service extends this one and would change with it");
            return Err(refusal(Some(place), why));
        }
        let path = layer.surgeon.path_to(layer.node);
        let shared = || {
            detail!(
                "edit-service-shared",
                "other services take their text from here and would change with it"
            )
        };
        for node in path.iter().take(path.len().saturating_sub(1)) {
            if let Some(place) = layer.surgeon.alias_of(node) {
                return Err(refusal(Some(place), shared()));
            }
        }
        for place in layer.surgeon.aliases_of(layer.node) {
            if !overrides(layer.root, place, key) {
                return Err(refusal(Some(place), shared()));
            }
        }
        Ok(())
    }
}

/// The text of a service in one document.
fn layer<'a>(
    parsed: &'a Parsed<'a>,
    document: &'a Document,
    root: &'a Node,
    entry: &'a Entry,
) -> Result<Layer<'a>, Refusal> {
    if let Some(refused) = super::generated::refused(parsed, document) {
        return Err(refused);
    }
    let surgeon = Surgeon::new(parsed.file, parsed.text, document)
        .map_err(|obstacle| refusal(Some(obstacle.place), obstacle.why))?
        .within(&entry.value);
    if matches!(&*entry.value.kind, Kind::Alias(_)) {
        let why = detail!("edit-service-alias", "the service is an alias of another text");
        return Err(refusal(Some(entry.value.span), why));
    }
    if entry.value.tag.is_some() {
        return Err(refusal(
            Some(entry.value.span),
            detail!("edit-service-tagged", "a tag says how the service is read"),
        ));
    }
    let mut seen = Vec::new();
    for (name, key) in
        entry.value.entries().unwrap_or_default().iter().filter_map(|one| Some((name_of(one)?, &one.key)))
    {
        if seen.contains(&name) {
            return Err(refusal(
                Some(key.span),
                detail!("edit-key-twice", "the key {name} is there twice", name),
            ));
        }
        seen.push(name);
    }
    Ok(Layer { surgeon, root, text: parsed.text, node: &entry.value })
}

/// Where a service of a file extends one of this name.
fn extended_in(parsed: &Parsed<'_>, name: &str) -> Option<Span> {
    let roots = parsed.documents.iter().filter_map(|document| document.root.as_ref());
    let services = roots.filter_map(|root| dig(root, &["services"])).map(resolved);
    let entries = services.flat_map(|services| services.entries().unwrap_or_default());
    entries.filter(|entry| name_of(entry) != Some(name)).find_map(|entry| {
        let extends = resolved(dig(resolved(&entry.value), &["extends"])?);
        let service = dig(extends, &["service"]).map_or(extends, resolved);
        (service.scalar()?.0 == name).then_some(extends.span)
    })
}

/// Whether the mapping that merges the alias at `place` has the key itself.
fn overrides(node: &Node, place: Span, key: &str) -> bool {
    let entries = node.entries().unwrap_or_default();
    let here = entries.iter().any(|entry| {
        let several = entry.value.items().unwrap_or_default();
        name_of(entry) == Some("<<")
            && std::iter::once(&entry.value).chain(several).any(|one| one.span == place)
    });
    if here {
        return entries.iter().any(|entry| name_of(entry) == Some(key));
    }
    let holds = |child: &&Node| child.span.start <= place.start && place.end <= child.span.end;
    let values = entries.iter().map(|entry| &entry.value).chain(node.items().unwrap_or_default());
    values.filter(holds).any(|child| overrides(child, place, key))
}
