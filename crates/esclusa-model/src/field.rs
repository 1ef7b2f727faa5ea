//! One field of a container: a value or nothing, its origin, and its symbol where it is not known.

use std::sync::Arc;

use esclusa_source::{Detail, Problem, detail};

use crate::shape::Shape;
use crate::tree::{Tree, Value};
use crate::{Entries, Origin};

/// A value somebody asked for, or nothing. Equality ignores the origin: it says where, not what.
#[derive(Clone, Debug)]
pub struct Field<T> {
    /// The value; `None` if nobody asked. Where it is unknown, the value that the real client would use.
    pub value: Option<T>,
    /// Where it was asked for.
    pub origin: Origin,
    /// `${TAG}`, if a variable in it is unset so that the value is not known.
    pub symbol: Option<Arc<str>>,
}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self { value: None, origin: Origin::default(), symbol: None }
    }
}

impl<T: PartialEq> PartialEq for Field<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.symbol == other.symbol
    }
}

impl<T> Field<T> {
    /// A known value with its origin.
    #[must_use]
    pub const fn new(value: T, origin: Origin) -> Self {
        Self { value: Some(value), origin, symbol: None }
    }

    /// The value, if somebody asked.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Whether nobody asked.
    #[must_use]
    pub const fn is_default(&self) -> bool {
        self.value.is_none()
    }

    /// The symbol, if the value is not known for certain.
    #[must_use]
    pub fn unknown(&self) -> Option<&str> {
        self.symbol.as_deref()
    }
}

/// Items, each with its origin; the list has one of its own.
#[derive(Clone, Debug)]
pub struct List<T> {
    /// The items in order.
    pub items: Vec<Field<T>>,
    /// Where the list is written.
    pub origin: Origin,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), origin: Origin::default() }
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

impl<T> List<T> {
    /// The values in order.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.items.iter().filter_map(Field::get)
    }

    /// Adds a known value.
    pub fn push(&mut self, value: T, origin: Origin) {
        self.items.push(Field::new(value, origin));
    }

    /// Whether it has no item.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// Named values, each with its origin.
#[derive(Clone, Debug)]
pub struct Map<T> {
    /// The entries in order.
    pub entries: Entries<Field<T>>,
    /// Where the map is written.
    pub origin: Origin,
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self { entries: Entries::new(), origin: Origin::default() }
    }
}

impl<T: PartialEq> PartialEq for Map<T> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl<T> Map<T> {
    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.entries.get(key).and_then(Field::get)
    }

    /// Sets a known value.
    pub fn insert(&mut self, key: impl Into<String>, value: T, origin: Origin) {
        self.entries.insert(key.into(), Field::new(value, origin));
    }

    /// Whether it has no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// A type that the Engine API's JSON carries.
pub trait Wire: Sized {
    /// What it looks like.
    const SHAPE: &'static Shape;
    /// Reads the value; a wrong type is a problem and gives `None`.
    fn read(tree: &Tree, problems: &mut Vec<Problem>) -> Option<Self>;
    /// Writes the value.
    fn write(&self) -> Tree;
    /// Whether this is Go's zero value, which the API does not tell from an absent one.
    fn is_zero(&self) -> bool {
        false
    }
}

/// What a record holds under a key: a [`Field`], a [`List`], a [`Map`] or another record.
pub trait Slot: Sized + Default {
    /// What stands under the key.
    const SHAPE: &'static Shape;
    /// Reads what stands under the key. `keep` keeps an explicit zero (the API's pointer fields).
    fn read(tree: &Tree, keep: bool, problems: &mut Vec<Problem>) -> Self;
    /// Writes it; `None` if nobody asked.
    fn write(&self) -> Option<Tree>;
}

fn wrong(tree: &Tree, expected: Detail, problems: &mut Vec<Problem>) {
    problems.push(Problem::new("wrong-type", tree.origin.place, expected));
}

impl Wire for bool {
    const SHAPE: &'static Shape = &Shape::Flag;
    fn read(tree: &Tree, problems: &mut Vec<Problem>) -> Option<Self> {
        if tree.as_bool().is_none() {
            wrong(tree, detail!("expected-true-or-false", "expected true or false"), problems);
        }
        tree.as_bool()
    }
    fn write(&self) -> Tree {
        Tree::bare(*self)
    }
    fn is_zero(&self) -> bool {
        !self
    }
}

