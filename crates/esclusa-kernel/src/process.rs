//! Processes: made, waited for, ended.

use core::ffi::CStr;

use crate::call::call;
use crate::{Errno, Namespace};

const CHILD_ENDED: usize = 17;
const KILL: i32 = 9;

/// A process by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process(i32);

/// A process that this one made; it is killed and waited for when this is dropped.
#[derive(Debug)]
pub struct Child {
    process: Process,
    waited: bool,
}

/// Which of the two processes this is.
#[derive(Debug)]
pub enum Forked {
    /// The new one.
    Child,
    /// The one that made it.
    Parent(Child),
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this code.
    Exited(i32),
    /// By a signal.
    Killed(i32),
}

/// Makes a copy of this process. Only its calling thread goes on in the copy: a program of several threads must do there
/// nothing that another thread may have held.
pub fn fork() -> Result<Forked, Errno> {
    clone_with(0)
}

/// The same, in new namespaces.
pub fn clone_into(namespace: Namespace) -> Result<Forked, Errno> {
    clone_with(namespace as usize)
}

fn clone_with(flags: usize) -> Result<Forked, Errno> {
    // SAFETY: without CLONE_VM the new process has a copy of all memory, of the stack too, so that neither sees what the
    // other writes; there is no place to write a thread's number to.
    let made = unsafe { call!(CLONE, flags | CHILD_ENDED, 0_usize, 0_usize, 0_usize, 0_usize) }?;
    Ok(match made {
        0 => Forked::Child,
        number => Forked::Parent(Child { process: Process(number as i32), waited: false }),
    })
}

impl Process {
    /// The first process that is seen here.
    pub const FIRST: Self = Self(1);

    /// The process of a number.
    #[must_use]
    pub const fn of(number: i32) -> Option<Self> {
        if number > 0 { Some(Self(number)) } else { None }
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }
}

impl Child {
    /// Which process it is.
    #[must_use]
    pub const fn process(&self) -> Process {
        self.process
    }

