//! Calls that ask for rights over the machine. Each is made so that what it changes stays as it was.

use core::ffi::CStr;

use crate::call::call;
use crate::{Descriptor, Errno};

/// A namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// Of mounts.
    Mounts = 0x0002_0000,
    /// Of users.
    Users = 0x1000_0000,
}

/// Moves this process into a new namespace.
pub fn leave_namespace(namespace: Namespace) -> Result<(), Errno> {
    // SAFETY: no memory is touched, and neither flag shares or unshares memory.
    unsafe { call!(UNSHARE, namespace as usize) }.map(|_| ())
}

/// Moves this process into a namespace that is there.
pub fn enter_namespace(of: &Descriptor, namespace: Namespace) -> Result<(), Errno> {
    // SAFETY: no memory is touched.
    unsafe { call!(SETNS, of.number(), namespace as usize) }.map(|_| ())
}

/// Makes an array of one number, the smallest map of BPF.
pub fn make_bpf_map() -> Result<Descriptor, Errno> {
    const MAP_CREATE: usize = 0;
    const ARRAY: u32 = 2;
    // Its kind, the size of a key and of a value, how many; the rest is none.
    let asked: [u32; 32] = core::array::from_fn(|at| [ARRAY, 4, 4, 1].get(at).copied().unwrap_or(0));
    // SAFETY: the kernel reads the first 72 bytes of `asked`, which has 128.
    unsafe { call!(BPF, MAP_CREATE, asked.as_ptr(), 72_usize) }.map(Descriptor::new)
}

/// Adds a key to the keyring of this process, which ends with it.
pub fn join_keyring(value: &[u8]) -> Result<(), Errno> {
    const OF_PROCESS: i32 = -2;
    let (kind, name) = (c"user", c"esclusa");
    // SAFETY: the kernel reads two texts that end in zero, and as many bytes as `value` has.
    unsafe { call!(ADD_KEY, kind, name, value.as_ptr(), value.len(), OF_PROCESS) }.map(|_| ())
}

/// Sets up a ring of requests (io_uring).
pub fn set_up_ring() -> Result<Descriptor, Errno> {
    let mut parameters = [0_u32; 30];
    // SAFETY: the kernel reads and writes one `struct io_uring_params` of 120 bytes, which `parameters` has.
    unsafe { call!(IO_URING_SETUP, 1_usize, parameters.as_mut_ptr()) }.map(Descriptor::new)
}

/// Opens a counter of what every process does on the first processor.
pub fn open_performance_counter() -> Result<Descriptor, Errno> {
    const SOFTWARE: u32 = 1;
    const SIZE: u32 = 64;
    // Its kind and size; the event is the time of the processor, which is number 0.
    let asked: [u32; 16] = core::array::from_fn(|at| [SOFTWARE, SIZE].get(at).copied().unwrap_or(0));
    // SAFETY: the kernel reads one `struct perf_event_attr` of the 64 bytes that it names, and may write its size there.
    unsafe { call!(PERF_EVENT_OPEN, asked.as_ptr(), -1_i32, 0_usize, -1_i32, 8_usize) }.map(Descriptor::new)
}

/// Reads the end of the kernel's log; gives how much there was.
pub fn read_kernel_log(bytes: &mut [u8]) -> Result<usize, Errno> {
    const READ_ALL: usize = 3;
    // SAFETY: the kernel writes into `bytes`, no further than its length.
    unsafe { call!(SYSLOG, READ_ALL, bytes.as_mut_ptr(), bytes.len()) }
}

/// Gives the machine the name that it has.
pub fn rewrite_host_name() -> Result<(), Errno> {
    // System, name, release, version, architecture, domain: 65 bytes each.
    let mut names = [0_u8; 6 * 65];
    // SAFETY: the kernel writes one `struct new_utsname`, which `names` has room for.
    unsafe { call!(UNAME, names.as_mut_ptr()) }?;
    let name = names.get(65..130).and_then(|name| CStr::from_bytes_until_nul(name).ok()).unwrap_or_default();
    // SAFETY: the kernel reads as many bytes as the name has.
    unsafe { call!(SETHOSTNAME, name, name.count_bytes()) }.map(|_| ())
}

/// Sets the length of the clock's tick to what it is: the time goes on as before.
pub fn rewrite_tick() -> Result<(), Errno> {
    const TICK: u64 = 0x4000;
    const TICK_AT: usize = 11;
    // `struct timex`: what is set, then ten numbers, then the tick; 208 bytes.
    let mut clock = [0_u64; 26];
    // SAFETY: the kernel reads and writes one `struct timex` of 208 bytes; the first time it is asked to set nothing.
    unsafe { call!(ADJTIMEX, clock.as_mut_ptr()) }?;
    let tick = clock[TICK_AT];
    clock = [0; 26];
    clock[0] = TICK;
    clock[TICK_AT] = tick;
    // SAFETY: as above; what is set is what was read.
    unsafe { call!(ADJTIMEX, clock.as_mut_ptr()) }.map(|_| ())
}

/// Hands the kernel a module of one byte, which none is: who may load modules is told that it is no program.
pub fn load_module() -> Result<(), Errno> {
    let (image, options) = ([0_u8; 1], c"");
    // SAFETY: the kernel reads one byte and an empty text.
    unsafe { call!(INIT_MODULE, image.as_ptr(), image.len(), options) }.map(|_| ())
}

/// Asks to restart the machine without the numbers that such a request must have: who may is told that they are wrong.
#[must_use]
pub fn ask_to_restart() -> Errno {
    // SAFETY: no memory is touched; without its magic numbers the request is refused, whoever asks.
    unsafe { call!(REBOOT, 0_usize, 0_usize, 0_usize, 0_usize) }.err().unwrap_or(Errno::EINVAL)
}

/// Makes this process nicer, or less nice.
pub fn set_niceness(nice: i32) -> Result<(), Errno> {
    // SAFETY: no memory is touched.
    unsafe { call!(SETPRIORITY, 0_usize, 0_usize, nice) }.map(|_| ())
}

/// How many bytes of the machine's memory are free.
pub fn free_memory() -> Result<u64, Errno> {
    // `struct sysinfo`: up time, three loads, all memory, free memory, …; the unit stands at byte 104.
    let mut seen = [0_u64; 16];
    // SAFETY: the kernel writes one `struct sysinfo` of 112 bytes, which `seen` has room for.
    unsafe { call!(SYSINFO, seen.as_mut_ptr()) }?;
    Ok(seen[5].saturating_mul((seen[13] & 0xffff_ffff).max(1)))
}
