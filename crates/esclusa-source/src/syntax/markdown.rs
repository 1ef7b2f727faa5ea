//! Markdown's code blocks: what they claim to hold, and where each of their lines stands in the file.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::{FileId, Span};

/// A line of a code block, without its line end and without the prefix of the list or quotation around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// Its bytes.
    pub span: Span,
}

/// A fenced or indented code block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The first word of the fence's info string, lower case: `bash`; empty if there is none.
    pub language: String,
    /// The lines.
    pub lines: Vec<CodeLine>,
    /// The whole block, fences included.
    pub span: Span,
}

/// Every code block of a Markdown text, in order.
#[must_use]
pub fn code_blocks(file: FileId, text: &str) -> Vec<CodeBlock> {
    let mut blocks = Vec::new();
    let mut open: Option<CodeBlock> = None;
    let mut line: Option<Span> = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => language(info),
                    CodeBlockKind::Indented => String::new(),
                };
                open = Some(CodeBlock { language, lines: Vec::new(), span: Span::new(file, range) });
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(mut block) = open.take() {
                    block.lines.extend(line.take().map(|span| CodeLine { span }));
                    blocks.push(block);
                }
            }
            Event::Text(_) => {
                if let Some(block) = &mut open {
                    add_lines(block, &mut line, file, text, range);
                }
            }
            _ => {}
        }
    }
    blocks
}

/// The first word of an info string: `{.bash .numberLines}`, `language-bash` and `bash,ignore` are `bash`.
fn language(info: &str) -> String {
    let first =
        info.trim_start_matches(['{', '.', ' ']).split([' ', ',', '{', '}', '\t', ':']).next().unwrap_or("");
    let lower = first.to_lowercase();
    lower.strip_prefix("language-").map(str::to_owned).unwrap_or(lower)
}

/// Splits a piece of a block into lines. A piece may end in the middle of a line, which the next piece continues.
fn add_lines(
    block: &mut CodeBlock,
    line: &mut Option<Span>,
    file: FileId,
    text: &str,
    range: std::ops::Range<usize>,
) {
    let mut start = range.start;
    for piece in text.get(range).unwrap_or("").split_inclusive('\n') {
        let content =
            piece.strip_suffix('\n').map_or(piece, |piece| piece.strip_suffix('\r').unwrap_or(piece));
        let span = Span::new(file, start..start + content.len());
        let whole = line.take().map_or(span, |begun| begun.to(span));
        if piece.ends_with('\n') {
            // The parser leaves a carriage return between the piece of the text and that of the line end.
            let written = text.get(whole.range()).unwrap_or("");
            let end = whole.range().end - (written.len() - written.trim_end_matches('\r').len());
            block.lines.push(CodeLine { span: Span::new(file, whole.range().start..end) });
        } else {
            *line = Some(whole);
        }
        start += piece.len();
    }
}
