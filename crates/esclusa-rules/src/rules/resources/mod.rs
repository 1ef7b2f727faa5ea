//! Practice 4: set resource quotas.

pub(super) mod logs_not_kept;

pub(crate) mod excessive_shared_memory;
pub(crate) mod excessive_ulimit;
pub(crate) mod limit_nearly_reached;
pub(crate) mod no_cpu_limit;
pub(crate) mod no_memory_limit;
pub(crate) mod no_pids_limit;
pub(crate) mod oom_killer_disabled;
pub(crate) mod unbounded_logs;
pub(crate) mod unbounded_restarts;
pub(crate) mod unbounded_tmpfs;
pub(crate) mod unlimited_swap;
