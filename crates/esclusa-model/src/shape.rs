//! The shapes of the Engine API's JSON, from the same list as the records: what a decoder must know of a type before it
//! reads it, because Go merges some values that are said twice and replaces others.

/// What stands in a place.
#[derive(Debug)]
pub enum Shape {
    /// Text.
    Text,
    /// A truth value.
    Flag,
    /// A whole number.
    Whole,
    /// An empty object.
    Present,
    /// A list of these.
    List(&'static Self),
    /// These by name.
    Map(&'static Self),
    /// A record of known keys.
    Record(&'static [Key]),
}

/// A key of a record.
#[derive(Debug)]
pub struct Key {
    /// In the API's spelling.
    pub name: &'static str,
    /// What stands there.
    pub shape: &'static Shape,
    /// Whether it is a pointer in the engine's code, so that zero is told from absent.
    pub pointer: bool,
}

impl Shape {
    /// The key of a record that Go takes a text for.
    #[must_use]
    pub fn key(&self, text: &str) -> Option<&'static Key> {
        match self {
            Self::Record(keys) => keys.iter().find(|key| same_key(key.name, text)),
            _ => None,
        }
    }
}

/// Whether Go's decoder takes `text` for the key `name`: without case, by Unicode's simple folding. The only letters
/// beyond ASCII that fold to ASCII are the long s and the Kelvin sign.
#[must_use]
pub fn same_key(name: &str, text: &str) -> bool {
    let fold = |c: char| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    };
    name.chars().map(fold).eq(text.chars().map(fold))
}
