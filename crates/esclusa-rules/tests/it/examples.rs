//! The examples on the rules' pages, executed: each finds what its comments say, at the line that says it.

use esclusa_rules::RULES;
use esclusa_source::Sources;

use crate::read::read_beside;

/// A line that a rule is to speak of ends so, followed by the rule's id.
const EXPECTED: &str = "# error: ";

/// The code blocks of a page: what is said after the fence, and the text.
pub(crate) fn blocks(page: &str) -> Vec<(&str, String)> {
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
        let mut beside: Vec<(&str, String)> = Vec::new();
        for (dialect, text) in blocks(meta.page.english) {
            if let Some(name) = dialect.strip_prefix("env ") {
                beside.push((name, text));
                continue;
            }
            let mut sources = Sources::default();
            let reading = read_beside(dialect, &text, &beside, &mut sources);
            assert!(!reading.projects.is_empty(), "{}: nothing is asked for in\n{text}", meta.id);
            assert_eq!(reading.problems, [], "{}:\n{text}", meta.id);
            let mut found: Vec<(String, usize)> = reading
                .projects
                .iter()
                .flat_map(esclusa_rules::judge)
                .filter(|finding| finding.rule.id == meta.id)
                .map(|finding| {
                    let location = finding.place.primary.map(|span| sources.location(span));
                    location.map_or_else(Default::default, |location| {
                        let name = location.path.file_name().unwrap_or_default();
                        let name = name.to_string_lossy().into_owned();
                        let own = !beside.iter().any(|(other, _)| *other == name);
                        (if own { String::new() } else { name }, location.line)
                    })
                })
                .collect();
            found.sort_unstable();
            let mut expected = expected("", &text, meta.id);
            for (name, lines) in beside.iter().filter(|(name, _)| text.contains(name)) {
                expected.append(&mut self::expected(name, lines, meta.id));
            }
            if ["json info", "json version", "text host"].contains(&dialect) {
                // What only the engine says has no place.
                expected.iter_mut().for_each(|(_, line)| *line = 0);
            }
            assert_eq!(found, expected, "{}:\n{text}", meta.id);
        }
    }
}

/// The lines that a rule is to speak of; a file of variables by its name.
fn expected(name: &str, text: &str, rule: &str) -> Vec<(String, usize)> {
    let lines = text.lines().enumerate();
    let marked = lines.filter(|(_, line)| line.ends_with(&format!("{EXPECTED}{rule}")));
    marked.map(|(at, _)| (name.to_owned(), at + 1)).collect()
}
