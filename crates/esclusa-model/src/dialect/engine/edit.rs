//! Changes as byte edits of create requests: a member put, replaced or taken away where the request says it.

use esclusa_source::syntax::json::{self, Value as Json, Writer};
use esclusa_source::{Detail, Edit, Entry, Node, Sources, Span, detail};

use super::decode::{Decoder, is_null};
use super::inspect;
use super::key::{CONFIG, HOST_CONFIG};
use super::legacy::{BESIDE, CPUSET, is_zero};
use crate::container::{HostConfig, Request};
use crate::dialect::{Lowered, Refusal, run};
use crate::field::Wire;
use crate::shape::{Shape, same_key};
use crate::tree::{Tree, Value};
use crate::{Change, Container, Entries, Project};

/// What stands in the way, and where.
type Obstacle = (Option<Span>, Detail);

/// A change as edits of the create request that asks for a container.
///
/// # Errors
/// Where the text is no request but what an engine printed, and where it says the same twice.
pub fn lower(_: &Project, container: &Container, change: &Change, sources: &Sources) -> Lowered {
    let mut after = container.clone();
    change.apply(&mut after);
    let (old, new) = (container.request.write(), after.request.write());
    if old == new {
        return Ok(Vec::new());
    }
    let refusal = |(place, why): Obstacle| Refusal {
        place: place.or(container.place.place),
        why,
        by_hand: run::by_hand(change, &after),
    };
    let missing = || (None, detail!("request-edit-missing", "the request is not found where it was read"));
    let place = container.place.place.ok_or_else(|| refusal(missing()))?;
    let text = &sources.file(place.file).text;
    let node = json::parse_at(text, place).ok_or_else(|| refusal(missing()))?;
    if is_inspected(&node) {
        let why = detail!(
            "request-edit-inspected",
            "it is what an engine says of a container that it has, not a request for one"
        );
        return Err(refusal((None, why)));
    }
    let mut editor = Editor { writer: Writer::new(text, &node), edits: Vec::new() };
    match editor.body(&node, &old, &new) {
        Ok(()) => Ok(editor.edits),
        Err(obstacle) => Err(refusal(obstacle)),
    }
}

/// Whether a document is of a container that the engine has.
fn is_inspected(node: &Node) -> bool {
    let says = node.entries().is_some_and(|entries| {
        entries.iter().any(|one| one.key.scalar().is_some_and(|(text, _)| text == CONFIG))
    });
    says && Decoder::default().plain(node).as_map().is_some_and(inspect::is_document)
}

struct Editor<'text> {
    writer: Writer<'text>,
    edits: Vec<Edit>,
}

/// The member of a key, with its number; a key that is said twice is an obstacle.
fn member<'a>(node: &'a Node, key: &str, shape: &Shape) -> Result<Option<(usize, &'a Entry)>, Obstacle> {
    let is = |entry: &Entry| {
        entry.key.scalar().is_some_and(|(text, _)| match shape {
            Shape::Record(_) => same_key(key, text),
            _ => key == text,
        })
    };
    let mut found = node.entries().unwrap_or_default().iter().enumerate().filter(|(_, entry)| is(entry));
    let first = found.next();
    match found.next() {
        Some((_, again)) => {
            let why = detail!("key-said-twice", "\"{key}\" is said twice", key);
            Err((Some(again.key.span), why))
        }
        None => Ok(first),
    }
}

/// Whether a value says nothing, to the engine.
fn says_nothing(node: &Node) -> bool {
    is_null(node) || is_zero(&Decoder::default().plain(node))
}

