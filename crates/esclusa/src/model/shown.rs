//! The values below a tree, each with its JSON pointer, its symbol and its origin; of secrets, only the place.

use std::ops::Range;

use esclusa_detect::{HIDDEN, Known, hidden_entry, redact, without};
use esclusa_model::{Origin, Tree, Value, Via};
use esclusa_source::Sources;
use serde_json::{Map, Value as Json, json};

use super::origin;
use crate::secrets::{brought, scalar, words_of};

/// Every value below a tree.
pub(super) fn fields(tree: &Tree, sources: &Sources) -> Vec<Json> {
    let list = |key| tree.get(key).and_then(Tree::as_seq).unwrap_or_default();
    let (entrypoint, command) = (list("Entrypoint"), list("Cmd"));
    let command = words_of(&[entrypoint, command]).into_iter().skip(entrypoint.len()).map(|(_, spans)| spans);
    let mut fields = Fields { sources, command: command.collect(), found: Vec::new() };
    fields.collect(tree, &mut String::new(), &tree.origin, &[]);
    fields.found
}

struct Fields<'a> {
    sources: &'a Sources,
    /// What is to be hidden of the words of `Cmd`: it depends on the entry point's.
    command: Vec<Vec<Range<usize>>>,
    found: Vec<Json>,
}

impl Fields<'_> {
    /// `hidden` is what the words around this one say is to be hidden of it.
    fn collect(&mut self, tree: &Tree, pointer: &mut String, above: &Origin, hidden: &[Range<usize>]) {
        // An item without a place of its own was written with what holds it.
        let own = if tree.origin.is_default() { above } else { &tree.origin };
        let length = pointer.len();
        match &tree.value {
            Value::Mapping(map) if !map.is_empty() => {
                for (key, value) in map {
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    self.collect(value, pointer, own, &[]);
                    pointer.truncate(length);
                }
            }
            Value::Sequence(items) if !items.is_empty() => {
                let words = match pointer.as_str() {
                    "/Cmd" => std::mem::take(&mut self.command),
                    _ => words_of(&[items]).into_iter().map(|(_, spans)| spans).collect(),
                };
                for (at, value) in items.iter().enumerate() {
                    pointer.push_str(&format!("/{at}"));
                    self.collect(value, pointer, own, words.get(at).map_or(&[], Vec::as_slice));
                    pointer.truncate(length);
                }
            }
            _ => self.found.push(self.leaf(tree, pointer, own, hidden)),
        }
    }

    fn leaf(&self, tree: &Tree, pointer: &str, own: &Origin, hidden: &[Range<usize>]) -> Json {
        // An item of a list has its list's name.
        let named = |part: &&str| !part.bytes().all(|byte| byte.is_ascii_digit());
        let key = pointer.rsplit('/').find(named).unwrap_or_default();
        let text = scalar(tree).unwrap_or_default();
        let mut spans = [hidden_entry(key, &text), hidden.to_vec()].concat();
        if spans.is_empty() {
            spans.extend(brought(&text, own));
        }
        let is_hidden = !spans.is_empty();
        let value = match is_hidden {
            false => tree.to_json(),
            // Of a variable only the name is shown.
            true if pointer.starts_with("/Env/") => {
                Json::from(text.split_once(['=', ':']).map_or("", |(name, _)| name))
            }
            true => Json::from(without(&text, spans)),
        };
        // The symbol holds the text around the variable: as secret as the value, or the line of another file.
        let foreign = own.links().any(|link| link.via == Via::EnvFile);
        let symbol = tree
            .symbol
            .as_deref()
            .filter(|symbol| !is_hidden && !foreign && hidden_entry(key, symbol).is_empty());
        let mut entry = json!({
            "field": pointer,
            "value": value,
            "symbol": symbol,
            "origin": origin(own, self.sources),
        });
        if is_hidden {
            entry["hidden"] = Json::Bool(true);
        }
        entry
    }
}

/// Hides every secret in what is to be printed, in texts and in keys.
pub(super) fn hide(json: &mut Json, known: &Known) {
    match json {
        Json::String(text) => {
            if let Some(shown) = hidden(text, known) {
                *text = shown;
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| hide(item, known)),
        Json::Object(map) => {
            let before = map.get("value").cloned();
            map.values_mut().for_each(|value| hide(value, known));
            if map.keys().any(|key| hidden(key, known).is_some()) {
                let entries = std::mem::take(map).into_iter();
                *map = entries
                    .map(|(key, value)| (hidden(&key, known).unwrap_or(key), value))
                    .collect::<Map<_, _>>();
            }
            if map.contains_key("field") && map.get("value") != before.as_ref() {
                map.insert("hidden".to_owned(), Json::Bool(true));
            }
        }
        _ => {}
    }
}

/// The text without the secrets in it, if there are any.
fn hidden(text: &str, known: &Known) -> Option<String> {
    let shown = known.hide(text);
    let shown = redact(&shown);
    (shown != text).then(|| shown.into_owned()).filter(|shown| shown.contains(HIDDEN))
}
