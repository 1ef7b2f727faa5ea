//! The answers to a benchmark, in its order, for a terminal and for programs.

use std::io::{self, Write};

use esclusa_finding::{Answer, Catalogue, Message, State};
use serde_json::{Value, json};

use crate::clean;
use crate::terminal::Style;

/// So many of those that a check is about are named on a line.
const NAMED: usize = 6;

/// Writes every answer, a line each, and how many there are of each kind.
///
/// # Errors
/// Where `out` fails.
pub fn write(
    version: &str,
    answers: &[Answer],
    catalogue: &Catalogue,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if style.quiet {
        return failures(answers, catalogue, out);
    }
    let text = |message: &Message| clean::line(&catalogue.text(message)).into_owned();
    writeln!(out, "{}", text(&Message::new("benchmark-heading").with("version", version.to_owned())))?;
    let width =
        State::ALL.iter().map(|state| catalogue.word(state.message()).chars().count()).max().unwrap_or(0);
    let mut section = "";
    for answer in answers {
        let own = answer.number.split('.').next().unwrap_or_default();
        if own != section {
            section = own;
            writeln!(out, "\n{}", catalogue.word(section_word(section)))?;
        }
        let state = catalogue.word(answer.state.message());
        let pad = " ".repeat(width.saturating_sub(state.chars().count()));
        let state = match (style.colour, answer.state) {
            (true, State::Fail) => format!("\u{1b}[31m{state}\u{1b}[0m"),
            (true, State::Pass) => format!("\u{1b}[32m{state}\u{1b}[0m"),
            _ => state,
        };
        writeln!(out, "  {:<7} {state}{pad}  {}", answer.number, text(&answer.title))?;
        if let Some(reason) = &answer.reason {
            writeln!(out, "  {:7} {:width$}  {}", "", "", text(reason))?;
        }
        if !answer.subjects.is_empty() {
            let named: Vec<&str> = answer.subjects.iter().take(NAMED).map(String::as_str).collect();
            let more = answer.subjects.len() - named.len();
            let mut line = named.join(", ");
            if more > 0 {
                let words = catalogue.text(&Message::new("benchmark-more").with("number", more));
                line.push_str(&format!(", {words}"));
            }
            writeln!(out, "  {:7} {:width$}  {}", "", "", clean::line(&line))?;
        }
    }
    let count = |state: State| answers.iter().filter(|answer| answer.state == state).count();
    let summary = State::ALL
        .iter()
        .fold(Message::new("benchmark-summary"), |message, state| message.with(state.word(), count(*state)));
    writeln!(out, "\n{}", text(&summary))
}

/// What fails, a line each, and nothing else.
fn failures(answers: &[Answer], catalogue: &Catalogue, out: &mut dyn Write) -> io::Result<()> {
    for answer in answers.iter().filter(|answer| answer.state == State::Fail) {
        let line =
            format!("{} {}: {}", answer.number, catalogue.text(&answer.title), answer.subjects.join(", "));
        writeln!(out, "{}", clean::line(&line))?;
    }
    Ok(())
}

/// The message that heads a section.
fn section_word(section: &str) -> &'static str {
    match section {
        "1" => "benchmark-section-1",
        "2" => "benchmark-section-2",
        "3" => "benchmark-section-3",
        "4" => "benchmark-section-4",
        "5" => "benchmark-section-5",
        "6" => "benchmark-section-6",
        _ => "benchmark-section-7",
    }
}

/// The same as JSON: `{"version", "checks": [{"number", "title", "state", "reason", "subjects"}]}`.
#[must_use]
pub fn value(version: &str, answers: &[Answer], catalogue: &Catalogue) -> Value {
    let check = |answer: &Answer| {
        json!({
            "number": answer.number,
            "title": catalogue.text(&answer.title),
            "state": answer.state.word(),
            "reason": answer.reason.as_ref().map(|reason| catalogue.text(reason)),
            "subjects": answer.subjects,
        })
    };
    json!({ "version": version, "checks": answers.iter().map(check).collect::<Vec<_>>() })
}
