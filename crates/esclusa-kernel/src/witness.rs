//! Calls that the kernel refuses for their arguments, before it asks whether the caller may: what refuses them otherwise
//! is a filter that stands before the kernel.

use crate::Errno;
use crate::call::call;

/// A call that can be asked so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `bpf`.
    Bpf,
    /// `chroot`.
    Chroot,
    /// `clone` with a new namespace of users.
    CloneUsers,
    /// `adjtimex`, which may be asked to set nothing.
    Clock,
    /// `add_key`.
    Key,
    /// `mknodat`.
    Node,
    /// `mount`.
    Mount,
    /// `setns`.
    Enter,
    /// `socket` of packets.
    PacketSocket,
    /// `socket` of IPv4.
    InternetSocket,
    /// `perf_event_open`.
    Performance,
    /// `ptrace`.
    Trace,
    /// `unshare`.
    Unshare,
    /// `setresuid`.
    User,
}

/// Nothing can lie here.
const NOWHERE: usize = 1;
const CLONE_NEW_USERS_SHARED_FILES: usize = 0x1000_0000 | 0x200;

/// What the kernel says to a request that it cannot even read; `None` if it was granted.
#[must_use]
pub fn witness(asked: Call) -> Option<Errno> {
    // SAFETY: every place is one at which nothing can lie, so that no memory is touched, or, of the clock, one that has
    // room for what is written. No request is one that the kernel could grant, but that of the clock, which sets nothing.
    let answer = unsafe {
        match asked {
            Call::Bpf => call!(BPF, 0_usize, NOWHERE, 1_usize << 16),
            Call::Chroot => call!(CHROOT, NOWHERE),
            // Both flags together are wrong.
            Call::CloneUsers => {
                call!(CLONE, CLONE_NEW_USERS_SHARED_FILES | 17, 0_usize, 0_usize, 0_usize, 0_usize)
            }
            Call::Clock => {
                let mut clock = [0_u64; 26];
                call!(ADJTIMEX, clock.as_mut_ptr())
            }
            Call::Key => call!(ADD_KEY, NOWHERE, NOWHERE, 0_usize, 0_usize, 0_usize),
            // No kind of file has these bits.
            Call::Node => call!(MKNODAT, -100_i32, NOWHERE, 0o170_000_usize, 0_usize),
            Call::Mount => call!(MOUNT, NOWHERE, NOWHERE, NOWHERE, 0_usize, NOWHERE),
            Call::Enter => call!(SETNS, -1_i32, 0_usize),
            // No socket is of kind 15.
            Call::PacketSocket => call!(SOCKET, 17_usize, 15_usize, 0_usize),
            Call::InternetSocket => call!(SOCKET, 2_usize, 15_usize, 0_usize),
            Call::Performance => call!(PERF_EVENT_OPEN, NOWHERE, 0_usize, 0_usize, -1_i32, 1_usize << 20),
            // Process 0 is none.
            Call::Trace => call!(PTRACE, 0x4206_usize, 0_usize, 0_usize, 0_usize),
            Call::Unshare => call!(UNSHARE, 1_usize),
            // No change.
            Call::User => call!(SETRESUID, u32::MAX, u32::MAX, u32::MAX),
        }
    };
    answer.err()
}
