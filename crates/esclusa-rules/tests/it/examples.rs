//! The examples on the rules' pages, executed: each finds what its comments say, at the line that says it.

use esclusa_rules::RULES;
use esclusa_source::Sources;

use crate::read::read;

/// A line that a rule is to speak of ends so, followed by the rule's id.
const EXPECTED: &str = "# error: ";

/// The code blocks of a page: what is said after the fence, and the text.
fn blocks(page: &str) -> Vec<(&str, String)> {
    let mut blocks: Vec<(&str, String)> = Vec::new();
    let mut open = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(info) => {
                open = !open;
                if open {
                    blocks.push((info, String::new()));
                }
            }
            None if open => blocks.last_mut().expect("a block").1.push_str(&format!("{line}\n")),
            None => {}
        }
    }
    blocks
}

#[test]
fn every_example_finds_what_it_says() {
    for rule in RULES {
        let meta = rule.meta();
        let shown = |page: &str| blocks(page).iter().any(|(_, text)| text.contains(EXPECTED));
        assert!(shown(meta.page.english), "{}: no example that it finds", meta.id);
        let code = |page: &'static str| blocks(page);
        assert_eq!(
            code(meta.page.english),
            code(meta.page.spanish),
            "{}: other examples in Spanish",
            meta.id
        );
        for (dialect, text) in blocks(meta.page.english) {
            let mut sources = Sources::default();
            let reading = read(dialect, &text, &mut sources);
            assert!(!reading.projects.is_empty(), "{}: nothing is asked for in\n{text}", meta.id);
            assert_eq!(reading.problems, [], "{}:\n{text}", meta.id);
            let mut found: Vec<usize> = reading
                .projects
                .iter()
                .flat_map(esclusa_rules::judge)
                .filter(|finding| finding.rule.id == meta.id)
                .map(|finding| finding.place.primary.map_or(0, |span| sources.location(span).line))
                .collect();
            found.sort_unstable();
            let expected: Vec<usize> = text
                .lines()
                .enumerate()
                .filter(|(_, line)| line.ends_with(&format!("{EXPECTED}{}", meta.id)))
                .map(|(at, _)| at + 1)
                .collect();
            assert_eq!(found, expected, "{}:\n{text}", meta.id);
        }
    }
}
