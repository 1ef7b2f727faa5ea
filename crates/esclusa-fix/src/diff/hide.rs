//! The lines of a text as they may be shown. What a dialect would understand as a secret is not asked here: a text may be
//! of any, or of none; so a line is looked at in every way in which one of them says a name and a value.

use std::ops::Range;

use esclusa_detect::{Known, hidden, hidden_entry, is_secret_name, merged, without};

/// One of the two texts.
pub(super) struct Side<'a> {
    lines: Vec<Looked<'a>>,
    known: &'a Known,
}

/// A line, and what of it is hidden because of other lines.
struct Looked<'a> {
    text: &'a str,
    hidden: Vec<Range<usize>>,
}

impl<'a> Side<'a> {
    pub(super) fn new(text: &'a str, known: &'a Known) -> Self {
        let mut lines: Vec<Looked<'a>> = Vec::new();
        let spans = merged(keys(text).into_iter().chain(broken(text, known)).collect());
        let mut spans = spans.iter().peekable();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let end = start + line.len();
            let mut hidden = Vec::new();
            while let Some(span) = spans.peek().filter(|span| span.start < end) {
                hidden.push(span.start.max(start) - start..span.end.min(end) - start);
                if span.end > end {
                    break;
                }
                spans.next();
            }
            let bare = line.strip_suffix('\n').unwrap_or(line);
            let bare = bare.strip_suffix('\r').unwrap_or(bare);
            for span in &mut hidden {
                *span = span.start.min(bare.len())..span.end.min(bare.len());
            }
            lines.push(Looked { text: bare, hidden });
            start = end;
        }
        below_names(&mut lines);
        Self { lines, known }
    }

    /// A line without its secrets.
    pub(super) fn shown(&mut self, at: usize) -> String {
        let Some(line) = self.lines.get_mut(at) else { return String::new() };
        let mut spans = std::mem::take(&mut line.hidden);
        spans.extend(alone(line.text));
        line.hidden.clone_from(&spans);
        // Known values last: what is hidden already is no longer one of them.
        let shown = without(line.text, spans);
        self.known.hide(&shown).into_owned()
    }
}

/// Known values of which a part stands on the next line: behind the sign that goes on there in a shell or in YAML's double
/// quotes, or where YAML makes one blank of the end of a line.
fn broken(text: &str, known: &Known) -> Vec<Range<usize>> {
    if known.is_empty() {
        return Vec::new();
    }
    let mut spans = Vec::new();
    for (marked, indented) in [(true, false), (true, true), (false, true)] {
        let (joined, places) = joined(text, marked, indented);
        let found = known.found(&joined).into_iter().filter_map(|span| {
            let last = places.get(span.end.checked_sub(1)?)?;
            Some(*places.get(span.start)?..last + 1)
        });
        spans.extend(found.filter(|span| text.get(span.clone()).is_some_and(|piece| piece.contains('\n'))));
    }
    spans
}

