//! Changes of a YAML text, node by node, as byte edits: everything else stays as its author wrote it.
//!
//! What is put beside others looks like them: their indentation, quotes, brackets and line ends. Comments stay. What
//! cannot surely be written is an [`Obstacle`], never a guess.

mod block;
mod flow;
mod habit;
mod lines;
mod written;

use std::sync::Arc;

use self::habit::Habits;
pub use self::written::Written;
use crate::{Detail, Document, Edit, FileId, Kind, Node, Span, Style, detail};

/// Why something cannot surely be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// What stands in the way.
    pub place: Span,
    /// Why.
    pub why: Detail,
}

impl Obstacle {
    fn new(place: Span, why: Detail) -> Self {
        Self { place, why }
    }
}

/// Edits that belong together, or why there are none.
pub type Cut = Result<Vec<Edit>, Obstacle>;

/// One document of a text that is to be changed.
pub struct Surgeon<'a> {
    file: FileId,
    text: &'a str,
    root: &'a Node,
    habits: Habits,
    /// The anchored nodes that an alias refers to, and where.
    aliases: Vec<(Arc<Kind>, Span)>,
    within: Option<Span>,
}

impl<'a> Surgeon<'a> {
    /// Looks at a document that was read from `text`.
    ///
    /// # Errors
    /// If the document is empty, or ends its lines in a way that is not edited.
    pub fn new(file: FileId, text: &'a str, document: &'a Document) -> Result<Self, Obstacle> {
        let whole = Span::new(file, 0..text.len());
        let Some(root) = &document.root else {
            return Err(Obstacle::new(whole, detail!("edit-empty-document", "the document is empty")));
        };
        let bytes = text.as_bytes();
        let lone =
            bytes.iter().enumerate().find(|(at, byte)| **byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        if let Some((at, _)) = lone {
            let place = Span::new(file, at..at + 1);
            return Err(Obstacle::new(
                place,
                detail!("edit-lone-return", "a line ends in a lone carriage return"),
            ));
        }
        if let Some(at) = super::breaks::first(text) {
            let place = Span::new(file, at..at);
            return Err(Obstacle::new(
                place,
                detail!(
                    "edit-other-break",
                    "a character that looks like none ends a line (U+0085, U+2028, U+2029)"
                ),
            ));
        }
        let mut aliases = Vec::new();
        find_aliases(root, &mut aliases);
        Ok(Self { file, text, root, habits: Habits::of(root, text), aliases, within: None })
    }

    /// Changes within a node, whose own anchor and those around it are not asked about: whoever changes it knows of them.
    #[must_use]
    pub const fn within(mut self, node: &Node) -> Self {
        self.within = Some(node.span);
        self
    }

    /// The quotes that the document uses.
    #[must_use]
    pub const fn quote(&self) -> Style {
        self.habits.quote
    }

    /// The nodes from the root to a node, both included; empty if it is not in the document.
    #[must_use]
    pub fn path_to(&self, node: &Node) -> Vec<&'a Node> {
        let mut path = Vec::new();
        if !walk_to(self.root, node, &mut path) {
            path.clear();
        }
        path
    }

    /// The first alias elsewhere of a node's anchor.
    #[must_use]
    pub fn alias_of(&self, node: &Node) -> Option<Span> {
        self.aliases_of(node).next()
    }

    /// Every alias of a node's anchor.
    pub fn aliases_of(&self, node: &Node) -> impl Iterator<Item = Span> {
        let anchored = node.anchor.is_some();
        let own = move |kind: &Arc<Kind>| anchored && Arc::ptr_eq(kind, &node.kind);
        self.aliases.iter().filter(move |(kind, _)| own(kind)).map(|(_, place)| *place)
    }

    /// Puts a value in the place of a node, which is a scalar, an alias or in brackets on one line.
    ///
    /// # Errors
    /// If it cannot surely be written.
    pub fn replace(&self, node: &Node, value: &Written) -> Cut {
        self.unshared(node, false)?;
        let in_flow = self.in_flow(node);
        let block =
            matches!(&*node.kind, Kind::Mapping { flow: false, .. } | Kind::Sequence { flow: false, .. });
        let scalar = matches!(value, Written::Word(_) | Written::Text(_) | Written::Styled(..));
        if block || self.is_absent(node) || (self.is_key(node) && !scalar) {
            return Err(self.refuse(node, detail!("edit-not-in-place", "nothing can be put in its place")));
        }
        self.untagged(node)?;
        self.apart(node)?;
        self.one_line(node)?;
        if value.has_lines() && !in_flow {
            return self.replace_by_lines(node, value);
        }
        let style = node.scalar().map(|(_, style)| style);
        Ok(vec![Edit::replace(node.span, self.spelled(value, in_flow, style))])
    }

    /// Puts another key in the place of a key.
    ///
    /// # Errors
    /// If it cannot surely be written.
    pub fn rename(&self, key: &Node, name: &str) -> Cut {
        self.replace(key, &Written::text(name))
    }

