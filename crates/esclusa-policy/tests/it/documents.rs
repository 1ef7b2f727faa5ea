//! The policies that the documents show, and what the documents say of them.

use std::path::Path;

use esclusa_policy::{Policy, RULES, read, test};
use esclusa_source::Sources;

use crate::court::{judge, known};
use crate::pages::blocks;

const ENGLISH: &str = include_str!("../../../../docs/policy.md");
const SPANISH: &str = include_str!("../../../../docs/politica.md");
const READMES: [&str; 2] = [include_str!("../../../../README.md"), include_str!("../../../../README.es.md")];

/// The blocks of one kind.
fn of_kind(page: &str, kind: &str) -> Vec<String> {
    blocks(page).into_iter().filter(|(info, _)| info == kind).map(|(_, text)| text).collect()
}

fn policy(text: &str, sources: &mut Sources) -> Policy {
    let file = sources.add("esclusa.toml", text);
    read(file, text, Path::new("/p"), &known).expect("a policy without problems")
}

#[test]
fn every_policy_shown_can_be_read() {
    for (page, count) in [(ENGLISH, 3), (SPANISH, 3), (READMES[0], 1), (READMES[1], 1)] {
        let shown = of_kind(page, "toml");
        assert_eq!(shown.len(), count);
        for text in shown {
            policy(&text, &mut Sources::default());
        }
    }
}

#[test]
fn rules_shown_do_what_their_tests_and_the_page_say() {
    for page in [ENGLISH, SPANISH] {
        let mut outcomes = Vec::new();
        for text in of_kind(page, "toml") {
            let mut sources = Sources::default();
            for outcome in test(&policy(&text, &mut sources)) {
                assert!(outcome.is_right(), "{}: {outcome:?}", outcome.meta.id);
                let at = sources.location(outcome.place);
                outcomes.push(format!(
                    "{}:{}:{}: {}: ",
                    at.path.display(),
                    at.line,
                    at.column,
                    outcome.meta.id
                ));
            }
        }
        let printed = of_kind(page, "text").concat();
        let mut lines: Vec<&str> = printed.lines().collect();
        let summary = lines.pop().expect("a summary");
        assert!(summary.starts_with(&outcomes.len().to_string()), "{summary}");
        assert_eq!(lines.len(), outcomes.len());
        for (line, outcome) in lines.iter().zip(&outcomes) {
            assert!(line.starts_with(outcome), "{line} is not {outcome}");
        }
    }
}

#[test]
fn comments_shown_waive_what_they_name() {
    for page in [ENGLISH, SPANISH] {
        let [compose] = &of_kind(page, "yaml")[..] else { panic!("one block of YAML") };
        let verdict = judge("", "compose.yaml", compose);
        assert_eq!(verdict.problems, []);
        assert_eq!(verdict.of("no-memory-limit"), [(3, true)]);
        assert_eq!(verdict.of("host-network"), [(5, true)]);
        assert!(verdict.of("unused-waiver").is_empty());
    }
}

#[test]
fn both_languages_show_the_same_policy() {
    for (english, spanish) in of_kind(ENGLISH, "toml").iter().zip(&of_kind(SPANISH, "toml")) {
        let (english, spanish) =
            (policy(english, &mut Sources::default()), policy(spanish, &mut Sources::default()));
        let waivers = |policy: &Policy| -> Vec<_> {
            policy
                .waivers
                .iter()
                .map(|one| {
                    let glob = |matcher: &Option<globset::GlobMatcher>| {
                        matcher.as_ref().map(|matcher| matcher.glob().to_string())
                    };
                    (one.rules.clone(), glob(&one.service), glob(&one.path), one.expires)
                })
                .collect()
        };
        let own = |policy: &Policy| -> Vec<_> {
            policy.custom.iter().map(|rule| (rule.meta.id, rule.meta.severity, rule.meta.field)).collect()
        };
        assert_eq!(english.fail_on, spanish.fail_on);
        assert_eq!(english.levels, spanish.levels);
        assert_eq!(english.images.allowed_registries, spanish.images.allowed_registries);
        assert_eq!(waivers(&english), waivers(&spanish));
        assert_eq!(own(&english), own(&spanish));
    }
}

#[test]
fn the_readmes_count_the_rules() {
    let (judging, deciding) = (esclusa_rules::RULES.len(), RULES.len());
    for page in READMES {
        let said = format!(" {}: {judging} ", judging + deciding);
        assert!(page.contains(&said), "no {said:?}");
    }
}
