//! Keys and values in order. Nearly every mapping has few keys, and few are compared faster than one is hashed: only
//! what has many is indexed, by a hash that no input can foresee.

use std::hash::{BuildHasher as _, RandomState};

use hashbrown::HashTable;

use crate::Tree;

/// Up to so many entries a mapping is searched by comparing.
const FEW: usize = 24;

/// Values under keys, in the order in which the keys were first said.
#[derive(Clone, Debug)]
pub struct Entries<V = Tree> {
    items: Vec<(String, V)>,
    /// Where each key stands, once there are many.
    index: Option<Box<Index>>,
}

#[derive(Clone, Debug, Default)]
struct Index {
    places: HashTable<usize>,
    state: RandomState,
}

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self::new()
    }
}

/// Two mappings are equal if each key has the same value, in whatever order.
impl<V: PartialEq> PartialEq for Entries<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<V> Entries<V> {
    /// No entries.
    #[must_use]
    pub const fn new() -> Self {
        Self { items: Vec::new(), index: None }
    }

    /// No entries yet, and room for so many.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { items: Vec::with_capacity(capacity), index: None }
    }

    /// The number of entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Where a key stands.
    #[must_use]
    pub fn get_index_of(&self, key: &str) -> Option<usize> {
        match &self.index {
            None => self.items.iter().position(|(name, _)| is_same(name, key)),
            Some(index) => {
                let is_key = |at: &usize| self.items.get(*at).is_some_and(|(name, _)| name == key);
                index.places.find(index.state.hash_one(key), is_key).copied()
            }
        }
    }

    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&V> {
        self.get_index_of(key).and_then(|at| self.items.get(at)).map(|(_, value)| value)
    }

    /// The value under a key, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.get_index_of(key).and_then(|at| self.items.get_mut(at)).map(|(_, value)| value)
    }

    /// Whether there is a value under a key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.get_index_of(key).is_some()
    }

    /// The entry at a place.
    #[must_use]
    pub fn get_index(&self, at: usize) -> Option<(&String, &V)> {
        self.items.get(at).map(|(key, value)| (key, value))
    }

    /// The first entry.
    #[must_use]
    pub fn first(&self) -> Option<(&String, &V)> {
        self.get_index(0)
    }

    /// Puts a value under a key, in the place of the one before or at the end; gives that back.
    pub fn insert(&mut self, key: String, value: V) -> Option<V> {
        match self.get_mut(&key) {
            Some(before) => Some(std::mem::replace(before, value)),
            None => {
                self.push(key, value);
                None
            }
        }
    }

    /// What stands under a key, or can be put there.
    pub fn entry(&mut self, key: String) -> Entry<'_, V> {
        let at = self.get_index_of(&key);
        Entry { entries: self, key, at }
    }

    /// Adds an entry whose key is not there.
    fn push(&mut self, key: String, value: V) {
        if let Some(index) = &mut self.index {
            let Index { places, state } = &mut **index;
            let items = &self.items;
            places.insert_unique(state.hash_one(&key), items.len(), |at| state.hash_one(&items[*at].0));
        }
        self.items.push((key, value));
        if self.index.is_none() && self.items.len() > FEW {
            self.reindex();
        }
    }

    /// Indexes what has many entries anew.
    fn reindex(&mut self) {
        self.index = None;
        if self.items.len() <= FEW {
            return;
        }
        let mut index = Index { places: HashTable::with_capacity(self.items.len()), ..Index::default() };
        for (at, (key, _)) in self.items.iter().enumerate() {
            let Index { places, state } = &mut index;
            places.insert_unique(state.hash_one(key), at, |at| state.hash_one(&self.items[*at].0));
        }
        self.index = Some(Box::new(index));
    }

    /// Takes an entry out; those behind it move up.
    pub fn shift_remove(&mut self, key: &str) -> Option<V> {
        let at = self.get_index_of(key)?;
        if let Some(index) = &mut self.index {
            let hash = index.state.hash_one(key);
            if let Ok(entry) = index.places.find_entry(hash, |place| *place == at) {
                entry.remove();
            }
            index.places.iter_mut().filter(|place| **place > at).for_each(|place| *place -= 1);
        }
        Some(self.items.remove(at).1)
    }

    /// Leaves the entries that `keep` says.
    pub fn retain(&mut self, mut keep: impl FnMut(&String, &mut V) -> bool) {
        let before = self.items.len();
        self.items.retain_mut(|(key, value)| keep(key, value));
        if self.index.is_some() && self.items.len() < before {
            self.reindex();
        }
    }

    /// Sorts the entries by their keys.
    pub fn sort_keys(&mut self) {
        self.items.sort_by(|(one, _), (other, _)| one.cmp(other));
        if self.index.is_some() {
            self.reindex();
        }
    }

    /// Moves every entry of `other` here.
    pub fn append(&mut self, other: &mut Self) {
        self.extend(std::mem::take(other));
    }

    /// The entries in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&String, &V)> + ExactSizeIterator + Clone {
        self.items.iter().map(parts as fn(&(String, V)) -> (&String, &V))
    }

    /// The entries in order, their values to change.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&String, &mut V)> + ExactSizeIterator {
        self.items.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &String> + ExactSizeIterator {
        self.items.iter().map(|(key, _)| key)
    }

    /// The values in order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.items.iter().map(|(_, value)| value)
    }

    /// The values in order, to change.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> + ExactSizeIterator {
        self.items.iter_mut().map(|(_, value)| value)
    }

    /// The values, moved out.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> + ExactSizeIterator {
        self.items.into_iter().map(|(_, value)| value)
    }
}