    /// Gives an entry a value: in the place of the one it has, or where it has none.
    ///
    /// # Errors
    /// If it cannot surely be written.
    pub fn set(&self, mapping: &Node, at: usize, value: &Written) -> Cut {
        let Some(entry) = mapping.entries().and_then(|entries| entries.get(at)) else {
            return Err(self.refuse(mapping, detail!("edit-no-entry", "there is no such entry")));
        };
        let absent = self.is_absent(&entry.value);
        if !absent && (!value.has_lines() || self.in_flow(&entry.value)) {
            return self.replace(&entry.value, value);
        }
        self.unshared(mapping, false)?;
        self.unshared(&entry.value, false)?;
        // Empty brackets are filled.
        if is_flow(&entry.value) {
            self.untagged(&entry.value)?;
            self.one_line(&entry.value)?;
            return Ok(vec![Edit::replace(entry.value.span, self.spelled(value, true, None))]);
        }
        if self.in_flow(&entry.value) {
            return Err(
                self.refuse(&entry.key, detail!("edit-flow-without-value", "a key in braces has no value"))
            );
        }
        self.fill(mapping, entry, value)
    }

    /// Adds entries to a mapping, behind the last that it has of `after`, else at its end.
    ///
    /// # Errors
    /// If they cannot surely be written.
    pub fn insert(&self, mapping: &Node, entries: &[(&str, Written)], after: &[&str]) -> Cut {
        self.unshared(mapping, false)?;
        let Kind::Mapping { entries: there, flow } = &*mapping.kind else {
            return Err(self.refuse(mapping, detail!("edit-no-mapping", "it is no mapping")));
        };
        for entry in there {
            let same = |(name, _): &&(&str, Written)| entry.key.scalar().is_some_and(|(key, _)| key == *name);
            if entries.iter().any(|one| same(&one)) {
                return Err(self.refuse(&entry.key, detail!("edit-key-is-there", "the key is there already")));
            }
        }
        let related = |entry: &crate::Entry| entry.key.scalar().is_some_and(|(key, _)| after.contains(&key));
        let behind = there.iter().rposition(related).unwrap_or(there.len().saturating_sub(1));
        if *flow {
            self.insert_in_flow(mapping, there, behind, entries)
        } else {
            self.insert_lines(mapping, there, behind, entries)
        }
    }

    /// Adds items at the end of a sequence.
    ///
    /// # Errors
    /// If they cannot surely be written.
    pub fn append(&self, sequence: &Node, values: &[Written]) -> Cut {
        self.unshared(sequence, false)?;
        let Kind::Sequence { items, flow } = &*sequence.kind else {
            return Err(self.refuse(sequence, detail!("edit-no-list", "it is no list")));
        };
        if values.is_empty() {
            return Ok(Vec::new());
        }
        if *flow {
            self.append_in_flow(sequence, items, values)
        } else {
            self.append_lines(items, sequence, values)
        }
    }

    /// Takes entries out of a mapping that keeps others. The comments above them stay.
    ///
    /// # Errors
    /// If they cannot surely be taken out.
    pub fn remove_entries(&self, mapping: &Node, which: &[usize]) -> Cut {
        self.unshared(mapping, false)?;
        let Kind::Mapping { entries, flow } = &*mapping.kind else {
            return Err(self.refuse(mapping, detail!("edit-no-mapping", "it is no mapping")));
        };
        for entry in which.iter().filter_map(|at| entries.get(*at)) {
            self.unshared(&entry.key, true)?;
            self.unshared(&entry.value, true)?;
        }
        if !flow {
            entries.iter().try_for_each(|entry| self.simple_key(&entry.key))?;
        }
        let places: Vec<(usize, usize)> = entries
            .iter()
            .map(|entry| (self.begin(&entry.key), self.end_of(&entry.value).max(entry.key.span.range().end)))
            .collect();
        if *flow { self.remove_from_flow(mapping, &places, which) } else { self.remove_lines(&places, which) }
    }

    /// Takes items out of a sequence that keeps others.
    ///
    /// # Errors
    /// If they cannot surely be taken out.
    pub fn remove_items(&self, sequence: &Node, which: &[usize]) -> Cut {
        self.unshared(sequence, false)?;
        let Kind::Sequence { items, flow } = &*sequence.kind else {
            return Err(self.refuse(sequence, detail!("edit-no-list", "it is no list")));
        };
        for item in which.iter().filter_map(|at| items.get(*at)) {
            self.unshared(item, true)?;
        }
        if *flow {
            let places: Vec<(usize, usize)> =
                items.iter().map(|item| (self.begin(item), self.end_of(item))).collect();
            return self.remove_from_flow(sequence, &places, which);
        }
        let mut places = Vec::with_capacity(items.len());
        let mut from = sequence.span.range().start;
        for item in items {
            let end = self.end_of(item);
            let Some(dash) = super::indicator::first(self.text, from..end, b"-") else {
                return Err(self.refuse(item, detail!("edit-no-dash", "its dash is not found")));
            };
            places.push((dash, end.max(dash + 1)));
            from = end.max(dash + 1);
        }
        self.remove_lines(&places, which)
    }

    /// Whether a node is the absence of a value.
    #[must_use]
    pub fn is_absent(&self, node: &Node) -> bool {
        node.span.start == node.span.end && node.scalar() == Some(("", Style::Plain))
    }

