//! YAML by `granit-parser`'s events: spans, styles, tags, comments; aliases kept as references.
//!
//! Read as go-yaml reads it where the two can be brought together, since Compose and Kubernetes read by it. What
//! remains: go-yaml accepts `#` comments without a blank before them, `"\'"` and the control character U+007F, which
//! are syntax errors here; it refuses some tabs and directives that are read here.

mod breaks;
mod indicator;
pub mod surgery;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use crate::{Comment, Detail, Document, Entry, FileId, Kind, MAX_NODES, Node, Problem, Span, Style, detail};

/// How deep a node may be with its aliases followed. The parser bounds what is written, but each anchor can stand on
/// the one before, and whoever walks or drops such a tower recurses through all of it.
const MAX_HEIGHT: usize = 512;

/// A collection whose end has not been seen.
struct Open {
    span: Span,
    tag: Option<Arc<str>>,
    anchor: Option<Span>,
    anchor_id: Option<usize>,
    flow: bool,
    mapping: bool,
    key: Option<Node>,
    entries: Vec<Entry>,
    items: Vec<Node>,
    last_end: u32,
    height: usize,
}

/// The longest key that need not be marked by `?`, in characters.
const MAX_SIMPLE_KEY: usize = 16 * 1024;

/// After this many syntax errors, the documents behind them are no longer looked for.
const MAX_ERRORS: usize = 32;

/// Reads every document of `text`. A document with a syntax error gives a problem and no tree; those before and after
/// it are returned.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (Vec<Document>, Vec<Problem>) {
    let text = &*breaks::fed(text);
    let mut reader = Reader::new(file, text);
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        bom_inside_document_as_content: true,
        block_scalar_eof_without_line_feed: true,
        max_buffered_comment_events: usize::MAX,
        simple_key_max_lookahead: MAX_SIMPLE_KEY,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    while let Some(next) = parser.next_event() {
        let (event, span) = match next {
            Ok(pair) => pair,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len());
                reader.broken(at, error.info().to_string());
                let go_on =
                    reader.problems.len() < MAX_ERRORS && matches!(parser.proceed_next_document(), Ok(true));
                if go_on {
                    continue;
                }
                break;
            }
        };
        let span = reader.span(&span);
        // An anchor's event follows the node that it names, so a node waits for the next event.
        if let Event::Anchor(id, _) = &event {
            reader.anchor(*id, span);
            continue;
        }
        reader.finish_pending();
        reader.event(event, span);
        if reader.nodes > MAX_NODES {
            reader.problems.push(Problem::new("too-many-nodes", span, Detail::plain(MAX_NODES.to_string())));
            // What is read so far is half of something: it is not judged.
            reader.documents.clear();
            break;
        }
        if let Some(place) = reader.too_high {
            let detail = detail!("aliases-too-deep", "aliases nest more than {most} deep", most = MAX_HEIGHT);
            reader.problems.push(Problem::new("yaml-too-large", place, detail));
            break;
        }
    }
    (reader.documents, reader.problems)
}

/// The parser's identifier of an anchor; zero stands for none.
fn anchored(id: usize) -> Option<usize> {
    (id != 0).then_some(id)
}

struct Reader<'text> {
    file: FileId,
    text: &'text str,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    pending: Option<(Node, Option<usize>)>,
    root: Option<Node>,
    /// Where the document at hand begins.
    begin: u32,
    comments: Vec<Comment>,
    too_high: Option<Span>,
    nodes: usize,
    documents: Vec<Document>,
    problems: Vec<Problem>,
}

