//! Unsafe code: in one crate alone, and there each place with why it is sound.

use super::Complaints;
use super::crates::KERNEL;
use crate::workspace::TextFile;

/// How unsafe code begins. Written in halves, so that this file does not complain about itself.
const BEGINNINGS: &[&str] = &[
    concat!("uns", "afe {"),
    concat!("uns", "afe fn "),
    concat!("uns", "afe impl "),
    concat!("uns", "afe trait "),
    concat!("uns", "afe extern "),
    concat!("#[uns", "afe("),
];

/// What its reason begins with: of code in a comment, of a function that its caller answers for in its documentation.
const REASONS: &[&str] = &["// SAFETY:", "/// # Safety"];

pub(super) fn check(file: &TextFile, complaints: &mut Complaints) {
    let lines: Vec<&str> = file.text.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        if !BEGINNINGS.iter().any(|beginning| code.contains(beginning)) {
            continue;
        }
        let place = format!("{}:{}", file.path, number + 1);
        if !file.path.starts_with(KERNEL) {
            complaints.push(format!("{place}: unsafe code, which {KERNEL} alone may have"));
        } else if !has_reason(&lines[..number]) {
            complaints.push(format!("{place}: unsafe code without its SAFETY comment"));
        }
    }
}

/// Whether a reason stands above: in the comment, behind attributes and the beginning of the same statement.
fn has_reason(above: &[&str]) -> bool {
    for line in above.iter().rev().map(|line| line.trim()) {
        if REASONS.iter().any(|reason| line.starts_with(reason)) {
            return true;
        }
        let goes_on = line.starts_with("//") || line.starts_with("#[") || !line.ends_with([';', '{', '}']);
        if line.is_empty() || !goes_on {
            return false;
        }
    }
    false
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
    fn it_is_named_outside_its_crate_and_without_its_reason() {
        let block = format!("let a =\n    {} b() }};\n", BEGINNINGS[0]);
        let reasoned = format!("// SAFETY: b is sound.\n{block}");
        let ours = format!("{KERNEL}src/a.rs");
        assert_eq!(complaints("crates/esclusa-model/src/a.rs", &reasoned).len(), 1);
        assert_eq!(complaints(&ours, &block), [format!("{ours}:2: unsafe code without its SAFETY comment")]);
        assert!(complaints(&ours, &reasoned).is_empty());
        // The reason of something else is none.
        assert_eq!(complaints(&ours, &format!("// SAFETY: other.\nother();\n{block}")).len(), 1);
        let function =
            format!("/// A.\n///\n/// # Safety\n///\n/// B.\n#[must_use]\npub {}a() {{\n", BEGINNINGS[1]);
        assert!(complaints(&ours, &function).is_empty());
        assert_eq!(complaints(&ours, &function.replace("# Safety", "Safe")).len(), 1);
    }

    #[test]
    fn words_of_it_in_comments_are_none() {
        assert!(
            complaints("a.rs", &format!("// {} a }}\n#![forbid(unsafe_code)]\n", BEGINNINGS[0])).is_empty()
        );
    }
}
