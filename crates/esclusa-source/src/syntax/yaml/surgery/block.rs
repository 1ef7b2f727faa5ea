//! Changes of lines: entries and items that stand on lines of their own.

use super::flow::{neighbours, quotes};
use super::habit::Lists;
use super::{Cut, Obstacle, Surgeon, Written, lines};
use crate::{Edit, Entry, Kind, Node, Span, Style, detail};

impl Surgeon<'_> {
    /// Adds entries on lines of their own, behind the entry `behind`.
    pub(super) fn insert_lines(
        &self,
        mapping: &Node,
        there: &[Entry],
        behind: usize,
        entries: &[(&str, Written)],
    ) -> Cut {
        let (Some(first), Some(entry)) = (there.first(), there.get(behind)) else {
            return Err(self.refuse(mapping, detail!("edit-no-entry", "there is no such entry")));
        };
        self.simple_key(&first.key)?;
        let column = lines::column(self.text, self.begin(&first.key));
        let style = quotes(&first.key);
        let mut said = Vec::new();
        for (key, value) in entries {
            self.entry_lines(mapping, key, value, column, style, &mut said);
        }
        let end = self.end_of(&entry.value).max(entry.key.span.range().end);
        self.lines_behind(&entry.value, end, column, &said)
    }

    /// Adds items on lines of their own.
    pub(super) fn append_lines(&self, items: &[Node], sequence: &Node, values: &[Written]) -> Cut {
        let Some(last) = items.last() else {
            return Err(self.refuse(sequence, detail!("edit-no-entry", "there is no such entry")));
        };
        let dash = sequence.span.range().start;
        let column = lines::column(self.text, dash);
        let after = self.text.get(dash + 1..).unwrap_or("");
        let gap = after.len() - after.trim_start_matches(' ').len();
        let gap = if after.trim_start_matches(' ').starts_with(['\r', '\n', '#']) { 1 } else { gap.max(1) };
        let style = neighbours(items);
        let mut said = Vec::new();
        for value in values {
            self.item_lines(value, column, gap, style, &mut said);
        }
        self.lines_behind(last, self.end_of(last), column, &said)
    }

    /// Gives an entry that has a line of its own a value of several lines, or one where it has none.
    pub(super) fn fill(&self, mapping: &Node, entry: &Entry, value: &Written) -> Cut {
        self.simple_key(&entry.key)?;
        self.untagged(&entry.value)?;
        let absent = self.is_absent(&entry.value);
        if !value.has_lines() {
            let at = self.end_of(&entry.value);
            let place = Span::new(self.file, at..at);
            return Ok(vec![Edit::insert(place, format!(" {}", self.spelled(value, false, None)))]);
        }
        let column = lines::column(self.text, self.begin(&entry.key));
        let mut said = Vec::new();
        self.entry_lines(mapping, "", value, column, None, &mut said);
        let Some((head, rest)) = said.split_first() else { return Ok(Vec::new()) };
        // `key: [a]` or `key: !tag`: what stands behind the colon.
        let head = head.split_once(':').map_or("", |(_, head)| head.trim_end());
        let colon = super::super::indicator::colon(self.text, entry.key.span.range().end);
        let Some(colon) = colon.filter(|_| entry.value.anchor.is_none() || absent) else {
            return Err(
                self.refuse(&entry.key, detail!("edit-not-in-place", "nothing can be put in its place"))
            );
        };
        let end = self.end_of(&entry.value).max(colon);
        self.one_line(&entry.value)?;
        let start = if absent { end } else { colon };
        let mut edits = vec![Edit::replace(Span::new(self.file, start..end), head)];
        if !rest.is_empty() {
            edits.extend(self.lines_behind(&entry.value, end, usize::MAX, rest)?);
        }
        edits.retain(|edit| edit.place.start != edit.place.end || !edit.text.is_empty());
        Ok(edits)
    }

    /// Puts a value of several lines in the place of an item of one line.
    pub(super) fn replace_by_lines(&self, node: &Node, value: &Written) -> Cut {
        let start = node.span.range().start;
        let dashed = lines::before(self.text, start).trim_end().ends_with('-');
        let Some(entries) = value.entries().filter(|_| dashed && self.begin(node) == start) else {
            return Ok(vec![Edit::replace(node.span, self.spelled(value, false, None))]);
        };
        let column = lines::column(self.text, start);
        let mut said = Vec::new();
        for (key, value) in entries {
            self.entry_lines(node, key, value, column, None, &mut said);
        }
        let Some((first, rest)) = said.split_first() else { return Ok(Vec::new()) };
        let mut edits = vec![Edit::replace(node.span, first.trim_start_matches(' '))];
        if !rest.is_empty() {
            edits.extend(self.lines_behind(node, node.span.range().end, usize::MAX, rest)?);
        }
        Ok(edits)
    }

    /// Takes out the lines of what stands at `places`.
    pub(super) fn remove_lines(&self, places: &[(usize, usize)], which: &[usize]) -> Cut {
        let mut edits: Vec<Edit> = Vec::new();
        let mut above: Option<&Node> = None;
        for (start, end) in which.iter().filter_map(|at| places.get(*at)) {
            let begin = lines::start(self.text, *start);
            let own_lines = lines::before(self.text, *start).trim().is_empty();
            if !own_lines || !lines::rest_is_silent(self.text, *end) {
                let place = Span::new(self.file, *start..*end);
                return Err(Obstacle::new(
                    place,
                    detail!("edit-not-alone", "it does not stand on lines of its own"),
                ));
            }
            // The line end before goes along, and that behind stays: what others put behind the line before or behind
            // this one does not meet what goes.
            let before = self.text.get(..begin).map_or(0, before_line_end);
            // The first line of a text has none before it, and takes its own.
            let taken = edits.last().is_some_and(|edit| edit.place.range().end > before);
            // What stands above lines that go together is above them all.
            if edits.last().is_none_or(|edit| edit.place.range().end < before) {
                above = text_in_lines(self.root, self.text, before);
            }
            if above.is_some_and(|above| takes_in(above, self.text, lines::next(self.text, *end))) {
                let place = Span::new(self.file, *start..*end);
                let why = detail!("edit-text-above", "the text above it would take in what stands below");
                return Err(Obstacle::new(place, why));
            }
            // Nor does a text in lines lose its line end with the line behind it.
            let open = above.is_some() && lines::end(self.text, *end) == self.text.len();
            let (begin, next) = match before < begin && !taken && !open {
                true => (before, lines::end(self.text, *end)),
                false => (begin, lines::next(self.text, *end)),
            };
            // Comments between the lines stay, each with the line end on the same side as what goes.
            let mut from = begin;
            for (comment, behind) in self.comments_between(*start, *end) {
                if above.is_some() {
                    let why = detail!("edit-text-above", "the text above it would take in what stands below");
                    return Err(Obstacle::new(Span::new(self.file, *start..*end), why));
                }
                let (comment, behind) = match begin == before {
                    true => (before_line_end(self.text.get(..comment).unwrap_or("")), behind),
                    false => (comment, lines::next(self.text, behind)),
                };
                edits.push(Edit::delete(Span::new(self.file, from..comment)));
                from = behind;
            }
            edits.push(Edit::delete(Span::new(self.file, from..next)));
            edits.retain(|edit| edit.place.start != edit.place.end);
        }
        Ok(edits)
    }

    /// The lines between these offsets that are comments and nothing else, without their line ends.
    fn comments_between(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut at = lines::next(self.text, start);
        while at < end {
            let behind = lines::end(self.text, at);
            let line = self.text.get(at..behind).unwrap_or("");
            if line.trim_start().starts_with('#') && !in_scalar(self.root, at) {
                found.push((at, behind));
            }
            at = lines::next(self.text, at);
        }
        found
    }

    /// The lines of an entry.
    fn entry_lines(
        &self,
        near: &Node,
        key: &str,
        value: &Written,
        column: usize,
        style: Option<Style>,
        said: &mut Vec<String>,
    ) {
        let indent = " ".repeat(column);
        let key = if key.is_empty() { String::new() } else { self.key(key, false, style) };
        let (tag, inner) = match value {
            Written::Tagged(tag, inner) => (format!(" {tag}"), &**inner),
            value => (String::new(), value),
        };
        match inner {
            Written::List(items) if !items.is_empty() => match self.habits.lists(near, self.text) {
                Lists::Lines(offset) => {
                    said.push(format!("{indent}{key}:{tag}"));
                    for item in items {
                        self.item_lines(item, column + offset, 1, style, said);
                    }
                }
                Lists::Flow => {
                    said.push(format!("{indent}{key}:{tag} {}", self.spelled(inner, false, style)))
                }
            },
            Written::Mapping(entries) if !entries.is_empty() => {
                said.push(format!("{indent}{key}:{tag}"));
                let deeper = column + self.habits.step(near, self.text);
                for (key, value) in entries {
                    self.entry_lines(near, key, value, deeper, style, said);
                }
            }
            _ => said.push(format!("{indent}{key}:{tag} {}", self.spelled(inner, false, style))),
        }
    }

    /// The lines of an item.
    fn item_lines(
        &self,
        value: &Written,
        column: usize,
        gap: usize,
        style: Option<Style>,
        said: &mut Vec<String>,
    ) {
        let (indent, gap) = (" ".repeat(column), " ".repeat(gap));
        match value {
            Written::Mapping(entries) if !entries.is_empty() => {
                for (at, (key, value)) in entries.iter().enumerate() {
                    let head =
                        if at == 0 { format!("{indent}-{gap}") } else { " ".repeat(column + 1 + gap.len()) };
                    let key = self.key(key, false, None);
                    said.push(format!("{head}{key}: {}", self.spelled(value, false, None)));
                }
            }
            _ => said.push(format!("{indent}-{gap}{}", self.spelled(value, false, style))),
        }
    }

    /// Inserts lines behind the line on which `node` ends, and behind the comments there that stand deeper than
    /// `column`.
    fn lines_behind(&self, node: &Node, end: usize, column: usize, said: &[String]) -> Cut {
        if !lines::rest_is_silent(self.text, end) {
            let place = Span::new(self.file, end..lines::next(self.text, end));
            return Err(Obstacle::new(
                place,
                detail!("edit-not-alone", "it does not stand on lines of its own"),
            ));
        }
        let mut at = lines::end(self.text, end);
        if block_header(node, self.text).is_some_and(|header| header.contains('+')) {
            at = lines::behind_blank(self.text, at);
        }
        at = lines::behind_deeper_comments(self.text, at, column);
        if at == self.text.len() && gains_line_end(node, self.text) {
            let why = detail!("edit-open-text", "a text at the end of the file would gain a line end");
            return Err(self.refuse(node, why));
        }
        let newline = lines::ending(self.text, end);
        let text: String = said.iter().flat_map(|line| [newline, line]).collect();
        Ok(vec![Edit::insert(Span::new(self.file, at..at), text)])
    }

    /// Refuses keys that are marked by `?`.
    pub(super) fn simple_key(&self, key: &Node) -> Result<(), Obstacle> {
        let begin = self.begin(key);
        let before = lines::before(self.text, begin);
        // The mark may stand on a line above, with nothing between but blanks and comments.
        let above = self.text.get(..begin).unwrap_or_default().rsplit('\n');
        let mut said = above.map(|line| line.split(" #").next().unwrap_or(line).trim());
        let last = said.find(|line| !line.is_empty() && !line.starts_with('#'));
        let marked = last.is_some_and(|line| line.split_whitespace().next_back() == Some("?"));
        match before.trim_end().ends_with('?') || marked || key.scalar().is_none() {
            true => Err(self.refuse(key, detail!("edit-marked-key", "a key marked by ? is not edited"))),
            false => Ok(()),
        }
    }
}

