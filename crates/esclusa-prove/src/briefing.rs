//! What the probe is told on its standard input.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};

/// The word that only the probe and this program know: 128 bits of the kernel's randomness, in hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Nonce([u8; 32]);

impl Nonce {
    /// A new one.
    ///
    /// # Errors
    ///
    /// If the kernel's source of randomness cannot be read.
    pub fn new() -> io::Result<Self> {
        let mut bytes = [0; 16];
        File::open("/dev/urandom")?.read_exact(&mut bytes)?;
        let mut digits = [0; 32];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
            let digit = |half: u8| b"0123456789abcdef".get(usize::from(half)).copied().unwrap_or(b'0');
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        Ok(Self(digits))
    }

    pub(crate) const fn digits(&self) -> &[u8; 32] {
        &self.0
    }
}

/// It is not to be printed: not by a debugger's habit either.
impl std::fmt::Debug for Nonce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nonce")
    }
}

/// What the probe is told: keys and values. A value that would begin another line is left out, and with it the key.
///
/// | key | what it is |
/// |---|---|
/// | `only` | an attack to be made, once for each; without any all are |
/// | `planted` | the folder in the container that holds what [`plant`](crate::plant) made |
/// | `place` | a folder of the container that may be writable, such as a volume |
/// | `host-socket`, `host-port`, `host-process`, `host-process-nice`, `host-memory-key` | decoys of the host |
/// | `neighbour` | address and port of another container |
/// | `engine-socket` | where the engine's socket would be |
/// | `secret`, `secret-file` | the value that stands for every secret, and the files that hold it |
/// | `memory-mib`, `room-mib`, `processes`, `files` | how much may be taken |
#[derive(Clone, Debug, Default)]
pub struct Briefing {
    text: String,
}

impl Briefing {
    /// Adds a value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl std::fmt::Display) -> Self {
        let before = self.text.len();
        let _ = writeln!(self.text, "{key} {value}");
        let added = self.text.get(before..).unwrap_or_default();
        if added.bytes().filter(|byte| *byte == b'\n').count() != 1 {
            self.text.truncate(before);
        }
        self
    }

    /// All of it, as it is written to the probe.
    #[must_use]
    pub fn text(&self, nonce: &Nonce) -> Vec<u8> {
        [b"nonce ", &nonce.digits()[..], b"\n", self.text.as_bytes(), b"go\n"].concat()
    }
}
