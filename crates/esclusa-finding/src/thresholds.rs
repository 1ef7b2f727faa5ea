//! The numbers that rules judge by, where a team may choose others.

/// From which amount on something is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// The most files that a process may be allowed to hold open.
    pub open_files: i64,
    /// The most bytes of `/dev/shm` in a container without a limit of memory.
    pub shared_memory: i64,
    /// The most CPUs that a limit of CPU time may allow.
    pub cpus: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            // More than any service is known to need: the kernel's own bound for one process (`fs.nr_open`).
            open_files: 1 << 20,
            // More than browsers and databases are documented to need.
            shared_memory: 2 << 30,
            // More is more than a host has.
            cpus: 511,
        }
    }
}
