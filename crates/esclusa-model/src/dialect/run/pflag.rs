//! The command line as Go's pflag takes it apart: clusters, `=`, `--`, values that begin with a dash.

use esclusa_source::syntax::shell::Word;

use super::flags::{self, Command, Flag, Kind};

/// A flag that was given, with its value.
#[derive(Clone, Debug)]
pub(super) struct Occurrence<'w> {
    pub flag: &'static Flag,
    pub value: String,
    /// The word that holds the value.
    pub word: &'w Word,
    /// How it is written.
    pub written: Written<'w>,
}

/// How a flag is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'w> {
    /// The word that names it.
    pub name: &'w Word,
    /// Where its letter stands in that word, if it is named by one.
    pub letter: Option<usize>,
    /// Where the value begins in the word that holds it; nothing if the flag means true by itself.
    pub value: Option<usize>,
}

/// What a command line says: its flags in order, then the image and the command.
#[derive(Debug, Default)]
pub(super) struct Parsed<'w> {
    pub flags: Vec<Occurrence<'w>>,
    pub rest: &'w [Word],
}

/// Why pflag refuses a line, and the word that it stops at.
#[derive(Debug)]
pub(super) struct Refusal<'w> {
    pub word: Option<&'w Word>,
    pub message: String,
}

/// Takes `words` (those after `run` or `create`) apart. `value_check` judges each value as pflag's `Set` does.
///
/// A refusal comes with what was parsed before it, and with the words after the one that it stops at.
pub(super) fn parse<'w>(
    words: &'w [Word],
    accepts: impl Fn(Command) -> bool + Copy,
    value_check: impl Fn(&Occurrence<'w>) -> Result<(), String>,
) -> (Parsed<'w>, Option<Refusal<'w>>) {
    let mut parsed = Parsed::default();
    let mut at = 0;
    let refusal = take_apart(words, &mut at, &mut parsed.flags, accepts, value_check).err();
    parsed.rest = &words[at.min(words.len())..];
    (parsed, refusal)
}

/// Moves `at` past the flags, which it adds to `parsed`.
fn take_apart<'w>(
    words: &'w [Word],
    at: &mut usize,
    parsed: &mut Vec<Occurrence<'w>>,
    accepts: impl Fn(Command) -> bool + Copy,
    value_check: impl Fn(&Occurrence<'w>) -> Result<(), String>,
) -> Result<(), Refusal<'w>> {
    while let Some(word) = words.get(*at) {
        let refuse = |message: String| Refusal { word: Some(word), message };
        let text = word.text.as_str();
        if !text.starts_with('-') || text.len() == 1 {
            break;
        }
        *at += 1;
        if text == "--" {
            break;
        }
        let mut add = |flag: &'static Flag, value: &str, holder: &'w Word, letter: Option<usize>, at| {
            let written = Written { name: word, letter, value: at };
            let occurrence = Occurrence { flag, value: value.to_owned(), word: holder, written };
            value_check(&occurrence).map_err(|why| Refusal {
                word: Some(holder),
                message: format!(
                    "invalid argument \"{}\" for \"{}\" flag: {why}",
                    occurrence.value,
                    full_name(flag)
                ),
            })?;
            parsed.push(occurrence);
            Ok(())
        };
        if let Some(name) = text.strip_prefix("--") {
            if name.starts_with(['-', '=']) {
                return Err(refuse(format!("bad flag syntax: {text}")));
            }
            let (name, inline) =
                name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
            let Some(flag) = flags::long(name, accepts) else {
                return Err(refuse(format!("unknown flag: --{name}")));
            };
            match inline {
                Some(value) => add(flag, value, word, None, Some(text.len() - value.len()))?,
                None if flag.kind == Kind::Bool => add(flag, "true", word, None, None)?,
                None => {
                    let next =
                        words.get(*at).ok_or_else(|| refuse(format!("flag needs an argument: {text}")))?;
                    *at += 1;
                    add(flag, &next.text, next, None, Some(0))?;
                }
            }
            continue;
        }
        let mut letters = &text[1..];
        while let Some(letter) = letters.chars().next() {
            // pflag leaves the shorthands of Go's own test binaries alone.
            if letters.starts_with("test.") {
                break;
            }
            let Some(flag) = flags::letter(letter, accepts) else {
                return Err(refuse(format!("unknown shorthand flag: '{letter}' in -{letters}")));
            };
            let letter_at = Some(text.len() - letters.len());
            let after = &letters[letter.len_utf8()..];
            if after.len() > 1 && after.starts_with('=') {
                add(flag, &after[1..], word, letter_at, Some(text.len() - after.len() + 1))?;
                break;
            }
            if flag.kind == Kind::Bool {
                add(flag, "true", word, letter_at, None)?;
                letters = after;
            } else if after.is_empty() {
                let message = || format!("flag needs an argument: '{letter}' in -{letters}");
                let next = words.get(*at).ok_or_else(|| refuse(message()))?;
                *at += 1;
                add(flag, &next.text, next, letter_at, Some(0))?;
                break;
            } else {
                add(flag, after, word, letter_at, Some(text.len() - after.len()))?;
                break;
            }
        }
    }
    Ok(())
}

/// The flag as pflag names it in its messages: `-p, --publish`.
fn full_name(flag: &Flag) -> String {
    flag.short.map_or_else(|| format!("--{}", flag.name), |letter| format!("-{letter}, --{}", flag.name))
}