impl Editor<'_> {
    /// The whole request.
    fn body(&mut self, body: &Node, old: &Tree, new: &Tree) -> Result<(), Obstacle> {
        let none = Entries::new();
        let (old, new) = (old.as_map().unwrap_or(&none), new.as_map().unwrap_or(&none));
        let shape = <Request as Wire>::SHAPE;
        let own = changed(old, new).filter(|key| *key != HOST_CONFIG);
        self.members(body, shape, own, old, new)?;
        let (before, after) = (old.get(HOST_CONFIG), new.get(HOST_CONFIG));
        if before == after {
            return Ok(());
        }
        let nothing = Tree::bare(Entries::new());
        self.host(body, before.unwrap_or(&nothing), after.unwrap_or(&nothing))
    }

    /// What is asked of the host, wherever the engine looks for it.
    fn host(&mut self, body: &Node, old: &Tree, new: &Tree) -> Result<(), Obstacle> {
        let shape = <HostConfig as Wire>::SHAPE;
        let none = Entries::new();
        let (before, after) = (old.as_map().unwrap_or(&none), new.as_map().unwrap_or(&none));
        let top: Vec<&Entry> = body
            .entries()
            .unwrap_or_default()
            .iter()
            .filter(|entry| {
                let text = entry.key.scalar().map_or("", |(text, _)| text);
                <Request as Wire>::SHAPE.key(text).is_none()
                    && (shape.key(text).is_some() || same_key(CPUSET, text))
            })
            .collect();
        let own = member(body, HOST_CONFIG, <Request as Wire>::SHAPE)?.map(|(_, entry)| &entry.value);
        let Some(host) = own.filter(|host| !is_null(host)) else {
            let counts =
                top.iter().any(|entry| !same_key(CPUSET, entry.key.scalar().map_or("", |(text, _)| text)));
            match (own, top.first()) {
                (None, Some(_)) if counts => {
                    self.members(body, shape, changed(before, after), before, after)?;
                }
                (_, Some(first)) => return Err((Some(first.key.span), old_place())),
                (Some(null), None) => self.edits.push(self.writer.replace(null, &json(new))),
                (None, None) => {
                    self.edits.push(self.writer.sole_member(body, HOST_CONFIG, &json(new)));
                }
            }
            return Ok(());
        };
        let mut outside = Vec::new();
        for key in changed(before, after).filter(|key| BESIDE.contains(&key.as_str())) {
            let said = member(body, key, shape)?.is_some_and(|(_, entry)| !is_null(&entry.value));
            if said && member(host, key, shape)?.is_none_or(|(_, entry)| says_nothing(&entry.value)) {
                outside.push(key);
            }
        }
        self.members(body, shape, outside.iter().copied(), before, after)?;
        let inside = changed(before, after).filter(|key| !outside.contains(key));
        self.members(host, shape, inside, before, after)
    }

    /// Members of an object.
    fn members<'k>(
        &mut self,
        object: &Node,
        shape: &Shape,
        keys: impl Iterator<Item = &'k String>,
        old: &Entries,
        new: &Entries,
    ) -> Result<(), Obstacle> {
        let (mut gone, mut added) = (Vec::new(), Vec::new());
        for key in keys {
            let inner = inner(shape, key);
            match (member(object, key, shape)?, new.get(key)) {
                (Some((_, entry)), Some(new)) => self.value(&entry.value, inner, old.get(key), new)?,
                // A switch is turned off, anything else is not said any more: off may be another thing than not said.
                (Some((_, entry)), None) if is_switch(shape, key) && is_set(&entry.value) => {
                    self.edits.push(self.writer.replace(&entry.value, &Json::Literal("false".to_owned())));
                }
                (Some((at, _)), None) => gone.push(at),
                (None, Some(new)) => added.push((key.clone(), json(new))),
                (None, None) => return Err((Some(object.span), old_place())),
            }
        }
        let count = object.entries().map_or(0, <[_]>::len);
        if !added.is_empty() && gone.len() == count {
            self.edits.push(self.writer.refill(object, &added));
            return Ok(());
        }
        if !gone.is_empty() {
            self.edits.extend(self.writer.without(object, &gone));
        }
        let added = added.iter().map(|(key, value)| self.writer.member(object, key, value));
        self.edits.extend(added.collect::<Vec<_>>());
        Ok(())
    }

    /// One value: only what differs in it.
    fn value(
        &mut self,
        node: &Node,
        shape: Option<&Shape>,
        old: Option<&Tree>,
        new: &Tree,
    ) -> Result<(), Obstacle> {
        match (old.map(|old| &old.value), &new.value) {
            (Some(Value::Mapping(old)), Value::Mapping(new)) if node.entries().is_some() => {
                let shape = shape.unwrap_or(&Shape::Present);
                self.members(node, shape, changed(old, new), old, new)
            }
            (Some(Value::Sequence(old)), Value::Sequence(new))
                if node.items().is_some_and(|items| items.len() == old.len()) =>
            {
                self.list(node, shape, old, new)
            }
            _ => {
                self.edits.push(self.writer.replace(node, &json(new)));
                Ok(())
            }
        }
    }

    fn list(
        &mut self,
        node: &Node,
        shape: Option<&Shape>,
        old: &[Tree],
        new: &[Tree],
    ) -> Result<(), Obstacle> {
        let inner = match shape {
            Some(Shape::List(inner)) => Some(*inner),
            _ => None,
        };
        if let Some(gone) = left_over(old, new) {
            if !gone.is_empty() {
                self.edits.extend(self.writer.without(node, &gone));
            }
            return Ok(());
        }
        if let Some(added) = left_over(new, old).filter(|_| !old.is_empty()) {
            for (count, at) in added.into_iter().enumerate() {
                let item = new.get(at).map(json);
                self.edits.extend(item.map(|item| self.writer.item(node, at - count, &item)));
            }
            return Ok(());
        }
        let items = node.items().unwrap_or_default();
        if old.len() != new.len() {
            let list = Json::List(new.iter().map(json).collect());
            self.edits.push(self.writer.replace(node, &list));
            return Ok(());
        }
        for ((item, old), new) in items.iter().zip(old).zip(new).filter(|((_, old), new)| old != new) {
            self.value(item, inner, Some(old), new)?;
        }
        Ok(())
    }
}

