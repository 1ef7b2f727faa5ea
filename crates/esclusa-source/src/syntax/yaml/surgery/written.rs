//! What surgery writes: values, and how a scalar is spelled so that it is read as what it is.

use crate::{Kind, Node, Style};

/// A value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// A scalar as it is, without quotes: `true`, `0.5`, `80`.
    Word(String),
    /// A text, in quotes where it would be read as something else.
    Text(String),
    /// A text that was written in this style before.
    Styled(String, Style),
    /// Items.
    List(Vec<Self>),
    /// Keys and values.
    Mapping(Vec<(String, Self)>),
    /// A value with a tag: `!override`.
    Tagged(&'static str, Box<Self>),
}

/// The most nodes that are written out again for one alias.
const MAX_COPIED: usize = 2_000;

impl Written {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A scalar as it is.
    #[must_use]
    pub fn word(word: impl ToString) -> Self {
        Self::Word(word.to_string())
    }

    /// Texts in a list.
    #[must_use]
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(|text| Self::Text(text.into())).collect())
    }

    /// What a node says, aliases followed; nothing for what cannot be written out again (tags, merge keys, too much).
    #[must_use]
    pub fn copy(node: &Node) -> Option<Self> {
        copy(node, &mut { MAX_COPIED })
    }

    /// The entries of a mapping.
    pub(super) fn entries(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether it is a list or mapping that is not empty.
    pub(super) fn has_lines(&self) -> bool {
        match self {
            Self::List(items) => !items.is_empty(),
            Self::Mapping(entries) => !entries.is_empty(),
            Self::Tagged(_, value) => value.has_lines(),
            _ => false,
        }
    }
}

fn copy(node: &Node, left: &mut usize) -> Option<Written> {
    *left = left.checked_sub(1)?;
    if node.tag.is_some() {
        return None;
    }
    Some(match &*node.kind {
        Kind::Scalar { text, style: Style::Plain } => Written::Word(text.to_string()),
        Kind::Scalar { text, style } => Written::Styled(text.to_string(), *style),
        Kind::Sequence { items, .. } => {
            Written::List(items.iter().map(|item| copy(item, left)).collect::<Option<_>>()?)
        }
        Kind::Mapping { entries, .. } => {
            let mut copied = Vec::with_capacity(entries.len());
            for entry in entries {
                let (key, _) = entry.key.scalar().filter(|(key, _)| *key != "<<")?;
                copied.push((key.to_owned(), copy(&entry.value, left)?));
            }
            Written::Mapping(copied)
        }
        Kind::Alias(target) => copy(target, left)?,
        Kind::Cycle => return None,
    })
}

/// Words that some YAML reader takes for a truth value or for nothing.
const WORDS: &[&str] = &["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"];

/// Whether a text without quotes is read as this text by every YAML reader. Careful rather than complete: what it does
/// not know gets quotes.
pub(super) fn is_plain(text: &str, in_flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let starts = first.is_ascii_alphanumeric() || matches!(first, '/' | '_' | '$' | '.');
    let inside =
        |c: char| c.is_ascii_alphanumeric() || "/_$.-+=@;()".contains(c) || !in_flow && ",:{} ".contains(c);
    let parted = text.contains(": ") || text.ends_with([':', ' ']) || text.contains("  ");
    starts
        && text.chars().all(inside)
        && !parted
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
        && !looks_like_number(text)
}

/// Whether it may be a number, a moment or a count of minutes to some reader.
fn looks_like_number(text: &str) -> bool {
    let Some(first) = text.bytes().next() else { return false };
    if !(first.is_ascii_digit() || first == b'.') || is_address(text) {
        return false;
    }
    // A size: digits and one letter that no number has.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && first != b'0' && matches!(text.get(digits..), Some("k" | "m" | "g" | "K" | "M" | "G")) {
        return false;
    }
    let of_path = text.starts_with("./") || text.starts_with("../");
    !of_path
}

/// Whether a text is an address of four numbers, alone or before a colon.
fn is_address(text: &str) -> bool {
    text.split(':').next().is_some_and(|before| before.parse::<std::net::Ipv4Addr>().is_ok())
}

/// A text in quotes; what single quotes cannot hold is written in double ones.
pub(super) fn quoted(text: &str, style: Style) -> String {
    let plain = text
        .chars()
        .all(|c| !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}'));
    if style == Style::SingleQuoted && plain {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
