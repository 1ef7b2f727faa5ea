//! The located tree that every syntax is read into.

use std::sync::Arc;

use crate::Span;

/// The most nodes that are read from one text. The largest file that is read would hold many more only if it were
/// nothing but brackets and dashes, each of which would take a hundred times its own room.
pub const MAX_NODES: usize = 1_000_000;

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key; any node in YAML.
    pub key: Node,
    /// The value.
    pub value: Node,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A scalar's text after unescaping and folding, uninterpreted.
    Scalar {
        /// The text.
        text: Box<str>,
        /// How it was written.
        style: Style,
    },
    /// Keys and values in the order of the text; duplicates kept.
    Mapping {
        /// The entries.
        entries: Vec<Entry>,
        /// `{…}` instead of lines.
        flow: bool,
    },
    /// Items in order.
    Sequence {
        /// The items.
        items: Vec<Node>,
        /// `[…]` instead of lines.
        flow: bool,
    },
    /// A reference `*name`: the node that the anchor names. Not expanded, so that no text can explode.
    Alias(Node),
    /// A reference `*name` from inside the node that the anchor names: a value that contains itself.
    Cycle,
}

/// A node of the tree and the bytes it was read from. Cloning is cheap: the content is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The content's bytes, from its first to one past its last, without trailing comments and blank lines.
    pub span: Span,
    /// The tag as written, with its `!`: `!reset`, `!!str`.
    pub tag: Option<Arc<str>>,
    /// Where `&name` stands, if the node is anchored.
    pub anchor: Option<Span>,
    /// The content.
    pub kind: Arc<Kind>,
}

impl Node {
    /// The entries, if this is a mapping (aliases are not followed).
    #[must_use]
    pub fn entries(&self) -> Option<&[Entry]> {
        match &*self.kind {
            Kind::Mapping { entries, .. } => Some(entries),
            _ => None,
        }
    }

    /// The items, if this is a sequence (aliases are not followed).
    #[must_use]
    pub fn items(&self) -> Option<&[Self]> {
        match &*self.kind {
            Kind::Sequence { items, .. } => Some(items),
            _ => None,
        }
    }

    /// The text and style, if this is a scalar (aliases are not followed).
    #[must_use]
    pub fn scalar(&self) -> Option<(&str, Style)> {
        match &*self.kind {
            Kind::Scalar { text, style } => Some((text, *style)),
            _ => None,
        }
    }
}

/// A comment, from its `#` to the end of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its bytes.
    pub span: Span,
}

/// One document of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The root node; `None` if the document is empty.
    pub root: Option<Node>,
    /// Its comments, in order.
    pub comments: Vec<Comment>,
}
