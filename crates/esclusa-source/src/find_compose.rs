//! Where a Markdown page shows a Compose file.

use crate::syntax::markdown::{self, CodeBlock};
use crate::{FileId, Span};

/// Fence languages that may hold a Compose file.
const LANGUAGES: &[&str] = &["", "compose", "docker-compose", "yaml", "yml"];

/// All the blocks of a page together may be this long, with what keeps them at their lines.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The Compose files that a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComposeBlocks {
    /// Each as a text of its own, at the lines and columns that it has in the page: what stands around it is left blank.
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
        let start = block.lines.first().map_or(0, |line| line.span.range().start);
        let before = text.get(..start).unwrap_or("").matches('\n').count();
        bytes += before + block.span.range().len();
        if bytes > MAX_BYTES {
            found.left_out = Some(block.span);
            return found;
        }
        found.texts.push(in_place(&block, text, before));
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

/// The block's lines at their lines and columns.
fn in_place(block: &CodeBlock, text: &str, before: usize) -> String {
    let mut placed = "\n".repeat(before);
    for line in &block.lines {
        let start = line.span.range().start;
        let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        // A list or quotation has a prefix on each line.
        let prefix = text.get(line_start..start).unwrap_or("").chars().count();
        placed.extend(std::iter::repeat_n(' ', prefix));
        placed.push_str(content(text, line.span));
        placed.push('\n');
    }
    placed
}
