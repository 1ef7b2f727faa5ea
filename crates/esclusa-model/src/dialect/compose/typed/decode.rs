//! Values as their types: what Go's decoder makes of what YAML says, and what it refuses.

use esclusa_source::{Detail, Problem, detail};

use super::collections;
use super::numbers::{duration_text, float, float32, nanoseconds, size, truncated, wrapped};
use super::words;
use super::{Field, Kind};
use crate::dialect::compose::interpolate::boolean;
use crate::dialect::compose::path::Path;
use crate::dialect::compose::scalar::printed;
use crate::dialect::run::numbers::signed_decimal;
use crate::entries::is_same;
use crate::{Tree, Value};

/// Reads a tree as its types.
pub(super) struct Decoder<'a> {
    /// What is refused.
    pub(super) problems: &'a mut Vec<Problem>,
    /// Whether a value that is not known may be of any kind.
    pub(super) tolerant: bool,
}

impl Decoder<'_> {
    /// Reads one value. Nothing stays nothing.
    pub(super) fn value(&mut self, tree: &mut Tree, kind: &Kind, path: &Path<'_>) {
        if tree.is_null() {
            return;
        }
        match kind {
            Kind::Object(fields) => self.object(tree, fields, path),
            Kind::List(item) => self.list(tree, item, path),
            Kind::Named(item) | Kind::Keyed(item) => match &mut tree.value {
                Value::Mapping(map) => {
                    if matches!(kind, Kind::Keyed(_)) {
                        collections::set_extensions_apart(map);
                    }
                    for (name, entry) in map {
                        self.value(entry, item, &path.child(name));
                    }
                }
                _ => self.refuse(tree, path, detail!("expected-a-mapping", "expected a mapping")),
            },
            _ => {
                let outcome = match kind {
                    Kind::Words | Kind::Test | Kind::Texts | Kind::TextsOrNumbers => texts(kind, tree),
                    Kind::Mapping
                    | Kind::Equals
                    | Kind::Labels
                    | Kind::Options
                    | Kind::MultiOptions
                    | Kind::Hosts
                    | Kind::Ssh => collections::decode(kind, tree),
                    Kind::Limit => limit(tree),
                    _ => scalar(kind, &tree.value).map(|made| {
                        if let Some(value) = made {
                            tree.value = value;
                        }
                    }),
                };
                if let Err(detail) = outcome {
                    self.refuse(tree, path, detail);
                }
            }
        }
    }

    fn object(&mut self, tree: &mut Tree, fields: &[Field], path: &Path<'_>) {
        let Value::Mapping(map) = &mut tree.value else {
            return self.refuse(tree, path, detail!("expected-a-mapping", "expected a mapping"));
        };
        for (key, value) in map {
            if let Some(field) = fields.iter().find(|field| is_same(field.name, key)) {
                self.value(value, &field.kind, &path.child(field.name));
            }
        }
    }

    fn list(&mut self, tree: &mut Tree, kind: &Kind, path: &Path<'_>) {
        let Value::Sequence(items) = &mut tree.value else {
            return self.refuse(tree, path, detail!("expected-a-list", "expected a list"));
        };
        let path = path.child("[]");
        for item in items {
            // Nothing in a list of texts is an empty one.
            if item.is_null() && matches!(kind, Kind::Text) {
                item.value = "".into();
            }
            self.value(item, kind, &path);
        }
    }

    fn refuse(&mut self, tree: &Tree, path: &Path<'_>, detail: impl Into<Detail>) {
        if self.tolerant && tree.symbol.is_some() {
            return;
        }
        self.problems.push(Problem::new(
            "compose-invalid",
            tree.origin.place,
            detail!("at-path", "{path}: {detail}", path, detail = detail.into()),
        ));
    }
}

type Outcome = Result<Option<Value>, Detail>;

