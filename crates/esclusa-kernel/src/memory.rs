//! Memory: taken, shared with others, wiped.

use core::ffi::CStr;
use core::sync::atomic::{Ordering, compiler_fence};

use crate::call::call;
use crate::{Descriptor, Errno};

const READ_WRITE: usize = 3;
const PRIVATE_ANONYMOUS: usize = 0x22;
const PAGE: usize = 4096;

/// Memory of this process, given back when it is dropped.
#[derive(Debug)]
pub struct Region {
    start: *mut u8,
    length: usize,
}

impl Region {
    /// So many bytes, which nothing stands behind until they are touched.
    pub fn new(length: usize) -> Result<Self, Errno> {
        // SAFETY: the kernel chooses a place that is free, and nobody else knows of it.
        let start = unsafe { call!(MMAP, 0_usize, length, READ_WRITE, PRIVATE_ANONYMOUS, -1_i32, 0_usize) }?;
        Ok(Self { start: start as *mut u8, length })
    }

    /// Writes to every page, so that memory stands behind it.
    pub fn touch(&mut self) {
        let mut at = 0;
        while at < self.length {
            // SAFETY: `at` lies inside the region, which is this value's alone.
            unsafe { self.start.add(at).write_volatile(1) };
            at += PAGE;
        }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: the region is this value's alone, and not used after it.
        let _ = unsafe { call!(MUNMAP, self.start, self.length) };
    }
}

/// A segment of memory that processes share by its key (System V).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared(usize);

impl Shared {
    /// The one that has this key already.
    pub fn of_key(key: u32) -> Result<Self, Errno> {
        // SAFETY: no memory is touched.
        unsafe { call!(SHMGET, key, 0_usize, 0_usize) }.map(Self)
    }

    /// A new one with this key, which this user alone may use.
    pub fn create(key: u32, length: usize) -> Result<Self, Errno> {
        const NEW: usize = 0o3000;
        // SAFETY: no memory is touched.
        unsafe { call!(SHMGET, key, length, NEW | 0o600) }.map(Self)
    }

    /// Takes it away, once nobody uses it.
    pub fn remove(self) -> Result<(), Errno> {
        // SAFETY: no memory is touched: this command takes no argument.
        unsafe { call!(SHMCTL, self.0, 0_usize, 0_usize) }.map(|_| ())
    }
}

/// A file that is nowhere but in memory.
pub fn memory_file(name: &CStr) -> Result<Descriptor, Errno> {
    // SAFETY: the kernel reads the name, which ends in zero.
    unsafe { call!(MEMFD_CREATE, name, 1_usize) }.map(Descriptor::new)
}

/// Writes zeros, which no compiler leaves out.
pub fn wipe(bytes: &mut [u8]) {
    for byte in bytes {
        // SAFETY: `byte` is a place that may be written to.
        unsafe { core::ptr::from_mut(byte).write_volatile(0) };
    }
    compiler_fence(Ordering::SeqCst);
}