    fn refuse(&self, node: &Node, why: Detail) -> Obstacle {
        Obstacle::new(node.span, why)
    }

    /// Whether a node is the key of an entry.
    fn is_key(&self, node: &Node) -> bool {
        let path = self.path_to(node);
        let around = path.len().checked_sub(2).and_then(|at| path.get(at));
        let entries = around.and_then(|around| around.entries()).unwrap_or_default();
        entries.iter().any(|entry| Arc::ptr_eq(&entry.key.kind, &node.kind))
    }

    /// Whether a node stands in brackets or braces.
    fn in_flow(&self, node: &Node) -> bool {
        let path = self.path_to(node);
        let around = path.len().saturating_sub(1);
        path.iter().take(around).any(|node| is_flow(node))
    }

    /// Refuses a node that an alias elsewhere repeats, alone or with what is around it; with `below`, also one that holds such a node.
    fn unshared(&self, node: &Node, below: bool) -> Result<(), Obstacle> {
        let around = |node: &&&Node| {
            self.within.is_some_and(|within| node.span.start <= within.start && within.end <= node.span.end)
        };
        let path = self.path_to(node);
        let mut found = path.iter().filter(|node| !around(node)).find_map(|node| self.alias_of(node));
        if below && found.is_none() {
            let range = node.span.range();
            let mut inside = Vec::new();
            anchored_below(node, &mut inside);
            let outside = |place: &Span| !range.contains(&place.range().start);
            found =
                inside.into_iter().flat_map(|node| self.aliases_of(node).collect::<Vec<_>>()).find(outside);
        }
        match found {
            None => Ok(()),
            Some(_) => Err(self.refuse(node, detail!("edit-shared-anchor", "an alias repeats it elsewhere"))),
        }
    }

    fn untagged(&self, node: &Node) -> Result<(), Obstacle> {
        match node.tag {
            None => Ok(()),
            Some(_) => Err(self.refuse(node, detail!("edit-tagged", "a tag says how it is read"))),
        }
    }

    /// Refuses what stands right behind its anchor: another value in its place would become part of the name.
    fn apart(&self, node: &Node) -> Result<(), Obstacle> {
        match node.anchor {
            Some(anchor) if anchor.end == node.span.start && !self.is_absent(node) => {
                Err(self.refuse(node, detail!("edit-glued-anchor", "no blank parts it from its anchor")))
            }
            _ => Ok(()),
        }
    }

    /// Refuses brackets that hold a line end.
    fn one_line(&self, node: &Node) -> Result<(), Obstacle> {
        let written = self.text.get(node.span.range()).unwrap_or("");
        if is_flow(node) && written.contains('\n') {
            let why = detail!("edit-flow-lines", "what stands in brackets over several lines is not edited");
            return Err(self.refuse(node, why));
        }
        Ok(())
    }

    /// Where a node begins, its tag and anchor included.
    fn begin(&self, node: &Node) -> usize {
        let start = node.span.range().start;
        let anchor = node.anchor.map_or(start, |anchor| anchor.range().start.min(start));
        // The tag has no place of its own: it stands before the content, blanks apart.
        let Some(tag) = &node.tag else { return anchor };
        let before = self.text.get(..anchor).unwrap_or("").trim_end_matches([' ', '\t']);
        before.strip_suffix(&**tag).map_or(anchor, str::len)
    }

    /// Where a node ends, its tag and anchor included.
    fn end_of(&self, node: &Node) -> usize {
        let end = node.span.range().end;
        node.anchor.map_or(end, |anchor| anchor.range().end.max(end))
    }
}

fn is_flow(node: &Node) -> bool {
    matches!(&*node.kind, Kind::Mapping { flow: true, .. } | Kind::Sequence { flow: true, .. })
}

/// The nodes directly below a node, aliases not followed.
fn children(node: &Node) -> impl Iterator<Item = &Node> {
    let entries = node.entries().unwrap_or_default().iter().flat_map(|entry| [&entry.key, &entry.value]);
    entries.chain(node.items().unwrap_or_default())
}

fn find_aliases(node: &Node, found: &mut Vec<(Arc<Kind>, Span)>) {
    match &*node.kind {
        Kind::Alias(target) => found.push((target.kind.clone(), node.span)),
        _ => children(node).for_each(|child| find_aliases(child, found)),
    }
}

fn anchored_below<'a>(node: &'a Node, found: &mut Vec<&'a Node>) {
    if node.anchor.is_some() {
        found.push(node);
    }
    children(node).for_each(|child| anchored_below(child, found));
}

fn walk_to<'a>(from: &'a Node, wanted: &Node, path: &mut Vec<&'a Node>) -> bool {
    path.push(from);
    if Arc::ptr_eq(&from.kind, &wanted.kind) && from.span == wanted.span {
        return true;
    }
    let within = |child: &Node| child.span.start <= wanted.span.start && wanted.span.end <= child.span.end;
    if children(from).filter(|child| within(child)).any(|child| walk_to(child, wanted, path)) {
        return true;
    }
    path.pop();
    false
}
