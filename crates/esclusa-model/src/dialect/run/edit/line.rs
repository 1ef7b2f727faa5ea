//! A command line as it stands in its text: its flags with their words, and its habits.

use std::ops::Range;

use esclusa_source::syntax::shell::{Layout, Word};
use esclusa_source::{Span, TextKind};

use crate::Origin;
use crate::dialect::run::flags::{self, Flag, Kind};
use crate::dialect::run::{ambiguous, command, pflag};
use crate::symbol::{self, Piece};

/// A flag that the line says.
pub(super) struct Said {
    pub(super) flag: &'static Flag,
    pub(super) value: String,
    /// Where the model says that its value is written.
    pub(super) place: Option<Span>,
    /// Whether the shell knows a part of it.
    pub(super) symbolic: bool,
    /// Where it stands; nothing if a variable says it.
    pub(super) written: Option<Written>,
}

/// Where a flag stands in the line's words.
#[derive(Clone, Copy)]
pub(super) struct Written {
    /// The word that names it.
    pub(super) name: usize,
    /// Where its letter stands in that word, if it is named by one.
    pub(super) letter: Option<usize>,
    /// The word that holds its value, and where in that word; nothing if it means true by itself.
    pub(super) value: Option<(usize, usize)>,
}

impl Written {
    /// Its words.
    pub(super) fn words(self) -> Range<usize> {
        self.name..self.value.map_or(self.name, |(word, _)| word) + 1
    }
}

impl Said {
    /// The variable or substitution that is all of its value.
    pub(super) fn whole_variable(&self) -> Option<&str> {
        let pieces = symbol::pieces(&self.value);
        match pieces[..] {
            [Piece::Symbol(name)] if self.symbolic => Some(name),
            _ => None,
        }
    }
}

/// A command line.
pub(super) struct Line<'text> {
    pub(super) layout: Layout<'text>,
    /// In which kind of text.
    pub(super) kind: TextKind,
    /// Its flags, in order.
    pub(super) said: Vec<Said>,
    /// The word before which a flag may stand last: the image, or the `--` before it.
    image: Option<usize>,
    /// The image.
    pub(super) named: Option<usize>,
}

/// Why a line cannot be edited.
pub(super) enum Unfit {
    /// It is not where it was read.
    Missing,
    /// A quote in it never ends.
    Unfinished,
}

impl<'text> Line<'text> {
    /// The line at a place of a text.
    pub(super) fn find(path: &std::path::Path, text: &'text str, place: Span) -> Result<Self, Unfit> {
        let likely = TextKind::by_name(path).unwrap_or_else(|| TextKind::by_content(text));
        let kinds = [likely, TextKind::Markdown, TextKind::Script, TextKind::Plain];
        for (at, kind) in kinds.into_iter().enumerate().filter(|(at, kind)| *at == 0 || *kind != likely) {
            match Self::find_in(kind, text, place) {
                Err(Unfit::Missing) if at + 1 < kinds.len() => {}
                found => return found,
            }
        }
        Err(Unfit::Missing)
    }

    /// The line at a place of a text of that kind.
    pub(super) fn find_in(kind: TextKind, text: &'text str, place: Span) -> Result<Self, Unfit> {
        let layout = esclusa_source::docker_command_at(text, kind, place).ok_or(Unfit::Missing)?;
        if layout.command().problem.is_some() {
            return Err(Unfit::Unfinished);
        }
        Self::of(layout, kind).ok_or(Unfit::Missing)
    }

