//! Writing YAML that Go reads back as the same values, in the form people write Compose files.

use std::fmt::Write as _;

use crate::tree::{Tree, Value};

/// Words that some YAML reader takes for something other than text.
const RESERVED: &[&str] = &[
    "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity", "<<", "=",
];

/// A mapping as a document.
pub(super) fn document(tree: &Tree) -> String {
    let mut text = String::new();
    match &tree.value {
        Value::Mapping(map) if map.is_empty() => text.push_str("{}\n"),
        _ => block(&mut text, tree, 0),
    }
    text
}

/// A collection on lines of its own.
fn block(text: &mut String, tree: &Tree, depth: usize) {
    match &tree.value {
        Value::Mapping(map) => {
            for (at, (key, value)) in map.iter().enumerate() {
                // A blank line between top-level sections and between services.
                if at > 0 && (depth == 0 || (depth == 1 && value.as_map().is_some_and(|map| map.len() > 2))) {
                    text.push('\n');
                }
                indent(text, depth);
                text.push_str(&key_text(key));
                text.push(':');
                entry(text, value, depth);
            }
        }
        Value::Sequence(items) => {
            for item in items {
                indent(text, depth);
                text.push('-');
                match &item.value {
                    Value::Mapping(map) if !map.is_empty() => {
                        // The first entry stands beside the dash.
                        let mut inner = String::new();
                        block(&mut inner, item, depth + 1);
                        text.push(' ');
                        text.push_str(inner.trim_start_matches(' '));
                    }
                    _ => entry(text, item, depth),
                }
            }
        }
        _ => {
            indent(text, depth);
            text.push_str(&scalar(tree));
            text.push('\n');
        }
    }
}

/// What follows a colon or a dash.
fn entry(text: &mut String, tree: &Tree, depth: usize) {
    match &tree.value {
        Value::Mapping(map) if map.is_empty() => text.push_str(" {}\n"),
        Value::Sequence(items) if items.is_empty() => text.push_str(" []\n"),
        Value::Mapping(_) | Value::Sequence(_) => {
            text.push('\n');
            block(text, tree, depth + 1);
        }
        Value::Null if tree.symbol.is_none() => text.push('\n'),
        _ => {
            text.push(' ');
            text.push_str(&scalar(tree));
            text.push('\n');
        }
    }
}

fn indent(text: &mut String, depth: usize) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// A key: no variables are replaced in it.
fn key_text(key: &str) -> String {
    if is_plain(key) { key.to_owned() } else { quoted(key) }
}

/// A scalar with its quotes; a dollar sign is doubled, so that Compose does not take it for a variable.
fn scalar(tree: &Tree) -> String {
    if let Some(symbol) = tree.symbol.as_deref().filter(|symbol| is_template(symbol)) {
        return if is_plain(symbol) { symbol.to_owned() } else { quoted(symbol) };
    }
    match &tree.value {
        Value::String(text) => {
            let text = text.replace('$', "$$");
            if is_plain(&text) { text } else { quoted(&text) }
        }
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => float(*value),
        Value::Time(text) => text.clone(),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => "null".to_owned(),
    }
}

/// A float; the infinite ones in YAML's words.
fn float(value: f64) -> String {
    if value.is_nan() {
        ".nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { ".inf" } else { "-.inf" }.to_owned()
    } else {
        value.to_string()
    }
}

/// Whether every dollar sign of a text begins something that Compose replaces.
fn is_template(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        rest = &rest[at + 1..];
        let first = rest.chars().next().unwrap_or(' ');
        match first {
            '$' => rest = &rest[1..],
            '{' if rest.contains('}') => rest = &rest[1..],
            c if c.is_ascii_alphabetic() || c == '_' => {}
            _ => return false,
        }
    }
    text.contains('$')
}

/// Whether a text may stand without quotes.
fn is_plain(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if RESERVED.contains(&lower.as_str())
        || text.ends_with([' ', ':'])
        || text.contains(": ")
        || text.contains(" #")
    {
        return false;
    }
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '_' || c == '$');
    // A port mapping or address is quoted as people do it: it begins with a digit.
    starts && text.chars().all(|c| c.is_ascii_alphanumeric() || " _./@:%+=,-${}()".contains(c))
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if u32::from(c) < 0x20 || u32::from(c) == 0x7f => {
                let _ = write!(quoted, "\\x{:02X}", u32::from(c));
            }
            // Line breaks of Unicode, the byte order mark, and what YAML does not count as printable.
            '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