    /// Waits until it ends.
    pub fn wait(mut self) -> Result<Ended, Errno> {
        loop {
            match wait_for(self.process.0, 0) {
                Ok((_, ended)) => {
                    self.waited = true;
                    return Ok(ended);
                }
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Ends it, and everything of the group that it leads.
    pub fn kill_group(&self) {
        // SAFETY: no memory is touched.
        let _ = unsafe { call!(KILL, -self.process.0, KILL) };
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if !self.waited {
            let _ = signal(self.process, KILL);
            while wait_for(self.process.0, 0) == Err(Errno::EINTR) {}
        }
    }
}

fn wait_for(number: i32, options: usize) -> Result<(i32, Ended), Errno> {
    let mut status = 0_i32;
    // SAFETY: the kernel writes one number; there is no place for what the child used.
    let ended = unsafe { call!(WAIT4, number, &raw mut status, options, 0_usize) }?;
    let signal = status & 0x7f;
    let ended_by = if signal == 0 { Ended::Exited(status >> 8 & 0xff) } else { Ended::Killed(signal) };
    Ok((ended as i32, ended_by))
}

/// Takes over processes whose parents ended, and waits for those that have ended; whether any is left.
pub fn reap_orphans() -> bool {
    const SUBREAPER: usize = 36;
    const WITHOUT_WAITING: usize = 1;
    // SAFETY: no memory is touched.
    let _ = unsafe { call!(PRCTL, SUBREAPER, 1_usize, 0_usize, 0_usize, 0_usize) };
    loop {
        match wait_for(-1, WITHOUT_WAITING) {
            Ok((0, _)) => return true,
            Ok(_) | Err(Errno::EINTR) => {}
            Err(_) => return false,
        }
    }
}

/// Sends a signal; 0 only asks whether it could be sent.
pub fn signal(process: Process, signal: i32) -> Result<(), Errno> {
    // SAFETY: no memory is touched.
    unsafe { call!(KILL, process.0, signal) }.map(|_| ())
}

/// Ends this process.
pub fn exit(code: i32) -> ! {
    loop {
        // SAFETY: the process ends here.
        let _ = unsafe { call!(EXIT_GROUP, code) };
    }
}

/// Has this process ended by a signal after so many milliseconds, and with the one that made it.
pub fn exit_after(milliseconds: u64) -> Result<(), Errno> {
    const PARENT_DEATH_SIGNAL: usize = 1;
    let timer = [0, 0, (milliseconds / 1000) as i64, (milliseconds % 1000 * 1000) as i64];
    // SAFETY: the kernel reads two intervals of two numbers each; there is no place for what was set before.
    unsafe { call!(SETITIMER, 0_usize, timer.as_ptr(), 0_usize) }?;
    // SAFETY: no memory is touched.
    unsafe { call!(PRCTL, PARENT_DEATH_SIGNAL, KILL, 0_usize, 0_usize, 0_usize) }.map(|_| ())
}

/// Makes this process the leader of a group, by which all that it starts is ended.
pub fn group_of_its_own() -> Result<(), Errno> {
    // SAFETY: no memory is touched.
    unsafe { call!(SETPGID, 0_usize, 0_usize) }.map(|_| ())
}

/// This process.
#[must_use]
pub fn this_process() -> Process {
    // SAFETY: no memory is touched.
    Process(unsafe { call!(GETPID) }.map_or(0, |number| number as i32))
}

/// Who made this process; number 0 where it is in another namespace.
#[must_use]
pub fn parent() -> Process {
    // SAFETY: no memory is touched.
    Process(unsafe { call!(GETPPID) }.map_or(0, |number| number as i32))
}

/// The session that a process is of.
pub fn session_of(process: Process) -> Result<Process, Errno> {
    // SAFETY: no memory is touched.
    unsafe { call!(GETSID, process.0) }.map(|number| Process(number as i32))
}

/// How nice a process is, -20 to 19.
pub fn niceness(process: Process) -> Result<i32, Errno> {
    // SAFETY: no memory is touched. The kernel gives 20 less the niceness, so that it is no error.
    unsafe { call!(GETPRIORITY, 0_usize, process.0) }.map(|given| 20 - given as i32)
}

/// Runs a program in the place of this one.
pub fn exec(path: &CStr, words: &[&CStr], environment: &[&CStr]) -> Errno {
    let (mut word_places, mut environment_places) = ([core::ptr::null(); 8], [core::ptr::null(); 8]);
    for (places, texts) in [(&mut word_places, words), (&mut environment_places, environment)] {
        // The last place stays null.
        for (place, text) in places.iter_mut().take(7).zip(texts) {
            *place = text.as_ptr();
        }
    }
    // SAFETY: the kernel reads the path and two lists of texts that end in zero, each ended by a null.
    match unsafe { call!(EXECVE, path, word_places.as_ptr(), environment_places.as_ptr()) } {
        Ok(_) => Errno::ENOEXEC,
        Err(error) => error,
    }
}

/// Begins to trace a process, without stopping it.
pub fn trace(process: Process) -> Result<(), Errno> {
    const SEIZE: usize = 0x4206;
    // SAFETY: this request takes no address and no memory.
    unsafe { call!(PTRACE, SEIZE, process.0, 0_usize, 0_usize) }.map(|_| ())
}

/// On how many processors this process may run.
#[must_use]
pub fn allowed_processors() -> u32 {
    let mut mask = [0_u64; 128];
    // SAFETY: the kernel writes into `mask`, no further than its 1024 bytes.
    let _ = unsafe { call!(SCHED_GETAFFINITY, 0_usize, size_of_val(&mask), mask.as_mut_ptr()) };
    mask.iter().map(|word| word.count_ones()).sum::<u32>().max(1)
}

const OPEN_FILES: usize = 7;

/// How many files this process may hold open, and how many it may allow itself.
pub fn allowed_open_files() -> Result<(u64, u64), Errno> {
    let mut limit = [0_u64; 2];
    // SAFETY: the kernel writes one `struct rlimit64`, two numbers, and reads none.
    unsafe { call!(PRLIMIT64, 0_usize, OPEN_FILES, 0_usize, limit.as_mut_ptr()) }?;
    Ok((limit[0], limit[1]))
}

/// Allows this process as many open files as it may.
pub fn raise_open_files() -> Result<u64, Errno> {
    let (_, most) = allowed_open_files()?;
    let limit = [most, most];
    // SAFETY: the kernel reads one `struct rlimit64`, two numbers, and writes none.
    unsafe { call!(PRLIMIT64, 0_usize, OPEN_FILES, limit.as_ptr(), 0_usize) }?;
    Ok(most)
}

/// Has the kernel end this process before any other when memory is short, where `/proc` is there.
pub fn set_out_of_memory_first() {
    if let Ok(file) = crate::open(c"/proc/self/oom_score_adj", crate::Access::Write) {
        let _ = file.write(b"1000");
    }
}
