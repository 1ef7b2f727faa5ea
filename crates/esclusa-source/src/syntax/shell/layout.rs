//! A command as it stands in its text: where its words are, what is between them, and how both are edited so that the
//! line keeps its shape.

use std::ops::Range;

use super::lexer::Lexer;
use super::quote::{is_bare, quoted};
use super::{Command, Flavour, Passage, Word};
use crate::{Edit, Span};

/// A command and the text around its words.
pub struct Layout<'text> {
    text: &'text str,
    command: Command,
    flavour: Flavour,
    /// Whether quotes mean in the text what they mean to the shell. In what is handed to another shell, and in HTML, only
    /// what needs none can be written.
    literal: bool,
}

/// What stands before a word.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Gap {
    /// Blanks.
    Blank,
    /// The end of a line that goes on.
    Break(Break),
    /// Anything else: a comment in backticks, a redirection.
    Other,
}

/// The end of a line that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Break {
    /// The mark at its end and the line end: `\`, or what examples for Windows write.
    mark: Range<usize>,
    /// What the next line begins with: its indentation, after the prefix of a quotation.
    prefix: Range<usize>,
    /// Whether nothing but blanks stands before the mark.
    clean: bool,
}

impl<'text> Layout<'text> {
    pub(crate) const fn new(text: &'text str, command: Command, flavour: Flavour, literal: bool) -> Self {
        Self { text, command, flavour, literal }
    }

