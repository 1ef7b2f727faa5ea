//! The text at a place, so that a reader sees what is meant without opening the file.
//!
//! An excerpt shows the place and the key or flag before it, and nothing else of the line: what stands beside it may
//! be a secret, and no list of shapes knows them all.

use esclusa_finding::Practice;
use esclusa_source::Span;

use crate::{Judgement, clean};

/// How far before a place its key is looked for, in bytes: a line may be as long as a file.
const LOOK_BACK: usize = 160;

/// How many characters of a place are shown.
const MOST: usize = 100;

/// How much of a place is looked at for a secret, in bytes: the shown beginning, and enough to know its shape.
const MOST_JUDGED: usize = 4096;

/// Stands for what is left out.
const LEFT_OUT: &str = "...";

/// Stands for a secret.
const CONCEALED: &str = "***";

/// A place in its line, cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The line's number.
    pub(crate) line: usize,
    /// Indentation and key.
    pub(crate) before: String,
    /// The place itself, never a secret.
    pub(crate) place: String,
    /// What closes it, and a mark where the line goes on.
    pub(crate) after: String,
}

/// The excerpt at `span`, for a finding of `practice`.
pub(crate) fn at(span: Span, practice: Practice, judgement: &Judgement<'_>) -> Option<Excerpt> {
    if !(judgement.shows)(span.file) {
        return None;
    }
    let file = judgement.report.sources.file(span.file);
    let text: &str = &file.text;
    let range = span.range();
    let (place, rest) = (text.get(range.clone())?, text.get(range.end..)?);
    let from = text.floor_char_boundary(range.start.saturating_sub(LOOK_BACK));
    let before = text.get(from..range.start)?;
    let (before, whole) = match before.rsplit_once('\n') {
        Some((_, line)) => (line, true),
        None => (before, from == 0),
    };
    let (shown, mut more) = first_words(place);
    // Of several words only what is shown counts: the rest of a command is not shown anyway.
    let judged = if place.contains(char::is_whitespace) { shown } else { place };
    let judged = judged.get(..judged.floor_char_boundary(MOST_JUDGED)).unwrap_or_default();
    let concealed = practice == Practice::Secrets || (judgement.conceals)(key(before), judged);
    let mut after = String::new();
    if !more {
        let line = rest.get(..rest.floor_char_boundary(LOOK_BACK)).unwrap_or_default();
        let line = line.lines().next().unwrap_or_default();
        let closing = line.find(|c| !"\"'])},:".contains(c)).unwrap_or(line.len());
        after.push_str(line.get(..closing).unwrap_or_default());
        more = line.get(closing..).is_some_and(|rest| !rest.trim().is_empty());
    }
    if more {
        after.push(' ');
        after.push_str(LEFT_OUT);
    }
    Some(Excerpt {
        line: file.line_column(range.start).0,
        before: lead_in(before, whole),
        place: if concealed { CONCEALED.to_owned() } else { shown_text(shown) },
        after,
    })
}

/// The beginning of a place: what a command or a block says first; and whether there is more of it.
fn first_words(place: &str) -> (&str, bool) {
    let line = place.lines().next().unwrap_or_default().trim_end();
    let second = line.match_indices(' ').nth(1).map_or(line.len(), |(at, _)| at);
    let most = line.char_indices().nth(MOST).map_or(line.len(), |(at, _)| at);
    let shown = line.get(..second.min(most)).unwrap_or_default();
    (shown, shown.len() < place.trim_end().len())
}

/// Cleaned, tabs as blanks.
fn shown_text(text: &str) -> String {
    clean::line(&text.replace('\t', "    ")).into_owned()
}

/// What of the text before a place is shown: all of it where it is keys only, else the last key or flag.
fn lead_in(before: &str, whole: bool) -> String {
    let text = before.trim_start();
    let indent = if whole { &before[..before.len() - text.len()] } else { "" };
    if whole && text.split_whitespace().all(is_lead) {
        return shown_text(before);
    }
    let last = text.split_inclusive(char::is_whitespace).next_back().unwrap_or_default();
    let last = if is_lead(last.trim_end()) { last } else { "" };
    shown_text(&format!("{indent}{LEFT_OUT} {last}"))
}

/// The key that a text ends with, if it does.
fn key(before: &str) -> &str {
    let word = before.trim_end().trim_end_matches(['"', '\'', '[']).trim_end();
    let word = word.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.trim_matches(['"', '\'', ':', '{', '[', '=', '-'])
}

/// Whether a word only leads to what follows it: a dash, a bracket, a key with its colon, an anchor, a flag.
fn is_lead(word: &str) -> bool {
    let plain = |text: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/'))
    };
    let word = word.trim_start_matches(['[', '{', '"', '\'']);
    if word.is_empty() || word == "-" {
        return true;
    }
    if let Some(key) = word.strip_suffix(':') {
        return plain(key.trim_matches(['"', '\'']));
    }
    if let Some(name) = word.strip_prefix("--") {
        return plain(name.strip_suffix('=').unwrap_or(name));
    }
    if let Some(letter) = word.strip_prefix('-') {
        return letter.len() == 1;
    }
    word.strip_prefix('&').or_else(|| word.strip_prefix('!')).is_some_and(plain)
}
