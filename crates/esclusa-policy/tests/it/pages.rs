//! The examples on the pages of the policy's own rules, executed.

use esclusa_policy::RULES;

use crate::court::judge;

const EXPECTED: &str = "# error: ";

pub(crate) fn blocks(page: &str) -> Vec<(String, String)> {
    let mut parts = page.split("```");
    let mut blocks = Vec::new();
    while let (Some(_), Some(block)) = (parts.next(), parts.next()) {
        let (info, text) = block.split_once('\n').expect("a fence and its text");
        blocks.push((info.to_owned(), text.to_owned()));
    }
    blocks
}

fn expected(text: &str, rule: &str) -> Vec<usize> {
    let end = format!("{EXPECTED}{rule}");
    text.lines().enumerate().filter(|(_, line)| line.ends_with(&end)).map(|(at, _)| at + 1).collect()
}

#[test]
fn every_example_finds_what_it_says() {
    for meta in RULES {
        let found = blocks(meta.page.english);
        assert_eq!(found, blocks(meta.page.spanish), "{}: other examples in Spanish", meta.id);
        let [(policy_info, policy), (compose_info, compose)] = &found[..] else {
            panic!("{}: two blocks", meta.id)
        };
        assert_eq!((policy_info.as_str(), compose_info.as_str()), ("toml policy", "yaml compose"));
        let mut lines = expected(policy, meta.id);
        lines.extend(expected(compose, meta.id));
        assert!(!lines.is_empty(), "{}: no example that it finds", meta.id);
        let verdict = judge(policy, "compose.yaml", compose);
        let said: Vec<usize> = verdict.of(meta.id).into_iter().map(|(line, _)| line).collect();
        assert_eq!(said, lines, "{}", meta.id);
    }
}

#[test]
fn pages_have_the_fixed_headings() {
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
    for meta in RULES {
        for (page, wanted) in [(meta.page.english, english), (meta.page.spanish, spanish)] {
            let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(headings, wanted, "{}", meta.id);
            assert!(page.starts_with(&format!("# {}\n", meta.id)));
        }
    }
}
