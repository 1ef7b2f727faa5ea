//! The table of attacks.

use std::collections::BTreeSet;

use esclusa_finding::{Catalogue, Language, Practice};
use esclusa_prove::{Layer, Reason, Unanswered, attacks, practice};

#[test]
fn there_are_forty_and_four_for_each_practice_of_distinct_mechanisms() {
    let all: Vec<_> = attacks().collect();
    assert!(all.len() >= 40, "{}", all.len());
    for one in Practice::ALL {
        assert!(all.iter().filter(|attack| practice(attack) == Some(one)).count() >= 4, "{one:?}");
    }
    let ids: BTreeSet<&str> = all.iter().map(|attack| attack.id).collect();
    let mechanisms: BTreeSet<&str> = all.iter().map(|attack| attack.mechanism).collect();
    assert_eq!((ids.len(), mechanisms.len()), (all.len(), all.len()));
}

#[test]
fn every_attack_has_words_in_both_languages() {
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        for attack in attacks() {
            assert_eq!(attack.message, format!("attack-{}", attack.id));
            assert!(catalogue.has(attack.message), "{} has no words in {}", attack.id, language.tag());
        }
        let words = language.source().lines().filter(|line| line.starts_with("attack-")).count();
        assert_eq!(words, attacks().count(), "{} has words of an attack that is none", language.tag());
    }
}

#[test]
fn words_of_lines_are_told_apart() {
    let layers = Layer::ALL.into_iter().map(Layer::word);
    let reasons = Reason::ALL.iter().map(|reason| reason.word());
    let others = Unanswered::ALL.iter().map(|why| why.word());
    let all: Vec<&str> = layers.chain(reasons).chain(others).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    assert!(all.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
}
