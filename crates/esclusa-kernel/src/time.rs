//! Time that passes.

use crate::call::call;

/// A clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Since the machine was started.
    Machine = 1,
    /// What this process has had of the processors.
    Process = 2,
}

impl Clock {
    /// What it shows, in nanoseconds; zero where it cannot be asked.
    #[must_use]
    pub fn nanoseconds(self) -> u64 {
        let mut time = [0_i64; 2];
        // SAFETY: the kernel writes one timespec, which is two numbers of 64 bits.
        let _ = unsafe { call!(CLOCK_GETTIME, self as usize, time.as_mut_ptr()) };
        (time[0].max(0) as u64).saturating_mul(1_000_000_000).saturating_add(time[1].max(0) as u64)
    }
}

/// Nanoseconds since the machine was started.
#[must_use]
pub fn now() -> u64 {
    Clock::Machine.nanoseconds()
}

/// Waits so many milliseconds, or less where a signal comes.
pub fn pause(milliseconds: u64) {
    let time = [(milliseconds / 1000) as i64, (milliseconds % 1000 * 1_000_000) as i64];
    // SAFETY: the kernel reads one timespec; there is no place for what is left.
    let _ = unsafe { call!(NANOSLEEP, time.as_ptr(), 0_usize) };
}
