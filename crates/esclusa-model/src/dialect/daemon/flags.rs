//! Dockerd's command line.

use super::key::{self, Flag, Kind};
use crate::tree::{Tree, Value};
use crate::{Entries, Origin};

/// The settings that the words ask for, by the keys of `daemon.json`. They come from a running dockerd, which has taken
/// them: what is not understood here is one of a newer version, and none of the settings that are judged.
pub(super) fn read(words: &[String]) -> Entries {
    let mut settings = Entries::new();
    let mut words = words.iter().skip(1).map(String::as_str);
    while let Some(word) = words.next() {
        let (flag, given) = match word.strip_prefix("--") {
            Some("") => break,
            Some(long) => {
                let (name, value) =
                    long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
                (key::of_flag(name), value)
            }
            None => match word.strip_prefix('-') {
                Some(short) => shorts(short, &mut settings),
                None => continue,
            },
        };
        let Some(flag) = flag else { continue };
        let value = match (flag.kind, given) {
            (Kind::Flag, given) => given.unwrap_or("true"),
            (_, Some(given)) => given,
            (_, None) => match words.next() {
                Some(next) => next,
                None => break,
            },
        };
        say(flag, value, &mut settings);
    }
    settings
}

/// A cluster of short flags: those without a value are said at once; the first with one takes the rest of the word.
fn shorts<'word>(word: &'word str, settings: &mut Entries) -> (Option<&'static Flag>, Option<&'word str>) {
    for (at, letter) in word.char_indices() {
        let Some(flag) = key::of_short(letter) else { return (None, None) };
        let rest = word.get(at + letter.len_utf8()..).unwrap_or_default();
        if flag.kind == Kind::Flag && !rest.starts_with('=') {
            say(flag, "true", settings);
            continue;
        }
        let rest = rest.strip_prefix('=').unwrap_or(rest);
        return (Some(flag), (!rest.is_empty()).then_some(rest));
    }
    (None, None)
}

fn say(flag: &Flag, text: &str, settings: &mut Entries) {
    let key = flag.key.to_owned();
    let origin = Origin::default();
    match flag.kind {
        Kind::Flag => {
            let is_on = matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True");
            settings.insert(key, Tree::new(is_on, origin));
        }
        Kind::Whole => {
            let value = text.parse().map_or_else(|_| Value::from(text), Value::Int);
            settings.insert(key, Tree::new(value, origin));
        }
        Kind::List => {
            let list = settings.entry(key).or_insert_with(|| Tree::new(Vec::new(), origin.clone()));
            if let Some(items) = list.as_seq_mut() {
                items.push(Tree::new(text, origin));
            }
        }
        Kind::Map => {
            let (name, value) = text.split_once('=').unwrap_or((text, ""));
            let map = settings.entry(key).or_insert_with(|| Tree::new(Entries::new(), origin.clone()));
            if let Some(map) = map.as_map_mut() {
                map.insert(name.to_owned(), Tree::new(value, origin));
            }
        }
        Kind::Text | Kind::Size | Kind::Group => {
            settings.insert(key, Tree::new(text, origin));
        }
    }
}
