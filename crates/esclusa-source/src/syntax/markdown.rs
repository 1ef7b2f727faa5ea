//! Markdown's code blocks: what they claim to hold, and where each of their lines stands in the file.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::{FileId, Span};

/// A line of a code block, without its line end and without the prefix of the list or quotation around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// Its bytes.
    pub span: Span,
}

/// A fenced or indented code block, or the lines of an HTML `<pre>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The first word of the fence's info string, lower case: `bash`; empty if there is none.
    pub language: String,
    /// Whether its lines are HTML: with tags, and with entities for characters.
    pub html: bool,
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
    let mut preformatted = Preformatted::default();
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => language(info),
                    CodeBlockKind::Indented => String::new(),
                };
                let span = Span::new(file, range);
                open = Some(CodeBlock { language, html: false, lines: Vec::new(), span });
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
            Event::Html(_) => blocks.extend(preformatted.line(file, text, range)),
            Event::End(TagEnd::HtmlBlock) => blocks.extend(preformatted.open.take()),
            _ => {}
        }
    }
    blocks
}

/// The `<pre>` of an HTML block while it is read.
#[derive(Default)]
struct Preformatted {
    open: Option<CodeBlock>,
}

impl Preformatted {
    /// Takes a line of the HTML; gives the block that ends in it.
    fn line(&mut self, file: FileId, text: &str, range: Range<usize>) -> Option<CodeBlock> {
        let written = text.get(range.clone())?.trim_end_matches(['\n', '\r']);
        let lower = written.to_ascii_lowercase();
        let opens = lower.find("<pre").filter(|_| self.open.is_none());
        let start = opens.unwrap_or(0);
        let end = lower.get(start..).and_then(|rest| rest.find("</pre")).map(|at| start + at);
        if opens.is_some() {
            let language = String::new();
            self.open = Some(CodeBlock {
                language,
                html: true,
                lines: Vec::new(),
                span: Span::new(file, range.clone()),
            });
        }
        let block = self.open.as_mut()?;
        let span = Span::new(file, range.start + start..range.start + end.unwrap_or(written.len()));
        block.span = block.span.to(span);
        block.lines.push(CodeLine { span });
        end.and_then(|_| self.open.take())
    }
}

/// The longest entity that stands for a character.
const MAX_ENTITY: usize = 8;

/// The text of a line of HTML in parts, each with its place in the line: without tags, entities replaced.
pub(crate) fn html_text(line: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(found) = line.get(at..).and_then(|rest| rest.find(['<', '&'])) {
        let mark = at + found;
        let rest = line.get(mark..).unwrap_or("");
        let (length, text) = match rest.as_bytes().first() {
            Some(b'<') => (tag_length(rest), ""),
            _ => entity(rest),
        };
        if length > 0 {
            parts.extend(line.get(start..mark).filter(|text| !text.is_empty()).map(|text| (start, text)));
            parts.extend(Some((mark, text)).filter(|(_, text)| !text.is_empty()));
            start = mark + length;
        }
        at = mark + length.max(1);
    }
    parts.extend(line.get(start..).filter(|text| !text.is_empty()).map(|text| (start, text)));
    parts
}

/// The length of a tag at hand; zero if it is none.
fn tag_length(text: &str) -> usize {
    let name = text.trim_start_matches(['<', '/']);
    let is_tag = name.starts_with(|first: char| first.is_ascii_alphabetic());
    text.find('>').filter(|_| is_tag).map_or(0, |end| end + 1)
}

/// The length of an entity at hand and its character; zero if it is none.
fn entity(text: &str) -> (usize, &'static str) {
    let end = text.bytes().take(MAX_ENTITY).position(|byte| byte == b';').unwrap_or(0);
    let character = match text.get(1..end) {
        Some("lt") => "<",
        Some("gt") => ">",
        Some("amp") => "&",
        Some("quot" | "#34") => "\"",
        Some("apos" | "#39") => "'",
        Some("nbsp" | "#160") => " ",
        Some("#36") => "$",
        _ => return (0, ""),
    };
    (end + 1, character)
}

/// The first word of an info string: `{.bash .numberLines}`, `language-bash` and `bash,ignore` are `bash`.
fn language(info: &str) -> String {
    let first =
        info.trim_start_matches(['{', '.', ' ']).split([' ', ',', '{', '}', '\t', ':']).next().unwrap_or("");
    let lower = first.to_lowercase();
    lower.strip_prefix("language-").map(str::to_owned).unwrap_or(lower)
}

/// Splits a piece of a block into lines. A piece may end in the middle of a line, which the next piece continues.
fn add_lines(block: &mut CodeBlock, line: &mut Option<Span>, file: FileId, text: &str, range: Range<usize>) {
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
