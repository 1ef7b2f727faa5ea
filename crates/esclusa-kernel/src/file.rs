//! Files and file systems.

use core::ffi::CStr;

use crate::call::call;
use crate::{Descriptor, Errno};

/// A path is looked up from the folder that the process stands in.
const HERE: i32 = -100;
const CLOSE_ON_EXEC: u32 = 0o2_000_000;

/// How a file is opened. Nothing waits: neither for the other end of a pipe nor for a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To read.
    Read,
    /// To write into what is there.
    Write,
    /// To read and write what is there.
    ReadWrite,
    /// To write a new file of this mode, which must not be there yet.
    Create(u32),
    /// To write a file without a name in this folder.
    Nameless,
    /// A folder, to list it.
    Folder,
    /// To name it, not to read it.
    Path,
}

impl Access {
    const fn flags(self) -> u32 {
        const NOT_WAITING: u32 = 0o4000 | 0o400;
        #[cfg(target_arch = "x86_64")]
        const FOLDER: u32 = 0o200_000;
        #[cfg(target_arch = "aarch64")]
        const FOLDER: u32 = 0o40_000;
        const NAMELESS: u32 = 0o20_000_000 | FOLDER;
        match self {
            Self::Read => NOT_WAITING,
            Self::Write => 1 | NOT_WAITING,
            Self::ReadWrite => 2 | NOT_WAITING,
            Self::Create(_) => 1 | 0o100 | 0o200,
            Self::Nameless => 2 | NAMELESS,
            Self::Folder => FOLDER,
            Self::Path => 0o10_000_000,
        }
    }
}

/// Opens a file; a link as its last part is followed.
pub fn open(path: &CStr, access: Access) -> Result<Descriptor, Errno> {
    let mode = match access {
        Access::Create(mode) => mode,
        _ => 0o600,
    };
    // SAFETY: the kernel reads the path, which ends in zero.
    unsafe { call!(OPENAT, HERE, path, access.flags() | CLOSE_ON_EXEC, mode) }.map(Descriptor::new)
}

/// What is known of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its kind and permissions.
    pub mode: u32,
    /// Its owner.
    pub user: u32,
    /// Its group.
    pub group: u32,
    /// How long it is.
    pub size: u64,
    /// Its number in its file system.
    pub inode: u64,
    /// The device that its file system lies on: major and minor number.
    pub device: (u32, u32),
}

impl Status {
    const KIND: u32 = 0o170_000;

    /// Whether it is a plain file.
    #[must_use]
    pub const fn is_file(&self) -> bool {
        self.mode & Self::KIND == 0o100_000
    }
}

/// `struct statx`, as far as it is read.
#[repr(C)]
#[derive(Default)]
struct Statx {
    mask: u32,
    block: u32,
    attributes: u64,
    links: u32,
    user: u32,
    group: u32,
    mode: u16,
    unused: u16,
    inode: u64,
    size: u64,
    blocks: u64,
    attributes_known: u64,
    times: [u64; 8],
    stands_for: (u32, u32),
    device: (u32, u32),
    rest: [u64; 14],
}

/// What is known of the file at a path, or of one that is open where the path is empty; links are followed.
pub fn status(of: &Descriptor, path: &CStr) -> Result<Status, Errno> {
    const EMPTY_PATH: usize = 0x1000;
    const BASIC: usize = 0x7ff;
    let mut seen = Statx::default();
    // SAFETY: the kernel reads the path and writes one `struct statx` of 256 bytes, the size of `seen`.
    unsafe { call!(STATX, of.number(), path, EMPTY_PATH, BASIC, &raw mut seen) }?;
    Ok(Status {
        mode: u32::from(seen.mode),
        user: seen.user,
        group: seen.group,
        size: seen.size,
        inode: seen.inode,
        device: seen.device,
    })
}

const _: () = assert!(size_of::<Statx>() == 256, "the kernel writes 256 bytes");

/// How a file system is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    flags: u64,
    /// What kind it is, the number that the kernel gives it.
    pub kind: i64,
    /// How many bytes are free.
    pub free: u64,
}

impl Volume {
    /// The kind of a file system in memory.
    pub const IN_MEMORY: i64 = 0x0102_1994;

    /// Whether nothing can be written there.
    #[must_use]
    pub const fn is_read_only(&self) -> bool {
        self.flags & 1 != 0
    }

    /// Whether programs get no rights of their owners there.
    #[must_use]
    pub const fn is_nosuid(&self) -> bool {
        self.flags & 2 != 0
    }

    /// Whether devices cannot be opened there.
    #[must_use]
    pub const fn is_nodev(&self) -> bool {
        self.flags & 4 != 0
    }

    /// Whether programs cannot be run there.
    #[must_use]
    pub const fn is_noexec(&self) -> bool {
        self.flags & 8 != 0
    }
}

/// `struct statfs`.
#[repr(C)]
#[derive(Default)]
struct Statfs {
    kind: i64,
    block: i64,
    blocks: u64,
    free: u64,
    available: u64,
    files: u64,
    free_files: u64,
    identifier: [i32; 2],
    longest_name: i64,
    fragment: i64,
    flags: i64,
    spare: [i64; 4],
}

/// How the file system is mounted that a path lies on.
pub fn volume(path: &CStr) -> Result<Volume, Errno> {
    let mut seen = Statfs::default();
    // SAFETY: the kernel reads the path and writes one `struct statfs`, which `seen` is.
    unsafe { call!(STATFS, path, &raw mut seen) }?;
    let free = seen.available.saturating_mul(seen.block.max(0) as u64);
    Ok(Volume { flags: seen.flags as u64, kind: seen.kind, free })
}