impl<'text> Reader<'text> {
    fn new(file: FileId, text: &'text str) -> Self {
        Self {
            file,
            text,
            open: Vec::new(),
            anchors: HashMap::new(),
            pending: None,
            root: None,
            begin: 0,
            comments: Vec::new(),
            too_high: None,
            nodes: 0,
            documents: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn span(&self, span: &granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or(0..0);
        Span::new(self.file, range.start.min(self.text.len())..range.end.min(self.text.len()))
    }

    /// Leaves the document at hand for a syntax error.
    fn broken(&mut self, at: usize, detail: impl Into<Detail>) {
        let at = at.min(self.text.len());
        self.problems.push(Problem::new("yaml-syntax", Span::new(self.file, at..at), detail));
        self.open.clear();
        self.anchors.clear();
        self.comments.clear();
        self.pending = None;
        self.root = None;
    }

    fn anchor(&mut self, id: usize, span: Span) {
        if let Some((mut node, _)) = self.pending.take() {
            node.anchor = Some(span);
            self.finish(node, Some(id), 0);
        } else if let Some(open) = self.open.last_mut() {
            open.anchor = Some(span);
        }
    }

    fn finish_pending(&mut self) {
        if let Some((node, id)) = self.pending.take() {
            self.finish(node, id, 0);
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Scalar(text, style, id, tag) => {
                let tag = tag.map(|tag| tag.original().into());
                let node = self.scalar(text, style, span, tag, id != 0);
                self.pending = Some((node, anchored(id)));
            }
            Event::Alias(id) => {
                // An alias inside its own anchor refers to a node that is not whole yet.
                let (kind, height) = match self.anchors.get(&id) {
                    Some((target, height)) => (Kind::Alias(target.clone()), height + 1),
                    None => (Kind::Cycle, 0),
                };
                self.finish(Node { span, tag: None, anchor: None, kind: Arc::new(kind) }, None, height);
            }
            Event::UnresolvedAlias(name) => {
                let detail = detail!("unknown-anchor", "unknown anchor '{name}' referenced", name);
                self.problems.push(Problem::new("yaml-syntax", span, detail));
                let kind = Arc::new(Kind::Scalar { text: "".into(), style: Style::Plain });
                self.finish(Node { span, tag: None, anchor: None, kind }, None, 0);
            }
            Event::MappingStart(style, id, tag) => {
                self.start(true, style, span, anchored(id), tag.map(|tag| tag.original()));
            }
            Event::SequenceStart(style, id, tag) => {
                self.start(false, style, span, anchored(id), tag.map(|tag| tag.original()));
            }
            Event::MappingEnd | Event::SequenceEnd => self.end(span),
            Event::Comment(..) => self.comments.push(Comment { span }),
            Event::DocumentStart(true, _) => self.begin = span.end,
            Event::DocumentEnd => {
                self.begin = self.begin.max(span.end);
                let comments = std::mem::take(&mut self.comments);
                self.documents.push(Document { root: self.root.take(), comments });
                self.anchors.clear();
            }
            _ => {}
        }
    }

    fn scalar(
        &self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        span: Span,
        tag: Option<Arc<str>>,
        anchored: bool,
    ) -> Node {
        let style = match style {
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
            _ => Style::Plain,
        };
        // An absent value comes as "~" with an empty span.
        let absent = span.start == span.end && style == Style::Plain;
        let text: Box<str> = if absent { "".into() } else { text.into() };
        let span = match style {
            Style::Literal | Style::Folded => self.block_scalar(span),
            _ if absent && !anchored && tag.is_none() => self.absent_value(span),
            _ => span,
        };
        Node { span, tag, anchor: None, kind: Arc::new(Kind::Scalar { text, style }) }
    }

    /// Where the value that a key does not have would be written: behind its colon.
    fn absent_value(&self, span: Span) -> Span {
        let Some(key) = self.open.last().and_then(|open| open.key.as_ref()) else { return span };
        let end = key.span.range().end;
        let at = indicator::colon(self.text, end).unwrap_or(end);
        Span::new(self.file, at..at)
    }

    /// From the indicator to the end of the last line that is not blank. The parser's span begins with the content and
    /// runs into the indentation of the next line.
    fn block_scalar(&self, span: Span) -> Span {
        let start = indicator::first(self.text, self.behind()..span.range().start, b"|>");
        let header = start.map_or(span.range().start, |at| at + 1);
        let content = indicator::trimmed_end(self.text, span.range());
        // Without content, the header with its indentation and chomping is all there is.
        let bytes = self.text.as_bytes().iter().skip(header);
        let marks = bytes.take_while(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9')).count();
        let end = if content > span.range().start { content } else { header + marks };
        Span::new(self.file, start.unwrap_or(span.range().start)..end)
    }

    /// The end of what stands before the node that comes next.
    fn behind(&self) -> usize {
        self.open.last().map_or(self.begin, |open| open.last_end) as usize
    }

    fn start(
        &mut self,
        mapping: bool,
        style: StructureStyle,
        span: Span,
        id: Option<usize>,
        tag: Option<String>,
    ) {
        let flow = style == StructureStyle::Flow;
        let (mut span, mut last_end) = (span, if flow { span.end } else { span.start });
        if !mapping && !flow {
            // A sequence that is no deeper than its key begins, for the parser, behind its first dash.
            let limit = (span.range().start + 1).min(self.text.len());
            let mut from = self.behind();
            if self.open.last().is_some_and(|open| !open.flow && !open.items.is_empty()) {
                // The dash of the sequence around it comes first.
                from = indicator::first(self.text, from..limit, b"-").map_or(from, |dash| dash + 1);
            }
            if let Some(dash) = indicator::first(self.text, from..limit, b"-") {
                span = Span::new(self.file, dash..dash);
                last_end = span.start + 1;
            }
        }
        self.open.push(Open {
            span,
            tag: tag.map(Into::into),
            anchor: None,
            anchor_id: id,
            flow,
            mapping,
            key: None,
            entries: Vec::new(),
            items: Vec::new(),
            last_end,
            height: 0,
        });
    }

    fn end(&mut self, span: Span) {
        let Some(open) = self.open.pop() else { return };
        // A block collection's end event lies after trailing comments; its content ends with its last child.
        let end = if open.flow { span.end } else { open.last_end };
        let kind = if open.mapping {
            Kind::Mapping { entries: open.entries, flow: open.flow }
        } else {
            Kind::Sequence { items: open.items, flow: open.flow }
        };
        let span = Span { end: end.max(open.span.start), ..open.span };
        let node = Node { span, tag: open.tag, anchor: open.anchor, kind: Arc::new(kind) };
        self.finish(node, open.anchor_id, open.height + 1);
    }

    fn finish(&mut self, node: Node, anchor_id: Option<usize>, height: usize) {
        self.nodes += 1;
        if height > MAX_HEIGHT {
            self.too_high = Some(node.span);
        }
        if let Some(id) = anchor_id {
            self.anchors.insert(id, (node.clone(), height));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        open.last_end = open.last_end.max(node.span.end);
        open.height = open.height.max(height);
        if !open.mapping {
            open.items.push(node);
        } else if let Some(key) = open.key.take() {
            open.entries.push(Entry { key, value: node });
        } else {
            open.key = Some(node);
        }
    }
}
