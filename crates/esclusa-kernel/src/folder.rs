//! What lies in a folder.

use core::ffi::CStr;
use core::ops::ControlFlow;

use crate::call::call;
use crate::{Access, Errno, open};

/// What kind of entry it is, where the file system says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A plain file.
    File,
    /// A folder.
    Folder,
    /// A block device.
    BlockDevice,
    /// Anything else, or not known.
    Other,
}

/// Folders of more entries than fit so many readings are not read to their end.
const READINGS: usize = 64;

/// Shows the entries of a folder until `show` has seen enough: their names, without `.` and `..`, and their kinds.
pub fn entries(path: &CStr, mut show: impl FnMut(&CStr, Kind) -> ControlFlow<()>) -> Result<(), Errno> {
    let folder = open(path, Access::Folder)?;
    let mut bytes = [0_u8; 4096];
    for _ in 0..READINGS {
        // SAFETY: the kernel writes into `bytes`, no further than its length.
        let length = unsafe { call!(GETDENTS64, folder.number(), bytes.as_mut_ptr(), bytes.len()) }?;
        let mut rest = bytes.get(..length).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        while let Some((name, kind, next)) = entry(rest) {
            rest = next;
            if ![c".", c".."].contains(&name) && show(name, kind).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The first `struct linux_dirent64`: eight bytes of inode and eight of offset, two of length, one of kind, the name.
fn entry(bytes: &[u8]) -> Option<(&CStr, Kind, &[u8])> {
    let length = usize::from(u16::from_ne_bytes([*bytes.get(16)?, *bytes.get(17)?]));
    let kind = match bytes.get(18)? {
        8 => Kind::File,
        4 => Kind::Folder,
        6 => Kind::BlockDevice,
        _ => Kind::Other,
    };
    let name = CStr::from_bytes_until_nul(bytes.get(19..length)?).ok()?;
    Some((name, kind, bytes.get(length..)?))
}
