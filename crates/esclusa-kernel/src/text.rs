//! A text of bounded length on the stack, for paths and lines that are put together.

use core::ffi::CStr;

/// At most `N - 1` bytes; what is too much is left out, and [`Text::is_cut`] says so.
#[derive(Clone, Copy)]
pub struct Text<const N: usize> {
    bytes: [u8; N],
    length: usize,
    cut: bool,
}

impl<const N: usize> Default for Text<N> {
    fn default() -> Self {
        Self { bytes: [0; N], length: 0, cut: false }
    }
}

impl<const N: usize> Text<N> {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One of these parts, one after the other.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut text = Self::new();
        for part in parts {
            text.push(part);
        }
        text
    }

    /// Adds bytes; a zero byte would end the text, and is left out.
    pub fn push(&mut self, bytes: &[u8]) -> &mut Self {
        for byte in bytes.iter().filter(|byte| **byte != 0) {
            // The last byte stays zero.
            match self.bytes.get_mut(self.length).filter(|_| self.length + 1 < N) {
                Some(place) => *place = *byte,
                None => {
                    self.cut = true;
                    return self;
                }
            }
            self.length += 1;
        }
        self
    }

    /// Adds a number in decimal digits.
    pub fn push_number(&mut self, number: u64) -> &mut Self {
        let mut digits = [0; 20];
        let mut at = digits.len();
        let mut rest = number;
        loop {
            at -= 1;
            if let Some(place) = digits.get_mut(at) {
                *place = b'0' + (rest % 10) as u8;
            }
            rest /= 10;
            if rest == 0 {
                return self.push(digits.get(at..).unwrap_or_default());
            }
        }
    }

    /// What it says.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// The same, ended by a zero byte.
    #[must_use]
    pub fn as_c_str(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.bytes).unwrap_or_default()
    }

    /// Whether something did not fit.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.cut
    }

    /// Forgets what it says, also in memory.
    pub fn wipe(&mut self) {
        crate::wipe(&mut self.bytes);
        self.length = 0;
        self.cut = false;
    }
}
