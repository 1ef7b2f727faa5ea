//! The shapes that values may have, and the check of a value against its shape.

use esclusa_source::{Detail, Problem, detail};

use super::super::fingerprint::equal;
use super::super::path::Path;
use crate::{Tree, Value};

/// Up to so many items of a list are compared with each other.
const FEW: usize = 16;

/// Kinds of values, as bits.
pub(super) const STRING: u8 = 1;
pub(super) const INTEGER: u8 = 2;
pub(super) const NUMBER: u8 = 4 | INTEGER;
pub(super) const BOOL: u8 = 8;
pub(super) const NULL: u8 = 16;

/// What a value may be.
pub(super) enum Shape {
    /// A scalar of one of these kinds.
    Scalar(u8),
    /// An integer in a range; or any text.
    Range(i128, i128),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A text that fits.
    Fits(fn(&str) -> bool, fn() -> Detail),
    /// A mapping.
    Object(Object),
    /// A sequence.
    List(&'static Self, Repeats),
    /// One of several.
    Either(&'static [Self]),
}

/// Whether a sequence may hold the same item twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    Allowed,
    Refused,
}

/// Keys with the shapes of their values.
pub(super) type Keys = &'static [(&'static str, &'static Shape)];

/// A mapping: its known keys, those that must be there, and what other keys may be.
pub(super) struct Object {
    pub(super) keys: Keys,
    /// Known keys that it shares with others.
    pub(super) shared: &'static [Keys],
    pub(super) required: &'static [&'static str],
    /// Of these, one must be there.
    pub(super) one_of: &'static [&'static str],
    pub(super) others: Others,
    /// Whether nothing may stand in its place.
    pub(super) nullable: bool,
}

/// A mapping of extensions only, to start from.
pub(super) const EMPTY: Object = Object {
    keys: &[],
    shared: &[],
    required: &[],
    one_of: &[],
    others: Others::Extensions,
    nullable: false,
};

/// What keys beyond the known ones may be.
pub(super) enum Others {
    /// None, but extensions (`x-…`).
    Extensions,
    /// None at all.
    Refused,
    /// Any key, unchecked.
    Unchecked,
    /// Names that fit, their values of one shape; other names are refused, or not looked at.
    Named { fits: fn(&str) -> bool, value: &'static Shape, refuse: bool },
}

/// A mapping of known keys and extensions.
pub(super) const fn object(keys: Keys) -> Shape {
    Shape::Object(Object { keys, ..EMPTY })
}

/// The same with keys that must be there.
pub(super) const fn requiring(keys: Keys, required: &'static [&'static str]) -> Shape {
    Shape::Object(Object { keys, required, ..EMPTY })
}

/// The same, or nothing.
pub(super) const fn optional(keys: Keys) -> Shape {
    Shape::Object(Object { keys, nullable: true, ..EMPTY })
}

/// A mapping of names to values of one shape.
pub(super) const fn named(fits: fn(&str) -> bool, value: &'static Shape, refuse: bool) -> Shape {
    Shape::Object(Object { others: Others::Named { fits, value, refuse }, ..EMPTY })
}

/// Letters, digits, dots, underscores and dashes.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// A text of one line.
pub(super) fn is_one_line(text: &str) -> bool {
    !text.is_empty() && !text.contains('\n')
}

/// Any text with a character that is not a line's end.
pub(in super::super) fn is_some_text(text: &str) -> bool {
    text.chars().any(|character| character != '\n')
}

impl Shape {
    /// Reports what of `tree` is not of this shape.
    pub(super) fn check(&self, tree: &Tree, path: &Path<'_>, problems: &mut Vec<Problem>) {
        if tree.is_null() && tree.symbol.is_some() {
            // Nobody can tell what an unknown value will be.
            return;
        }
        match self {
            Self::Object(object) => object.check(tree, path, problems),
            Self::List(item, repeats) => check_list(item, *repeats, tree, path, problems),
            Self::Either(shapes) => check_either(shapes, tree, path, problems),
            _ if self.accepts_scalar(&tree.value) => {}
            _ => {
                let detail = detail!("must-be", "{path} must be {named}", path, named = self.name());
                report(tree, detail, problems);
            }
        }
    }

