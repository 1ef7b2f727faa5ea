//! A place in the tree as Compose names it: `services.web.ports.[]`, matched against patterns with `*`.

use std::fmt;

use esclusa_source::{Detail, Said};

use crate::entries::is_same;

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

    /// Whether every part equals the given one, or that is `*`.
    pub(super) fn fits(&self, parts: &[impl AsRef<str>]) -> bool {
        if parts.len() != self.depth {
            return false;
        }
        let mut here = self;
        for wanted in parts.iter().rev() {
            let Some(parent) = here.parent else { return false };
            let wanted = wanted.as_ref();
            if wanted != here.part && wanted != "*" {
                return false;
            }
            here = parent;
        }
        true
    }
}

/// Where a pattern goes on: what is said of services goes for everything that describes a container.
fn places(pattern: &'static str) -> (&'static [&'static [&'static str]], &'static str) {
    match pattern.strip_prefix("services.*.") {
        Some(rest) => (&[&["services", "*"], &["jobs", "*"], &["services", "*", "pre_start", "*"]], rest),
        None => (&[&[]], pattern),
    }
}

/// Patterns (`services.*.ports`) and what each stands for. Walks ask at every node, so the patterns are taken apart
/// once and kept by their number of parts. Parts of a path may hold dots, those of a pattern may not.
pub(super) struct Patterns<T> {
    by_depth: Vec<Vec<(Vec<&'static str>, T)>>,
}

impl<T: Copy> Patterns<T> {
    /// Takes the patterns apart; where two match, the first counts. What is said of services goes for everything that
    /// describes a container: jobs, and hooks that run before a service.
    pub(super) fn new(patterns: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut by_depth: Vec<Vec<(Vec<&'static str>, T)>> = Vec::new();
        for (pattern, meaning) in patterns {
            let (heads, rest) = places(pattern);
            for head in heads {
                let parts: Vec<&str> = head.iter().copied().chain(rest.split('.')).collect();
                if by_depth.len() <= parts.len() {
                    by_depth.resize_with(parts.len() + 1, Vec::new);
                }
                by_depth[parts.len()].push((parts, meaning));
            }
        }
        Self { by_depth }
    }

    /// What the first pattern stands for of which every part equals the path's or is `*`.
    pub(super) fn find(&self, path: &Path<'_>) -> Option<T> {
        let candidates = self.by_depth.get(path.depth)?;
        candidates.iter().find(|(parts, _)| path.fits(parts)).map(|(_, meaning)| *meaning)
    }
}

/// The same patterns as a tree, for walks that go only where one may match. No two of them may match one path.
pub(super) struct Branch<T> {
    /// What a path that ends here stands for.
    pub(super) meaning: Option<T>,
    named: Vec<(&'static str, Self)>,
    any: Option<Box<Self>>,
}

impl<T> Branch<T> {
    /// The root of the patterns.
    pub(super) fn new(patterns: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut root = Self::bare();
        for (pattern, meaning) in patterns {
            let end = pattern.split('.').fold(&mut root, |branch, part| branch.grown(part));
            end.meaning = Some(meaning);
        }
        root
    }

    /// The same, and what is said of services goes for jobs and for hooks that run before a service.
    pub(super) fn of_containers(patterns: impl IntoIterator<Item = (&'static str, T)>) -> Self
    where
        T: Copy,
    {
        let mut root = Self::bare();
        for (pattern, meaning) in patterns {
            let (heads, rest) = places(pattern);
            for head in heads {
                let parts = head.iter().copied().chain(rest.split('.'));
                let end = parts.fold(&mut root, |branch, part| branch.grown(part));
                end.meaning = Some(meaning);
            }
        }
        root
    }

    const fn bare() -> Self {
        Self { meaning: None, named: Vec::new(), any: None }
    }

    fn grown(&mut self, part: &'static str) -> &mut Self {
        if part == "*" {
            return self.any.get_or_insert_with(|| Box::new(Self::bare()));
        }
        let at = self.named.iter().position(|(name, _)| *name == part).unwrap_or_else(|| {
            self.named.push((part, Self::bare()));
            self.named.len() - 1
        });
        &mut self.named[at].1
    }

    /// Where a key leads; `None` if nothing below it can match.
    pub(super) fn step(&self, key: &str) -> Option<&Self> {
        let named = self.named.iter().find(|(name, _)| is_same(name, key)).map(|(_, branch)| branch);
        named.or(self.any.as_deref())
    }
}

impl Said for Path<'_> {
    fn said(&self) -> Detail {
        Detail::plain(self.to_string())
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
    use super::{Branch, Path, Patterns};

    #[test]
    fn a_branch_leads_where_a_pattern_may_match() {
        let root = Branch::new([("services.*.ports", 1), ("services.*.build.args", 2)]);
        assert!(root.step("volumes").is_none());
        let web = root.step("services").and_then(|branch| branch.step("web")).expect("a branch");
        assert_eq!(web.step("ports").and_then(|branch| branch.meaning), Some(1));
        assert_eq!(web.step("build").map(|branch| branch.meaning), Some(None));
        assert!(web.step("image").is_none());
        assert!(root.step("jobs").is_none());
        let root = Branch::of_containers([("services.*.init", 1), ("networks.*.external", 2)]);
        let job = root.step("jobs").and_then(|branch| branch.step("night")).expect("a branch");
        assert_eq!(job.step("init").and_then(|branch| branch.meaning), Some(1));
    }

    #[test]
    fn patterns_match_whole_paths_only() {
        let services = Path::ROOT.child("services");
        let web = services.child("web.1");
        let ports = web.child("ports");
        let patterns = Patterns::new([
            ("services.*", 1),
            ("*.services.*.ports", 2),
            ("services.*.ports", 3),
            ("services.*.ports.*", 4),
            ("services.*.*", 5),
        ]);
        assert_eq!(patterns.find(&Path::ROOT), None);
        assert_eq!(patterns.find(&services), None);
        assert_eq!(patterns.find(&web), Some(1));
        assert_eq!(patterns.find(&ports), Some(3));
        assert_eq!(patterns.find(&ports.child("[]")), Some(4));
        assert_eq!(patterns.find(&web.child("expose")), Some(5));
        assert_eq!(ports.to_string(), "services.web.1.ports");
        let hooks = web.child("pre_start");
        assert_eq!(patterns.find(&hooks.child("[]").child("ports")), Some(3));
        let jobs = Path::ROOT.child("jobs");
        assert_eq!(patterns.find(&jobs.child("web").child("ports").child("[]")), Some(4));
    }
}