/// The indicator of the text in lines with which a node ends: `|`, `>-`.
fn block_header<'a>(node: &Node, text: &'a str) -> Option<&'a str> {
    match &*node.kind {
        Kind::Scalar { style: Style::Literal | Style::Folded, .. } => {
            text.get(node.span.range())?.lines().next()?.split('#').next()
        }
        Kind::Mapping { entries, flow: false } => block_header(&entries.last()?.value, text),
        Kind::Sequence { items, flow: false } => block_header(items.last()?, text),
        _ => None,
    }
}

/// Whether a node ends with a text in lines that has no line end and would have one with a line behind it.
fn gains_line_end(node: &Node, text: &str) -> bool {
    block_header(node, text).is_some_and(|header| !header.contains('-'))
}

/// The text in lines that ends at `at`, blanks aside.
fn text_in_lines<'a>(node: &'a Node, text: &str, at: usize) -> Option<&'a Node> {
    match &*node.kind {
        Kind::Scalar { style: Style::Literal | Style::Folded, .. } => {
            text.get(node.span.range().end..at).filter(|rest| rest.trim().is_empty()).map(|_| node)
        }
        Kind::Alias(_) => None,
        _ => super::children(node).find_map(|child| text_in_lines(child, text, at)),
    }
}

/// Whether a line that begins at `at` is a part of a value.
fn in_scalar(node: &Node, at: usize) -> bool {
    let place = node.span.range();
    match &*node.kind {
        Kind::Scalar { .. } => place.start < at && at < place.end,
        Kind::Alias(_) => false,
        _ => super::children(node).any(|child| in_scalar(child, at)),
    }
}

/// Whether lines that begin at `at` would be a part of a text in lines above them: comments as deep as it, and blank
/// lines where they count.
fn takes_in(above: &Node, text: &str, mut at: usize) -> bool {
    let own = text.get(above.span.range()).unwrap_or("");
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let depth = own.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let keeps = block_header(above, text).is_some_and(|header| header.contains('+'));
    while at < text.len() {
        let next = lines::next(text, at);
        let line = text.get(at..next).unwrap_or("").trim_end();
        let is_comment = line.trim_start().starts_with('#');
        if (line.is_empty() && keeps) || (is_comment && indent(line) >= depth) {
            return true;
        }
        if !line.is_empty() {
            return false;
        }
        at = next;
    }
    false
}

/// The length of a text without its last line end.
fn before_line_end(text: &str) -> usize {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text).len()
}