/// A whole number of Go's.
macro_rules! whole {
    ($number:ty, $expected:expr) => {
        impl Wire for $number {
            const SHAPE: &'static Shape = &Shape::Whole;
            fn read(tree: &Tree, problems: &mut Vec<Problem>) -> Option<Self> {
                let number = tree.as_int().and_then(|value| Self::try_from(value).ok());
                if number.is_none() {
                    wrong(tree, $expected, problems);
                }
                number
            }
            fn write(&self) -> Tree {
                Tree::bare(Value::Int((*self).into()))
            }
            fn is_zero(&self) -> bool {
                *self == 0
            }
        }
    };
}
whole!(i64, detail!("expected-whole-64", "expected a whole number of 64 bits"));
whole!(u64, detail!("expected-natural-64", "expected a whole number of 64 bits, not negative"));

impl Wire for String {
    const SHAPE: &'static Shape = &Shape::Text;
    fn read(tree: &Tree, problems: &mut Vec<Problem>) -> Option<Self> {
        if tree.as_str().is_none() {
            wrong(tree, detail!("expected-text", "expected text"), problems);
        }
        tree.as_str().map(ToOwned::to_owned)
    }
    fn write(&self) -> Tree {
        Tree::bare(self.as_str())
    }
    fn is_zero(&self) -> bool {
        self.is_empty()
    }
}

/// An empty object: the value in the API's sets (`ExposedPorts`, `Volumes`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Present;

impl Wire for Present {
    const SHAPE: &'static Shape = &Shape::Present;
    fn read(_: &Tree, _: &mut Vec<Problem>) -> Option<Self> {
        Some(Self)
    }
    fn write(&self) -> Tree {
        Tree::bare(Entries::new())
    }
}

impl<T: Wire> Slot for Field<T> {
    const SHAPE: &'static Shape = T::SHAPE;
    fn read(tree: &Tree, keep: bool, problems: &mut Vec<Problem>) -> Self {
        if tree.is_null() {
            // Not even a guess: only the symbol is known.
            let (origin, symbol) = (tree.origin.clone(), tree.symbol.clone());
            return if symbol.is_some() { Self { value: None, origin, symbol } } else { Self::default() };
        }
        let value = T::read(tree, problems).filter(|value| keep || tree.symbol.is_some() || !value.is_zero());
        let symbol = tree.symbol.clone();
        if value.is_none() { Self::default() } else { Self { value, origin: tree.origin.clone(), symbol } }
    }
    fn write(&self) -> Option<Tree> {
        let mut tree = match &self.value {
            Some(value) => value.write(),
            None => self.symbol.as_ref().map(|_| Tree::default())?,
        };
        tree.origin = self.origin.clone();
        tree.symbol.clone_from(&self.symbol);
        Some(tree)
    }
}

impl<T: Wire> Slot for List<T> {
    const SHAPE: &'static Shape = &Shape::List(T::SHAPE);
    fn read(tree: &Tree, _: bool, problems: &mut Vec<Problem>) -> Self {
        let items = match &tree.value {
            Value::Null => return Self::default(),
            Value::Sequence(items) => items.as_slice(),
            // Go's StrSlice: a lone string is a list of one.
            Value::String(_) => std::slice::from_ref(tree),
            _ => {
                wrong(tree, detail!("expected-a-list", "expected a list"), problems);
                return Self::default();
            }
        };
        let items = items.iter().map(|item| Field::read(item, true, problems)).collect();
        Self { items, origin: tree.origin.clone() }
    }
    fn write(&self) -> Option<Tree> {
        if self.items.is_empty() && self.origin.is_default() {
            return None;
        }
        let items: Vec<Tree> = self.items.iter().map(|item| item.write().unwrap_or_default()).collect();
        Some(Tree::new(items, self.origin.clone()))
    }
}

