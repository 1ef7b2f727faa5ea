//! The keys that leave a container running (`ctrl-p,ctrl-q`), found among what is typed.

/// The keys, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetachKeys(Vec<u8>);

/// What is no key.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("Unknown character: '{0}'")]
pub struct NotKeys(pub String);

impl Default for DetachKeys {
    /// Control and P, control and Q.
    fn default() -> Self {
        Self(vec![16, 17])
    }
}

impl DetachKeys {
    /// Reads `ctrl-a,b`: single characters, and letters and `@[\]^_` with the control key.
    ///
    /// # Errors
    /// The part that is neither.
    pub fn parse(text: &str) -> Result<Self, NotKeys> {
        let key = |word: &str| -> Option<u8> {
            let mut characters = word.chars();
            if let (Some(one), None) = (characters.next(), characters.next()) {
                return u8::try_from(one).ok().filter(u8::is_ascii);
            }
            let held = word.strip_prefix("ctrl-").filter(|held| held.len() == 1)?;
            match held.bytes().next()? {
                letter @ b'a'..=b'z' => Some(letter - b'a' + 1),
                sign @ (b'@' | b'['..=b'_') => Some(sign - b'@'),
                _ => None,
            }
        };
        text.split(',')
            .map(|word| key(word).ok_or_else(|| NotKeys(word.to_owned())))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Looks for the keys in what is typed, and holds back what may be their beginning.
#[derive(Debug)]
pub(crate) struct Watch {
    keys: DetachKeys,
    met: usize,
}

impl Watch {
    pub(crate) const fn new(keys: DetachKeys) -> Self {
        Self { keys, met: 0 }
    }

    /// What is to be passed on of these bytes, and whether the keys were all met.
    pub(crate) fn pass(&mut self, bytes: &[u8]) -> (Vec<u8>, bool) {
        let mut passed = Vec::with_capacity(bytes.len());
        for byte in bytes {
            if self.keys.0.get(self.met) == Some(byte) {
                self.met += 1;
                if self.met == self.keys.0.len() {
                    return (passed, true);
                }
                continue;
            }
            passed.extend_from_slice(self.keys.0.get(..self.met).unwrap_or_default());
            self.met = usize::from(self.keys.0.first() == Some(byte));
            if self.met == 0 {
                passed.push(*byte);
            }
        }
        (passed, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_docker_reads_them() {
        assert_eq!(DetachKeys::parse("ctrl-p,ctrl-q"), Ok(DetachKeys::default()));
        assert_eq!(DetachKeys::parse("a,ctrl-@,ctrl-[,ctrl-_"), Ok(DetachKeys(vec![b'a', 0, 27, 31])));
        for wrong in ["", "ctrl-A", "ctrl-", "ctrl-1", "ab", "a,,b", "ñ"] {
            assert!(DetachKeys::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn keys_are_found_across_pieces_and_nothing_else_is_lost() {
        let mut watch = Watch::new(DetachKeys::default());
        assert_eq!(watch.pass(b"ab\x10"), (b"ab".to_vec(), false));
        assert_eq!(watch.pass(b"c"), (b"\x10c".to_vec(), false));
        assert_eq!(watch.pass(b"\x10\x10"), (b"\x10".to_vec(), false));
        assert_eq!(watch.pass(b"\x11d"), (Vec::new(), true));
    }
}
