//! Who a process is and what it may do.

use crate::Errno;
use crate::call::call;

/// The users and groups of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who started it.
    pub user: u32,
    /// Who it acts as.
    pub effective_user: u32,
    /// The group of who started it.
    pub group: u32,
    /// The group that it acts with.
    pub effective_group: u32,
}

/// Who this process is.
#[must_use]
pub fn identity() -> Identity {
    // SAFETY: no memory is touched; these calls never fail.
    let [user, effective_user, group, effective_group] =
        unsafe { [call!(GETUID), call!(GETEUID), call!(GETGID), call!(GETEGID)] }
            .map(|number| number.map_or(u32::MAX, |number| number as u32));
    Identity { user, effective_user, group, effective_group }
}

/// Leaves a user as it is.
const UNCHANGED: u32 = u32::MAX;

/// Takes another user as who started this process, as who it acts as, and as who it may become again.
pub fn set_user(real: Option<u32>, effective: Option<u32>, saved: Option<u32>) -> Result<(), Errno> {
    let [real, effective, saved] = [real, effective, saved].map(|user| user.unwrap_or(UNCHANGED));
    // SAFETY: no memory is touched.
    unsafe { call!(SETRESUID, real, effective, saved) }.map(|_| ())
}

/// Takes these groups besides its own.
pub fn set_groups(groups: &[u32]) -> Result<(), Errno> {
    // SAFETY: the kernel reads as many numbers as the slice has.
    unsafe { call!(SETGROUPS, groups.len(), groups.as_ptr()) }.map(|_| ())
}

/// Sets of capabilities, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// What the kernel grants.
    pub effective: u64,
    /// What may be made effective.
    pub permitted: u64,
    /// What a program that is run may keep.
    pub inheritable: u64,
}

/// `struct __user_cap_header_struct` of version 3, for this process.
#[repr(C)]
struct Header {
    version: u32,
    process: i32,
}

const VERSION_3: Header = Header { version: 0x2008_0522, process: 0 };

/// The capabilities of this process.
pub fn capabilities() -> Result<Capabilities, Errno> {
    let mut header = VERSION_3;
    // Two records of effective, permitted, inheritable: the low and the high half of each.
    let mut data = [0_u32; 6];
    // SAFETY: the kernel may write the version into the header, and writes two records of three numbers.
    unsafe { call!(CAPGET, &raw mut header, data.as_mut_ptr()) }?;
    let set = |at: usize| u64::from(data[at]) | u64::from(data[at + 3]) << 32;
    Ok(Capabilities { effective: set(0), permitted: set(1), inheritable: set(2) })
}

/// Gives this process these capabilities, of those that it may have.
pub fn set_capabilities(sets: Capabilities) -> Result<(), Errno> {
    let mut header = VERSION_3;
    let all = [sets.effective, sets.permitted, sets.inheritable];
    let mut data = [0_u32; 6];
    for (at, set) in all.into_iter().enumerate() {
        data[at] = set as u32;
        data[at + 3] = (set >> 32) as u32;
    }
    // SAFETY: the kernel may write the version into the header, and reads two records of three numbers.
    unsafe { call!(CAPSET, &raw mut header, data.as_ptr()) }.map(|_| ())
}

const SET_DUMPABLE: usize = 4;
const GET_SECCOMP: usize = 21;
const CAPBSET_READ: usize = 23;
const GET_NO_NEW_PRIVILEGES: usize = 39;

/// Whether a capability can ever be had again by this process and what it runs.
#[must_use]
pub fn bounding_has(capability: u32) -> bool {
    // SAFETY: no memory is touched.
    let has = unsafe { call!(PRCTL, CAPBSET_READ, capability, 0_usize, 0_usize, 0_usize) };
    has == Ok(1)
}

/// Whether no program that is run can bring rights.
pub fn no_new_privileges() -> Result<bool, Errno> {
    // SAFETY: no memory is touched.
    unsafe { call!(PRCTL, GET_NO_NEW_PRIVILEGES, 0_usize, 0_usize, 0_usize, 0_usize) }.map(|set| set == 1)
}

/// Whether system calls are filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeccompMode {
    /// They are not.
    Off,
    /// By a filter.
    Filter,
    /// It could not be asked.
    Unknown,
}

/// Whether system calls are filtered. In the strict mode nobody could ask.
#[must_use]
pub fn seccomp_mode() -> SeccompMode {
    // SAFETY: no memory is touched.
    match unsafe { call!(PRCTL, GET_SECCOMP, 0_usize, 0_usize, 0_usize, 0_usize) } {
        Ok(0) => SeccompMode::Off,
        Ok(2) => SeccompMode::Filter,
        _ => SeccompMode::Unknown,
    }
}

/// Whether other processes of the same user may look into this one.
pub fn set_dumpable(dumpable: bool) -> Result<(), Errno> {
    // SAFETY: no memory is touched.
    unsafe { call!(PRCTL, SET_DUMPABLE, usize::from(dumpable), 0_usize, 0_usize, 0_usize) }.map(|_| ())
}
