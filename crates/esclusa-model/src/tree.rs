//! The working tree of every dialect: plain values, each with its origin.

use std::sync::Arc;

use crate::{Entries, Origin};

/// A value without its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing said.
    #[default]
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer; wide enough for Go's `int64` and `uint64`.
    Int(i128),
    /// A floating point number.
    Float(f64),
    /// Text.
    String(String),
    /// A moment that YAML wrote as such, in the form of RFC 3339.
    Time(String),
    /// Items in order.
    Sequence(Vec<Tree>),
    /// Keys and values in order.
    Mapping(Entries),
}

/// A value, where it came from, and its symbol if it is not known for certain.
///
/// Two trees are equal if their values are: origins say where, not what.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The value; where it is unknown, the value that the real client would use.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
    /// The text with its variables (`${TAG}`) if one of them is unset here, so that the value is a guess.
    pub symbol: Option<Arc<str>>,
    /// Where the key of this entry is written, if it is an entry of a mapping.
    pub key: Option<esclusa_source::Span>,
}

impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Tree {
    /// A value with its origin.
    #[must_use]
    pub fn new(value: impl Into<Value>, origin: Origin) -> Self {
        Self { value: value.into(), origin, symbol: None, key: None }
    }

    /// A value that nobody wrote.
    #[must_use]
    pub fn bare(value: impl Into<Value>) -> Self {
        Self::new(value, Origin::default())
    }

    /// Another value at the same place, with the same symbol and key.
    #[must_use]
    pub fn with_value(&self, value: impl Into<Value>) -> Self {
        Self { value: value.into(), ..self.clone_place() }
    }

    /// Everything but the value.
    fn clone_place(&self) -> Self {
        Self { value: Value::Null, origin: self.origin.clone(), symbol: self.symbol.clone(), key: self.key }
    }

    /// The entry of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The entry of a mapping, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        self.as_map_mut()?.get_mut(key)
    }

    /// The entries of a mapping.
    #[must_use]
    pub const fn as_map(&self) -> Option<&Entries> {
        match &self.value {
            Value::Mapping(map) => Some(map),
            _ => None,
        }
    }

    /// The entries of a mapping, to change.
    pub const fn as_map_mut(&mut self) -> Option<&mut Entries> {
        match &mut self.value {
            Value::Mapping(map) => Some(map),
            _ => None,
        }
    }

    /// The items of a sequence.
    #[must_use]
    pub fn as_seq(&self) -> Option<&[Self]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The items of a sequence, to change.
    pub const fn as_seq_mut(&mut self) -> Option<&mut Vec<Self>> {
        match &mut self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A truth value.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// An integer.
    #[must_use]
    pub const fn as_int(&self) -> Option<i128> {
        match self.value {
            Value::Int(value) => Some(value),
            _ => None,
        }
    }

    /// Whether nothing is said.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The plain value as JSON, without origins.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => i64::try_from(*value)
                .map(Json::from)
                .or_else(|_| u64::try_from(*value).map(Json::from))
                .unwrap_or_else(|_| Json::from(*value as f64)),
            Value::Float(value) => Json::from(*value),
            Value::String(text) | Value::Time(text) => Json::String(text.clone()),
            Value::Sequence(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Value::Mapping(map) => {
                Json::Object(map.iter().map(|(key, value)| (key.clone(), value.to_json())).collect())
            }
        }
    }

    /// Calls `change` on the origin of this tree and of everything below it.
    pub fn for_each_origin(&mut self, change: &mut impl FnMut(&mut Origin)) {
        change(&mut self.origin);
        match &mut self.value {
            Value::Sequence(items) => items.iter_mut().for_each(|item| item.for_each_origin(change)),
            Value::Mapping(map) => map.values_mut().for_each(|item| item.for_each_origin(change)),
            _ => {}
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<Vec<Tree>> for Value {
    fn from(value: Vec<Tree>) -> Self {
        Self::Sequence(value)
    }
}

impl From<Entries> for Value {
    fn from(value: Entries) -> Self {
        Self::Mapping(value)
    }
}
