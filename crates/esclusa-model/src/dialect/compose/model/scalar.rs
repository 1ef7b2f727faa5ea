//! Scalars of the canonical tree as Go's types read them: text, numbers, sizes, durations.

use std::borrow::Cow;

use esclusa_source::{Detail, Problem, detail};

use crate::field::{Field, List, Map};
use crate::tree::{Tree, Value};

/// A scalar as text, as Go prints it; a collection has none.
pub(super) fn text_of(tree: &Tree) -> Option<String> {
    printed(tree).map(Cow::into_owned)
}

/// The same, borrowed where it is text.
pub(super) fn printed(tree: &Tree) -> Option<Cow<'_, str>> {
    match &tree.value {
        Value::String(text) | Value::Time(text) => Some(text.into()),
        Value::Bool(true) => Some("true".into()),
        Value::Bool(false) => Some("false".into()),
        Value::Int(value) => Some(value.to_string().into()),
        Value::Float(value) => Some(value.to_string().into()),
        Value::Null => Some("".into()),
        Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

/// A whole number, also one written as text or as a whole float.
pub(in super::super) fn whole_of(tree: &Tree) -> Option<i64> {
    match &tree.value {
        Value::Int(value) => i64::try_from(*value).ok(),
        Value::Float(value) => truncated(*value),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A number as Go's `float32` holds it.
pub(in super::super) fn float_of(tree: &Tree) -> Option<f32> {
    match &tree.value {
        Value::String(text) => text.trim().parse::<f64>().ok().map(narrowed),
        Value::Int(value) => Some(narrowed(*value as f64)),
        Value::Float(value) => Some(narrowed(*value)),
        _ => None,
    }
}

/// Go's conversion from `float64` to `float32`.
#[expect(clippy::cast_possible_truncation, reason = "the narrowing is what the client does")]
pub(super) const fn narrowed(value: f64) -> f32 {
    value as f32
}

/// Go's conversion of a float to `int64`; nothing where it would not fit.
#[expect(clippy::cast_possible_truncation, reason = "checked against the range first")]
pub(super) fn truncated(value: f64) -> Option<i64> {
    (value.is_finite() && value.abs() < 9.2e18).then_some(value as i64)
}

/// A size in bytes: `512m`, `1.5 GiB`, a plain number.
pub(in super::super) fn bytes_of(tree: &Tree) -> Option<i64> {
    let Value::String(text) = &tree.value else { return whole_of(tree) };
    let text = text.trim();
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let number: f64 = text[..digits].parse().ok()?;
    let unit = text[digits..].trim().to_ascii_lowercase();
    let unit = unit.strip_suffix('b').unwrap_or(&unit);
    let unit = unit.strip_suffix('i').unwrap_or(unit);
    let power = match unit {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return None,
    };
    truncated(number * 1024f64.powi(power))
}

/// Nanoseconds of a Go duration: `1m30s`, `1.5h`, `2d`.
pub(super) fn nanoseconds_of(tree: &Tree) -> Option<i64> {
    let text = text_of(tree)?;
    let mut rest = text.trim();
    let negative = rest.starts_with('-');
    rest = rest.trim_start_matches(['-', '+']);
    if rest == "0" {
        return Some(0);
    }
    // Whole numbers exactly: a float does not hold the longest durations.
    let (mut whole, mut total) = (0i128, 0f64);
    let mut some = false;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let number = &rest[..digits];
        rest = &rest[digits..];
        let end = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let (scale, factor): (i64, f64) = match &rest[..end] {
            "ns" => (1, 1.0),
            "us" | "µs" | "μs" => (1_000, 1e3),
            "ms" => (1_000_000, 1e6),
            "s" => (1_000_000_000, 1e9),
            "m" => (60_000_000_000, 6e10),
            "h" => (3_600_000_000_000, 3.6e12),
            "d" => (86_400_000_000_000, 8.64e13),
            "w" => (604_800_000_000_000, 6.048e14),
            _ => return None,
        };
        match number.parse::<i64>() {
            Ok(number) => whole = whole.saturating_add(i128::from(number) * i128::from(scale)),
            Err(_) => total += number.parse::<f64>().ok()? * factor,
        }
        some = true;
        rest = &rest[end..];
    }
    if !some {
        return None;
    }
    let sum = whole.saturating_add(i128::from(truncated(total.round())?));
    i64::try_from(if negative { -sum } else { sum }).ok()
}

/// Nanoseconds as Compose prints a duration.
pub(super) fn duration_text(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let total = nanoseconds.unsigned_abs();
    for (scale, unit) in [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")] {
        if total > 0 && total.is_multiple_of(scale) {
            let count = total / scale;
            if unit != "s" {
                return format!("{sign}{count}{unit}");
            }
            let (hours, minutes, seconds) = (count / 3600, count / 60 % 60, count % 60);
            let mut text = sign.to_owned();
            for (count, unit) in [(hours, "h"), (minutes, "m"), (seconds, "s")] {
                if count > 0 {
                    text += &format!("{count}{unit}");
                }
            }
            return text;
        }
    }
    if total == 0 { "0s".to_owned() } else { format!("{sign}{total}ns") }
}

/// Whether something is said, though it may not be known what: a number or truth value that is an unset variable.
pub(super) fn says(tree: &Tree) -> bool {
    !tree.is_null() || tree.symbol.is_some()
}

/// A field of a parsed scalar; a value that does not parse is a problem, unless it is not known yet.
fn parsed<T>(
    tree: Option<&Tree>,
    expected: Detail,
    problems: &mut Vec<Problem>,
    parse: impl Fn(&Tree) -> Option<T>,
) -> Field<T> {
    let Some(tree) = tree.filter(|tree| says(tree)) else { return Field::default() };
    let value = parse(tree);
    if value.is_none() && tree.symbol.is_none() {
        problems.push(Problem::new("wrong-type", tree.origin.place, expected));
    }
    if value.is_none() && tree.symbol.is_none() {
        return Field::default();
    }
    Field { value, origin: tree.origin.clone(), symbol: tree.symbol.clone() }
}

/// Forgets a field that holds Go's zero value and is known.
fn asked<T: crate::field::Wire>(field: Field<T>) -> Field<T> {
    if field.symbol.is_none() && field.value.as_ref().is_none_or(T::is_zero) {
        return Field::default();
    }
    field
}

/// Text.
pub(super) fn text(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> Field<String> {
    asked(parsed(tree, detail!("expected-text", "expected text"), problems, text_of))
}

/// A truth value.
pub(super) fn flag(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> Field<bool> {
    asked(pointer_flag(tree, problems))
}

/// A truth value whose `false` is said, too.
pub(super) fn pointer_flag(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> Field<bool> {
    parsed(tree, detail!("expected-true-or-false", "expected true or false"), problems, |tree| {
        tree.as_bool().or_else(|| match tree.as_str()?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "1" | "t" => Some(true),
            "false" | "no" | "off" | "n" | "0" | "f" => Some(false),
            _ => None,
        })
    })
}

/// A whole number.
pub(super) fn whole(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> Field<i64> {
    asked(parsed(tree, detail!("expected-a-whole-number", "expected a whole number"), problems, whole_of))
}

/// A size.
pub(super) fn bytes(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> Field<i64> {
    asked(parsed(tree, detail!("expected-size", "expected a size in bytes"), problems, bytes_of))
}

/// A duration in nanoseconds.
pub(super) fn duration(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> Field<i64> {
    asked(parsed(tree, detail!("expected-duration", "expected a duration"), problems, nanoseconds_of))
}

/// A duration in whole seconds; zero is said, too.
pub(super) fn seconds(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> Field<i64> {
    parsed(tree, detail!("expected-duration", "expected a duration"), problems, |tree| {
        nanoseconds_of(tree).map(|value| value / 1_000_000_000)
    })
}

/// Texts; an explicit empty list keeps its place, which tells it from nothing.
pub(super) fn texts(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> List<String> {
    let Some(tree) = tree.filter(|tree| !tree.is_null()) else { return List::default() };
    let items = match &tree.value {
        Value::Sequence(items) => items.as_slice(),
        Value::Mapping(_) => {
            problems.push(Problem::new(
                "wrong-type",
                tree.origin.place,
                detail!("expected-a-list", "expected a list"),
            ));
            &[]
        }
        _ => std::slice::from_ref(tree),
    };
    let items = items
        .iter()
        .map(|item| parsed(Some(item), detail!("expected-text", "expected text"), problems, text_of));
    List { items: items.filter(|item| !item.is_default()).collect(), origin: tree.origin.clone() }
}

/// Capabilities as the client sends them: in capitals, with their prefix, sorted, each once.
pub(super) fn capabilities(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> List<String> {
    let mut list = texts(tree, problems);
    for item in list.items.iter_mut().filter(|item| item.symbol.is_none()) {
        if let Some(name) = &mut item.value {
            let upper = name.to_uppercase();
            *name = if upper == "ALL" || upper.starts_with("CAP_") { upper } else { format!("CAP_{upper}") };
        }
    }
    list.items.sort_by(|a, b| a.value.cmp(&b.value));
    list.items.dedup_by(|a, b| a.value == b.value);
    list
}

/// Texts by key, sorted by key as the client's JSON is.
pub(super) fn text_map(tree: Option<&Tree>, problems: &mut Vec<Problem>) -> Map<String> {
    let Some(tree) = tree.filter(|tree| !tree.is_null()) else { return Map::default() };
    let mut map = Map { origin: tree.origin.clone(), ..Map::default() };
    match &tree.value {
        Value::Mapping(entries) => {
            for (key, value) in entries {
                let text = text_of(value).unwrap_or_default();
                let field =
                    Field { value: Some(text), origin: value.origin.clone(), symbol: value.symbol.clone() };
                map.entries.insert(key.clone(), field);
            }
        }
        // The list form, where a canonical tree was not asked for: `KEY=value`.
        Value::Sequence(items) => {
            for item in items {
                let text = text_of(item).unwrap_or_default();
                let (key, value) = text.split_once('=').unwrap_or((&text, ""));
                map.insert(key, value.to_owned(), item.origin.clone());
            }
        }
        _ => problems.push(Problem::new(
            "wrong-type",
            tree.origin.place,
            detail!("expected-a-mapping", "expected a mapping"),
        )),
    }
    map.entries.sort_keys();
    map
}
