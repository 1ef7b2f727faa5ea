//! Rust files: a first line that says what the module is for, short files, plain names, no loose ends.

use std::path::Path;

use super::Complaints;
use crate::workspace::TextFile;

const MOST_LINES: usize = 400;

/// Names that gather what has no home.
const ATTICS: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc"];

pub(super) fn check(file: &TextFile, complaints: &mut Complaints) {
    let path = &file.path;
    if !file.text.starts_with("//!") && !file.text.starts_with("#!") {
        complaints.push(format!("{path}: does not open with a //! line"));
    }

    let lines = file.text.lines().count();
    if lines > MOST_LINES {
        complaints.push(format!("{path}: {lines} lines, at most {MOST_LINES}: split it by idea"));
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
