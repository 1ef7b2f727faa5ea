//! Sockets.

use crate::call::call;
use crate::{Descriptor, Errno};

/// Which addresses a socket speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Sockets of the same machine.
    Unix = 1,
    /// IPv4.
    Internet = 2,
    /// What passes an interface.
    Packet = 17,
}

/// How a socket carries data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A stream.
    Stream = 1,
    /// Datagrams.
    Datagram = 2,
    /// Packets with their headers.
    Raw = 3,
}

/// A new socket, which waits for nothing.
pub fn socket(family: Family, style: Style, protocol: i32) -> Result<Descriptor, Errno> {
    const CLOSE_ON_EXEC_NOT_WAITING: usize = 0o2_000_000 | 0o4000;
    // SAFETY: no memory is touched.
    unsafe { call!(SOCKET, family as usize, style as usize | CLOSE_ON_EXEC_NOT_WAITING, protocol) }
        .map(Descriptor::new)
}

/// The address of a socket, as the kernel reads it.
#[derive(Clone, Copy)]
pub struct Address {
    bytes: [u8; 110],
    length: usize,
}

impl Address {
    /// An address and a port of IPv4.
    #[must_use]
    pub fn internet(address: [u8; 4], port: u16) -> Self {
        let mut bytes = [0; 110];
        let [family, other] = (Family::Internet as u16).to_ne_bytes();
        let [high, low] = port.to_be_bytes();
        let [a, b, c, d] = address;
        for (place, byte) in bytes.iter_mut().zip([family, other, high, low, a, b, c, d]) {
            *place = byte;
        }
        Self { bytes, length: 16 }
    }

    /// A socket in the file system, if its path is not too long.
    #[must_use]
    pub fn path(path: &[u8]) -> Option<Self> {
        Self::unix(&[], path, 1)
    }

    /// A socket that has a name but no file: it is seen in its own network namespace only.
    #[must_use]
    pub fn name(name: &[u8]) -> Option<Self> {
        Self::unix(&[0], name, 0)
    }

    fn unix(before: &[u8], text: &[u8], after: usize) -> Option<Self> {
        let mut bytes = [0; 110];
        let length = 2 + before.len() + text.len() + after;
        let [family, other] = (Family::Unix as u16).to_ne_bytes();
        if length > bytes.len() || text.is_empty() {
            return None;
        }
        let all = [family, other].into_iter().chain(before.iter().chain(text).copied());
        for (place, byte) in bytes.iter_mut().zip(all) {
            *place = byte;
        }
        Some(Self { bytes, length })
    }
}

impl Descriptor {
    /// Connects a socket within `milliseconds`.
    pub fn connect(&self, address: &Address, milliseconds: u64) -> Result<(), Errno> {
        let connect = || {
            // SAFETY: the kernel reads `length` bytes, which `bytes` has.
            unsafe { call!(CONNECT, self.number(), address.bytes.as_ptr(), address.length) }.map(|_| ())
        };
        match connect() {
            Err(Errno::EINPROGRESS) => {}
            answer => return answer,
        }
        if !self.is_writable_within(milliseconds)? {
            return Err(Errno::ETIMEDOUT);
        }
        // Asked again, the kernel says how it ended.
        const CONNECTED_ALREADY: i32 = 106;
        match connect() {
            Err(error) if error.number() == CONNECTED_ALREADY => Ok(()),
            answer => answer,
        }
    }

    /// Gives a socket an address of its own.
    pub fn bind(&self, address: &Address) -> Result<(), Errno> {
        // SAFETY: the kernel reads `length` bytes, which `bytes` has.
        unsafe { call!(BIND, self.number(), address.bytes.as_ptr(), address.length) }.map(|_| ())
    }
}

/// `struct ifreq`: the name of an interface, and what is asked or said of it.
#[repr(C)]
struct Interface {
    name: [u8; 16],
    flags: i16,
    rest: [u8; 22],
}

/// Sets the flags of the loopback interface to what they are.
pub fn interface_up_again(socket: &Descriptor) -> Result<(), Errno> {
    const READ_FLAGS: usize = 0x8913;
    const WRITE_FLAGS: usize = 0x8914;
    let mut loopback = Interface { name: [0; 16], flags: 0, rest: [0; 22] };
    loopback.name[..2].copy_from_slice(b"lo");
    for request in [READ_FLAGS, WRITE_FLAGS] {
        // SAFETY: both requests take a `struct ifreq` of 40 bytes; the first writes into it, the second reads it.
        unsafe { call!(IOCTL, socket.number(), request, &raw mut loopback) }?;
    }
    Ok(())
}

const _: () = assert!(size_of::<Interface>() == 40, "the kernel takes 40 bytes");
