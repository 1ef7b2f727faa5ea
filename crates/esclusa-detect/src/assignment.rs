//! Names and values inside a text: `name=value`, `name: value`, `"name": "value"`, and the defaults of variables.

use std::ops::Range;

use crate::name::{self, Class};

/// A secret's name and the value beside it.
pub(crate) struct Assignment<'a> {
    pub(crate) name: &'a str,
    pub(crate) class: Class,
    pub(crate) value: Range<usize>,
    /// Whether the value is the text that a variable gives when it is missing, which opens nothing.
    pub(crate) message: bool,
}

/// The longest name that is looked at.
const MAX_NAME: usize = 96;

/// Words with which an error goes on after a name and a colon.
const PROSE: [&str; 22] = [
    "a",
    "an",
    "bad",
    "cannot",
    "could",
    "does",
    "expected",
    "failed",
    "from",
    "has",
    "invalid",
    "is",
    "missing",
    "must",
    "no",
    "not",
    "required",
    "should",
    "the",
    "undefined",
    "unknown",
    "unsupported",
];

/// Every secret's name with what is assigned to it.
pub(crate) fn assignments(text: &str) -> Vec<Assignment<'_>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = match byte {
            b'=' | b':' => assigned(text, at, &mut found),
            b'$' => variable(text, at, &mut found),
            _ => None,
        };
        at = next.map_or(at + 1, |next| next.max(at + 1));
    }
    found
}

/// What is assigned by the sign at `at`; gives where to go on.
fn assigned<'a>(text: &'a str, at: usize, found: &mut Vec<Assignment<'a>>) -> Option<usize> {
    let name = name_before(text, at)?;
    let class = name::class(name);
    if class == Class::Harmless {
        return None;
    }
    let bytes = text.as_bytes();
    let sign = bytes.get(at)?;
    let mut start = at + 1;
    if *sign == b'=' && bytes.get(start) == Some(&b'=') {
        start += 1;
    }
    // `password://`, `pass:=x`
    if *sign == b':' && (text.get(start..)?.starts_with("//") || bytes.get(start) == Some(&b'=')) {
        return None;
    }
    let blanks = text.get(start..)?.bytes().take_while(|byte| *byte == b' ').count();
    if blanks > 0 {
        let word = text.get(start + blanks..)?.split([' ', ',', ';']).next().unwrap_or_default();
        let prose = PROSE.contains(&word) || word.starts_with("--");
        if prose || blanks > 4 {
            return None;
        }
    }
    start += blanks;
    let value = value_at(text, start, class);
    let end = value.end;
    // After a header's scheme stands a token alone.
    let quoted = text.get(start..start + 1).is_some_and(|open| matches!(open, "\"" | "'" | "\\"));
    let class = if value.start > start && !quoted { Class::Issued } else { class };
    if value.is_empty() {
        return None;
    }
    found.push(Assignment { name, class, value, message: false });
    Some(end)
}

/// The name that ends before `at`, without the quotes around it.
fn name_before(text: &str, at: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut end = at;
    while end > 0 && at - end < 2 && bytes[end - 1] == b' ' {
        end -= 1;
    }
    if end > 0 && matches!(bytes[end - 1], b'"' | b'\'') {
        end -= 1;
        if end > 0 && bytes[end - 1] == b'\\' {
            end -= 1;
        }
    }
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    let length = bytes.get(..end)?.iter().rev().take(MAX_NAME).take_while(|byte| is_name(byte)).count();
    let name = text.get(end - length..end)?.trim_start_matches('-');
    (!name.is_empty()).then_some(name)
}

/// The value that begins at `start`.
fn value_at(text: &str, start: usize, class: Class) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let (open, length) =
        if rest.starts_with("\\\"") { ("\\\"", 2) } else { (rest.get(..1).unwrap_or_default(), 1) };
    if matches!(open, "\"" | "'" | "\\\"") {
        let inside = rest.get(length..).unwrap_or_default();
        return start + length..start + length + closing(inside, open);
    }
    // A header's scheme stands before the secret.
    let mut from = 0;
    if class == Class::Credentials {
        for scheme in ["Bearer ", "Basic ", "Token ", "bearer ", "basic ", "token ", "ApiKey ", "Digest "] {
            if rest.starts_with(scheme) {
                from = scheme.len();
            }
        }
    }
    let value = rest.get(from..).unwrap_or_default();
    let mut end = value.len();
    let mut depth = 0_usize;
    for (at, character) in value.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            '"' | '\'' | '`' => end = at,
            ';' | '&' | ',' | '}' | ')' | ']' | '|' if ends_here(value, at) => end = at,
            _ if character.is_whitespace() => end = at,
            _ => continue,
        }
        if end <= at {
            break;
        }
    }
    start + from..start + from + end
}

/// Whether a sign parts the value from the next name, and is not of the value itself.
fn ends_here(value: &str, at: usize) -> bool {
    let rest = value.get(at + 1..).unwrap_or_default();
    let name = rest
        .bytes()
        .take(MAX_NAME)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_.- ".contains(byte))
        .count();
    rest.is_empty()
        || rest.starts_with([' ', '"', '\'', '\n', '}', ')', ']'])
        || (name > 0 && matches!(rest.as_bytes().get(name), Some(b'=' | b':')))
}

/// How far it is to the quote that closes.
fn closing(inside: &str, quote: &str) -> usize {
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        if !escaped && inside.get(at..).is_some_and(|rest| rest.starts_with(quote)) {
            return at;
        }
        escaped = character == '\\' && !escaped && quote.len() == 1;
    }
    inside.len()
}

/// `${NAME:-default}`: the default of a variable with a secret's name.
fn variable<'a>(text: &'a str, at: usize, found: &mut Vec<Assignment<'a>>) -> Option<usize> {
    let inside = text.get(at..)?.strip_prefix("${")?;
    let length = inside
        .bytes()
        .take(MAX_NAME)
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    let name = inside.get(..length)?;
    let rest = inside.get(length..)?;
    let operator = [":-", ":?", ":+", ":=", "-", "?", "+", "="]
        .into_iter()
        .find(|operator| rest.starts_with(operator))?;
    let start = at + 2 + length + operator.len();
    let class = name::class(name);
    if !class.is_secret() {
        // What follows may hold a variable of its own.
        return Some(start);
    }
    let mut depth = 0_usize;
    let mut end = text.len();
    for (index, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => {
                end = index;
                break;
            }
            b'}' => depth -= 1,
            _ => {}
        }
    }
    if start < end {
        found.push(Assignment { name, class, value: start..end, message: operator.ends_with('?') });
    }
    Some(end)
}
