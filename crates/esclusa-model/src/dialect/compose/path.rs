//! A place in the tree as Compose names it: `services.web.ports.[]`, matched against patterns with `*`.

use std::fmt;

/// A path, as a chain of borrowed parts so that walking a tree allocates nothing.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Self>,
    part: &'a str,
    depth: usize,
}

impl<'a> Path<'a> {
    /// The root of the tree.
    pub(super) const ROOT: Self = Self { parent: None, part: "", depth: 0 };

    /// The path of an entry or item; items of a sequence are called `[]`.
    pub(super) const fn child(&'a self, part: &'a str) -> Self {
        Self { parent: Some(self), part, depth: self.depth + 1 }
    }

    /// Whether every part equals the pattern's or the pattern has `*` there. Parts may hold dots, patterns may not.
    ///
    /// What a pattern says of services goes for everything that asks for a container.
    pub(super) fn matches(&self, pattern: &str) -> bool {
        match pattern.strip_prefix("services.*.") {
            Some(rest) => self.ends_with(rest).is_some_and(|head| head.is_container()),
            None => self.ends_with(pattern).is_some_and(|head| head.parent.is_none()),
        }
    }

    /// The path before the parts of a pattern that it ends with.
    fn ends_with(&self, pattern: &str) -> Option<Self> {
        let mut here = *self;
        for wanted in pattern.rsplit('.') {
            let parent = here.parent?;
            if wanted != "*" && wanted != here.part {
                return None;
            }
            here = *parent;
        }
        Some(here)
    }

    /// Whether this is a service, a job or a hook that runs before a service.
    fn is_container(&self) -> bool {
        match self.depth {
            2 => self.parent.is_some_and(|section| matches!(section.part, "services" | "jobs")),
            4 => self.ends_with("services.*.pre_start.*").is_some(),
            _ => false,
        }
    }

    /// Whether every part equals the given one, or that is `*`.
    pub(super) fn equals(&self, parts: &[std::sync::Arc<str>]) -> bool {
        if parts.len() != self.depth {
            return false;
        }
        let mut here = *self;
        for wanted in parts.iter().rev() {
            let Some(parent) = here.parent else { return false };
            if &**wanted != "*" && **wanted != *here.part {
                return false;
            }
            here = *parent;
        }
        true
    }

    /// Whether one of the patterns matches.
    pub(super) fn matches_any(&self, patterns: &[&str]) -> bool {
        patterns.iter().any(|pattern| self.matches(pattern))
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parent {
            None => Ok(()),
            Some(parent) if parent.depth == 0 => formatter.write_str(self.part),
            Some(parent) => write!(formatter, "{parent}.{}", self.part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn patterns_match_whole_paths_only() {
        let services = Path::ROOT.child("services");
        let web = services.child("web.1");
        let ports = web.child("ports");
        assert!(ports.matches("services.*.ports"));
        assert!(!ports.matches("services.*"));
        assert!(!ports.matches("*.services.*.ports"));
        assert!(ports.child("[]").matches("services.*.ports.*"));
        assert_eq!(ports.to_string(), "services.web.1.ports");
        let jobs = Path::ROOT.child("jobs");
        let job = jobs.child("web");
        assert!(job.child("ports").matches("services.*.ports"));
        let hooks = web.child("pre_start");
        let hook = hooks.child("[]");
        assert!(hook.child("volumes").child("[]").matches("services.*.volumes.*"));
        assert!(!hooks.child("volumes").matches("services.*.volumes"));
    }
}
