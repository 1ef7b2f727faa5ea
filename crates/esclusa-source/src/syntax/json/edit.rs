//! JSON written into a text that is there: members and items put, replaced and taken away in the text's own style.

use std::fmt::Write as _;
use std::ops::Range;

use crate::{Edit, Node, Span};

/// A value to write.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, a truth value or a number, as it is written.
    Literal(String),
    /// Text.
    Text(String),
    /// Items.
    List(Vec<Self>),
    /// Keys and values in order.
    Object(Vec<(String, Self)>),
}

/// Writes into one document, as it is written itself: compact or in lines, with its indentation and line ends.
pub struct Writer<'text> {
    text: &'text str,
    /// What a level is indented by.
    unit: &'text str,
    newline: &'static str,
    /// What stands between a key and its value.
    colon: &'text str,
    /// Whether the document has lines.
    in_lines: bool,
    /// Whether its lists stand on one line all the same.
    flat_lists: bool,
}

/// The indentation where nobody shows one.
const UNIT: &str = "  ";

impl<'text> Writer<'text> {
    /// For the document `root` of a text.
    #[must_use]
    pub fn new(text: &'text str, root: &Node) -> Self {
        let mut writer =
            Self { text, unit: UNIT, newline: "\n", colon: ": ", in_lines: false, flat_lists: false };
        let document = writer.slice(root.span.range());
        if document.contains("\r\n") {
            writer.newline = "\r\n";
        }
        if let Some(first) = root.entries().and_then(|entries| entries.first()) {
            let colon = writer.slice(first.key.span.range().end..first.value.span.range().start);
            writer.colon = if colon.contains(['\n', '\r']) { ": " } else { colon };
            let (outer, inner) = (writer.indentation(root.span), writer.indentation(first.key.span));
            let deeper = inner.strip_prefix(outer).filter(|unit| !unit.is_empty());
            writer.in_lines = writer.begins_line(first.key.span);
            writer.unit = deeper.filter(|_| writer.in_lines).unwrap_or(UNIT);
        }
        writer.flat_lists = writer.first_list_is_flat(root);
        writer
    }

    /// Puts a member behind the others of an object.
    #[must_use]
    pub fn member(&self, object: &Node, key: &str, value: &Value) -> Edit {
        let Some((last, before)) = object.entries().and_then(|entries| {
            let (last, others) = entries.split_last()?;
            Some((last, others.last().map(|other| other.value.span.range().end)))
        }) else {
            return self.replace(object, &Value::Object(vec![(key.to_owned(), value.clone())]));
        };
        let gap = self.gap(object, last.key.span, before);
        let member = self.pair(key, value, self.level(&gap).as_deref());
        let end = last.value.span.range().end;
        Edit::insert(self.span(object, end..end), format!(",{gap}{member}"))
    }

    /// The same, and takes the end of the object with it: of two that put the same member only one can be done.
    #[must_use]
    pub fn sole_member(&self, object: &Node, key: &str, value: &Value) -> Edit {
        let edit = self.member(object, key, value);
        let tail = edit.place.range().end..object.span.range().end;
        if object.entries().is_none_or(<[_]>::is_empty) {
            return edit;
        }
        let text = format!("{}{}", edit.text, self.slice(tail.clone()));
        Edit::replace(self.span(object, tail), text)
    }

