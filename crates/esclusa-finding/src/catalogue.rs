//! The one catalogue of wording, in English and Spanish (Fluent). Of the language in use each entry is parsed when it is
//! first needed: a run says few of them, and to parse all would cost half of what a small file costs.

use std::cell::{OnceCell, RefCell};
use std::fmt::Write as _;

use esclusa_detect::redact;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use rustc_hash::FxHashMap;

use crate::{Argument, Message, RuleMeta};

/// A language that the catalogue speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Spanish];

    /// From a tag or a locale: `es`, `es-AR`, `es_ES.UTF-8`; `C` and `POSIX` are English.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', '.', '@']).next().unwrap_or(tag);
        match language.to_ascii_lowercase().as_str() {
            "en" | "c" | "posix" => Some(Self::English),
            "es" => Some(Self::Spanish),
            _ => None,
        }
    }

    /// Its tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The catalogue's text in this language, Fluent's syntax.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../messages/en.ftl"),
            Self::Spanish => include_str!("../messages/es.ftl"),
        }
    }
}

/// The wording in one language.
pub struct Catalogue {
    language: Language,
    /// The text of each entry, by its id.
    entries: OnceCell<FxHashMap<&'static str, &'static str>>,
    /// The entries that were needed so far. None refers to another one (held by a test).
    bundle: RefCell<FluentBundle<FluentResource>>,
    /// Entries without arguments, said once already. The ids are our own: no input chooses where they fall.
    plain: RefCell<FxHashMap<&'static str, String>>,
}

impl Catalogue {
    /// The catalogue of a language; nothing is parsed yet.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let locale: unic_langid::LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![locale]);
        // No isolation marks: terminals print them, and programs compare messages.
        bundle.set_use_isolating(false);
        Self { language, entries: OnceCell::new(), bundle: RefCell::new(bundle), plain: RefCell::default() }
    }

    /// Its language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Parses an entry, unless it was before.
    fn need(&self, id: &str) {
        if self.bundle.borrow().has_message(id) {
            return;
        }
        let entries = self.entries.get_or_init(|| entries(self.language.source()));
        let Some(entry) = entries.get(id) else { return };
        // A broken entry is caught by a test; the others still speak.
        let resource = match FluentResource::try_new((*entry).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        self.bundle.borrow_mut().add_resource_overriding(resource);
    }

    /// Whether there is an entry under an id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.need(id);
        self.bundle.borrow().get_message(id).is_some_and(|message| message.value().is_some())
    }

    /// A message in words, with every secret in its arguments hidden. An entry that does not exist gives the id and the arguments, so that nothing is lost.
    #[must_use]
    pub fn text(&self, message: &Message) -> String {
        let mut text = String::new();
        self.add(message, &mut text);
        text
    }

    /// Adds a message in words to a text, as [`Self::text`] gives it.
    pub fn add(&self, message: &Message, text: &mut String) {
        if !message.arguments.is_empty() {
            return self.format(message, text);
        }
        // The same few are said thousands of times.
        if let Some(plain) = self.plain.borrow().get(message.id) {
            return text.push_str(plain);
        }
        let mut plain = String::new();
        self.format(message, &mut plain);
        text.push_str(&plain);
        self.plain.borrow_mut().insert(message.id, plain);
    }

    fn format(&self, message: &Message, text: &mut String) {
        // Before the entry is looked up: an argument may be a message that needs another one.
        let mut arguments = FluentArgs::with_capacity(message.arguments.len());
        for (name, value) in &message.arguments {
            match value {
                // The last door before people: what quotes a file may quote a secret of it.
                Argument::Text(text) => arguments.set(*name, FluentValue::from(redact(text))),
                Argument::Number(number) => arguments.set(*name, *number),
                Argument::Message(message) => arguments.set(*name, FluentValue::from(self.text(message))),
            }
        }
        self.need(message.id);
        let bundle = self.bundle.borrow();
        let Some(pattern) = bundle.get_message(message.id).and_then(|entry| entry.value()) else {
            return text.push_str(&bare(message));
        };
        // Writing to a String cannot fail.
        _ = bundle.write_pattern(text, pattern, Some(&arguments), &mut Vec::new());
    }

    /// An entry without arguments.
    #[must_use]
    pub fn word(&self, id: &'static str) -> String {
        self.text(&Message::new(id))
    }

    /// An attribute of an entry (a rule's `title`), or the id where there is none.
    #[must_use]
    pub fn attribute(&self, id: &str, attribute: &str) -> String {
        self.need(id);
        let bundle = self.bundle.borrow();
        bundle
            .get_message(id)
            .and_then(|entry| entry.get_attribute(attribute))
            .map(|found| bundle.format_pattern(found.value(), None, &mut Vec::new()).into_owned())
            .unwrap_or_else(|| id.to_owned())
    }

    /// The title of a rule. One that a policy brings has none in the catalogue: the first words of its page say it.
    #[must_use]
    pub fn title(&self, rule: &RuleMeta) -> String {
        if self.has(rule.id) {
            return self.attribute(rule.id, "title");
        }
        let page = rule.page.text(self.language);
        let mut lines = page.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.next().unwrap_or(rule.id).to_owned()
    }
}

/// The entries of a catalogue: each begins with its id at the start of a line, and what belongs to it is indented, or the
/// brace that closes it.
fn entries(source: &'static str) -> FxHashMap<&'static str, &'static str> {
    let mut entries = FxHashMap::default();
    let mut open: Option<(&str, usize)> = None;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        if !line.starts_with([' ', '}', '\n']) {
            if let Some((id, start)) = open.take() {
                entries.insert(id, source.get(start..at).unwrap_or(""));
            }
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                open = line.split([' ', '=']).next().map(|id| (id, at));
            }
        }
        at += line.len();
    }
    if let Some((id, start)) = open {
        entries.insert(id, source.get(start..).unwrap_or(""));
    }
    entries
}

/// A message that has no entry: its id, and what it would have said.
fn bare(message: &Message) -> String {
    let mut text = message.id.to_owned();
    for (at, (_, value)) in message.arguments.iter().enumerate() {
        text.push_str(if at == 0 { ": " } else { ", " });
        match value {
            Argument::Text(value) => text.push_str(&redact(value)),
            // Writing to a String cannot fail.
            Argument::Number(value) => drop(write!(text, "{value}")),
            Argument::Message(value) => text.push_str(&bare(value)),
        }
    }
    text
}
