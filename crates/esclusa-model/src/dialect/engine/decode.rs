//! JSON as Go's decoder fills the engine's types: keys without case, a record said twice merged, a list or scalar said
//! twice replaced, `null` no value for what is no pointer.

use std::collections::HashSet;

use esclusa_source::{Node, Problem, Style, detail};

use crate::shape::{Key, Shape};
use crate::tree::{Tree, Value};
use crate::{Entries, Origin};

/// The lists that the engine also reads from a lone string.
const LONE: &[&str] = &["Cmd", "Entrypoint", "Shell", "CapAdd", "CapDrop"];

/// Records that are no pointers in the engine's code: `null` leaves them as they are.
const EMBEDDED: &[&str] = &["LogConfig", "RestartPolicy"];

/// The decoder, with what it complained of.
#[derive(Default)]
pub(in crate::dialect) struct Decoder {
    pub(in crate::dialect) problems: Vec<Problem>,
}

impl Decoder {
    /// The value of a node of which nothing is known.
    pub(in crate::dialect) fn plain(&mut self, node: &Node) -> Tree {
        let value = match (node.entries(), node.items()) {
            (Some(entries), _) => {
                let mut map = Entries::new();
                for entry in entries {
                    let key = self.key(&entry.key);
                    let tree = Tree { key: Some(entry.key.span), ..self.plain(&entry.value) };
                    if map.insert(key.clone(), tree).is_some() {
                        self.duplicate(&entry.key, &key);
                    }
                }
                Value::from(map)
            }
            (_, Some(items)) => Value::Sequence(items.iter().map(|item| self.plain(item)).collect()),
            _ => self.scalar(node),
        };
        Tree::new(value, Origin::at(node.span))
    }

    /// A scalar; a number that Go's integers do not take stays a float, which the field then refuses.
    fn scalar(&mut self, node: &Node) -> Value {
        match node.scalar() {
            Some((text, Style::Plain)) => match text {
                "null" => Value::Null,
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                number => {
                    // Beyond 64 bits a number is written as a float, so it is read as one.
                    let fits = |whole: &i128| i64::try_from(*whole).is_ok() || u64::try_from(*whole).is_ok();
                    let whole = number.parse().ok().filter(fits).map(Value::Int);
                    // Infinity could not be written.
                    let float = || number.parse().unwrap_or(f64::MAX).clamp(f64::MIN, f64::MAX);
                    whole.unwrap_or_else(|| Value::Float(float()))
                }
            },
            Some((text, _)) => {
                self.check_text(node, text);
                Value::from(text)
            }
            None => Value::Null,
        }
    }

    fn check_text(&mut self, node: &Node, text: &str) {
        if text.contains('\0') {
            self.problems.push(Problem::new(
                "nul-character",
                node.span,
                detail!("nul-in-text", "a NUL character in text"),
            ));
        }
    }

    /// The text of a key.
    pub(in crate::dialect) fn key(&mut self, node: &Node) -> String {
        let text = node.scalar().map_or("", |(text, _)| text);
        self.check_text(node, text);
        text.to_owned()
    }

    /// Complains of a key that is said twice: readers of JSON disagree about which of the two counts.
    pub(in crate::dialect) fn duplicate(&mut self, node: &Node, key: &str) {
        self.problems.push(Problem::new(
            "duplicate-key",
            node.span,
            detail!("key-said-twice", "\"{key}\" is said twice", key),
        ));
    }

