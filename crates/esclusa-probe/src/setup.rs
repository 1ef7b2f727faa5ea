//! What the probe is told: on standard input, since a command line and an environment are seen by others.
//!
//! Lines of a key, a blank and a value. The first is `nonce`, the last is `go`.

use esclusa_kernel::{Descriptor, wipe};

use crate::line::NONCE_LENGTH;

/// The longest that may be told, in bytes.
pub(crate) const MOST: usize = 8192;

/// What it was told, without the word that nobody else may know.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    text: &'a [u8],
}

impl<'a> Setup<'a> {
    /// From its lines.
    #[must_use]
    pub const fn new(text: &'a [u8]) -> Self {
        Self { text }
    }

    /// Each value of a key.
    pub fn values(self, key: &'static str) -> impl Iterator<Item = &'a [u8]> {
        let value = move |line: &'a [u8]| line.strip_prefix(key.as_bytes())?.strip_prefix(b" ");
        self.text.split(|byte| *byte == b'\n').filter_map(value)
    }

    /// The first value of a key.
    #[must_use]
    pub fn value(self, key: &'static str) -> Option<&'a [u8]> {
        self.values(key).next()
    }

    /// The first value of a key, as a number.
    #[must_use]
    pub fn number(self, key: &'static str) -> Option<u64> {
        core::str::from_utf8(self.value(key)?).ok()?.parse().ok()
    }

    /// An address of IPv4 and a port, `10.0.0.1:80`.
    pub(crate) fn address(self, key: &'static str) -> Option<([u8; 4], u16)> {
        let address: core::net::SocketAddrV4 = core::str::from_utf8(self.value(key)?).ok()?.parse().ok()?;
        Some((address.ip().octets(), address.port()))
    }
}

/// Reads until `go`, and puts the nonce where it is to lie; `None` if `go` does not come, or the text does not begin with a
/// nonce of the right length.
pub(crate) fn read<'a>(
    from: &Descriptor,
    bytes: &'a mut [u8; MOST],
    nonce: &mut [u8; NONCE_LENGTH],
) -> Option<Setup<'a>> {
    const KEY: &[u8] = b"nonce ";
    let mut length = 0;
    while !bytes.get(..length)?.ends_with(b"\ngo\n") {
        match from.read(bytes.get_mut(length..)?) {
            Ok(0) | Err(_) => return None,
            Ok(more) => length += more,
        }
    }
    let (first, rest) = bytes.get_mut(..length)?.split_at_mut_checked(KEY.len() + NONCE_LENGTH)?;
    let digits = first.strip_prefix(KEY)?;
    let is_word = digits.iter().all(u8::is_ascii_hexdigit) && rest.first() == Some(&b'\n');
    for (place, digit) in nonce.iter_mut().zip(digits) {
        *place = *digit;
    }
    wipe(first);
    is_word.then_some(Setup::new(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_whole_key() {
        let setup = Setup::new(b"\nport 80\nports 1\nplace /a\nplace /b c\nneighbour 10.0.0.2:80\ngo\n");
        assert_eq!(setup.number("port"), Some(80));
        assert!(setup.values("place").eq([&b"/a"[..], b"/b c"]));
        assert_eq!(setup.address("neighbour"), Some(([10, 0, 0, 2], 80)));
        assert_eq!(setup.value("place /a"), None);
        assert_eq!(setup.number("place"), None);
    }

    fn told(text: &[u8]) -> Option<([u8; NONCE_LENGTH], usize)> {
        let (reader, writer) = esclusa_kernel::pipe().unwrap();
        writer.write_all(text).unwrap();
        drop(writer);
        let (mut bytes, mut nonce) = ([0; MOST], [0; NONCE_LENGTH]);
        let found = read(&reader, &mut bytes, &mut nonce).map(|setup| setup.values("a").count());
        let found = found.map(|count| (nonce, count));
        // Nothing of the word stays behind.
        assert!(found.is_none() || bytes.iter().filter(|byte| **byte == b'7').count() == 0);
        found
    }

    #[test]
    fn the_word_comes_first_and_is_forgotten_in_the_text() {
        let word = [b'7'; NONCE_LENGTH];
        let text = [b"nonce ", &word[..], b"\na 1\na 2\ngo\n"].concat_all();
        assert_eq!(told(&text.0[..text.1]), Some((word, 2)));
    }

    #[test]
    fn what_is_cut_short_or_has_no_word_is_refused() {
        for text in [&b""[..], b"go\n", b"nonce 77\ngo\n", b"nonce 77", b"a 1\ngo\n"] {
            assert_eq!(told(text), None);
        }
        assert_eq!(told(&[b'x'; MOST]), None);
    }

    /// Puts texts one after the other without an allocator.
    trait ConcatAll {
        fn concat_all(&self) -> ([u8; 128], usize);
    }

    impl ConcatAll for [&[u8]; 3] {
        fn concat_all(&self) -> ([u8; 128], usize) {
            let mut all = [0; 128];
            let mut length = 0;
            for byte in self.iter().copied().flatten() {
                all[length] = *byte;
                length += 1;
            }
            (all, length)
        }
    }
}
