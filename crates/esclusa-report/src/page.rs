//! The sections of a rule's page, as words.

use esclusa_finding::{Language, RuleMeta};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd};

/// A section of a page. Every page has them in the same order (held by a test of the rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// Why it matters: the attack.
    Matters = 2,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Prose.
    Text(CowStr<'a>),
    /// What stands in backticks.
    Code(CowStr<'a>),
    /// The end of a paragraph.
    End,
}

/// The prose of a section; its examples are left out.
pub(crate) fn section(rule: &RuleMeta, language: Language, section: Section) -> Vec<Piece<'static>> {
    let mut pieces = Vec::new();
    let (mut at, mut in_prose) = (0, false);
    for event in Parser::new(rule.page.text(language)) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => at += 1,
            _ if at != section as usize => {}
            Event::Start(Tag::Paragraph | Tag::Item) => in_prose = true,
            Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                in_prose = false;
                pieces.push(Piece::End);
            }
            Event::Text(text) if in_prose => pieces.push(Piece::Text(text.into_static())),
            Event::Code(code) if in_prose => pieces.push(Piece::Code(code.into_static())),
            Event::SoftBreak | Event::HardBreak if in_prose => pieces.push(Piece::Text(" ".into())),
            _ => {}
        }
    }
    pieces
}

/// A section as plain text on one line.
pub(crate) fn plain(rule: &RuleMeta, language: Language, which: Section) -> String {
    let mut text = String::new();
    for piece in section(rule, language, which) {
        match piece {
            Piece::Text(piece) => text.push_str(&piece),
            Piece::Code(code) => {
                text.push('`');
                text.push_str(&code);
                text.push('`');
            }
            Piece::End => text.push(' '),
        }
    }
    text.truncate(text.trim_end().len());
    text
}