    /// The value of a node of a known shape, over what was said there before.
    pub(in crate::dialect) fn value(&mut self, node: &Node, shape: &Shape, before: Option<Tree>) -> Tree {
        match (shape, node.entries(), node.items()) {
            (Shape::Record(_), Some(_), _) => self.record(node, shape, before),
            (Shape::Map(inner), Some(entries), _) => {
                let mut map = match before.map(|tree| tree.value) {
                    Some(Value::Mapping(map)) => map,
                    _ => Entries::new(),
                };
                for entry in entries {
                    let key = self.key(&entry.key);
                    if map.contains_key(&key) {
                        self.duplicate(&entry.key, &key);
                    }
                    let tree = self.element(&entry.value, inner, None);
                    map.insert(key, Tree { key: Some(entry.key.span), ..tree });
                }
                Tree::new(map, Origin::at(node.span))
            }
            (Shape::List(inner), _, Some(items)) => {
                // Go fills the elements that are there already.
                let before = match before.map(|tree| tree.value) {
                    Some(Value::Sequence(items)) => items,
                    _ => Vec::new(),
                };
                let mut before = before.into_iter();
                let items = items.iter().map(|item| self.element(item, inner, before.next()));
                Tree::new(items.collect::<Vec<_>>(), Origin::at(node.span))
            }
            _ => self.plain(node),
        }
    }

    /// An element of a list or map: `null` is what was there before, or the zero of its type.
    fn element(&mut self, node: &Node, shape: &Shape, before: Option<Tree>) -> Tree {
        if !is_null(node) {
            return self.value(node, shape, before);
        }
        before.unwrap_or_else(|| {
            let zero = match shape {
                Shape::Text => Value::from(""),
                Shape::Flag => Value::from(false),
                Shape::Whole => Value::from(0),
                Shape::Present | Shape::Record(_) => Entries::new().into(),
                Shape::List(_) | Shape::Map(_) => Value::Null,
            };
            Tree::new(zero, Origin::at(node.span))
        })
    }

    /// A record, laid over what was said of it before.
    fn record(&mut self, node: &Node, shape: &Shape, before: Option<Tree>) -> Tree {
        let mut tree = match before {
            Some(tree) if tree.as_map().is_some() => Tree { origin: Origin::at(node.span), ..tree },
            _ => Tree::new(Entries::new(), Origin::at(node.span)),
        };
        let mut said = HashSet::new();
        for entry in node.entries().unwrap_or_default() {
            let text = self.key(&entry.key);
            let known = shape.key(&text);
            let name = known.map_or(text.as_str(), |key| key.name).to_owned();
            if !said.insert(name.clone()) {
                self.duplicate(&entry.key, &name);
            }
            let Some(map) = tree.as_map_mut() else { continue };
            match known {
                Some(key) => self.member(map, key, &entry.key, &entry.value),
                None => {
                    let value = self.plain(&entry.value);
                    map.insert(text, Tree { key: Some(entry.key.span), ..value });
                }
            }
        }
        tree
    }

    /// A known member of a record.
    pub(in crate::dialect) fn member(&mut self, map: &mut Entries, key: &Key, at: &Node, node: &Node) {
        // Taken, not copied: a record said a thousand times is moved a thousand times.
        let before = map.get_mut(key.name).map(std::mem::take);
        if is_null(node) {
            let scalar = matches!(key.shape, Shape::Text | Shape::Flag | Shape::Whole);
            let stays = (scalar && !key.pointer) || EMBEDDED.contains(&key.name);
            let tree = match before {
                Some(tree) if stays => tree,
                _ => Tree { key: Some(at.span), ..self.plain(node) },
            };
            map.insert(key.name.to_owned(), tree);
            return;
        }
        let is_text = node.scalar().is_some_and(|(_, style)| style != Style::Plain);
        let mut tree = self.value(node, key.shape, before);
        if is_text && let Shape::List(inner) = key.shape {
            if !LONE.contains(&key.name) || !matches!(inner, Shape::Text) {
                self.problems.push(Problem::new(
                    "wrong-type",
                    node.span,
                    detail!("expected-a-list", "expected a list"),
                ));
            }
            tree = Tree::new(vec![tree], Origin::at(node.span));
        }
        map.insert(key.name.to_owned(), Tree { key: Some(at.span), ..tree });
    }
}

/// Whether a node is `null`.
pub(in crate::dialect) fn is_null(node: &Node) -> bool {
    node.scalar() == Some(("null", Style::Plain))
}
