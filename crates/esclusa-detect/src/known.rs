//! The values of a document's secrets, so that each is hidden wherever else it is repeated.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::{redact, value, weak};

/// The shortest value that is looked for elsewhere; what is shorter is in half the words of a page.
const LEAST: usize = 6;
/// So many values that begin alike are compared; where there are more, the whole word is hidden.
const ALIKE: usize = 64;

/// Values that are not to be shown.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By their first bytes, so that a text is gone through once.
    values: HashMap<[u8; LEAST], Vec<String>>,
    /// A bit for each byte with which one of them begins: at most places of a text none does.
    first: [u128; 2],
}

impl Known {
    /// Adds a secret's value, unless it is so short or so common a word that hiding it would blank the rest.
    pub fn add(&mut self, secret: &str) {
        let bare = secret.get(value::bare(secret)).unwrap_or(secret);
        let Some(begin) = bare.as_bytes().first_chunk::<LEAST>() else { return };
        if weak::is_worded(bare, &[]) || value::harmless(bare).is_some_and(|reason| reason.is_common()) {
            return;
        }
        let (word, bit) = place(begin[0]);
        self.first[word] |= bit;
        let alike = self.values.entry(*begin).or_default();
        if alike.len() <= ALIKE && !alike.iter().any(|one| one == bare) {
            alike.push(bare.to_owned());
        }
    }

    /// Whether no value is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The text with every known value hidden.
    #[must_use]
    pub fn hide<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.found(text) {
            spans if spans.is_empty() => Cow::Borrowed(text),
            spans => redact::without(text, spans),
        }
    }

    /// Where known values stand in a text.
    #[must_use]
    pub fn found(&self, text: &str) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        if self.values.is_empty() || text.len() < LEAST {
            return spans;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(begin) = bytes.get(at..).and_then(<[u8]>::first_chunk::<LEAST>) {
            let (word, bit) = place(begin[0]);
            let alike = if self.first[word] & bit == 0 { None } else { self.values.get(begin) };
            match alike.and_then(|alike| length_at(text, at, alike)) {
                Some(length) => {
                    spans.push(at..at + length);
                    at += length;
                }
                None => at += 1,
            }
        }
        spans
    }
}

/// The bit of a byte.
const fn place(byte: u8) -> (usize, u128) {
    ((byte >> 7) as usize, 1 << (byte & 127))
}

/// How much of the text is one of the values: the longest of them.
fn length_at(text: &str, at: usize, alike: &[String]) -> Option<usize> {
    let rest = text.get(at..)?;
    if alike.len() > ALIKE {
        return Some(
            rest.find(|character: char| character.is_whitespace() || character == '"').unwrap_or(rest.len()),
        );
    }
    alike.iter().filter(|value| rest.starts_with(value.as_str())).map(String::len).max()
}
