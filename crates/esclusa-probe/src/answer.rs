//! Answers: lines on standard output that only who knows the nonce can write.

use esclusa_kernel::{Descriptor, Errno, Text, wipe};

use crate::line::{self, LONGEST, Line, NONCE_LENGTH};

/// What is answered so far.
pub(crate) struct Answers<'a> {
    /// It lies in one place alone, so that it can be forgotten.
    nonce: &'a mut [u8; NONCE_LENGTH],
    line: Text<LONGEST>,
    next: u64,
}

impl<'a> Answers<'a> {
    pub(crate) fn new(nonce: &'a mut [u8; NONCE_LENGTH]) -> Self {
        Self { nonce, line: Text::new(), next: 0 }
    }

    pub(crate) fn say(&mut self, line: &Line<'_>) -> Result<(), Errno> {
        self.line.wipe();
        self.line.push(self.nonce);
        line::write(&mut self.line, self.next, line);
        self.next += 1;
        Descriptor::inherited(1).write_all(self.line.bytes())
    }

    /// In a process that makes an attack: what may look into it finds nothing to answer with.
    pub(crate) fn forget(&mut self) {
        wipe(self.nonce);
        self.line.wipe();
    }
}
