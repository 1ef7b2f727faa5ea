//! `!reset` and `!override`: what a later file takes away, by path; and the checks Compose makes on the same walk.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use esclusa_source::{Kind, Node, Problem, detail};

use super::path::Path;
use crate::{Tree, Value};

/// The most nodes of one document that are visited, as in Compose.
const MAX_VISITS: usize = 100_000;

/// The most `!reset` and `!override` of one document; Compose has no limit, and no real file comes near this one.
const MAX_RESETS: usize = 2_000;

/// The paths that a document resets, as parts; in a path from the file, items are called by their number.
#[derive(Clone, Debug, Default)]
pub(super) struct Resets {
    paths: Vec<Vec<Arc<str>>>,
}

/// Whether a node takes something away instead of saying something.
pub(super) fn is_reset(node: &Node) -> bool {
    tag(node) == Some("!reset")
}

fn tag(node: &Node) -> Option<&str> {
    match &*node.kind {
        Kind::Alias(target) => target.tag.as_deref(),
        _ => node.tag.as_deref(),
    }
}

impl Resets {
    /// Walks a document; duplicate keys, cycles and endless documents are problems.
    pub(super) fn find(root: &Node, problems: &mut Vec<Problem>) -> Self {
        let mut walk =
            Walk { paths: Vec::new(), seen: HashMap::new(), aliased: HashMap::new(), visits: 0, problems };
        walk.node(root, &mut Vec::new());
        Self { paths: walk.paths }
    }

    /// Removes from a tree what the document resets.
    pub(super) fn apply(&self, tree: &mut Tree) {
        if !self.paths.is_empty() {
            self.remove(tree, &Path::ROOT);
        }
    }

    /// The same below `services.NAME`.
    pub(super) fn apply_to_entry(&self, tree: &mut Tree, section: &str, name: &str) {
        if !self.paths.is_empty() {
            let section = Path::ROOT.child(section);
            self.remove(tree, &section.child(name));
        }
    }

    fn remove(&self, tree: &mut Tree, path: &Path<'_>) {
        match &mut tree.value {
            Value::Mapping(map) => {
                map.retain(|key, _| !self.matches(&path.child(key)));
                for (key, item) in map {
                    self.remove(item, &path.child(key));
                }
            }
            // Compose does not take single items out of a sequence, it only looks inside them.
            Value::Sequence(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let index = format!("[{index}]");
                    self.remove(item, &path.child(&index));
                }
            }
            _ => {}
        }
    }

    fn matches(&self, path: &Path<'_>) -> bool {
        self.paths.iter().any(|parts| path.fits(parts))
    }
}

type Parts = Vec<Arc<str>>;