/// A text without the ends of its lines: those behind a sign that goes on (`marked`) alone, or each a blank; with the blanks
/// that begin the next line or without (`indented`). And where each of its bytes stands in the text.
fn joined(text: &str, marked: bool, indented: bool) -> (String, Vec<usize>) {
    let (mut joined, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    let mut start = 0;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut goes_on = false;
    for line in lines {
        let bare = line.trim_end_matches(['\r', '\n']);
        let skipped =
            if goes_on && indented { bare.len() - bare.trim_start_matches([' ', '\t']).len() } else { 0 };
        let sign = bare.ends_with(['\\', '`', '^']);
        goes_on = !marked || sign;
        let kept = match (marked, sign) {
            (true, true) => bare.len() - 1,
            (true, false) => line.len(),
            (false, _) => bare.len(),
        };
        let piece = line.get(skipped.min(kept)..kept).unwrap_or_default();
        joined.push_str(piece);
        places.extend((skipped.min(kept)..kept).map(|at| start + at));
        if !marked {
            joined.push(' ');
            places.push(start + kept.min(line.len().saturating_sub(1)));
        }
        start += line.len();
    }
    (joined, places)
}

/// What is written around a private key.
const KEY_BEGIN: &str = "PRIVATE KEY-----";

/// The insides of private keys, which take several lines. (All else that takes several is for the dialects to say: what a
/// whole text seems to hide may be one line's name and another's value.)
fn keys(text: &str) -> Vec<Range<usize>> {
    if !text.contains(KEY_BEGIN) {
        return Vec::new();
    }
    let is_key = |span: &Range<usize>| {
        let before = text.get(..span.start).is_some_and(|before| before.ends_with(KEY_BEGIN));
        before || text.get(span.clone()).is_some_and(|inside| inside.contains(KEY_BEGIN))
    };
    hidden(text).into_iter().filter(is_key).collect()
}

/// Hides what stands on lines of its own below a secret's name in YAML: a block, or a value on the next line.
fn below_names(lines: &mut [Looked<'_>]) {
    let mut name: Option<(usize, bool)> = None;
    for line in lines {
        let text = line.text.trim();
        if text.is_empty() {
            continue;
        }
        let indent = line.text.len() - line.text.trim_start().len();
        if let Some((above, block)) = name.filter(|(above, _)| indent > *above) {
            let is_list = text.starts_with("- ") || text == "-";
            if block || !(is_list || text.contains(": ") || text.ends_with(':') || text.starts_with('#')) {
                line.hidden.push(indent..line.text.len());
            }
            name = Some((above, block));
            continue;
        }
        name = named(line.text);
    }
}

/// Where a key begins that is a secret's name and has its value on other lines, and whether these are a block.
fn named(line: &str) -> Option<(usize, bool)> {
    let inside = line.trim_start_matches([' ', '-']);
    let (key, value) = inside.split_once(':')?;
    let value = value.trim_start();
    let value = value.split(" #").next().unwrap_or_default().trim_end();
    let is_mark = |word: &str| word.starts_with(['&', '!']);
    let last = value.split_whitespace().find(|word| !is_mark(word)).unwrap_or_default();
    let block = last.starts_with(['|', '>']) && last.len() <= 4;
    let open = block || last.is_empty() || last.starts_with('#');
    (open && is_secret_name(key.trim_matches(['"', '\'']))).then(|| (line.len() - inside.len(), block))
}

/// What of a line is hidden whatever stands around it.
fn alone(line: &str) -> Vec<Range<usize>> {
    let mut spans = hidden(line);
    // What opens a list or a map is no value: its members are looked at below.
    let opens = |text: &str| text.trim_start().starts_with(['[', '{']);
    spans.retain(|span| {
        let text = line.get(span.clone()).unwrap_or_default();
        let after_name = line.get(..span.start).is_some_and(|before| before.trim_end().ends_with(':'));
        !(after_name && opens(text))
    });
    let mut add = |key: &str, value: &str| {
        let Some(start) = (value.as_ptr() as usize).checked_sub(line.as_ptr() as usize) else { return };
        spans.extend(hidden_entry(key, value).into_iter().map(|span| start + span.start..start + span.end));
    };
    let inside = line.trim().trim_start_matches(['-', ' ', '#']);
    // `key: value`, `"key": "value",`, `NAME=value`
    for sign in [": ", "=", ":\"", ":'"] {
        let Some((key, value)) = inside.split_once(sign) else { continue };
        let key = key.trim().trim_matches(['"', '\'', '{', '[', '(', ' ']);
        let value = if sign == ": " { before_comment(value) } else { value };
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        if key.chars().all(is_name) && (sign == "=" || !opens(value)) {
            add(key, unquoted(value));
        }
    }
    // `ENV NAME value`
    let mut words = inside.splitn(3, char::is_whitespace);
    if let (Some(first), Some(name), Some(value)) = (words.next(), words.next(), words.next())
        && ["ENV", "ARG", "LABEL"].iter().any(|instruction| first.eq_ignore_ascii_case(instruction))
        && !name.contains('=')
    {
        add(name, unquoted(value));
    }
    // Lists, flags and arguments. `==` compares, or asks for a version.
    let apart = |character: char| character.is_whitespace() || "\"',[]`".contains(character);
    let entries = inside.split(apart).filter(|word| word.contains(['=', '@']) && !word.contains("=="));
    entries.for_each(|word| add("", word.trim_start_matches('-')));
    // Values with blanks in them.
    for quote in ['"', '\''] {
        let quoted = inside.split(quote).skip(1).step_by(2);
        quoted.filter(|piece| piece.contains('=')).for_each(|piece| add("", piece));
    }
    repeated(line, &mut spans);
    spans
}

/// Adds where the comment of a line repeats what is hidden in it.
fn repeated(line: &str, spans: &mut Vec<Range<usize>>) {
    let Some(comment) = line.find(" #") else { return };
    let mut secrets: Vec<&str> = spans.iter().filter_map(|span| line.get(span.clone())).collect();
    secrets.sort_unstable();
    secrets.dedup();
    for secret in secrets.into_iter().filter(|secret| secret.len() >= LEAST).take(FEW) {
        let found = line.match_indices(secret).filter(|(at, _)| *at > comment);
        spans.extend(found.map(|(at, _)| at..at + secret.len()));
    }
}

/// So many secrets of one line are looked for in its comment.
const FEW: usize = 16;
/// A shorter one is in half the words of a comment, in bytes.
const LEAST: usize = 4;

/// A YAML value without the comment after it.
fn before_comment(value: &str) -> &str {
    let trimmed = value.trim_start();
    let quote = trimmed.chars().next().filter(|character| matches!(character, '"' | '\''));
    match quote {
        // A sign in quotes begins none.
        Some(quote) => {
            let closing = trimmed.rfind(&format!("{quote} #")).filter(|at| *at > 0);
            closing.and_then(|at| trimmed.get(..=at)).unwrap_or(trimmed)
        }
        None => value.split(" #").next().unwrap_or_default(),
    }
}

/// A value without what quotes and closes it.
fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let value = value.strip_suffix(['\\', ',']).unwrap_or(value).trim_end();
    value.trim_matches(['"', '\''])
}
