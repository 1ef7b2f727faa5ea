//! Neither language lacks an entry, an attribute or an argument.

use std::collections::{BTreeMap, BTreeSet};

use esclusa_finding::{Catalogue, Language, Message, message_of};
use esclusa_source::{Detail, Problem, detail};
use fluent_syntax::ast;

/// What one language says: entry (with attribute) to the names of its arguments.
fn entries(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_syntax::parser::parse(language.source()).expect("the catalogue parses");
    let mut entries = BTreeMap::new();
    for entry in &resource.body {
        let ast::Entry::Message(message) = entry else { continue };
        let mut put = |name: String, pattern: &ast::Pattern<&str>| {
            let mut arguments = BTreeSet::new();
            collect(pattern, &mut arguments);
            assert!(entries.insert(name.clone(), arguments).is_none(), "{name} twice in {}", language.tag());
        };
        put(message.id.name.to_owned(), message.value.as_ref().expect("every entry has a text"));
        for attribute in &message.attributes {
            put(format!("{}.{}", message.id.name, attribute.id.name), &attribute.value);
        }
    }
    entries
}

fn collect(pattern: &ast::Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression } = element else { continue };
        match expression {
            ast::Expression::Inline(inline) => collect_inline(inline, into),
            ast::Expression::Select { selector, variants } => {
                collect_inline(selector, into);
                variants.iter().for_each(|variant| collect(&variant.value, into));
            }
        }
    }
}

fn collect_inline(inline: &ast::InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        // Each entry is parsed by itself.
        ast::InlineExpression::MessageReference { id, .. }
        | ast::InlineExpression::TermReference { id, .. } => {
            panic!("an entry refers to {}", id.name);
        }
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_entries_and_arguments() {
    let (english, spanish) = (entries(Language::English), entries(Language::Spanish));
    assert_eq!(english, spanish);
    assert!(english.len() > 50);
}

#[test]
fn every_entry_is_found_when_it_is_needed() {
    for language in Language::ALL {
        // Each in a catalogue of its own, so that none finds what another needed.
        for name in entries(language).keys() {
            let catalogue = Catalogue::new(language);
            match name.split_once('.') {
                None => assert!(catalogue.has(name), "{name} in {}", language.tag()),
                Some((id, attribute)) => {
                    assert_ne!(catalogue.attribute(id, attribute), id, "{name} in {}", language.tag());
                }
            }
        }
    }
}

#[test]
fn an_argument_may_be_a_message_that_needs_another_entry() {
    let inner = Message::new("dangerous-capability-added").with("capability", "NET_ADMIN");
    let message = Message::new("harden-refused").with("detail", inner);
    let text = Catalogue::new(Language::English).text(&message);
    assert_eq!(text, "not changed: capability NET_ADMIN is added");
}

#[test]
fn messages_are_worded_without_isolation_marks() {
    let message = Message::new("dangerous-capability-added").with("capability", "NET_ADMIN");
    assert_eq!(Catalogue::new(Language::English).text(&message), "capability NET_ADMIN is added");
    assert_eq!(Catalogue::new(Language::Spanish).text(&message), "se añade la capacidad NET_ADMIN");
}

#[test]
fn an_unknown_entry_loses_nothing() {
    let message = Message::new("no-such-entry").with("detail", "what happened");
    assert_eq!(Catalogue::new(Language::Spanish).text(&message), "no-such-entry: what happened");
}

#[test]
fn locales_are_read() {
    assert_eq!(Language::of("es_AR.UTF-8"), Some(Language::Spanish));
    assert_eq!(Language::of("es"), Some(Language::Spanish));
    assert_eq!(Language::of("C.UTF-8"), Some(Language::English));
    assert_eq!(Language::of("fr_FR"), None);
}

#[test]
fn spanish_has_no_english_words() {
    let english = [
        "the", "of", "is", "are", "and", "or", "not", "must", "with", "by", "from", "this", "that", "its",
        "an",
    ];
    for line in Language::Spanish.source().lines().filter(|line| !line.starts_with('#')) {
        let words = line.split_once(" = ").map_or(line, |(_, words)| words);
        let mut outside =
            words.split(|character: char| !character.is_alphanumeric() && !"-_.$".contains(character));
        assert!(outside.all(|word| !english.contains(&word)), "{line}");
    }
}

#[test]
fn details_are_worded_whole_and_others_quoted() {
    let quote = Detail::quote("no such device");
    let detail = detail!("at-path", "{path}: {detail}", path = "/dev/x", detail = quote);
    assert_eq!(detail, "/dev/x: no such device");
    let problem = Problem::new("compose-refuses", None, detail);
    let said = |language| Catalogue::new(language).text(&message_of(&problem));
    assert_eq!(said(Language::English), "Compose refuses it: /dev/x: no such device");
    assert_eq!(said(Language::Spanish), "Compose lo rechaza: /dev/x: «no such device»");
    let nested = detail!("either", "{one} or {other}", one = detail!("shape-list", "a list"), other = "x");
    let message = message_of(&Problem::new("wrong-type", None, nested));
    assert_eq!(Catalogue::new(Language::Spanish).text(&message), "de otro tipo: una lista o x");
}