/// The keys whose values differ.
fn changed<'a>(old: &'a Entries, new: &'a Entries) -> impl Iterator<Item = &'a String> {
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(key)));
    keys.filter(|key| old.get(key) != new.get(key))
}

/// The numbers of the items that a list has and another has not, if the other's are all among its own, in order.
fn left_over(list: &[Tree], other: &[Tree]) -> Option<Vec<usize>> {
    let mut rest = other.iter().peekable();
    let mut over = Vec::new();
    for (at, item) in list.iter().enumerate() {
        if rest.next_if(|other| *other == item).is_none() {
            over.push(at);
        }
    }
    rest.peek().is_none().then_some(over)
}

/// What stands under a key.
fn inner(shape: &Shape, key: &str) -> Option<&'static Shape> {
    match shape {
        Shape::Record(_) => shape.key(key).map(|key| key.shape),
        Shape::Map(inner) => Some(inner),
        _ => None,
    }
}

/// Whether what stands under a key is off where nothing is said.
fn is_switch(shape: &Shape, key: &str) -> bool {
    shape.key(key).is_some_and(|key| matches!(key.shape, Shape::Flag) && !key.pointer)
}

fn is_set(node: &Node) -> bool {
    node.scalar().is_some_and(|(text, _)| text == "true")
}

/// The obstacle of members that only old engines look at.
fn old_place() -> Detail {
    detail!("request-edit-old-place", "the request says it where only old engines look")
}

/// A tree as it is written.
fn json(tree: &Tree) -> Json {
    match &tree.value {
        Value::String(text) | Value::Time(text) => Json::Text(text.clone()),
        Value::Sequence(items) => Json::List(items.iter().map(json).collect()),
        Value::Mapping(map) => {
            Json::Object(map.iter().map(|(key, tree)| (key.clone(), json(tree))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            Json::Literal(tree.to_json().to_string())
        }
    }
}