/// A scalar as its type; `None` if it is of it already.
fn scalar(kind: &Kind, value: &Value) -> Outcome {
    match kind {
        Kind::Text => match value {
            Value::String(_) => Ok(None),
            Value::Int(number) if i64::try_from(*number).is_ok() => Ok(Some(number.to_string().into())),
            _ => Err(detail!("expected-text", "expected text")),
        },
        Kind::Flag => match value {
            Value::Bool(_) => Ok(None),
            Value::String(text) => boolean(text)
                .map(|value| Some(value.into()))
                .ok_or_else(|| detail!("invalid-boolean", "invalid boolean")),
            _ => Err(detail!("expected-true-or-false", "expected true or false")),
        },
        Kind::Whole => match value {
            Value::Int(number) => Ok(Some(wrapped(*number).into())),
            Value::Float(number) => Ok(Some(truncated(*number).into())),
            Value::String(text) => {
                let number = signed_decimal(text)
                    .ok_or_else(|| detail!("invalid-whole-number", "invalid whole number"))?;
                Ok(Some(number.into()))
            }
            _ => Err(detail!("expected-a-whole-number", "expected a whole number")),
        },
        Kind::Natural(bits) => natural(*bits, value),
        Kind::Float => match value {
            Value::Int(number) => Ok(Some(float32(*number as f64))),
            Value::Float(number) => Ok(Some(float32(*number))),
            Value::String(text) => {
                Ok(Some(float32(float(text).ok_or_else(|| detail!("invalid-number", "invalid number"))?)))
            }
            _ => Err(detail!("expected-a-number", "expected a number")),
        },
        Kind::Cpus => match value {
            Value::Int(number) if i64::try_from(*number).is_ok() => Ok(Some(float32(*number as f64))),
            Value::Float(number) => Ok(Some(float32(*number))),
            Value::String(text) => {
                Ok(Some(float32(float(text).ok_or_else(|| detail!("invalid-number", "invalid number"))?)))
            }
            _ => Err(detail!("expected-cpus", "expected a number of CPUs")),
        },
        Kind::Bytes => match value {
            Value::Int(number) if i64::try_from(*number).is_ok() => Ok(Some(number.to_string().into())),
            Value::String(text) => Ok(Some(size(text)?.to_string().into())),
            // Compose overlooks the rest, as if nothing was said.
            _ => Ok(Some("0".into())),
        },
        Kind::Duration => Ok(Some(duration_text(nanoseconds(&printed(value))?).into())),
        Kind::FileMode => match value {
            Value::Int(number) => Ok(Some(octal(wrapped(*number)).into())),
            Value::String(text) => {
                let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
                let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
                let mode = plain.then(|| i64::from_str_radix(text, 8).ok()).flatten();
                Ok(Some(octal(mode.ok_or_else(|| detail!("invalid-mode", "invalid octal mode"))?).into()))
            }
            _ => Err(detail!("expected-a-mode", "expected a mode")),
        },
        Kind::DeviceCount => match value {
            Value::Int(number) => Ok(Some(wrapped(*number).into())),
            Value::String(text) if text.to_lowercase() == "all" => Ok(Some((-1).into())),
            Value::String(text) => {
                let count = signed_decimal(text)
                    .ok_or_else(|| detail!("expected-all-or-a-number", "expected all or a number"))?;
                Ok(Some(count.into()))
            }
            _ => Err(detail!("expected-all-or-a-number", "expected all or a number")),
        },
        _ => Ok(None),
    }
}

fn octal(mode: i64) -> String {
    let sign = if mode < 0 { "-" } else { "" };
    format!("0{sign}{:o}", mode.unsigned_abs())
}

/// An unsigned number; Go keeps the low bits of a larger one.
fn natural(bits: u32, value: &Value) -> Outcome {
    let number = match value {
        Value::Int(number) if *number >= 0 => *number,
        Value::Float(number) if *number >= 0.0 => i128::from(truncated(*number)),
        Value::Int(_) | Value::Float(_) => {
            return Err(detail!("number-below-zero", "the number is below zero"));
        }
        _ => return Err(detail!("expected-a-number", "expected a number")),
    };
    Ok(Some(Value::Int(number & ((1_i128 << bits) - 1))))
}

/// Lists of texts in their short forms.
fn texts(kind: &Kind, tree: &mut Tree) -> Result<(), Detail> {
    match (&mut tree.value, kind) {
        (Value::String(text), Kind::Words) => {
            let made = words::split(text)?;
            spread(tree, made);
            Ok(())
        }
        (Value::String(text), Kind::Test) => {
            let made = vec!["CMD-SHELL".to_owned(), std::mem::take(text)];
            spread(tree, made);
            Ok(())
        }
        (Value::String(text), _) => {
            let made = vec![std::mem::take(text)];
            spread(tree, made);
            Ok(())
        }
        (Value::Sequence(items), Kind::TextsOrNumbers) => {
            for item in items.iter_mut().filter(|item| item.as_str().is_none()) {
                item.value = printed(&item.value).into();
            }
            Ok(())
        }
        (Value::Sequence(items), _) if items.iter().all(|item| item.as_str().is_some()) => Ok(()),
        (Value::Sequence(_), _) => Err(detail!("expected-texts", "expected texts")),
        // Compose overlooks anything else as a command.
        (value, Kind::Words) => {
            *value = Value::Null;
            Ok(())
        }
        _ => Err(detail!("expected-text-or-texts", "expected a text or a list of texts")),
    }
}

/// One text becomes several at its place; a word keeps its symbol where the template has the same words.
fn spread(tree: &mut Tree, made: Vec<String>) {
    let symbols = tree.symbol.as_deref().and_then(|symbol| match made.len() {
        1 => Some(vec![symbol.to_owned()]),
        2 if made[0] == "CMD-SHELL" => Some(vec![String::new(), symbol.to_owned()]),
        count => words::split(symbol).ok().filter(|symbols| symbols.len() == count),
    });
    let known = symbols.is_some();
    let mut symbols = symbols.unwrap_or_default().into_iter();
    let items: Vec<Tree> = made
        .into_iter()
        .map(|text| {
            let symbol = symbols.next().filter(|symbol| symbol.contains('$')).map(Into::into);
            Tree { value: text.into(), origin: tree.origin.clone(), symbol, key: None }
        })
        .collect();
    tree.value = items.into();
    if known {
        tree.symbol = None;
    }
}

/// A limit: a number, or whole numbers for `soft` and `hard`.
fn limit(tree: &Tree) -> Result<(), Detail> {
    let whole = |value: &Value| matches!(value, Value::Int(number) if i64::try_from(*number).is_ok());
    match &tree.value {
        Value::Mapping(map) => {
            let fits = ["soft", "hard"].iter().all(|key| map.get(key).is_none_or(|tree| whole(&tree.value)));
            if fits { Ok(()) } else { Err(detail!("limit-not-whole", "soft and hard must be whole numbers")) }
        }
        value if whole(value) => Ok(()),
        _ => Err(detail!("expected-limit", "expected a number or soft and hard")),
    }
}
