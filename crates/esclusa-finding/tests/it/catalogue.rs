//! Neither language lacks an entry, an attribute or an argument.

use std::collections::{BTreeMap, BTreeSet};

use esclusa_finding::{Catalogue, Language, Message};
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
    if let ast::InlineExpression::VariableReference { id } = inline {
        into.insert(id.name.to_owned());
    }
}

#[test]
fn both_languages_have_the_same_entries_and_arguments() {
    let (english, spanish) = (entries(Language::English), entries(Language::Spanish));
    assert_eq!(english, spanish);
    assert!(english.len() > 50);
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
