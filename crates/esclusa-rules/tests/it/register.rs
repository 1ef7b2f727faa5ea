//! The list of rules, the folders, the pages and the catalogue agree.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use esclusa_finding::{Catalogue, Language};
use esclusa_rules::RULES;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules")
}

/// `practice/rule_name` of every file with this ending.
fn files(ending: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for practice in std::fs::read_dir(folder()).expect("the rules' folder").flatten() {
        for file in std::fs::read_dir(practice.path()).expect("a practice's folder").flatten() {
            let name = file.file_name().into_string().expect("a plain name");
            let Some((stem, end)) = name.split_once('.') else { continue };
            if end == ending && stem != "mod" {
                found.insert(format!("{}/{stem}", practice.file_name().to_string_lossy()));
            }
        }
    }
    found
}

#[test]
fn the_list_and_the_folders_agree() {
    let listed: BTreeSet<String> = RULES
        .iter()
        .map(|rule| format!("{}/{}", rule.meta().practice.word(), rule.meta().id.replace('-', "_")))
        .collect();
    assert_eq!(listed.len(), RULES.len(), "an id twice");
    assert_eq!(listed, files("rs"));
    assert_eq!(listed, files("md"));
    assert_eq!(listed, files("es.md"));
}

#[test]
fn every_practice_has_a_rule() {
    for practice in esclusa_finding::Practice::ALL {
        assert!(RULES.iter().any(|rule| rule.meta().practice == practice), "{practice:?}");
    }
}

#[test]
fn every_page_has_its_headings() {
    let english = [
        "What it finds",
        "Why it matters",
        "Example",
        "Fix and its safety",
        "When to ignore it",
        "References",
    ];
    let spanish = [
        "Qué encuentra",
        "Por qué importa",
        "Ejemplo",
        "Arreglo y su seguridad",
        "Cuándo pasarlo por alto",
        "Referencias",
    ];
    for rule in RULES {
        let meta = rule.meta();
        for (page, headings) in [(meta.page.english, english), (meta.page.spanish, spanish)] {
            assert!(
                page.starts_with(&format!("# {}\n", meta.id)),
                "{}: the first line is the rule's id",
                meta.id
            );
            let found: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(found, headings, "{}", meta.id);
        }
    }
}

#[test]
fn every_rule_has_its_words() {
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        for rule in RULES {
            let id = rule.meta().id;
            assert!(catalogue.has(id), "{id}");
            assert_ne!(catalogue.attribute(id, "title"), id, "{id} has no title in {}", language.tag());
        }
    }
}

#[test]
fn no_rule_is_longer_than_a_page() {
    for rule in files("rs") {
        let text = std::fs::read_to_string(folder().join(format!("{rule}.rs"))).expect("a rule's file");
        assert!(text.lines().count() <= 90, "{rule}: {} lines", text.lines().count());
    }
}
