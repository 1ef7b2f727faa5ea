//! Variables where a flag or the image may stand: what they hold decides how the rest of the line is read.

use std::borrow::Cow;

use esclusa_source::syntax::shell::Word;
use esclusa_source::{Detail, Problem, detail};

use super::flags::{self, Command, Kind};
use super::pflag;
use crate::symbol::{self, Piece};

/// After so many of them the rest of a line is read as it stands.
const MAX_VARIABLES: usize = 64;

/// What is made of a word that stands where the image is expected.
enum Reading {
    /// It is the image, or holds it.
    Image,
    /// The same, but nobody knows.
    Guess,
    /// Flags that are not known.
    Flags,
    /// These flags, or none.
    Optional(Vec<Word>),
}

/// The words after `run` with which to go on: variables that must hold flags are left out, and what
/// `${X:+--privileged}` may give stands in its place. Each is a problem.
pub(super) fn settled<'w>(
    words: &'w [Word],
    accepts: impl Fn(Command) -> bool + Copy,
    problems: &mut Vec<Problem>,
) -> Cow<'w, [Word]> {
    let mut words = Cow::Borrowed(words);
    if !words.iter().any(|word| word.splits) {
        return words;
    }
    for _ in 0..MAX_VARIABLES {
        let at = image_position(&words, accepts);
        let Some(word) = words.get(at) else { break };
        let reading = reading(word, words.get(at + 1..).unwrap_or_default(), accepts);
        if !matches!(reading, Reading::Image) {
            let what = shown(&word.text);
            let detail = detail!("may-hold-flags", "{what} may hold flags, or the image", what);
            problems.push(Problem::new("ambiguous-word", word.span, detail));
        }
        let instead = match reading {
            Reading::Image | Reading::Guess => break,
            Reading::Flags => Vec::new(),
            Reading::Optional(instead) => instead,
        };
        words.to_mut().splice(at..=at, instead);
    }
    words
}

/// Where the first word stands that is neither a flag nor a flag's value.
fn image_position(words: &[Word], accepts: impl Fn(Command) -> bool + Copy) -> usize {
    let mut rest = words;
    loop {
        let (parsed, refusal) = pflag::parse(rest, accepts, |_| Ok(()));
        rest = parsed.rest;
        if refusal.is_none() {
            return words.len() - rest.len();
        }
    }
}

fn reading(word: &Word, after: &[Word], accepts: impl Fn(Command) -> bool + Copy) -> Reading {
    if !is_variable(word) {
        return Reading::Image;
    }
    if let Some(flags) = optional(word, accepts) {
        return Reading::Optional(flags);
    }
    if names_image(&word.text) {
        return Reading::Image;
    }
    let several = word.text.contains('@') || names_flags(&word.text);
    let next = after.iter().find(|next| !is_variable(next) || names_image(&next.text));
    match next {
        None if after.is_empty() && !several => Reading::Image,
        Some(next) if next.text.starts_with('-') && leads_to_image(after, accepts) => Reading::Flags,
        Some(next) if !next.text.starts_with('-') && (several || is_variable(next)) => Reading::Flags,
        _ => Reading::Guess,
    }
}

/// Whether a word is nothing but a variable or substitution of which the shell may make several words.
fn is_variable(word: &Word) -> bool {
    word.splits && matches!(symbol::pieces(&word.text)[..], [Piece::Symbol(_)])
}

/// Whether words are flags with an image behind them.
fn leads_to_image(words: &[Word], accepts: impl Fn(Command) -> bool + Copy) -> bool {
    let known: Vec<Word> = words.iter().filter(|word| !is_variable(word)).cloned().collect();
    let (parsed, refusal) = pflag::parse(&known, accepts, |_| Ok(()));
    refusal.is_none() && (!parsed.rest.is_empty() || words.last().is_some_and(is_variable))
}

/// Whether a variable is named after an image.
fn names_image(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["image", "img", "repo", "registry", "tag", "docker build", "docker load"]
        .iter()
        .any(|name| lower.contains(name))
}

/// Whether a variable is named after flags.
fn names_flags(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["opt", "arg", "flag", "param", "extra"].iter().any(|name| lower.contains(name))
}

/// The flags in `${X:+--privileged -p 80}`; nothing if it holds none.
fn optional(word: &Word, accepts: impl Fn(Command) -> bool) -> Option<Vec<Word>> {
    let inside = word.text.strip_prefix("${")?.strip_suffix('}')?;
    let operator = inside.get(symbol::name_length(inside)..)?;
    let operator = operator.strip_prefix(':').unwrap_or(operator);
    let given = operator.strip_prefix(['+', '-'])?.trim();
    if !given.trim_start_matches(['"', '\'']).starts_with('-') {
        return None;
    }
    let flags = symbol::split(given, ' ').into_iter().filter(|text| !text.is_empty());
    let words = flags.map(|text| {
        let text = text.trim_matches(['"', '\'']);
        let switch = text.strip_prefix("--").and_then(|name| flags::long(name, &accepts));
        let text = match switch {
            // Whether it is given is what is not known.
            Some(flag) if flag.kind == Kind::Bool => format!("{text}={}", word.text),
            _ => text.to_owned(),
        };
        Word { text, splits: false, ..word.clone() }
    });
    Some(words.collect())
}

/// A variable by its name: what else stands in it may be a secret.
pub(super) fn shown(text: &str) -> Detail {
    let name = text.trim_start_matches(['$', '{']);
    match symbol::name_length(name) {
        0 if text.contains('@') => detail!("shell-arguments", "the list of arguments"),
        0 => detail!("shell-substitution", "a substitution"),
        length => Detail::plain(format!("${}", name.get(..length).unwrap_or(""))),
    }
}