    /// Puts members in the place of all that an object has.
    #[must_use]
    pub fn refill(&self, object: &Node, members: &[(String, Value)]) -> Edit {
        let entries = object.entries().unwrap_or_default();
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
            return self.replace(object, &Value::Object(members.to_vec()));
        };
        let lines = self.begins_line(first.key.span).then(|| self.indentation(first.key.span));
        let between =
            lines.map_or_else(|| self.space().to_owned(), |level| format!("{}{level}", self.newline));
        let members: Vec<String> = members.iter().map(|(key, value)| self.pair(key, value, lines)).collect();
        Edit::replace(first.key.span.to(last.value.span), members.join(&format!(",{between}")))
    }

    /// Puts an item into a list, before the one of a number or behind all.
    #[must_use]
    pub fn item(&self, list: &Node, before: usize, value: &Value) -> Edit {
        let items = list.items().unwrap_or_default();
        let Some(last) = items.last() else { return self.replace(list, &Value::List(vec![value.clone()])) };
        let previous = items.len().checked_sub(2).and_then(|at| items.get(at));
        let gap = self.gap(list, last.span, previous.map(|previous| previous.span.range().end));
        let item = self.printed(value, self.level(&gap).as_deref());
        match items.get(before) {
            Some(next) => {
                let start = next.span.range().start;
                Edit::insert(self.span(list, start..start), format!("{item},{gap}"))
            }
            None => {
                let end = last.span.range().end;
                Edit::insert(self.span(list, end..end), format!(",{gap}{item}"))
            }
        }
    }

    /// Takes members or items away, by their numbers.
    #[must_use]
    pub fn without(&self, node: &Node, gone: &[usize]) -> Vec<Edit> {
        let places: Vec<Range<usize>> = match (node.entries(), node.items()) {
            (Some(entries), _) => entries
                .iter()
                .map(|entry| entry.key.span.range().start..entry.value.span.range().end)
                .collect(),
            (_, Some(items)) => items.iter().map(|item| item.span.range()).collect(),
            _ => Vec::new(),
        };
        let kept = (0..places.len()).filter(|at| !gone.contains(at));
        let Some(first) = kept.clone().next() else {
            let range = node.span.range();
            return vec![Edit::delete(self.span(node, range.start + 1..range.end.saturating_sub(1)))];
        };
        let taken = places.iter().enumerate().filter(|(at, _)| gone.contains(at));
        let ranges = taken.filter_map(|(at, place)| {
            if at < first {
                // Its place is for the next one.
                Some(place.start..places.get(at + 1)?.start)
            } else {
                Some(places.get(at.checked_sub(1)?)?.end..place.end)
            }
        });
        ranges.map(|range| Edit::delete(self.span(node, range))).collect()
    }

    /// Puts a value in the place of one.
    #[must_use]
    pub fn replace(&self, node: &Node, value: &Value) -> Edit {
        let level = self.in_lines.then(|| self.indentation(node.span).to_owned());
        Edit::replace(node.span, self.printed(value, level.as_deref()))
    }

    fn slice(&self, range: Range<usize>) -> &'text str {
        self.text.get(range).unwrap_or("")
    }

    #[expect(clippy::unused_self, reason = "a place of this text")]
    fn span(&self, node: &Node, range: Range<usize>) -> Span {
        Span::new(node.span.file, range)
    }

    /// What the line of a place begins with.
    fn indentation(&self, place: Span) -> &'text str {
        let before = self.slice(0..place.range().start);
        let line = self.slice(before.rfind('\n').map_or(0, |at| at + 1)..place.range().start);
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or("")
    }

    /// Whether nothing stands before a place on its line, and it is not the first line.
    fn begins_line(&self, place: Span) -> bool {
        let before = self.slice(0..place.range().start).trim_end_matches([' ', '\t']);
        before.ends_with('\n')
    }

    /// What stands before the last member or item: a line end and indentation, a blank, or nothing.
    fn gap(&self, node: &Node, last: Span, before: Option<usize>) -> String {
        let start = before.unwrap_or(node.span.range().start);
        let between = self.slice(start..last.range().start);
        let gap = between.trim_start_matches([' ', '\t', '\r', '\n']);
        let gap = gap.strip_prefix([',', '{', '[']).unwrap_or(gap);
        match before {
            // A lone one shows no more than whether it has a line.
            None if !gap.contains('\n') => self.space().to_owned(),
            _ => gap.to_owned(),
        }
    }

    /// The indentation of what stands behind a gap, if the gap is the end of a line.
    fn level(&self, gap: &str) -> Option<String> {
        gap.rfind('\n').map(|at| gap.get(at + 1..).unwrap_or("").to_owned())
    }

    /// What stands behind a comma on one line.
    fn space(&self) -> &'static str {
        if self.colon.ends_with(' ') { " " } else { "" }
    }

    fn first_list_is_flat(&self, root: &Node) -> bool {
        let mut nodes = vec![root];
        while let Some(node) = nodes.pop() {
            match (node.entries(), node.items()) {
                (Some(entries), _) => nodes.extend(entries.iter().rev().map(|entry| &entry.value)),
                (_, Some([first, ..])) if first.scalar().is_some() => return !self.begins_line(first.span),
                (_, Some(items)) => nodes.extend(items.iter().rev()),
                _ => {}
            }
        }
        false
    }

    fn pair(&self, key: &str, value: &Value, level: Option<&str>) -> String {
        format!("{}{}{}", text(key), self.colon, self.printed(value, level))
    }

    /// A value whose line is indented so far; on one line if nothing is said.
    fn printed(&self, value: &Value, level: Option<&str>) -> String {
        let scalars =
            |items: &[Value]| items.iter().all(|item| matches!(item, Value::Literal(_) | Value::Text(_)));
        match value {
            Value::Literal(text) => text.clone(),
            Value::Text(plain) => text(plain),
            Value::List(items) => {
                let level = level.filter(|_| !(self.flat_lists && scalars(items)));
                let inner = level.map(|level| format!("{level}{}", self.unit));
                let items = items.iter().map(|item| self.printed(item, inner.as_deref())).collect();
                self.bracketed('[', items, ']', level)
            }
            Value::Object(members) => {
                let inner = level.map(|level| format!("{level}{}", self.unit));
                let members =
                    members.iter().map(|(key, value)| self.pair(key, value, inner.as_deref())).collect();
                self.bracketed('{', members, '}', level)
            }
        }
    }

    fn bracketed(&self, open: char, parts: Vec<String>, close: char, level: Option<&str>) -> String {
        let space = self.space();
        match level {
            _ if parts.is_empty() => format!("{open}{close}"),
            None => format!("{open}{}{close}", parts.join(&format!(",{space}"))),
            Some(level) => {
                let (newline, unit) = (self.newline, self.unit);
                let parts = parts.join(&format!(",{newline}{level}{unit}"));
                format!("{open}{newline}{level}{unit}{parts}{newline}{level}{close}")
            }
        }
    }
}

/// A string as JSON writes it.
fn text(plain: &str) -> String {
    let mut written = String::with_capacity(plain.len() + 2);
    written.push('"');
    for character in plain.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            control if control.is_control() => {
                // Writing to a `String` does not fail.
                let _ = write!(written, "\\u{:04x}", u32::from(control));
            }
            other => written.push(other),
        }
    }
    written.push('"');
    written
}
