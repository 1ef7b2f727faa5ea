//! What a rule's page says of the attack, as words.

use esclusa_finding::{Language, RuleMeta};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd};

/// The heading of the attack; headings are fixed (held by a test of the rules).
const fn heading(language: Language) -> &'static str {
    match language {
        Language::English => "Why it matters",
        Language::Spanish => "Por qué importa",
    }
}

/// A piece of prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Prose.
    Text(CowStr<'a>),
    /// What stands in backticks.
    Code(CowStr<'a>),
    /// The end of a paragraph.
    End,
}

/// Why it matters; nothing where a team's own rule does not say.
pub(crate) fn attack(rule: &RuleMeta, language: Language) -> Vec<Piece<'static>> {
    let mut pieces = Vec::new();
    let (mut heading, mut in_heading, mut in_prose) = (String::new(), false, false);
    for event in Parser::new(rule.page.text(language)) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                heading.clear();
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) if in_heading => heading.push_str(&text),
            _ if heading != self::heading(language) => {}
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

/// The attack that a rule's page tells, as plain text on one line; empty where a team's own rule does not say.
#[must_use]
pub fn plain_attack(rule: &RuleMeta, language: Language) -> String {
    let mut text = String::new();
    for piece in attack(rule, language) {
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