/// Whether two keys are the same. Most that are not differ in length or at once, and need not be compared as a whole.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.as_bytes().first() == other.as_bytes().first() && one == other
}

/// A key of a mapping, with or without a value.
pub struct Entry<'a, V> {
    entries: &'a mut Entries<V>,
    key: String,
    at: Option<usize>,
}

impl<'a, V> Entry<'a, V> {
    /// The value, after one is put there if there was none.
    pub fn or_insert_with(self, value: impl FnOnce() -> V) -> &'a mut V {
        let Self { entries, key, at } = self;
        let at = at.unwrap_or_else(|| {
            entries.push(key, value());
            entries.items.len() - 1
        });
        &mut entries.items[at].1
    }

    /// The same of a value that is at hand.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }

    /// The same of the default.
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }
}

const fn parts<V>((key, value): &(String, V)) -> (&String, &V) {
    (key, value)
}

const fn parts_mut<V>((key, value): &mut (String, V)) -> (&String, &mut V) {
    (key, value)
}

impl<V> Extend<(String, V)> for Entries<V> {
    fn extend<I: IntoIterator<Item = (String, V)>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        self.items.reserve(entries.size_hint().0);
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<V> FromIterator<(String, V)> for Entries<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        let mut all = Self::new();
        all.extend(entries);
        all
    }
}

impl<V, const N: usize> From<[(String, V); N]> for Entries<V> {
    fn from(entries: [(String, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<V> IntoIterator for Entries<V> {
    type Item = (String, V);
    type IntoIter = std::vec::IntoIter<(String, V)>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// Of borrowed entries in order.
type Borrowed<'a, V> = std::iter::Map<std::slice::Iter<'a, (String, V)>, fn(&(String, V)) -> (&String, &V)>;
/// Of borrowed entries in order, their values to change.
type BorrowedMut<'a, V> =
    std::iter::Map<std::slice::IterMut<'a, (String, V)>, fn(&mut (String, V)) -> (&String, &mut V)>;

impl<'a, V> IntoIterator for &'a Entries<V> {
    type Item = (&'a String, &'a V);
    type IntoIter = Borrowed<'a, V>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter().map(parts)
    }
}

impl<'a, V> IntoIterator for &'a mut Entries<V> {
    type Item = (&'a String, &'a mut V);
    type IntoIter = BorrowedMut<'a, V>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut().map(parts_mut)
    }
}

#[cfg(test)]
mod tests {
    use super::{Entries, FEW};

    fn many(count: usize) -> Entries<usize> {
        (0..count).map(|at| (format!("key{at}"), at)).collect()
    }

    #[test]
    fn few_and_many_are_found_replaced_and_removed_alike() {
        for count in [0, 1, 2, FEW - 1, FEW, FEW + 1, 10 * FEW] {
            let mut entries = many(count);
            assert_eq!(entries.insert("key0".into(), 7), (count > 0).then_some(0));
            entries.insert("key0".into(), 0);
            let count = count.max(1);
            assert_eq!(entries.len(), count);
            for at in 0..count {
                assert_eq!(entries.get(&format!("key{at}")), Some(&at));
            }
            assert_eq!(entries.get("none"), None);
            assert_eq!(entries.shift_remove("key0"), Some(0));
            assert_eq!(entries.shift_remove("key0"), None);
            entries.retain(|_, value| *value % 2 == 0);
            let left: Vec<usize> = entries.values().copied().collect();
            assert_eq!(left, (1..count).filter(|at| at % 2 == 0).collect::<Vec<_>>());
            assert!(left.iter().all(|at| entries.get(&format!("key{at}")) == Some(at)));
            assert!((1..count).all(|at| entries.contains_key(&format!("key{at}")) == (at % 2 == 0)));
        }
    }

    #[test]
    fn order_does_not_decide_equality() {
        for count in [3, 3 * FEW] {
            let entries = many(count);
            let mut turned: Entries<usize> = entries.clone().into_iter().rev().collect();
            assert_eq!(entries, turned);
            turned.sort_keys();
            assert_eq!(entries, turned);
            assert_eq!(turned.get("key1"), Some(&1));
            turned.insert("key1".into(), 2);
            assert_ne!(entries, turned);
        }
    }
}
