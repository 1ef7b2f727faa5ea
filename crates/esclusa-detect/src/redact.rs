//! What is shown to people: a text without the secrets in it.

use std::borrow::Cow;
use std::ops::Range;

use crate::{command, name, text, value};

/// What stands in a secret's place.
pub const HIDDEN: &str = "***";

/// What of a text is to be hidden, in order and without overlaps.
#[must_use]
pub fn hidden(text: &str) -> Vec<Range<usize>> {
    if is_plain(text) { Vec::new() } else { looked_at(text) }
}

fn looked_at(text: &str) -> Vec<Range<usize>> {
    let mut spans = text::probable(text);
    if text.len() > 3 && (text.contains(" -") || text.starts_with('-') || text.contains("pass")) {
        spans.extend(command::probable_in_script(text));
    }
    merged(spans)
}

/// What of the value under a key is to be hidden. The value may itself be an entry `NAME=VALUE` or, where a list of
/// these was meant, `NAME: VALUE`.
#[must_use]
pub fn hidden_entry(key: &str, value: &str) -> Vec<Range<usize>> {
    let mut spans = hidden(value);
    spans.extend(value::hidden_under(name::class(key), value));
    let entry = value.split_once('=').map(|(name, rest)| (name, rest, 1));
    let entry = entry.or_else(|| value.split_once(": ").map(|(name, rest)| (name, rest, 2)));
    if let Some((name, rest, sign)) = entry
        && !name.contains(char::is_whitespace)
    {
        let from = name.len() + sign;
        let own = hidden(rest).into_iter().chain(value::hidden_under(name::class(name), rest));
        spans.extend(own.map(|span| text::shifted(&span, from)));
    }
    merged(spans)
}

/// What of the words of a command line is to be hidden, word by word.
#[must_use]
pub fn hidden_words<S: AsRef<str>>(words: &[S]) -> Vec<Vec<Range<usize>>> {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    command::probable(&words).into_iter().map(merged).collect()
}

/// The text with every secret hidden.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut spans = hidden(text);
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    repeated(text, &mut spans);
    without(text, spans)
}

/// The shortest token of a provider is longer than this, in bytes.
const PLAIN: usize = 15;

/// Whether a text is so short and simple (`web`, `80/tcp`, `NET_ADMIN`) that nothing in it can be hidden: no token is so
/// short, and a password stands behind a sign or a blank. Nearly every argument of a message is one.
fn is_plain(text: &str) -> bool {
    let simple = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-');
    text.len() <= PLAIN && !text.starts_with('-') && text.bytes().all(simple)
}

/// So many secrets of one text are looked for elsewhere in it: a message quotes few.
const FEW: usize = 16;

/// Adds where the text repeats what is to be hidden, as an error does that quotes a value and then the part it refuses.
fn repeated(text: &str, spans: &mut Vec<Range<usize>>) {
    if spans.len() > FEW {
        return;
    }
    let inside = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    for span in spans.clone() {
        let secret = text.get(span).unwrap_or_default();
        if secret.len() < 3 {
            continue;
        }
        for (at, _) in text.match_indices(secret) {
            let end = at + secret.len();
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(end..).and_then(|after| after.chars().next());
            if !inside(before) && !inside(after) {
                spans.push(at..end);
            }
        }
    }
}

/// The value under a key with every secret hidden.
#[must_use]
pub fn redact_entry<'a>(key: &str, value: &'a str) -> Cow<'a, str> {
    without(value, hidden_entry(key, value))
}

/// The text with [`HIDDEN`] in the place of these spans.
#[must_use]
pub fn without(text: &str, spans: Vec<Range<usize>>) -> Cow<'_, str> {
    let spans = merged(spans);
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for span in spans {
        shown.push_str(text.get(from..span.start).unwrap_or_default());
        shown.push_str(HIDDEN);
        from = span.end;
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(shown)
}

/// The spans in order; those that meet are one, and empty ones none.
#[must_use]
pub fn merged(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.retain(|span| !span.is_empty());
    spans.sort_by_key(|span| span.start);
    let mut whole: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match whole.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => whole.push(span),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::{is_plain, looked_at, redact};

    #[test]
    fn a_token_is_longer_than_a_plain_text() {
        let token = format!("AKIA{}", "Q7RZ2XK5T3VN4WLM");
        assert_eq!(redact(&token), "***", "the shortest that is known");
        assert_eq!(redact(&format!("a/{token}")), "a/***");
    }

    #[test]
    fn nothing_is_hidden_in_a_plain_text() {
        // Every text of up to three pieces that a secret is made of.
        let pieces = [
            "pass", "password", "a", "AKIA", "ghp_", "-", "/", ".", "0", "sk-", "eyJ", "u", "token", "xoxb-",
            "-p",
        ];
        let mut three = Vec::new();
        for first in pieces {
            for second in pieces {
                three.extend(pieces.iter().map(|third| format!("{first}{second}{third}")));
            }
        }
        let texts: Vec<String> = three.into_iter().filter(|text| is_plain(text)).collect();
        assert!(texts.len() > 1000);
        for text in texts {
            assert_eq!(looked_at(&text), [], "{text}");
        }
    }
}