    /// Whether the value is of this shape at its top, so that what is wrong must be inside.
    fn resembles(&self, value: &Value) -> bool {
        match self {
            Self::Object(object) => {
                matches!(value, Value::Mapping(_)) || (object.nullable && matches!(value, Value::Null))
            }
            Self::List(..) => matches!(value, Value::Sequence(_)),
            Self::Either(shapes) => shapes.iter().any(|shape| shape.resembles(value)),
            _ => self.accepts_scalar(value),
        }
    }

    fn accepts_scalar(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Scalar(kinds), _) => kinds & kind(value) != 0,
            (Self::Range(least, most), Value::Int(number)) => (least..=most).contains(&number),
            (Self::Range(least, most), Value::Float(number)) => {
                number.fract() == 0.0 && (*least as f64..=*most as f64).contains(number)
            }
            (Self::Range(..), Value::String(_) | Value::Time(_)) => true,
            (Self::OneOf(texts), Value::String(text) | Value::Time(text)) => texts.contains(&text.as_str()),
            (Self::Fits(fits, _), Value::String(text) | Value::Time(text)) => fits(text),
            _ => false,
        }
    }

    /// The shape in the words of a message.
    fn name(&self) -> Detail {
        match self {
            Self::Scalar(kinds) => {
                let all = [
                    (STRING, detail!("shape-string", "string")),
                    (NUMBER, detail!("shape-number", "number")),
                    (BOOL, detail!("shape-boolean", "boolean")),
                    (NULL, detail!("shape-null", "null")),
                ];
                let integer = (kinds & NUMBER == INTEGER).then(|| detail!("shape-integer", "integer"));
                let names = all.into_iter().filter(|(bits, _)| kinds & bits == *bits).map(|(_, name)| name);
                either(names.chain(integer))
            }
            Self::Range(least, most) => {
                detail!("shape-range", "a number from {least} to {most}", least, most)
            }
            Self::OneOf(texts) => detail!("shape-one-of", "one of {texts}", texts = texts.join(", ")),
            Self::Object(_) => detail!("shape-mapping", "a mapping"),
            Self::List(..) => detail!("shape-list", "a list"),
            Self::Either(shapes) => either(shapes.iter().map(Self::name)),
            Self::Fits(_, what) => what(),
        }
    }
}

/// One of several, in words.
fn either(names: impl Iterator<Item = Detail>) -> Detail {
    let joined = names.reduce(|one, other| detail!("either", "{one} or {other}", one, other));
    joined.unwrap_or_else(|| Detail::plain(""))
}

/// The kind of a scalar; zero for the others.
const fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => NULL,
        Value::Bool(_) => BOOL,
        Value::Int(_) => INTEGER,
        // A float without fraction is an integer to JSON Schema.
        Value::Float(number) if number.fract() == 0.0 => INTEGER,
        Value::Float(_) => 4,
        // A moment is text in JSON.
        Value::String(_) | Value::Time(_) => STRING,
        Value::Sequence(_) | Value::Mapping(_) => 0,
    }
}

fn report(tree: &Tree, detail: Detail, problems: &mut Vec<Problem>) {
    problems.push(Problem::new("compose-invalid", tree.origin.place, detail));
}

