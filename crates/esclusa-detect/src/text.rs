//! Secrets in a text of any kind: an address, a label, JSON, a header, an error that quotes one of these.

use std::ops::Range;

use crate::kind::{Found, Kind};
use crate::name::Class;
use crate::{address, assignment, token, value, weak};

/// What is written around a private key.
const KEY_BEGIN: &str = "PRIVATE KEY-----";

/// Every secret in a text, in the order in which they stand there.
#[must_use]
pub fn in_text(text: &str) -> Vec<Found> {
    let signs = Signs::of(text);
    let mut found = Vec::new();
    if signs.dashes {
        private_keys(text, &mut found);
    }
    let mut tokens = Vec::new();
    if signs.long {
        token::tokens(text, &mut tokens);
    }
    found.extend(tokens.into_iter().filter(|one| !one.wrong).map(|one| Found::new(one.kind, one.span)));
    for (start, word) in addressed(text, signs) {
        let mut passwords = Vec::new();
        address::passwords(word, &mut passwords);
        for password in passwords.into_iter().filter(|password| !password.doubtful) {
            let hints = [password.user.to_ascii_lowercase()];
            let text = word.get(password.span.clone()).unwrap_or_default();
            let Ok(mut one) = value::under(Class::Password, password.user, text) else { continue };
            if one.kind == Kind::Password {
                let weak = weak::is_weak(text.get(one.span.clone()).unwrap_or_default(), &hints);
                one.kind = if weak { Kind::WeakDefault } else { Kind::UrlPassword };
            }
            found.push(one.shifted(start + password.span.start));
        }
    }
    let assignments =
        if signs.assigned || signs.variable { assignment::assignments(text) } else { Vec::new() };
    for one in assignments.into_iter().filter(|one| !one.message) {
        let inside = text.get(one.value.clone()).unwrap_or_default();
        if let Ok(mut secret) = value::under(one.class, one.name, inside) {
            if matches!(secret.kind, Kind::Password | Kind::Key) {
                secret.kind = Kind::EmbeddedPassword;
            }
            found.push(secret.shifted(one.value.start));
        }
    }
    in_order(found)
}

/// In the order of the text, and of those that overlap the first.
fn in_order(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| one.span.start);
    let mut end = 0;
    found.retain(|one| {
        let kept = one.span.start >= end;
        end = if kept { one.span.end } else { end };
        kept
    });
    found
}

/// What is to be hidden of a text: what is found, and what is only probably a secret.
pub(crate) fn probable(text: &str) -> Vec<Range<usize>> {
    let signs = Signs::of(text);
    let mut found = Vec::new();
    if signs.dashes {
        private_keys(text, &mut found);
    }
    let mut spans: Vec<Range<usize>> = found.into_iter().map(|one| one.span).collect();
    let mut tokens = Vec::new();
    if signs.long {
        token::tokens(text, &mut tokens);
    }
    spans.extend(tokens.into_iter().map(|one| one.span));
    for (start, word) in addressed(text, signs) {
        let mut passwords = Vec::new();
        address::passwords(word, &mut passwords);
        for password in passwords {
            let inside = word.get(password.span.clone()).unwrap_or_default();
            let hidden = value::hidden_under(Class::Password, inside);
            spans.extend(hidden.map(|span| shifted(&span, start + password.span.start)));
        }
    }
    let assignments =
        if signs.assigned || signs.variable { assignment::assignments(text) } else { Vec::new() };
    for one in assignments {
        let inside = text.get(one.value.clone()).unwrap_or_default();
        let hidden = if one.message { Some(0..inside.len()) } else { value::hidden_under(one.class, inside) };
        spans.extend(hidden.map(|span| shifted(&span, one.value.start)));
    }
    if signs.assigned && signs.long {
        spans.extend(told(text));
    }
    spans
}

pub(crate) const fn shifted(span: &Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

/// Which signs a text has: most have none, and need no closer look.
#[derive(Clone, Copy, Default)]
struct Signs {
    /// Of an address with a user.
    at: bool,
    /// Of a name with a value.
    assigned: bool,
    /// Of a variable.
    variable: bool,
    /// Of a line around a key.
    dashes: bool,
    /// Long enough for a token.
    long: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self { long: text.len() >= 20, ..Self::default() };
        let mut dashes = 0;
        for byte in text.bytes() {
            match byte {
                b'@' => signs.at = true,
                b'=' | b':' => signs.assigned = true,
                b'$' => signs.variable = true,
                b'-' => dashes += 1,
                _ => {}
            }
        }
        signs.dashes = signs.long && dashes >= 5 && text.contains("-----");
        signs
    }
}

/// The insides of private keys in PEM.
fn private_keys(text: &str, found: &mut Vec<Found>) {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(KEY_BEGIN)) {
        let start = from + at + KEY_BEGIN.len();
        let before = text.get(from..start).unwrap_or_default();
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find("-----END").unwrap_or(rest.len());
        if before.contains("-----BEGIN ") && !rest.get(..length).unwrap_or_default().trim().is_empty() {
            found.push(Found::new(Kind::PrivateKey, start..start + length));
        }
        // Past the same words in the line that ends the key.
        let end = start + length;
        let closing = text.get(end..).and_then(|rest| rest.find(KEY_BEGIN)).filter(|at| *at < 40);
        from = closing.map_or(end.max(start), |at| end + at + KEY_BEGIN.len());
    }
}

/// What an error of Compose repeats of a template: the reason that a file gives for a missing variable with a secret's
/// name, and a text with a sign in it that begins no variable, which may be a password with such a sign.
fn told(text: &str) -> Option<Range<usize>> {
    // Both are of several words.
    if !text.contains(" i") {
        return None;
    }
    const INVALID: &str = "invalid interpolation format: ";
    const MISSING: &str = " is missing a value: ";
    if let Some(at) = text.find(INVALID) {
        let start = at + INVALID.len();
        let rest = text.get(start..).unwrap_or_default();
        return Some(start..start + rest.rfind("; a literal").unwrap_or(rest.len()));
    }
    let at = text.find(MISSING)?;
    let name = text.get(..at)?.rsplit(' ').next()?.trim_matches(['"', '\'']);
    crate::name::class(name).is_secret().then(|| at + MISSING.len()..text.len())
}

/// The words that may be addresses with a user.
fn addressed(text: &str, signs: Signs) -> impl Iterator<Item = (usize, &str)> {
    let text = if signs.at { text } else { "" };
    words(text).filter(|(_, word)| word.contains('@'))
}

/// The words between blanks and quotes, each with where it begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts =
        |character: char| character.is_whitespace() || matches!(character, '"' | '\'' | '`' | '<' | '>');
    let begin = text.as_ptr() as usize;
    text.split(parts).filter(|word| !word.is_empty()).map(move |word| (word.as_ptr() as usize - begin, word))
}
