//! Rust files: a first line that says what the module is for, short files, plain names, no loose ends.

use std::path::Path;

use super::Complaints;
use crate::workspace::TextFile;

const MOST_LINES: usize = 400;

/// Tests are lists of cases: long, and read one case at a time.
const MOST_LINES_OF_TESTS: usize = 600;

/// Names that gather what has no home.
const ATTICS: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc"];

/// Tables, which are long because what they list is long: path, lines allowed, why.
const LONG_TABLES: &[(&str, usize, &str)] =
    &[("crates/esclusa-model/src/container.rs", 500, "the fields of the create request")];

pub(super) fn check(file: &TextFile, complaints: &mut Complaints) {
    let path = &file.path;
    if !file.text.starts_with("//!") && !file.text.starts_with("#!") {
        complaints.push(format!("{path}: does not open with a //! line"));
    }

    let lines = file.text.lines().count();
    let usual = if path.contains("/tests/") { MOST_LINES_OF_TESTS } else { MOST_LINES };
    let allowed = LONG_TABLES.iter().find(|(table, _, _)| table == path).map_or(usual, |table| table.1);
    if lines > allowed {
        complaints.push(format!("{path}: {lines} lines, at most {allowed}: split it by idea"));
    }

    for part in Path::new(path).iter().filter_map(|part| part.to_str()) {
        let stem = part.strip_suffix(".rs").unwrap_or(part);
        if ATTICS.contains(&stem) {
            complaints.push(format!("{path}: {stem} is not a name; say what it is for"));
        }
    }

    // Written in halves, so that this file does not complain about itself.
    let loose_ends = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let bare_ignore = concat!("#[ig", "nore]");
    for (number, line) in file.text.lines().enumerate() {
        let place = format!("{path}:{}", number + 1);
        if line.contains(bare_ignore) {
            complaints.push(format!("{place}: an ignored test needs its reason"));
        }
        let Some((_, comment)) = line.split_once("//") else { continue };
        if let Some(word) = loose_ends.iter().find(|word| comment.contains(**word)) {
            complaints.push(format!("{place}: {word}: do it, or open an issue"));
        }
    }
}

/// An exemption that nothing needs any more hides the next long file.
pub(super) fn check_exemptions(files: &[TextFile], complaints: &mut Complaints) {
    for (path, _, why) in LONG_TABLES {
        let needed = files
            .iter()
            .find(|file| file.path == *path)
            .is_some_and(|file| file.text.lines().count() > MOST_LINES);
        if !needed {
            complaints.push(format!("{path}: no longer needs its exemption ({why})"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> Complaints {
        let mut complaints = Vec::new();
        check(&TextFile { path: path.to_owned(), text: text.to_owned() }, &mut complaints);
        complaints
    }

    #[test]
    fn a_module_without_its_line_is_named() {
        assert_eq!(complaints("a.rs", "use std::fs;\n"), ["a.rs: does not open with a //! line"]);
        assert!(complaints("a.rs", "//! A.\n").is_empty());
    }

    #[test]
    fn a_long_file_is_named() {
        let text = "//! A.\n".repeat(MOST_LINES + 1);
        assert_eq!(complaints("a.rs", &text), ["a.rs: 401 lines, at most 400: split it by idea"]);
    }

    #[test]
    fn an_attic_is_named() {
        assert_eq!(complaints("src/utils.rs", "//! A.\n").len(), 1);
        assert_eq!(complaints("src/common/a.rs", "//! A.\n").len(), 1);
        assert!(complaints("src/commonwealth.rs", "//! A.\n").is_empty());
    }

    #[test]
    fn loose_ends_are_named() {
        let text =
            format!("//! A.\n// {} later\n{}\nfn a() {{}}\n", concat!("TO", "DO"), concat!("#[ig", "nore]"));
        assert_eq!(complaints("a.rs", &text).len(), 2);
        assert!(complaints("a.rs", "//! A.\n#[ignore = \"needs an engine\"]\n").is_empty());
    }
}
