//! A YAML node becomes a plain tree: scalars resolved, aliases expanded within a budget, merge keys merged.

use std::collections::HashSet;
use std::sync::Arc;

use esclusa_source::{Detail, Entry, Kind, Node, Problem, Span, Style, detail};

use super::{reset, scalar};
use crate::{Entries, Link, Origin, Tree, Value, Via};

/// How deep a document may be once its aliases are expanded.
const MAX_DEPTH: usize = 300;

/// Expands the nodes of one document.
pub(super) struct Expansion<'a> {
    /// Nodes that may still be made; shared by all files of a project.
    pub(super) budget: &'a mut usize,
    /// What cannot be expanded.
    pub(super) problems: &'a mut Vec<Problem>,
    stopped: bool,
    depth: usize,
}

type Chain = Option<Arc<Link>>;

/// One more step outwards of everything below it: what was crossed first lies outermost.
fn crossing(via: Via, place: Span, chain: &Chain) -> Chain {
    Some(Arc::new(Link { via, place: Some(place), next: chain.clone() }))
}

impl<'a> Expansion<'a> {
    /// A fresh expansion.
    pub(super) const fn new(budget: &'a mut usize, problems: &'a mut Vec<Problem>) -> Self {
        Self { budget, problems, stopped: false, depth: 0 }
    }

    /// The tree of a document; `None` if its root is reset or nothing at all.
    pub(super) fn tree(&mut self, root: &Node) -> Option<Tree> {
        self.node(root, &None, false)
    }

    fn refuse(&mut self, id: &'static str, span: Span, detail: impl Into<Detail>) {
        self.problems.push(Problem::new(id, span, detail));
    }

    /// A node; `None` if it says `!reset`. Below `!override` a `!reset` means nothing.
    fn node(&mut self, node: &Node, chain: &Chain, overridden: bool) -> Option<Tree> {
        if self.stopped || (!overridden && reset::is_reset(node)) {
            return None;
        }
        if *self.budget == 0 || self.depth > MAX_DEPTH {
            self.stopped = true;
            let detail = if *self.budget == 0 {
                detail!("document-too-large", "the document grows too large when its aliases are expanded")
            } else {
                detail!("document-too-deep", "the document nests too deep when its aliases are expanded")
            };
            self.refuse("yaml-too-large", node.span, detail);
            return None;
        }
        *self.budget -= 1;
        self.depth += 1;
        let overridden = overridden || node.tag.as_deref() == Some("!override");
        let tree = self.expand(node, chain, overridden);
        self.depth -= 1;
        Some(tree)
    }

    fn circle(&mut self, place: Span) {
        let detail = detail!("anchor-contains-itself", "an anchor's value contains itself");
        self.refuse("yaml-cycle", place, detail);
    }

    fn expand(&mut self, node: &Node, chain: &Chain, overridden: bool) -> Tree {
        let origin = Origin { place: Some(node.span), chain: chain.clone() };
        match &*node.kind {
            Kind::Scalar { text, style } => Tree::new(self.scalar(node, text, *style), origin),
            Kind::Cycle => {
                self.circle(node.span);
                Tree::new(Value::Null, origin)
            }
            Kind::Alias(target) => {
                let chain = crossing(Via::Alias, node.span, chain);
                self.node(target, &chain, overridden).unwrap_or_default()
            }
            Kind::Sequence { items, .. } => {
                let items: Vec<Tree> =
                    items.iter().filter_map(|item| self.node(item, chain, overridden)).collect();
                Tree::new(items, origin)
            }
            Kind::Mapping { entries, .. } => {
                let mut map = Entries::with_capacity(entries.len());
                self.mapping(entries, chain, overridden, &mut map);
                Tree::new(map, origin)
            }
        }
    }

    fn scalar(&mut self, node: &Node, text: &str, style: Style) -> Value {
        let quoted = style != Style::Plain;
        match node.tag.as_deref() {
            Some(tag) => scalar::tagged(tag, text, quoted).unwrap_or_else(|detail| {
                self.refuse("yaml-syntax", node.span, detail);
                text.into()
            }),
            None if quoted => text.into(),
            None => scalar::resolve(text),
        }
    }

    fn mapping(&mut self, entries: &[Entry], chain: &Chain, overridden: bool, map: &mut Entries) {
        let mut merge = None;
        for entry in entries {
            if is_merge(&entry.key) {
                merge = Some(entry);
                continue;
            }
            if !overridden && reset::is_reset(&entry.value) {
                continue;
            }
            let Some(key) = self.key(&entry.key) else { continue };
            if let Some(mut tree) = self.node(&entry.value, chain, overridden) {
                tree.key = Some(entry.key.span);
                map.insert(key, tree);
            }
        }
        if let Some(entry) = merge {
            let mut taken: HashSet<String> = map.keys().cloned().collect();
            let chain = crossing(Via::MergeKey, entry.key.span, chain);
            self.merge(&entry.value, &chain, true, overridden, &mut taken, map);
        }
    }

    /// Merges a mapping, or each of a list of mappings: keys that are there stay.
    fn merge(
        &mut self,
        node: &Node,
        chain: &Chain,
        outermost: bool,
        overridden: bool,
        taken: &mut HashSet<String>,
        map: &mut Entries,
    ) {
        if !overridden && reset::is_reset(node) {
            return;
        }
        if self.depth > MAX_DEPTH || self.stopped {
            self.refuse("yaml-too-large", node.span, detail!("merge-too-deep", "merge keys nest too deep"));
            self.stopped = true;
            return;
        }
        self.depth += 1;
        match &*node.kind {
            Kind::Alias(target) => {
                let chain = crossing(Via::Alias, node.span, chain);
                self.merge(target, &chain, outermost, overridden, taken, map);
            }
            Kind::Sequence { items, .. } if outermost => {
                for item in items {
                    self.merge(item, chain, false, overridden, taken, map);
                }
            }
            Kind::Mapping { entries, .. } => {
                let mut merged = Entries::with_capacity(entries.len());
                self.mapping(entries, chain, overridden, &mut merged);
                for (key, tree) in merged {
                    if taken.insert(key.clone()) {
                        map.insert(key, tree);
                    }
                }
            }
            Kind::Cycle => self.circle(node.span),
            _ => self.refuse(
                "yaml-syntax",
                node.span,
                detail!("merge-key-value", "a merge key takes a mapping or a list of mappings"),
            ),
        }
        self.depth -= 1;
    }

    /// A key as text; Compose takes no other kind.
    fn key(&mut self, node: &Node) -> Option<String> {
        let target = match &*node.kind {
            Kind::Alias(target) => target,
            _ => node,
        };
        let Some((text, style)) = target.scalar() else {
            self.refuse("yaml-key", node.span, detail!("key-not-text", "a key must be text"));
            return None;
        };
        let plain = style == Style::Plain && target.tag.is_none();
        let is_text = plain && scalar::is_text(text);
        if !is_text && !matches!(self.scalar(target, text, style), Value::String(_)) {
            self.refuse(
                "yaml-key",
                node.span,
                detail!("key-unquoted", "the key {key} is not text: quote it", key = text),
            );
        }
        Some(text.to_owned())
    }
}

fn is_merge(key: &Node) -> bool {
    let merge_tag = |tag: &str| matches!(tag, "!" | "!!merge" | "tag:yaml.org,2002:merge");
    key.scalar() == Some(("<<", Style::Plain)) && key.tag.as_deref().is_none_or(merge_tag)
}
