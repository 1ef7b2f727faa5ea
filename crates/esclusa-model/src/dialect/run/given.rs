//! The flags that were given, by the name under which they are kept, as fields of the model.

use std::sync::Arc;

use super::numbers;
use super::pflag::Occurrence;
use crate::field::{Field, List, Map, Wire};
use crate::tree::{Tree, Value};
use crate::{Origin, Via, symbol};

/// The flags of one command line.
pub(super) struct Given<'w> {
    pub flags: Vec<Occurrence<'w>>,
}

impl Occurrence<'_> {
    /// Where the value is written. A word of this process's own arguments has no file: its origin is the command line.
    pub(super) fn origin(&self) -> Origin {
        origin_of(self.word)
    }

    /// The value as it stands, if it holds a variable.
    pub(super) fn symbol(&self) -> Option<Arc<str>> {
        self.word.symbolic.then(|| self.value.as_str().into())
    }

    /// What stands before and after a separator; in a variable or substitution none is looked for.
    pub(super) fn pair(&self, separator: char) -> Option<(&str, &str)> {
        let text = self.value.as_str();
        if self.word.symbolic { symbol::split_once(text, separator) } else { text.split_once(separator) }
    }

    /// A record of which parts are not known: each text in it that holds a variable is its own symbol.
    pub(super) fn marked<T: Wire>(&self, record: T) -> T {
        if self.word.symbolic { marked(record) } else { record }
    }

    /// The value made a field. Zero is not asked, unless `keep` says that the API tells it from nothing.
    pub(super) fn field<T: Wire, E>(&self, value: Result<T, E>, keep: bool) -> Field<T> {
        let symbol = self.symbol();
        let value = value.ok().filter(|value| keep || symbol.is_some() || !value.is_zero());
        if value.is_none() && symbol.is_none() {
            return Field::default();
        }
        Field { value, origin: self.origin(), symbol }
    }
}

/// A record in which each text that holds a variable is its own symbol.
pub(super) fn marked<T: Wire>(record: T) -> T {
    let mut tree = record.write();
    mark(&mut tree);
    T::read(&tree, &mut Vec::new()).unwrap_or(record)
}

/// Gives every text that holds a variable its symbol.
fn mark(tree: &mut Tree) {
    match &mut tree.value {
        Value::String(text) if symbol::is_symbolic(text) => tree.symbol = Some(text.as_str().into()),
        Value::String(text) => *text = symbol::literal(text).unwrap_or_default(),
        Value::Sequence(items) => items.iter_mut().for_each(mark),
        Value::Mapping(map) => map.values_mut().for_each(mark),
        _ => {}
    }
}

/// Where a word is written.
pub(super) fn origin_of(word: &esclusa_source::syntax::shell::Word) -> Origin {
    match word.span {
        Some(span) => Origin::at(span),
        None => Origin::default().through(Via::CommandLine, None),
    }
}

impl<'w> Given<'w> {
    /// Every occurrence of a flag.
    pub(super) fn all<'s>(&'s self, target: &'s str) -> impl Iterator<Item = &'s Occurrence<'w>> {
        self.flags.iter().filter(move |occurrence| occurrence.flag.target == target)
    }

    /// The occurrence that counts.
    pub(super) fn last(&self, target: &str) -> Option<&Occurrence<'w>> {
        self.flags.iter().rev().find(|occurrence| occurrence.flag.target == target)
    }

    /// The last value of a text flag; empty if it was not given.
    pub(super) fn text_of(&self, target: &str) -> &str {
        self.last(target).map_or("", |occurrence| occurrence.value.as_str())
    }

    pub(super) fn text(&self, target: &str) -> Field<String> {
        self.scalar(target, false, |text| Ok(text.to_owned()))
    }

    pub(super) fn boolean(&self, target: &str, keep: bool) -> Field<bool> {
        self.scalar(target, keep, numbers::boolean)
    }

    pub(super) fn is_true(&self, target: &str) -> bool {
        self.boolean(target, false).get() == Some(&true)
    }

    pub(super) fn integer(&self, target: &str, keep: bool) -> Field<i64> {
        self.scalar(target, keep, numbers::integer)
    }

    pub(super) fn scalar<T: Wire>(
        &self,
        target: &str,
        keep: bool,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Field<T> {
        self.last(target)
            .map_or_else(Field::default, |occurrence| occurrence.field(parse(&occurrence.value), keep))
    }

    /// Every value of a flag, each made an item.
    pub(super) fn list<T: Wire>(
        &self,
        target: &str,
        parse: impl Fn(&str, &Origin) -> Result<T, String>,
    ) -> List<T> {
        let mut list = List::default();
        for occurrence in self.all(target) {
            let origin = occurrence.origin();
            let value = parse(&occurrence.value, &origin).map(|value| occurrence.marked(value));
            let field = occurrence.field(value, true);
            if field.value.is_some() || field.symbol.is_some() {
                list.items.push(field);
                list.origin = origin;
            }
        }
        list
    }

    /// Every value as it stands.
    pub(super) fn texts(&self, target: &str) -> List<String> {
        self.list(target, |text, _| Ok(text.to_owned()))
    }

    /// Every `key=value`; the last one of a key counts.
    pub(super) fn pairs(&self, target: &str) -> Map<String> {
        let mut map = Map::default();
        for occurrence in self.all(target) {
            let (key, value) = occurrence.pair('=').unwrap_or((&occurrence.value, ""));
            let mut field = occurrence.field::<String, String>(Ok(value.to_owned()), true);
            if field.symbol.is_some() && symbol::is_symbolic(key) {
                // Not even the name is known: the whole word stands for both.
                field.value = None;
                map.entries.insert(occurrence.value.clone(), field);
            } else {
                // The symbol is the value's, not the whole word's.
                field.symbol = field.symbol.map(|_| value.into());
                let literal = occurrence.word.symbolic.then(|| symbol::literal(key)).flatten();
                map.entries.insert(literal.unwrap_or_else(|| key.to_owned()), field);
            }
            map.origin = occurrence.origin();
        }
        map
    }
}
