//! Waivers beside what they waive: `# esclusa: ignore[rule] reason`, in a comment of the judged file.
//!
//! At the end of a line the comment speaks of that line; on a line of its own, of the next line that says something. At
//! the line where a service (or a command) begins it speaks of the whole service, so that what is absent can be waived.

use esclusa_source::{Detail, FileId, Problem, Span, syntax};

/// What every such comment begins with, after its comment sign.
const MARK: &str = "esclusa:";

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    /// The rules that it names.
    pub(crate) rules: Vec<String>,
    /// Why.
    pub(crate) reason: String,
    /// The comment itself.
    pub(crate) place: Span,
    /// The line (1-based) that it speaks of.
    pub(crate) line: usize,
    /// Whether it waived anything.
    pub(crate) used: bool,
}

/// Every waiver that stands in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    pub(crate) all: Vec<Comment>,
}

/// Finds the comments of a file; one that cannot be understood is a problem. `known` says which rules there are.
#[must_use]
pub fn comments(file: FileId, text: &str, known: &dyn Fn(&str) -> bool) -> (Comments, Vec<Problem>) {
    let mut found = Comments::default();
    let mut problems = Vec::new();
    if !text.contains(MARK) {
        return (found, problems);
    }
    for place in signs(file, text) {
        let said = text.get(place.range()).unwrap_or_default();
        let Some(rest) = words(said).strip_prefix(MARK).map(str::trim_start) else { continue };
        let parsed = rest
            .strip_prefix("ignore")
            .and_then(|rest| rest.trim_start().strip_prefix('['))
            .and_then(|rest| rest.split_once(']'));
        let Some((rules, reason)) = parsed else {
            problems.push(Problem::new("inline-waiver-syntax", place, Detail::plain("")));
            continue;
        };
        let rules: Vec<String> = rules.split(',').map(|rule| rule.trim().to_owned()).collect();
        let reason = reason.trim_start_matches([':', ' ', '\t']).trim_end();
        if let Some(unknown) = rules.iter().find(|rule| !known(rule)) {
            problems.push(Problem::new("policy-unknown-rule", place, Detail::plain(unknown.clone())));
        } else if reason.is_empty() {
            problems.push(Problem::new("policy-no-reason", place, Detail::plain("")));
        } else {
            let line = spoken_of(text, place);
            found.all.push(Comment { rules, reason: reason.to_owned(), place, line, used: false });
        }
    }
    (found, problems)
}

/// The comments of a text: YAML's own where it is YAML, so that a `#` inside a value is none; else by lines.
fn signs(file: FileId, text: &str) -> Vec<Span> {
    let (documents, problems) = syntax::yaml::parse(file, text);
    let is_mapping = |document: &esclusa_source::Document| {
        document.root.as_ref().is_some_and(|root| root.entries().is_some())
    };
    if problems.is_empty() && documents.iter().any(is_mapping) {
        return documents
            .iter()
            .flat_map(|document| &document.comments)
            .map(|comment| comment.span)
            .collect();
    }
    let contents = contents(file, text);
    let mut at = 0;
    let mut spans = Vec::new();
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if let Some(start) = sign(content) {
            let place = Span::new(file, at + start..at + content.len());
            if !contents.iter().any(|body| body.start <= place.start && place.end <= body.end) {
                spans.push(place);
            }
        }
        at += line.len();
    }
    spans
}

/// The bodies of files that a Dockerfile writes (`COPY <<EOF`): a `#` in them is theirs. Those of `RUN` are scripts, whose
/// comments are comments.
fn contents(file: FileId, text: &str) -> Vec<Span> {
    let (dockerfile, _) = syntax::dockerfile::parse(file, text);
    let copies = dockerfile.instructions.iter().filter(|one| matches!(one.keyword.as_str(), "COPY" | "ADD"));
    copies.flat_map(|one| one.heredocs.iter().copied()).collect()
}

/// Where a comment of a script, a Dockerfile or a Markdown page begins in its line.
fn sign(line: &str) -> Option<usize> {
    let mark = line.find(MARK)?;
    let before = line[..mark].trim_end();
    let start = ["<!--", "#"].iter().find_map(|sign| before.strip_suffix(sign))?.len();
    // A shell's comment begins a word.
    (start == 0 || line[..start].ends_with([' ', '\t'])).then_some(start)
}

/// The words of a comment without its signs.
fn words(comment: &str) -> &str {
    let comment = comment.strip_prefix("<!--").unwrap_or(comment);
    let comment = comment.strip_suffix("-->").unwrap_or(comment);
    comment.trim_start_matches('#').trim()
}

/// The line that a comment speaks of: its own, or the next one that is neither blank nor a comment.
fn spoken_of(text: &str, place: Span) -> usize {
    let start = place.start as usize;
    let line = text[..start].matches('\n').count() + 1;
    let before = text[..start].rsplit('\n').next().unwrap_or_default();
    if !before.trim_start_matches('\u{feff}').trim().is_empty() {
        return line;
    }
    let skipped = text
        .lines()
        .skip(line)
        .take_while(|line| {
            let line = line.trim_start();
            line.is_empty() || line.starts_with('#') || line.starts_with("<!--") || line.starts_with("```")
        })
        .count();
    line + skipped + 1
}
