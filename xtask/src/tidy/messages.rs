//! Messages: every problem that the code can report has words in the catalogue, and its detail the same as in the code.

use super::Complaints;
use crate::workspace::TextFile;

/// The catalogue that a problem's id must be in; a test of its crate holds that the other language has the same.
const CATALOGUE: &str = "crates/esclusa-finding/messages/en.ftl";

pub(super) fn check(files: &[TextFile], complaints: &mut Complaints) {
    let Some(catalogue) = files.iter().find(|file| file.path == CATALOGUE) else {
        complaints.push(format!("{CATALOGUE}: is not there"));
        return;
    };
    let is_source =
        |path: &str| path.starts_with("crates/") && path.contains("/src/") && path.ends_with(".rs");
    for file in files.iter().filter(|file| is_source(&file.path)) {
        for id in ids(&file.text) {
            if !catalogue.text.lines().any(|line| line.split(" = ").next() == Some(id)) {
                complaints.push(format!("{}: the problem {id} has no words in {CATALOGUE}", file.path));
            }
        }
        for (id, english) in details(&file.text) {
            let entry = catalogue
                .text
                .lines()
                .find_map(|line| line.split_once(" = ").filter(|(name, _)| *name == id));
            if entry.map(|(_, words)| words) != Some(&english) {
                complaints.push(format!("{}: in {CATALOGUE} must stand: {id} = {english}", file.path));
            }
        }
    }
}

/// The details that a file makes with `detail!`: the id, and the English text as the catalogue writes it.
fn details(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.split("detail!(").skip(1).filter_map(|rest| {
        let (id, rest) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
        let (_, rest) = rest.split_once('"')?;
        let mut english = String::new();
        let mut characters = rest.chars();
        loop {
            match characters.next()? {
                '"' => return Some((id, english)),
                '\\' => english.push(characters.next()?),
                '{' => english.push_str("{ $"),
                '}' => english.push_str(" }"),
                other => english.push(other),
            }
        }
    })
}

/// The ids of the problems that a file makes with a literal.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split("Problem::new(")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_without_words_is_named() {
        let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
        let files = [
            file(CATALOGUE, "known = words: { $detail }\n"),
            file(
                "crates/a/src/b.rs",
                "Problem::new(\"known\", x); Problem::new(\n    \"new\", x); Problem::new(id)",
            ),
        ];
        let mut complaints = Vec::new();
        check(&files, &mut complaints);
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].contains("the problem new has"));
    }
    #[test]
    fn a_detail_that_the_catalogue_words_otherwise_is_named() {
        let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
        let files = [
            file(CATALOGUE, "same = \"{ $name }\" is said twice\nother = words\n"),
            file(
                "crates/a/src/b.rs",
                r#"detail!("same", "\"{name}\" is said twice", name); detail!(
                    "other", "other words"); detail!("none", "words")"#,
            ),
        ];
        let mut complaints = Vec::new();
        check(&files, &mut complaints);
        assert_eq!(complaints.len(), 2, "{complaints:?}");
        assert!(complaints[0].contains("other = other words"));
        assert!(complaints[1].contains("none = words"));
    }
}
