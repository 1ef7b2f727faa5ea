//! Changes inside brackets and braces on one line, and values spelled there.

use super::written::{is_plain, quoted};
use super::{Cut, Surgeon, Written};
use crate::{Edit, Entry, Node, Span, Style, detail};

impl Surgeon<'_> {
    /// A value on one line. `style`: that of what it takes the place of, or of its neighbours.
    pub(super) fn spelled(&self, value: &Written, in_flow: bool, style: Option<Style>) -> String {
        match value {
            Written::Word(word) => word.clone(),
            Written::Text(text) => match style {
                Some(style @ (Style::SingleQuoted | Style::DoubleQuoted)) => quoted(text, style),
                _ if is_plain(text, in_flow) => text.clone(),
                _ => quoted(text, self.habits.quote),
            },
            Written::Styled(text, style @ (Style::SingleQuoted | Style::DoubleQuoted)) => {
                quoted(text, *style)
            }
            // Several lines become one.
            Written::Styled(text, _) => quoted(text, Style::DoubleQuoted),
            Written::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.spelled(item, true, style)).collect();
                format!("[{}]", items.join(", "))
            }
            Written::Mapping(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| {
                        format!("{}: {}", self.key(key, true, style), self.spelled(value, true, style))
                    })
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            Written::Tagged(tag, value) => format!("{tag} {}", self.spelled(value, in_flow, style)),
        }
    }

    /// A key, quoted as its neighbours are.
    pub(super) fn key(&self, key: &str, in_flow: bool, style: Option<Style>) -> String {
        self.spelled(&Written::text(key), in_flow, style)
    }

    /// Adds entries in braces.
    pub(super) fn insert_in_flow(
        &self,
        mapping: &Node,
        there: &[Entry],
        behind: usize,
        entries: &[(&str, Written)],
    ) -> Cut {
        self.one_line(mapping)?;
        let style = there.first().and_then(|entry| quotes(&entry.key));
        let said: Vec<String> = entries
            .iter()
            .map(|(key, value)| {
                format!("{}: {}", self.key(key, true, style), self.spelled(value, true, style))
            })
            .collect();
        let said = said.join(", ");
        let Some(entry) = there.get(behind) else {
            return Ok(vec![Edit::replace(mapping.span, format!("{{{said}}}"))]);
        };
        if self.is_absent(&entry.value) {
            return Err(
                self.refuse(&entry.key, detail!("edit-flow-without-value", "a key in braces has no value"))
            );
        }
        let end = self.end_of(&entry.value);
        Ok(vec![Edit::insert(Span::new(self.file, end..end), format!(", {said}"))])
    }

    /// Adds items in brackets.
    pub(super) fn append_in_flow(&self, sequence: &Node, items: &[Node], values: &[Written]) -> Cut {
        self.one_line(sequence)?;
        let style = neighbours(items);
        let said: Vec<String> = values.iter().map(|value| self.spelled(value, true, style)).collect();
        let said = said.join(", ");
        let Some(last) = items.last() else {
            return Ok(vec![Edit::replace(sequence.span, format!("[{said}]"))]);
        };
        let end = self.end_of(last);
        Ok(vec![Edit::insert(Span::new(self.file, end..end), format!(", {said}"))])
    }

    /// Takes out some of what stands at `places` between commas.
    pub(super) fn remove_from_flow(&self, around: &Node, places: &[(usize, usize)], which: &[usize]) -> Cut {
        self.one_line(around)?;
        let goes = |at: usize| which.contains(&at);
        let mut edits = Vec::new();
        let mut at = 0;
        while at < places.len() {
            if !goes(at) {
                at += 1;
                continue;
            }
            // A run of them goes together: up to what follows, or from behind what stands before.
            let first = at;
            while at < places.len() && goes(at) {
                at += 1;
            }
            let range = match (places.get(at), first.checked_sub(1).and_then(|before| places.get(before))) {
                (Some((next, _)), _) => places[first].0..*next,
                (None, Some((_, end))) => *end..places[at - 1].1,
                (None, None) => {
                    return Err(
                        self.refuse(around, detail!("edit-nothing-left", "nothing would be left of it"))
                    );
                }
            };
            edits.push(Edit::delete(Span::new(self.file, range)));
        }
        Ok(edits)
    }
}

/// The quotes of a scalar, if it has some.
pub(super) fn quotes(node: &Node) -> Option<Style> {
    let (_, style) = node.scalar()?;
    matches!(style, Style::SingleQuoted | Style::DoubleQuoted).then_some(style)
}

/// The quotes that all items have.
pub(super) fn neighbours(items: &[Node]) -> Option<Style> {
    let first = quotes(items.first()?)?;
    items.iter().all(|item| quotes(item) == Some(first)).then_some(first)
}