/// Makes a folder.
pub fn make_folder(path: &CStr, mode: u32) -> Result<(), Errno> {
    // SAFETY: the kernel reads the path, which ends in zero.
    unsafe { call!(MKDIRAT, HERE, path, mode) }.map(|_| ())
}

/// Takes away a file or a link.
pub fn remove(path: &CStr) -> Result<(), Errno> {
    // SAFETY: the kernel reads the path, which ends in zero.
    unsafe { call!(UNLINKAT, HERE, path, 0_usize) }.map(|_| ())
}

/// Takes away an empty folder.
pub fn remove_folder(path: &CStr) -> Result<(), Errno> {
    // SAFETY: the kernel reads the path, which ends in zero.
    unsafe { call!(UNLINKAT, HERE, path, 0x200_usize) }.map(|_| ())
}

/// Makes a link at `path` that says `text`.
pub fn make_symbolic_link(text: &CStr, path: &CStr) -> Result<(), Errno> {
    // SAFETY: the kernel reads both, which end in zero.
    unsafe { call!(SYMLINKAT, text, HERE, path) }.map(|_| ())
}

/// What a link says, as far as it fits.
pub fn link_text<'a>(path: &CStr, bytes: &'a mut [u8]) -> Result<&'a [u8], Errno> {
    // SAFETY: the kernel reads the path and writes into `bytes`, no further than its length.
    let length = unsafe { call!(READLINKAT, HERE, path, bytes.as_mut_ptr(), bytes.len()) }?;
    Ok(bytes.get(..length).unwrap_or_default())
}

/// Makes a device: its kind with its permissions, its major and minor number.
pub fn make_node(path: &CStr, mode: u32, (major, minor): (u32, u32)) -> Result<(), Errno> {
    let device = (minor & 0xff) | (major & 0xfff) << 8 | (minor & 0x000f_ff00) << 12;
    // SAFETY: the kernel reads the path, which ends in zero.
    unsafe { call!(MKNODAT, HERE, path, mode, device) }.map(|_| ())
}

/// Changes the mode of the file at a path.
pub fn set_mode(path: &CStr, mode: u32) -> Result<(), Errno> {
    // SAFETY: the kernel reads the path, which ends in zero.
    unsafe { call!(FCHMODAT, HERE, path, mode) }.map(|_| ())
}

/// Sets an extended attribute.
pub fn set_extended(path: &CStr, name: &CStr, value: &[u8]) -> Result<(), Errno> {
    // SAFETY: the kernel reads the path and the name, which end in zero, and as many bytes as `value` has.
    unsafe { call!(SETXATTR, path, name, value.as_ptr(), value.len(), 0_usize) }.map(|_| ())
}

/// Makes a folder the root of this process.
pub fn chroot(path: &CStr) -> Result<(), Errno> {
    // SAFETY: the kernel reads the path, which ends in zero.
    unsafe { call!(CHROOT, path) }.map(|_| ())
}

/// Mounts a file system of this kind, which nobody can write to, run or open devices in.
pub fn mount(kind: &CStr, folder: &CStr, options: &CStr) -> Result<(), Errno> {
    const NOSUID_NODEV_NOEXEC: usize = 2 | 4 | 8;
    // SAFETY: the kernel reads the four texts, which end in zero.
    unsafe { call!(MOUNT, kind, folder, kind, NOSUID_NODEV_NOEXEC, options) }.map(|_| ())
}

/// Has no mount of this namespace seen in another from now on, and the other way round.
pub fn keep_mounts_private() -> Result<(), Errno> {
    const ALL_PRIVATE: usize = 0x4000 | 1 << 18;
    // SAFETY: the kernel reads two texts, which end in zero; there is no kind and there are no options.
    unsafe { call!(MOUNT, c"none", c"/", 0_usize, ALL_PRIVATE, 0_usize) }.map(|_| ())
}

/// Takes the file system away that is mounted on a folder, at once.
pub fn unmount(folder: &CStr) -> Result<(), Errno> {
    const DETACH: usize = 2;
    // SAFETY: the kernel reads the path, which ends in zero.
    unsafe { call!(UMOUNT2, folder, DETACH) }.map(|_| ())
}

/// What a file system calls a file, `struct file_handle`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Handle {
    length: u32,
    kind: i32,
    bytes: [u8; 128],
}

/// The handle of the file at a path.
pub fn handle_of(path: &CStr) -> Result<Handle, Errno> {
    let mut handle = Handle { length: 128, kind: 0, bytes: [0; 128] };
    let mut mount = 0_i32;
    // SAFETY: the kernel reads the path, and writes into `handle` as many bytes as its length says, and one number.
    unsafe { call!(NAME_TO_HANDLE_AT, HERE, path, &raw mut handle, &raw mut mount, 0_usize) }?;
    Ok(handle)
}

/// Opens a file by its handle, in the file system that `of` lies on.
pub fn open_by_handle(of: &Descriptor, handle: &Handle) -> Result<Descriptor, Errno> {
    // SAFETY: the kernel reads as many bytes of `handle` as its length says, which is at most what it has.
    unsafe { call!(OPEN_BY_HANDLE_AT, of.number(), core::ptr::from_ref(handle), CLOSE_ON_EXEC) }
        .map(Descriptor::new)
}