struct Walk<'a> {
    paths: Vec<Parts>,
    /// Collections that were walked, with the resets below them relative to their own path.
    seen: HashMap<*const Kind, Vec<Parts>>,
    /// The paths at which each anchor's node was referred to.
    aliased: HashMap<*const Kind, Vec<Parts>>,
    visits: usize,
    problems: &'a mut Vec<Problem>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, path: &mut Parts) {
        self.visits += 1;
        if self.visits > MAX_VISITS {
            if self.visits == MAX_VISITS + 1 {
                let detail =
                    detail!("document-nodes", "the document has more than {most} nodes", most = MAX_VISITS);
                self.problems.push(Problem::new("compose-invalid", node.span, detail));
            }
            return;
        }
        // A merge key stands for its parent. Compose takes out the first one only.
        let merged = path.iter().skip(1).position(|part| &**part == "<<");
        let removed = merged.map(|at| path.remove(at + 1));
        self.tagged(node, path);
        if let (Some(at), Some(part)) = (merged, removed) {
            path.insert(at + 1, part);
        }
    }

    fn tagged(&mut self, node: &Node, path: &mut Parts) {
        if matches!(&*node.kind, Kind::Cycle) {
            self.problems.push(Problem::new(
                "yaml-cycle",
                node.span,
                detail!("anchor-contains-itself", "an anchor's value contains itself"),
            ));
            return;
        }
        if matches!(tag(node), Some("!reset" | "!override")) {
            if matches!(&*node.kind, Kind::Alias(_)) {
                self.check_cycle(node, path);
            }
            self.record(path.clone(), node);
            return;
        }
        match &*node.kind {
            Kind::Alias(target) => {
                self.check_cycle(node, path);
                self.collection(target, path);
            }
            Kind::Scalar { .. } => {}
            _ => self.collection(node, path),
        }
    }

    fn record(&mut self, parts: Parts, node: &Node) {
        if self.paths.len() == MAX_RESETS {
            let detail =
                detail!("too-many-resets", "the document has more than {most} resets", most = MAX_RESETS);
            self.problems.push(Problem::new("compose-invalid", node.span, detail));
        }
        if self.paths.len() <= MAX_RESETS {
            self.paths.push(parts);
        }
    }

    /// An anchor that is referred to at a path and again below it would contain itself, says Compose.
    fn check_cycle(&mut self, node: &Node, path: &Parts) {
        let Kind::Alias(target) = &*node.kind else { return };
        let places = self.aliased.entry(Arc::as_ptr(&target.kind)).or_default();
        let clash = places.iter().any(|earlier| {
            let merge = |parts: &Parts| parts.iter().any(|part| part.contains("<<"));
            earlier != path
                && !merge(earlier)
                && !merge(path)
                && (path.starts_with(earlier) || earlier.starts_with(path))
                && !in_different_services(path, earlier)
        });
        if clash {
            let detail = detail!(
                "alias-below-alias",
                "{path}: an alias below another alias of the same anchor",
                path = path.join(".")
            );
            self.problems.push(Problem::new("yaml-cycle", node.span, detail));
        }
        // Only what could clash later needs keeping, so that many aliases stay cheap.
        if places.len() < 1000 {
            places.push(path.clone());
        }
    }

    fn collection(&mut self, node: &Node, path: &mut Parts) {
        let key = Arc::as_ptr(&node.kind);
        if let Some(relative) = self.seen.get(&key) {
            let absolute: Vec<Parts> =
                relative.iter().map(|rest| path.iter().chain(rest).cloned().collect()).collect();
            for parts in absolute {
                self.record(parts, node);
            }
            return;
        }
        let before = self.paths.len();
        match &*node.kind {
            Kind::Sequence { items, .. } => {
                for (index, item) in items.iter().enumerate() {
                    if self.passes(item) {
                        continue;
                    }
                    path.push(index.to_string().into());
                    self.node(item, path);
                    path.pop();
                }
            }
            Kind::Mapping { entries, .. } => {
                let mut keys = Keys::default();
                for entry in entries {
                    let key = entry.key.scalar().map_or("", |(text, _)| text);
                    if !keys.insert(key) {
                        let detail = detail!(
                            "key-already-defined",
                            "key \"{key}\" is already defined in this mapping",
                            key
                        );
                        self.problems.push(Problem::new("duplicate-key", entry.key.span, detail));
                    }
                    if self.passes(&entry.value) {
                        continue;
                    }
                    path.push(key.into());
                    self.node(&entry.value, path);
                    path.pop();
                }
            }
            _ => {}
        }
        // Nobody comes back to a collection that no alias can name.
        if node.anchor.is_some() {
            let relative = self.paths[before..]
                .iter()
                .map(|absolute| absolute.get(path.len()..).unwrap_or_default().to_vec())
                .collect();
            self.seen.insert(key, relative);
        }
    }

    /// Whether a node is a plain scalar, which has nothing to say here: most are, and its path need not be made.
    fn passes(&mut self, node: &Node) -> bool {
        let plain = node.tag.is_none() && matches!(&*node.kind, Kind::Scalar { .. });
        let passes = plain && self.visits < MAX_VISITS;
        self.visits += usize::from(passes);
        passes
    }
}

/// The keys of one mapping: a list while they are few, which is nearly always.
#[derive(Default)]
struct Keys<'a> {
    few: Vec<&'a str>,
    many: HashSet<&'a str>,
}

impl<'a> Keys<'a> {
    const FEW: usize = 16;

    /// Adds a key; `false` if it is there already.
    fn insert(&mut self, key: &'a str) -> bool {
        if self.few.contains(&key) || self.many.contains(key) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(key);
        } else {
            self.many.insert(key);
        }
        true
    }
}

fn in_different_services(one: &Parts, other: &Parts) -> bool {
    let at = one.iter().zip(other).position(|(a, b)| &**a == "services" && &**b == "services");
    match at.map(|at| (one.get(at + 1), other.get(at + 1))) {
        Some((Some(one), Some(other))) => one != other,
        _ => false,
    }
}