fn check_list(item: &Shape, repeats: Repeats, tree: &Tree, path: &Path<'_>, problems: &mut Vec<Problem>) {
    let Some(items) = tree.as_seq() else {
        report(tree, detail!("no-list", "{path} must be a list", path), problems);
        return;
    };
    for (at, value) in items.iter().enumerate() {
        item.check(value, &path.child(&at.to_string()), problems);
    }
    if repeats == Repeats::Allowed {
        return;
    }
    // Few items are compared with each other, many by their fingerprints.
    if items.len() <= FEW {
        for (at, value) in items.iter().enumerate() {
            if items.iter().take(at).any(|earlier| is_same(earlier, value)) {
                report(
                    value,
                    detail!("items-not-unique", "{path} array items must be unique", path),
                    problems,
                );
            }
        }
        return;
    }
    let mut there = std::collections::HashSet::with_capacity(items.len());
    for value in items {
        if !there.insert(equal(value)) {
            report(value, detail!("items-not-unique", "{path} array items must be unique", path), problems);
        }
    }
}

/// Whether two items are the same to JSON Schema; texts, which nearly all of them are, without a fingerprint.
fn is_same(one: &Tree, other: &Tree) -> bool {
    match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one == other,
        (None, None) => equal(one) == equal(other),
        _ => false,
    }
}

fn check_either(shapes: &[Shape], tree: &Tree, path: &Path<'_>, problems: &mut Vec<Problem>) {
    let mut deepest: Option<Vec<Problem>> = None;
    for shape in shapes {
        if !shape.resembles(&tree.value) {
            continue;
        }
        let mut found = Vec::new();
        shape.check(tree, path, &mut found);
        if found.is_empty() {
            return;
        }
        deepest = Some(found);
    }
    match deepest {
        Some(found) => problems.extend(found),
        None => {
            let named = either(shapes.iter().map(Shape::name));
            report(tree, detail!("must-be", "{path} must be {named}", path, named), problems);
        }
    }
}

impl Object {
    fn check(&self, tree: &Tree, path: &Path<'_>, problems: &mut Vec<Problem>) {
        if self.nullable && tree.is_null() {
            return;
        }
        let Some(map) = tree.as_map() else {
            report(tree, detail!("no-mapping", "{path} must be a mapping", path), problems);
            return;
        };
        for (key, value) in map {
            let known =
                self.shared.iter().copied().chain([self.keys]).flatten().find(|(known, _)| known == key);
            if let Some((_, shape)) = known {
                shape.check(value, &path.child(key), problems);
                continue;
            }
            let refused = match &self.others {
                Others::Unchecked => false,
                Others::Extensions => !key.starts_with("x-"),
                Others::Refused => true,
                Others::Named { fits, value: shape, refuse } => {
                    if fits(key) {
                        shape.check(value, &path.child(key), problems);
                    }
                    !fits(key) && *refuse
                }
            };
            if refused {
                let place = value.key.or(value.origin.place);
                let detail = match path.to_string() {
                    root if root.is_empty() => detail!(
                        "property-not-allowed",
                        "additional properties '{key}' not allowed",
                        key = name_of(key)
                    ),
                    path => detail!(
                        "property-not-allowed-at",
                        "{path} additional properties '{key}' not allowed",
                        path,
                        key = name_of(key)
                    ),
                };
                problems.push(Problem::new("compose-invalid", place, detail));
            }
        }
        for key in self.required {
            if !map.contains_key(*key) {
                report(
                    tree,
                    detail!("property-missing", "{path} missing property '{key}'", path, key),
                    problems,
                );
            }
        }
        if !self.one_of.is_empty() && !self.one_of.iter().any(|key| map.contains_key(*key)) {
            let named = either(self.one_of.iter().map(|key| Detail::plain(format!("'{key}'"))));
            let detail = detail!("properties-missing", "{path} missing property {named}", path, named);
            report(tree, detail, problems);
        }
    }
}

/// A key, if it is a name. A file that is no Compose file may have been included, and its lines are not to be shown.
fn name_of(key: &str) -> &str {
    let is_name = key.len() <= 64 && key.chars().all(|c| c.is_alphanumeric() || "._-/ ".contains(c));
    if is_name { key } else { "…" }
}
