//! What a finding knows of a secret's value: enough to tell whether it is still the same, and nothing that anybody can read.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The value of a secret on its way from a rule to its fingerprint: it prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// A value.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self(value.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The key of fingerprints of secrets. It opens nothing; who has it can try values against fingerprints.
#[derive(Clone)]
pub struct Key(Box<[u8]>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The fewest bytes of a key: fewer could be guessed.
pub const MIN_KEY_BYTES: usize = 16;

impl Key {
    /// A key of these bytes; none if they are too few.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= MIN_KEY_BYTES).then(|| Self(bytes.into()))
    }

    /// The fingerprint of a value: the key's name and a keyed hash, so that those of two keys are not compared.
    pub(crate) fn fingerprint(&self, secret: &Secret) -> Option<String> {
        let name = self.hash(b"key", b"", 4)?;
        Some(format!("{name}:{}", self.hash(b"value", secret.0.as_bytes(), 16)?))
    }

    fn hash(&self, kind: &[u8], text: &[u8], bytes: usize) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(b"esclusa ");
        mac.update(kind);
        mac.update(b"\0");
        mac.update(text);
        let hash = mac.finalize().into_bytes();
        Some(hash.iter().take(bytes).map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Whether two fingerprints say that the secret is another one: they are of one key and differ.
#[must_use]
pub fn is_another_secret(one: &str, other: &str) -> bool {
    let key = |text: &str| text.split_once(':').map(|(key, _)| key.to_owned());
    one != other && key(one).is_some() && key(one) == key(other)
}

#[cfg(test)]
mod tests {
    use super::{Key, Secret, is_another_secret};

    #[test]
    fn fingerprints_are_of_a_key_and_a_value() {
        let key = |byte: u8| Key::new(&[byte; 32]).expect("long enough");
        let of = |key: &Key, value: &str| key.fingerprint(&Secret::new(value)).expect("any key will do");
        let one = of(&key(1), "a");
        assert_eq!(one, of(&key(1), "a"));
        assert!(is_another_secret(&one, &of(&key(1), "b")));
        // Of another key nothing is known.
        assert_ne!(one, of(&key(2), "a"));
        assert!(!is_another_secret(&one, &of(&key(2), "b")));
        assert_eq!(one.len(), 8 + 1 + 32);
        assert!(Key::new(&[1; 15]).is_none());
        assert_eq!(format!("{:?} {:?}", Secret::new("tulip"), key(7)), "*** ***");
    }
}