    /// The command.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.command.words
    }

    /// Whether a word is the first of its line, and the line before it goes on.
    #[must_use]
    pub fn begins_line(&self, word: usize) -> bool {
        matches!(self.gap(word), Some(Gap::Break(_)))
    }

    /// Puts words before one: on a line of their own if that is the first of its line. Nothing if the text there cannot
    /// hold them.
    #[must_use]
    pub fn insert(&self, before: usize, words: &[String]) -> Option<Edit> {
        let spelled = words.iter().map(|word| self.spelled(word)).collect::<Option<Vec<String>>>()?.join(" ");
        let start = self.range(before)?.start;
        let after = match self.gap(before)? {
            Gap::Break(broken) => {
                format!(" {}{}", self.slice(broken.mark), self.slice(broken.prefix))
            }
            Gap::Other if !self.literal || !self.slice(0..start).ends_with([' ', '\t']) => return None,
            Gap::Blank | Gap::Other => " ".to_owned(),
        };
        Some(Edit::insert(self.span(start..start), format!("{spelled}{after}")))
    }

    /// Takes words away with the blank or the line that they stood on. Nothing if something else stands among them.
    #[must_use]
    pub fn remove(&self, words: Range<usize>) -> Option<Edit> {
        let last = words.end.checked_sub(1)?;
        let (start, end) = (self.range(words.start)?.start, self.range(last)?.end);
        for inside in words.start + 1..words.end {
            if !matches!(self.gap(inside)?, Gap::Blank | Gap::Break(Break { clean: true, .. })) {
                return None;
            }
        }
        let next = self.range(words.end).map(|range| range.start);
        let before = self.slice(0..start);
        let trimmed = before.trim_end_matches([' ', '\t']).len();
        let range = match (self.gap(words.start)?, self.gap(words.end), next) {
            // The blank before goes; what follows stays as it is.
            (Gap::Blank, ..) => trimmed..end,
            // A word that was first on its line gives its place to the next one.
            (Gap::Break(_), Some(Gap::Blank | Gap::Break(Break { clean: true, .. })), Some(next)) => {
                start..next
            }
            (Gap::Break(_), Some(_), Some(_)) => {
                let rest = self.slice(end..self.text.len());
                start..end + (rest.len() - rest.trim_start_matches([' ', '\t']).len())
            }
            (Gap::Break(Break { clean: true, .. }), ..) => {
                let previous = self.range(words.start.checked_sub(1)?)?.end;
                previous..end
            }
            (Gap::Other, Some(Gap::Blank), Some(next)) if trimmed < start => start..next,
            (Gap::Other, ..) if trimmed < start => trimmed..end,
            _ => return None,
        };
        self.is_whole(&range).then(|| Edit::delete(self.span(range)))
    }

    /// Puts a text in the place of a part of a word's text, within the word's own quotes where that can be. Nothing if
    /// the part is not written as it reads.
    #[must_use]
    pub fn replace(&self, at: usize, part: Range<usize>, text: &str) -> Option<Edit> {
        let word = self.words().get(at)?;
        let range = word.span?.range();
        if (text.is_empty() || is_bare(text))
            && let Some(place) = self.written(word, range.clone(), part.clone())
            && self.is_whole(&place)
        {
            return Some(Edit::replace(self.span(place), text));
        }
        // The whole word anew, if nothing in it is left to the shell.
        if (word.symbolic && part != (0..word.text.len())) || !self.literal {
            return None;
        }
        let (before, after) = (word.text.get(..part.start)?, word.text.get(part.end..)?);
        Some(Edit::replace(self.span(range), quoted(&format!("{before}{text}{after}"))))
    }

    /// Puts words in the place of others that stand on one line.
    #[must_use]
    pub fn exchange(&self, words: Range<usize>, new: &[String]) -> Option<Edit> {
        let range = self.range(words.start)?.start..self.range(words.end.checked_sub(1)?)?.end;
        if !(words.start + 1..words.end).all(|inside| self.gap(inside) == Some(Gap::Blank))
            || matches!(self.gap(words.start)?, Gap::Other)
            || !self.is_whole(&range)
        {
            return None;
        }
        let spelled = new.iter().map(|word| self.spelled(word)).collect::<Option<Vec<String>>>()?;
        Some(Edit::replace(self.span(range), spelled.join(" ")))
    }

    /// Whether the quotes around bytes are the same before and behind them: within a quoted script, a part of it may
    /// stand outside.
    fn is_whole(&self, range: &Range<usize>) -> bool {
        let (mut single, mut double, mut escaped) = (0, 0, false);
        for byte in self.slice(range.clone()).bytes() {
            single += usize::from(byte == b'\'');
            double += usize::from(byte == b'"' && !escaped);
            escaped = byte == b'\\' && !escaped;
        }
        self.literal || (single % 2 == 0 && double % 2 == 0)
    }

    /// A word as it is written here.
    fn spelled(&self, word: &str) -> Option<String> {
        (self.literal || is_bare(word)).then(|| quoted(word))
    }

    /// The bytes of a word. Within other quotes, the backslash that escapes its first character is its own.
    fn range(&self, word: usize) -> Option<Range<usize>> {
        let range = self.words().get(word)?.span?.range();
        if self.literal {
            return Some(range);
        }
        let before = word.checked_sub(1).and_then(|before| self.words().get(before)?.span);
        let between = self.text.get(before.map_or(range.start, |before| before.range().end)..range.start)?;
        Some(between.trim_end_matches('\\').len() + range.start - between.len()..range.end)
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.command.span.file, range)
    }

    fn slice(&self, range: Range<usize>) -> &'text str {
        self.text.get(range).unwrap_or("")
    }

    /// What stands before a word; nothing before the first.
    fn gap(&self, word: usize) -> Option<Gap> {
        let start = self.range(word.checked_sub(1)?)?.end;
        let end = self.range(word)?.start;
        let between = self.text.get(start..end)?;
        let blank = |text: &str| text.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        let Some(last) = between.rfind('\n') else {
            return Some(if !between.is_empty() && blank(between) { Gap::Blank } else { Gap::Other });
        };
        let prefix = start + last + 1..end;
        let line = between.get(..last)?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let marked = line
            .strip_suffix(['\\', '`', '^'])
            .filter(|_| self.slice(prefix.clone()).bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>')));
        let Some(marked) = marked else { return Some(Gap::Other) };
        let mark = start + marked.len()..prefix.start;
        Some(Gap::Break(Break { mark, prefix, clean: blank(marked) }))
    }

    /// Where a part of a word's text is written, if it is written there as it reads.
    fn written(&self, word: &Word, range: Range<usize>, part: Range<usize>) -> Option<Range<usize>> {
        let written = self.text.get(range.clone())?;
        let passage = Passage::of_range(self.command.span.file, written, 0);
        let mut lexer = Lexer::new(&passage, 0..written.len(), self.flavour);
        let (text, parts) = match lexer.traced_word() {
            traced if traced.0 == word.text => traced,
            // Within other quotes, its own are escaped: `\"80:80\"`.
            _ => {
                let inside = written.trim_start_matches(['\\', '"', '\'']);
                let same = is_bare(&word.text) && inside.trim_end_matches(['\\', '"', '\'']) == word.text;
                if !same {
                    return None;
                }
                (word.text.clone(), vec![(0, written.len() - inside.len())])
            }
        };
        let at = |byte: usize| {
            let part = parts.partition_point(|(start, _)| *start <= byte).checked_sub(1)?;
            parts.get(part).map(|(start, origin)| origin + (byte - start))
        };
        let place = if part.is_empty() {
            let place = match part.start.checked_sub(1) {
                Some(before) => at(before)? + 1,
                None if text.is_empty() => return None,
                None => at(0)?,
            };
            place..place
        } else {
            at(part.start)?..at(part.end - 1)? + 1
        };
        let same = written.get(place.clone())? == text.get(part)?;
        same.then(|| range.start + place.start..range.start + place.end)
    }
}