    fn of(layout: Layout<'text>, kind: TextKind) -> Option<Self> {
        let words = layout.words();
        let invocation = command::find(words)?;
        let first = words.len() - invocation.words.len();
        let accepts = |command| invocation.accepts(command);
        let settled = ambiguous::settled(invocation.words, accepts, &mut Vec::new());
        // A word that was read in the place of a variable stands nowhere.
        let position = |word: &Word| {
            words.iter().skip(first).position(|own| own.span == word.span && own.text == word.text)
        };
        let mut said = Vec::new();
        let mut rest = &*settled;
        loop {
            let (parsed, refusal) = pflag::parse(rest, accepts, |_| Ok(()));
            for one in parsed.flags {
                let written = position(one.written.name).and_then(|name| {
                    let value = match one.written.value {
                        Some(at) => Some((first + position(one.word)?, at)),
                        None => None,
                    };
                    Some(Written { name: first + name, letter: one.written.letter, value })
                });
                let (place, symbolic) = (one.word.span, one.word.symbolic);
                said.push(Said { flag: one.flag, value: one.value, place, symbolic, written });
            }
            rest = parsed.rest;
            if refusal.is_none() {
                break;
            }
        }
        let is_value =
            |word: usize| said.iter().filter_map(|one| one.written?.value).any(|(holder, _)| holder == word);
        let is_end =
            |word: &usize| words.get(*word).is_some_and(|word| word.text == "--") && !is_value(*word);
        let named = rest.first().and_then(position).map(|at| first + at);
        let image = named.map(|image| image.checked_sub(1).filter(is_end).unwrap_or(image));
        Some(Self { layout, kind, said, image, named })
    }

    /// Every flag of a name, by its number.
    pub(super) fn all<'a>(&'a self, target: &'a str) -> impl DoubleEndedIterator<Item = (usize, &'a Said)> {
        self.said.iter().enumerate().filter(move |(_, one)| one.flag.target == target)
    }

    /// The flag that counts, of those that are said once.
    pub(super) fn last<'a>(&'a self, target: &'a str) -> Option<(usize, &'a Said)> {
        self.all(target).next_back()
    }

    /// The flags that made what the model has from there.
    pub(super) fn from(&self, target: &str, origin: &Origin) -> Vec<usize> {
        let place = origin.place;
        self.all(target).filter(|(_, one)| one.place == place).map(|(at, _)| at).collect()
    }

    /// The word before which a new flag stands, behind the last flag of a name: one that begins a line, or the image;
    /// nothing if no image is named.
    pub(super) fn place_for(&self, behind: &str) -> Option<usize> {
        let image = self.image?;
        let least = self.all(behind).filter_map(|(_, one)| one.written).map(|one| one.name).max();
        let begins = (0..=image).rev().find(|word| self.layout.begins_line(*word));
        let is_flag =
            |word: usize| self.said.iter().filter_map(|one| one.written).any(|one| one.name == word);
        match begins {
            Some(word) if word < image && is_flag(word) && least.is_none_or(|least| least < word) => {
                Some(word)
            }
            _ => Some(image),
        }
    }

    /// Words for a flag, spelled as the line spells its flags.
    pub(super) fn spelled(&self, flag: &str, value: Option<&str>) -> Vec<String> {
        let known = flags::FLAGS.iter().find(|known| known.name == flag);
        let letter = known.and_then(|known| known.short).filter(|_| self.is_terse());
        match (letter, value) {
            (Some(letter), Some(value)) => vec![format!("-{letter}"), value.to_owned()],
            (Some(letter), None) => vec![format!("-{letter}")],
            (None, Some(value)) if self.joins() => vec![format!("--{flag}={value}")],
            (None, Some(value)) => vec![format!("--{flag}"), value.to_owned()],
            (None, None) => vec![format!("--{flag}")],
        }
    }

    fn with_value(&self) -> impl Iterator<Item = (&Said, Written)> {
        let written = self.said.iter().filter_map(|one| Some((one, one.written?)));
        written.filter(|(one, _)| one.flag.kind != Kind::Bool)
    }

    /// Whether most long flags are joined to their values by `=`.
    fn joins(&self) -> bool {
        let long = self.with_value().filter(|(_, written)| written.letter.is_none());
        let (joined, apart): (Vec<_>, Vec<_>) =
            long.partition(|(_, written)| written.value.is_some_and(|(word, _)| word == written.name));
        joined.len() > apart.len()
    }

    /// Whether most flags that have a letter are named by it.
    fn is_terse(&self) -> bool {
        let both = self.with_value().filter(|(one, _)| one.flag.short.is_some());
        let (terse, long): (Vec<_>, Vec<_>) = both.partition(|(_, written)| written.letter.is_some());
        terse.len() > long.len()
    }
}
