//! Where a Markdown page shows a Compose file.

use crate::syntax::markdown::{self, CodeBlock};
use crate::{Edit, FileId, Span};

/// Fence languages that may hold a Compose file.
const LANGUAGES: &[&str] = &["", "compose", "docker-compose", "yaml", "yml"];

/// All the blocks of a page together may be this long, with what keeps them at their lines.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The Compose files that a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComposeBlocks {
    /// Each as a text of its own, at the bytes that it has in the page: what stands around it is left blank.
    pub texts: Vec<String>,
    /// The first block that was too much.
    pub left_out: Option<Span>,
}

/// Every code block of a Markdown page that is a Compose file: it has `services:` at its outermost level, a mapping
/// below it, and an image or a build.
#[must_use]
pub fn compose_blocks(file: FileId, text: &str) -> ComposeBlocks {
    let mut found = ComposeBlocks::default();
    if !text.contains("services:") {
        return found;
    }
    let mut bytes = 0;
    for block in markdown::code_blocks(file, text) {
        if block.html || !LANGUAGES.contains(&block.language.as_str()) || !is_compose(&block, text) {
            continue;
        }
        bytes += block.span.range().end;
        if bytes > MAX_BYTES {
            found.left_out = Some(block.span);
            return found;
        }
        found.texts.push(in_place(&block, text));
    }
    found
}

fn content(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or("")
}

fn is_compose(block: &CodeBlock, text: &str) -> bool {
    let lines = || block.lines.iter().map(|line| content(text, line.span));
    let is_said = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let indent = |line: &str| line.len() - line.trim_start().len();
    let outermost = lines().filter(is_said).map(indent).min().unwrap_or(0);
    let mut rest = lines().filter(is_said);
    let opens = |line: &str| {
        let after = line.get(outermost..).and_then(|line| line.strip_prefix("services:"));
        after.is_some_and(|after| after.trim().is_empty() || after.trim_start().starts_with(['#', '{']))
    };
    let Some(services) = rest.by_ref().find(|line| opens(line)) else { return false };
    // A list of services is that of another program.
    let mapping = services.contains('{')
        || rest.next().is_some_and(|line| indent(line) > outermost && !line.trim_start().starts_with('-'));
    mapping && lines().any(|line| line.contains("image:") || line.contains("build:"))
}

/// The block's lines at their bytes; what stands around them is blank.
fn in_place(block: &CodeBlock, text: &str) -> String {
    let mut placed = String::new();
    for line in &block.lines {
        let range = line.span.range();
        blank(text.get(placed.len()..range.start).unwrap_or(""), &mut placed);
        placed.push_str(content(text, line.span));
    }
    let rest = text.get(placed.len()..).unwrap_or("");
    let newline = rest.find('\n').map_or(rest.len(), |at| at + 1);
    blank(rest.get(..newline).unwrap_or(""), &mut placed);
    placed
}

/// As many blanks as there are bytes, line ends kept.
fn blank(text: &str, placed: &mut String) {
    let bytes = text.as_bytes();
    placed.extend(bytes.iter().enumerate().map(|(at, byte)| match byte {
        b'\n' => '\n',
        b'\r' if bytes.get(at + 1) == Some(&b'\n') => '\r',
        _ => ' ',
    }));
}

/// An edit of one of the `texts` of a page as an edit of the page itself: new lines begin as the lines around them do
/// (`> ` of a quotation). Nothing if the edit does not fit.
#[must_use]
pub fn edit_of_page(edit: &Edit, placed: &str, page: FileId, text: &str) -> Option<Edit> {
    let range = edit.place.range();
    // What a reader of the page sees must be what was edited.
    let own = placed.get(range.clone())?;
    let there = text.get(range.clone())?;
    let start = text.get(..range.start)?.rfind('\n').map_or(0, |newline| newline + 1);
    let shown = text.get(start..)?.bytes();
    let line = placed.get(start..)?.bytes();
    let hidden = line.zip(shown).take_while(|(one, _)| *one == b' ');
    let prefix =
        hidden.enumerate().filter(|(_, (_, other))| *other != b' ').last().map_or(0, |(at, _)| at + 1);
    let prefix = text.get(start..start + prefix)?;
    if own != there && prefix.is_empty() {
        return None;
    }
    let mut lines = edit.text.split('\n');
    let mut said = lines.next()?.to_owned();
    for line in lines {
        said.push('\n');
        let blanks = line.len() - line.trim_start_matches(' ').len();
        match blanks >= prefix.len() {
            true => {
                said.push_str(prefix);
                said.push_str(line.get(prefix.len()..)?);
            }
            // A line end that was taken along: what follows begins as it did.
            false if line.is_empty() => {}
            false => return None,
        }
    }
    Some(Edit { place: Span::new(page, range), text: said })
}