impl<T: Wire> Slot for Map<T> {
    const SHAPE: &'static Shape = &Shape::Map(T::SHAPE);
    fn read(tree: &Tree, _: bool, problems: &mut Vec<Problem>) -> Self {
        let Some(map) = tree.as_map() else {
            if !tree.is_null() {
                wrong(tree, detail!("expected-an-object", "expected an object"), problems);
            }
            return Self::default();
        };
        let entries =
            map.iter().map(|(key, value)| (key.clone(), Field::read(value, true, problems))).collect();
        Self { entries, origin: tree.origin.clone() }
    }
    fn write(&self) -> Option<Tree> {
        if self.entries.is_empty() && self.origin.is_default() {
            return None;
        }
        let entries: Entries = self
            .entries
            .iter()
            .map(|(key, value)| (key.clone(), value.write().unwrap_or_default()))
            .collect();
        Some(Tree::new(entries, self.origin.clone()))
    }
}

/// A list inside a map, as in `PortBindings`.
impl<T: Wire> Wire for List<T> {
    const SHAPE: &'static Shape = &Shape::List(T::SHAPE);
    fn read(tree: &Tree, problems: &mut Vec<Problem>) -> Option<Self> {
        Some(Slot::read(tree, true, problems))
    }
    fn write(&self) -> Tree {
        Slot::write(self).unwrap_or_else(|| Tree::bare(Vec::new()))
    }
}

/// Declares a record of the Engine API: the struct, its keys, its reader and its writer, from one list.
///
/// `keep` after a key marks the API's pointer fields, where an explicit zero differs from an absent value. Keys are
/// matched without case, as Go's `encoding/json` does; a key that the record does not know is kept in `unread`.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$field_meta:meta])* $field:ident: $kind:ty = $key:literal $($keep:ident)?,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $kind,)*
            /// What was said under keys that this record does not know; written back as it came.
            pub unread: $crate::Entries,
        }

        impl $name {
            /// The keys in the API's spelling, in the order of the fields.
            pub const KEYS: &[&str] = &[$($key),*];
        }

        impl $crate::field::Wire for $name {
            const SHAPE: &'static $crate::shape::Shape = &$crate::shape::Shape::Record(&[$($crate::shape::Key {
                name: $key,
                shape: <$kind as $crate::field::Slot>::SHAPE,
                pointer: record!(@keep $($keep)?),
            }),*]);

            fn read(tree: &$crate::Tree, problems: &mut Vec<esclusa_source::Problem>) -> Option<Self> {
                let Some(map) = tree.as_map() else {
                    problems.push(esclusa_source::Problem::new(
                        "wrong-type", tree.origin.place, esclusa_source::detail!("expected-an-object", "expected an object")));
                    return None;
                };
                let mut record = Self::default();
                for (key, value) in map {
                    match () {
                        $(() if $crate::shape::same_key($key, key) => {
                            record.$field = $crate::field::Slot::read(value, record!(@keep $($keep)?), problems);
                        })*
                        () => { record.unread.insert(key.clone(), value.clone()); }
                    }
                }
                Some(record)
            }

            fn write(&self) -> $crate::Tree {
                let mut map = $crate::Entries::new();
                $(if let Some(tree) = $crate::field::Slot::write(&self.$field) {
                    map.insert($key.to_owned(), tree);
                })*
                map.extend(self.unread.iter().map(|(key, tree)| (key.clone(), tree.clone())));
                $crate::Tree::bare(map)
            }
        }

        impl $crate::field::Slot for $name {
            const SHAPE: &'static $crate::shape::Shape = <Self as $crate::field::Wire>::SHAPE;

            fn read(tree: &$crate::Tree, _: bool, problems: &mut Vec<esclusa_source::Problem>) -> Self {
                if tree.is_null() {
                    return Self::default();
                }
                <Self as $crate::field::Wire>::read(tree, problems).unwrap_or_default()
            }

            fn write(&self) -> Option<$crate::Tree> {
                let tree = $crate::field::Wire::write(self);
                tree.as_map().is_some_and(|map| !map.is_empty()).then_some(tree)
            }
        }
    };
    (@keep) => { false };
    (@keep keep) => { true };
}
pub(crate) use record;
