//! Lists: items that go, come, or are said otherwise.

use esclusa_source::syntax::yaml::surgery::Written;
use esclusa_source::{Kind, Node, Span};

use super::put::{inherited, is_null, lowered, not_copied, put_all, put_into, related, take, tied};
use super::text::{Held, Layer, Service, held, is_merged, resolved};
use crate::{Lowered, Refusal};

/// How a list changes.
#[derive(Default)]
pub(super) struct ListChange {
    /// The places of items that go.
    pub(super) remove: Vec<Span>,
    /// The places of items that are said otherwise.
    pub(super) replace: Vec<(Span, Written)>,
    /// The places of items in the long form, the path of a key of each and its value.
    pub(super) put: Vec<(Span, &'static [&'static str], Written)>,
    /// What is added at the end.
    pub(super) append: Vec<Written>,
}

impl ListChange {
    fn is_empty(&self) -> bool {
        self.remove.is_empty() && self.replace.is_empty() && self.put.is_empty() && self.append.is_empty()
    }

    /// The places that must be found in the list.
    fn places(&self) -> impl Iterator<Item = &Span> {
        let put = self.put.iter().map(|(place, ..)| place);
        self.remove.iter().chain(self.replace.iter().map(|(place, _)| place)).chain(put)
    }

    /// An item as it is said afterwards; nothing if it goes, or cannot be written out.
    fn item(&self, item: &Node) -> Option<Written> {
        if let Some((_, written)) = self.replace.iter().find(|(place, _)| *place == item.span) {
            return Some(written.clone());
        }
        let mut written = Written::copy(item)?;
        for (_, path, value) in self.put.iter().filter(|(place, ..)| *place == item.span) {
            put_into(&mut written, path, value);
        }
        Some(written)
    }

    /// The list after the change, written out; nothing if an item cannot be.
    fn applied(&self, items: &[&Node]) -> Option<Vec<Written>> {
        let mut after = Vec::with_capacity(items.len() + self.append.len());
        for item in items {
            if self.remove.contains(&item.span) {
                continue;
            }
            after.push(self.item(item)?);
        }
        after.extend(self.append.iter().cloned());
        Some(after)
    }
}

impl<'a> Service<'a> {
    /// The items of a list, aliases followed; a text alone is a list of it.
    pub(super) fn items(&self, key: &str) -> Vec<&'a Node> {
        let Some(node) = self.dig(&[key]).map(resolved) else { return Vec::new() };
        items_of(node)
    }

    /// Changes a list.
    pub(super) fn change_list(&self, key: &str, change: &ListChange) -> Lowered {
        if change.is_empty() {
            return Ok(Vec::new());
        }
        let (at, layer) = self.own(key)?;
        let found = held(layer.node, key);
        let node = match found {
            Held::Absent => None,
            Held::Entry(_, entry) => Some(&entry.value),
            Held::Merged(value) => Some(value),
        };
        let items = node.map(|node| items_of(resolved(node))).unwrap_or_default();
        if change.places().any(|place| !items.iter().any(|item| item.span == *place)) {
            return self.override_list(key, change, layer, at);
        }
        let whole = || {
            let copied = change.applied(&items).ok_or_else(|| not_copied(node.unwrap_or(layer.node)))?;
            Ok::<_, Refusal>(Written::List(copied))
        };
        match found {
            Held::Absent => lowered(layer.surgeon.insert(
                layer.node,
                &[(key, Written::List(change.append.clone()))],
                related(key),
            )),
            Held::Merged(_) => lowered(layer.surgeon.insert(layer.node, &[(key, whole()?)], related(key))),
            Held::Entry(number, entry) => {
                let all = change.remove.len() >= items.len() && change.append.is_empty();
                if all && !items.is_empty() {
                    // What a base says stays in any case; what a merge key says would come back.
                    return match is_merged(layer.node, key) {
                        true => lowered(layer.surgeon.set(layer.node, number, &Written::List(Vec::new()))),
                        false => take(layer, &[key]),
                    };
                }
                if entry.value.items().is_some_and(|items| !items.is_empty()) {
                    return in_sequence(layer, &entry.value, change);
                }
                Ok(tied(lowered(layer.surgeon.set(layer.node, number, &whole()?))?, layer.text))
            }
        }
    }

    /// Says a list anew, with a tag that keeps what is inherited out.
    fn override_list(&self, key: &str, change: &ListChange, layer: &Layer<'a>, at: usize) -> Lowered {
        let node = self.dig(&[key]);
        // Items that are merged of several texts would have to be put together as Compose does.
        let sources = self.layers.iter().map(|layer| layer.node).chain(self.bases.iter().copied());
        let several = sources.filter(|node| super::text::dig(node, &[key]).is_some()).count() > 1;
        let Some(list) = node.filter(|_| self.hidden_base.is_none() && at == 0 && !several) else {
            return Err(inherited(node));
        };
        let items = items_of(resolved(list));
        let gone = |place: &Span| !items.iter().any(|item| item.span == *place);
        if change.places().any(gone) {
            return Err(inherited(node));
        }
        let whole = change.applied(&items).ok_or_else(|| not_copied(list))?;
        let tagged = if whole.is_empty() {
            Written::Tagged("!reset", Box::new(Written::List(Vec::new())))
        } else {
            Written::Tagged("!override", Box::new(Written::List(whole)))
        };
        lowered(layer.surgeon.insert(layer.node, &[(key, tagged)], related(key)))
    }
}

pub(super) fn items_of(node: &Node) -> Vec<&Node> {
    match node.items() {
        Some(items) => items.iter().map(resolved).collect(),
        None if is_null(node) => Vec::new(),
        None => vec![node],
    }
}

fn is_alias(node: &Node) -> bool {
    matches!(&*node.kind, Kind::Alias(_))
}

/// Changes a sequence that is the service's own and keeps an item or gets one.
fn in_sequence(layer: &Layer<'_>, sequence: &Node, change: &ListChange) -> Lowered {
    let items = sequence.items().unwrap_or_default();
    let mut gone: Vec<usize> = Vec::new();
    let mut edits = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let place = resolved(item).span;
        if change.remove.contains(&place) {
            gone.push(at);
        } else if change.replace.iter().any(|(one, _)| *one == place) || is_alias(item) {
            if change.places().any(|one| *one == place) {
                let written = change.item(resolved(item)).ok_or_else(|| not_copied(item))?;
                edits.extend(lowered(layer.surgeon.replace(item, &written))?);
            }
        } else {
            for (_, path, value) in change.put.iter().filter(|(one, ..)| *one == place) {
                let Some((key, path)) = path.split_last() else { continue };
                edits.extend(put_all(layer, item, path, &[(key, value.clone())])?);
            }
        }
    }
    // What goes at the end gives its place to what comes.
    let mut append = change.append.as_slice();
    while let Some((value, rest)) = append.split_first() {
        let trailing = (0..items.len()).rev().take_while(|at| gone.contains(at)).last();
        let Some((at, item)) = trailing.and_then(|at| Some((at, items.get(at)?))) else { break };
        gone.retain(|one| *one != at);
        edits.extend(lowered(layer.surgeon.replace(item, value))?);
        append = rest;
    }
    if !gone.is_empty() {
        edits.extend(lowered(layer.surgeon.remove_items(sequence, &gone))?);
    }
    edits.extend(lowered(layer.surgeon.append(sequence, append))?);
    Ok(tied(edits, layer.text))
}
