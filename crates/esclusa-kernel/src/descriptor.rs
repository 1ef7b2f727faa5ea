//! Descriptors: what is open, and closed when it is dropped.

use crate::call::call;
use crate::{Errno, now};

/// Something open.
#[derive(Debug)]
pub struct Descriptor {
    number: i32,
    owned: bool,
}

impl Descriptor {
    /// One that the kernel just gave.
    pub(crate) const fn new(number: usize) -> Self {
        Self { number: number as i32, owned: true }
    }

    /// One that was open when the program began; it stays open.
    #[must_use]
    pub const fn inherited(number: i32) -> Self {
        Self { number, owned: false }
    }

    /// Its number.
    #[must_use]
    pub const fn number(&self) -> i32 {
        self.number
    }

    /// Reads into `bytes` what is there, which may be less.
    pub fn read(&self, bytes: &mut [u8]) -> Result<usize, Errno> {
        // SAFETY: the kernel writes into the slice, and no further than its length.
        unsafe { call!(READ, self.number, bytes.as_mut_ptr(), bytes.len()) }
    }

    /// Reads until `bytes` is full or there is no more.
    pub fn read_all(&self, bytes: &mut [u8]) -> Result<usize, Errno> {
        let mut length = 0;
        while let Some(rest) = bytes.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match self.read(rest) {
                Ok(0) => break,
                Ok(more) => length += more,
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(length)
    }

    /// Writes what it can of `bytes`.
    pub fn write(&self, bytes: &[u8]) -> Result<usize, Errno> {
        // SAFETY: the kernel reads the slice, and no further than its length.
        unsafe { call!(WRITE, self.number, bytes.as_ptr(), bytes.len()) }
    }

    /// Writes all of `bytes`.
    pub fn write_all(&self, bytes: &[u8]) -> Result<(), Errno> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.write(rest) {
                Ok(0) => return Err(Errno::EIO),
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Sets the place at which is read and written, from the beginning.
    pub fn seek(&self, place: usize) -> Result<usize, Errno> {
        // SAFETY: no memory is touched.
        unsafe { call!(LSEEK, self.number, place, 0_usize) }
    }

    /// Takes so many bytes of its file system for it.
    pub fn allocate(&self, length: usize) -> Result<(), Errno> {
        // SAFETY: no memory is touched; a file that is mapped is not made shorter by this.
        unsafe { call!(FALLOCATE, self.number, 0_usize, 0_usize, length) }.map(|_| ())
    }

    /// Changes the mode of the file.
    pub fn set_mode(&self, mode: u32) -> Result<(), Errno> {
        // SAFETY: no memory is touched.
        unsafe { call!(FCHMOD, self.number, mode) }.map(|_| ())
    }

    /// Changes the owner of the file.
    pub fn set_owner(&self, user: u32, group: u32) -> Result<(), Errno> {
        // SAFETY: no memory is touched.
        unsafe { call!(FCHOWN, self.number, user, group) }.map(|_| ())
    }

    /// Another descriptor of the same.
    pub fn duplicate(&self) -> Result<Self, Errno> {
        const CLOSED_ON_EXEC: usize = 1030;
        // SAFETY: no memory is touched; the new descriptor belongs to what is returned.
        unsafe { call!(FCNTL, self.number, CLOSED_ON_EXEC, 0_usize) }.map(Self::new)
    }

    /// The same under another number, which whatever is run next inherits.
    pub fn duplicate_to(&self, number: i32) -> Result<Self, Errno> {
        // SAFETY: no memory is touched; what was open under that number is closed, which only a descriptor is hurt by.
        unsafe { call!(DUP3, self.number, number, 0_usize) }.map(|_| Self::inherited(number))
    }

    /// Whether there is something to read within `milliseconds`; the end counts.
    pub fn is_readable_within(&self, milliseconds: u64) -> Result<bool, Errno> {
        self.is_ready(POLLIN, milliseconds)
    }

    /// Whether it can be written to within `milliseconds`; an error counts.
    pub fn is_writable_within(&self, milliseconds: u64) -> Result<bool, Errno> {
        self.is_ready(POLLOUT, milliseconds)
    }

    fn is_ready(&self, events: i16, milliseconds: u64) -> Result<bool, Errno> {
        let end = now().saturating_add(milliseconds.saturating_mul(1_000_000));
        loop {
            let left = end.saturating_sub(now());
            let mut asked = PollDescriptor { number: self.number, events, seen: 0 };
            let time = [(left / 1_000_000_000) as i64, (left % 1_000_000_000) as i64];
            // SAFETY: the kernel writes into `asked`, which is one record, and reads `time`, which is its timespec.
            match unsafe { call!(PPOLL, &raw mut asked, 1_usize, time.as_ptr(), 0_usize, 8_usize) } {
                Ok(ready) => return Ok(ready > 0),
                Err(Errno::EINTR) if now() < end => {}
                Err(Errno::EINTR) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
    }
}

const POLLIN: i16 = 1;
const POLLOUT: i16 = 4;

/// `struct pollfd`.
#[repr(C)]
struct PollDescriptor {
    number: i32,
    events: i16,
    seen: i16,
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        if self.owned {
            // SAFETY: no memory is touched, and nobody else owns this descriptor.
            let _ = unsafe { call!(CLOSE, self.number) };
        }
    }
}

/// A pipe: what is read from, and what is written to. Neither is inherited by what is run next.
pub fn pipe() -> Result<(Descriptor, Descriptor), Errno> {
    const CLOSE_ON_EXEC: usize = 0o2_000_000;
    let mut pair = [0_i32; 2];
    // SAFETY: the kernel writes two numbers into `pair`.
    unsafe { call!(PIPE2, pair.as_mut_ptr(), CLOSE_ON_EXEC) }?;
    Ok((Descriptor::new(pair[0] as usize), Descriptor::new(pair[1] as usize)))
}
