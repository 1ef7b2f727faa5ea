//! Practice 6: no privilege escalation.

pub(crate) mod privilege_escalation_allowed;
