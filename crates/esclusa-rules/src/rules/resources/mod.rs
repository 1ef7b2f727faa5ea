//! Practice 4: set resource quotas.

pub(crate) mod no_cpu_limit;
pub(crate) mod no_memory_limit;
pub(crate) mod no_pids_limit;
