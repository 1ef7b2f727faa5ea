//! Documents: the paths they name exist, the two READMEs say the same, the changelog is open.

use std::path::Path;

use super::{Complaints, crates};
use crate::docs::blocks;
use crate::workspace::TextFile;

/// What a path in a document may begin with; other words with a `/` are not ours to check.
const TOP_LEVEL: &[&str] =
    &["crates/", "docs/", "xtask/", "benches/", "fuzz/", "examples/", ".ci/", ".cargo/", ".config/"];

/// Documents that must be there.
const REQUIRED: &[&str] = &[
    "README.md",
    "README.es.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];

pub(super) fn check(root: &Path, files: &[TextFile], complaints: &mut Complaints) {
    for file in files.iter().filter(|file| is_document(&file.path)) {
        for path in named_paths(&file.text) {
            if !root.join(&path).exists() {
                complaints.push(format!("{}: names {path}, which is not there", file.path));
            }
        }
        let folder = Path::new(&file.path).parent().unwrap_or(Path::new(""));
        for link in relative_links(&file.text) {
            if !root.join(folder).join(&link).exists() {
                complaints.push(format!("{}: links to {link}, which is not there", file.path));
            }
        }
    }
    crates_in_order(files, complaints);
    let text = |path: &str| files.iter().find(|file| file.path == path).map(|file| file.text.as_str());
    for path in REQUIRED {
        if text(path).is_none() {
            complaints.push(format!("{path}: is not there"));
        }
    }
    if text("CHANGELOG.md").is_some_and(|text| !text.contains("\n## Unreleased\n")) {
        complaints.push("CHANGELOG.md: has no section Unreleased".to_owned());
    }
    if let (Some(english), Some(spanish)) = (text("README.md"), text("README.es.md")) {
        same_shape(english, spanish, complaints);
    }
}

/// The page of the crates lists every one, in the order in which data flows.
fn crates_in_order(files: &[TextFile], complaints: &mut Complaints) {
    const PAGE: &str = "crates/README.md";
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        complaints.push(format!("{PAGE}: is not there"));
        return;
    };
    let there = |name: &str| files.iter().any(|file| file.path == format!("crates/{name}/Cargo.toml"));
    let crates = crates::in_flow_order().filter(|name| there(name));
    let places: Vec<Option<usize>> = crates.map(|name| page.text.find(&format!("[{name}]("))).collect();
    if places.contains(&None) || !places.is_sorted() {
        complaints.push(format!("{PAGE}: does not list every crate in the order in which data flows"));
    }
}

/// Cases and examples are input, not documents.
fn is_document(path: &str) -> bool {
    path.ends_with(".md") && !path.contains("/tests/") && !path.starts_with("examples/")
}

/// The paths of this repository that stand in backticks outside code blocks.
fn named_paths(text: &str) -> Vec<String> {
    let prose = blocks::prose(text);
    let mut paths = Vec::new();
    for line in prose.lines() {
        for word in line.split('`').skip(1).step_by(2) {
            let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
            if plain && TOP_LEVEL.iter().any(|top| word.starts_with(top)) {
                paths.push(word.to_owned());
            }
        }
    }
    paths
}

fn relative_links(text: &str) -> Vec<String> {
    let prose = blocks::prose(text);
    let mut links = Vec::new();
    for piece in prose.split("](").skip(1) {
        let Some((link, _)) = piece.split_once(')') else { continue };
        let link = link.split('#').next().unwrap_or_default();
        if !link.is_empty() && !link.contains(':') {
            links.push(link.to_owned());
        }
    }
    links
}

/// The Spanish README has the same sections and runs the same commands as the English one.
fn same_shape(english: &str, spanish: &str, complaints: &mut Complaints) {
    if heading_levels(english) != heading_levels(spanish) {
        complaints.push("README.es.md: its headings are not those of README.md".to_owned());
    }
    let (english, spanish) = (blocks::fenced(english), blocks::fenced(spanish));
    if english.len() != spanish.len() {
        complaints.push("README.es.md: has not as many code blocks as README.md".to_owned());
        return;
    }
    for (ours, theirs) in english.iter().zip(&spanish) {
        // A block of plain text may be in the reader's language; a command may not differ.
        if ours.info != theirs.info || (ours.info != "text" && ours.commands() != theirs.commands()) {
            complaints.push(format!("README.es.md:{}: another code block than README.md's", theirs.line));
        }
    }
}

fn heading_levels(text: &str) -> Vec<usize> {
    blocks::prose(text)
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.chars().take_while(|c| *c == '#').count())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_in_backticks_only() {
        let text =
            "See `crates/none/x.rs` and `a/b`.\n```\n`docs/none`\n```\n[a](docs/b.md#c) [d](https://e)\n";
        assert_eq!(named_paths(text), ["crates/none/x.rs"]);
        assert_eq!(relative_links(text), ["docs/b.md"]);
    }

    #[test]
    fn readmes_of_another_shape_are_named() {
        let mut complaints = Vec::new();
        same_shape("# A\n```sh\nls\n```\n", "# A\n```sh\nls\n```\n", &mut complaints);
        assert!(complaints.is_empty());
        same_shape("# A\n```sh\nls\n```\n", "# A\n## B\n```sh\npwd\n```\n", &mut complaints);
        assert_eq!(complaints.len(), 2);
    }
}
