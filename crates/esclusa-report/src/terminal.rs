//! The report for people: a line for each finding, in the form that editors and terminals make links of, with the text
//! it points at; by service, each with a line about the eight practices.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::io::{self, Write};

use esclusa_finding::{Catalogue, Finding, Message, Practice, Related, Severity, message_of};
use esclusa_model::Via;
use esclusa_source::{Problem, Sources, Span};
use unicode_width::UnicodeWidthStr;

use crate::judgement::Group;
use crate::{Judged, Judgement, Report, Verdict, clean, excerpt};

/// How much is told, and in which colours.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Whether the terminal understands colours and the reader wants them.
    pub colour: bool,
    /// Whether it shows more than ASCII.
    pub unicode: bool,
    /// Only the lines of the findings: no text, no remedies, no chain of places, no verdicts, no sum.
    pub quiet: bool,
}

impl Style {
    /// What `write` writes, in a colour.
    fn paint(self, code: &str, page: &mut String, write: impl FnOnce(&mut String)) {
        if !self.colour {
            return write(page);
        }
        push(page, &["\u{1b}[", code, "m"]);
        write(page);
        page.push_str("\u{1b}[0m");
    }

    /// The same of what is shown elsewhere.
    pub(crate) fn painted(self, code: &str, shown: impl fmt::Display) -> impl fmt::Display {
        fmt::from_fn(move |out| match self.colour {
            true => write!(out, "\u{1b}[{code}m{shown}\u{1b}[0m"),
            false => shown.fmt(out),
        })
    }
}

/// Adds pieces to a page.
fn push(page: &mut String, pieces: &[&str]) {
    pieces.iter().for_each(|piece| page.push_str(piece));
}

/// Writes the findings by service, and their sum.
///
/// # Errors
/// Where `out` fails.
pub fn write(judgement: &Judgement<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let catalogue = judgement.report.catalogue;
    let names = Practice::ALL.map(|practice| catalogue.attribute(practice.message(), "short"));
    let mut places = Places::new(judgement.report.sources);
    let mut page = String::new();
    for group in judgement.groups() {
        let subject = clean::line(group.subject);
        write_group(&group, &subject, judgement, &mut places, style, &mut page);
        if !style.quiet {
            if let Some(container) = group.container {
                write_verdicts(container, &subject, &names, style, &mut page);
            }
            page.push('\n');
        }
        out.write_all(page.as_bytes())?;
        page.clear();
    }
    if !style.quiet {
        sum(&judgement.report, &mut page);
    }
    out.write_all(page.as_bytes())
}

fn write_group(
    group: &Group<'_>,
    subject: &str,
    judgement: &Judgement<'_>,
    places: &mut Places<'_>,
    style: Style,
    page: &mut String,
) {
    let mut shown = None;
    // In short, what was accepted is no news.
    for finding in group.findings.iter().filter(|finding| !(style.quiet && finding.waived)) {
        write_finding(finding, subject, judgement.report.catalogue, places, style, page);
        if style.quiet {
            continue;
        }
        // What a service lacks is said at one place, which is shown once.
        if shown != finding.place.primary {
            shown = finding.place.primary;
            write_excerpt(finding, judgement, style, page);
        }
        write_rest(finding, judgement.report.catalogue, places, page);
    }
}

fn write_finding(
    finding: &Finding,
    subject: &str,
    catalogue: &Catalogue,
    places: &mut Places<'_>,
    style: Style,
    page: &mut String,
) {
    if let Some(span) = finding.place.primary {
        style.paint("1", page, |page| push(page, &[places.shown(span), ": "]));
    }
    let severity = Message::new(severity_id(finding.severity));
    style.paint(colour(finding.severity), page, |page| catalogue.add(&severity, page));
    push(page, &[": ", subject, ": "]);
    add_clean(&finding.message, catalogue, page);
    push(page, &[" [", finding.rule.id, "]\n"]);
}

/// Adds a message in words, cleaned.
fn add_clean(message: &Message, catalogue: &Catalogue, page: &mut String) {
    let start = page.len();
    catalogue.add(message, page);
    let dirty = page.get(start..).map(clean::line);
    if let Some(Cow::Owned(cleaned)) = dirty {
        page.truncate(start);
        page.push_str(&cleaned);
    }
}

/// The text at the finding's place, the place underlined.
fn write_excerpt(finding: &Finding, judgement: &Judgement<'_>, style: Style, page: &mut String) {
    let Some(span) = finding.place.primary else { return };
    let Some(text) = excerpt::at(span, finding.rule.practice, judgement) else { return };
    let (indent, length) = (text.before.width(), text.place.width().max(1));
    // Writing to a String cannot fail.
    _ = writeln!(page, "{:>7} | {}{}{}", text.line, text.before, text.place, text.after);
    _ = write!(page, "{:>7} | {:indent$}", "", "");
    style.paint(colour(finding.severity), page, |page| page.extend(std::iter::repeat_n('^', length)));
    page.push('\n');
}

/// Through what it came, and what would mend it.
fn write_rest(finding: &Finding, catalogue: &Catalogue, places: &mut Places<'_>, page: &mut String) {
    for related in &finding.place.related {
        push(page, &["    ", places.shown(related.span), ": "]);
        add_clean(&step(related), catalogue, page);
        page.push('\n');
    }
    if let (true, reason) = (finding.waived, finding.reason.as_deref().unwrap_or_default()) {
        page.push_str("    ");
        catalogue.add(&Message::new("report-waived"), page);
        push(page, &[": ", &clean::line(reason), "\n"]);
    } else if let Some(fix) = &finding.fix {
        page.push_str("    ");
        catalogue.add(&Message::new("report-fix"), page);
        page.push_str(": ");
        add_clean(&fix.title, catalogue, page);
        page.push('\n');
    }
}

/// The line about the eight practices that closes a service.
fn write_verdicts(container: &Judged, subject: &str, names: &[String; 8], style: Style, page: &mut String) {
    style.paint("1", page, |page| push(page, &[subject, ":"]));
    for (verdict, name) in container.verdicts.iter().zip(names) {
        let code = match verdict {
            Verdict::Kept => "32",
            Verdict::Broken => "31",
            Verdict::Accepted | Verdict::Unknown => "33",
        };
        page.push_str("  ");
        style.paint(code, page, |page| push(page, &[verdict.symbol(style.unicode), " ", name]));
    }
    page.push('\n');
}

fn sum(report: &Report<'_>, page: &mut String) {
    let parts: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .filter(|severity| report.count(*severity) > 0)
        .map(|severity| {
            let count = Message::new(counted_id(severity)).with("count", report.count(severity));
            report.catalogue.text(&count)
        })
        .collect();
    if parts.is_empty() && !report.problems.is_empty() {
        // What was not read is not without findings.
        return;
    }
    let id = if parts.is_empty() { "report-none" } else { "report-sum" };
    let count = report.findings.len() - report.accepted();
    report.catalogue.add(&Message::new(id).with("count", count).with("parts", parts.join(", ")), page);
    page.push('\n');
    if report.accepted() > 0 {
        report.catalogue.add(&Message::new("report-accepted").with("count", report.accepted()), page);
        page.push('\n');
    }
}

/// Writes the problems, one line each.
///
/// # Errors
/// Where `out` fails.
pub fn write_problems(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    let mut page = String::new();
    for problem in report.problems {
        write_problem(problem, report.catalogue, &mut places, style, &mut page);
        out.write_all(page.as_bytes())?;
        page.clear();
    }
    Ok(())
}

fn write_problem(
    problem: &Problem,
    catalogue: &Catalogue,
    places: &mut Places<'_>,
    style: Style,
    page: &mut String,
) {
    if let Some(span) = problem.span {
        style.paint("1", page, |page| push(page, &[places.shown(span), ": "]));
    }
    style.paint("1;31", page, |page| catalogue.add(&Message::new("report-problem"), page));
    page.push_str(": ");
    add_clean(&message_of(problem), catalogue, page);
    page.push('\n');
}

/// `path:line:column`, cleaned.
#[must_use]
pub fn place_of(span: Span, sources: &Sources) -> String {
    Places::new(sources).shown(span).to_owned()
}

/// Places in words. Most findings lie where the one before does, or at least in its file, whose path is cleaned once.
struct Places<'a> {
    sources: &'a Sources,
    last: Option<Span>,
    /// The last place in words.
    shown: String,
    /// How much of that is the path.
    path: usize,
}

impl<'a> Places<'a> {
    const fn new(sources: &'a Sources) -> Self {
        Self { sources, last: None, shown: String::new(), path: 0 }
    }

    /// `path:line:column`.
    fn shown(&mut self, span: Span) -> &str {
        if self.last != Some(span) {
            let file = self.sources.file(span.file);
            if self.last.is_none_or(|last| last.file != span.file) {
                self.shown.clear();
                self.shown.push_str(&clean::line(&file.path.to_string_lossy()));
                self.path = self.shown.len();
            }
            self.shown.truncate(self.path);
            if file.is_answer && file.text.is_empty() {
                // There is no text: the name is all of the place.
                self.shown.truncate(self.shown.trim_end_matches(':').len());
                self.path = self.shown.len();
            } else {
                let (line, column) = file.line_column(span.start as usize);
                // Writing to a String cannot fail.
                _ = write!(self.shown, ":{line}:{column}");
            }
            self.last = Some(span);
        }
        &self.shown
    }
}

/// The message that names a severity.
#[must_use]
pub const fn severity_id(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "severity-info",
        Severity::Low => "severity-low",
        Severity::Medium => "severity-medium",
        Severity::High => "severity-high",
        Severity::Critical => "severity-critical",
    }
}

/// The message that counts findings of a severity.
const fn counted_id(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "severity-info-counted",
        Severity::Low => "severity-low-counted",
        Severity::Medium => "severity-medium-counted",
        Severity::High => "severity-high-counted",
        Severity::Critical => "severity-critical-counted",
    }
}

const fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "36",
        Severity::Low => "34",
        Severity::Medium => "33",
        Severity::High => "31",
        Severity::Critical => "1;31",
    }
}

/// How a value came through a related place.
pub(crate) fn step(related: &Related) -> Message {
    match &related.via {
        Via::Override => Message::new("via-override"),
        Via::Extends { service } => Message::new("via-extends").with("service", service.to_string()),
        Via::Include => Message::new("via-include"),
        Via::Alias => Message::new("via-alias"),
        Via::MergeKey => Message::new("via-merge-key"),
        Via::EnvFile => Message::new("via-env-file"),
        Via::DotEnv => Message::new("via-dot-env"),
        Via::Variable(name) => Message::new("via-variable").with("name", name.to_string()),
        Via::Environment => Message::new("via-environment"),
        Via::Dockerfile => Message::new("via-dockerfile"),
        Via::KnownImage => Message::new("via-known-image"),
        Via::CommandLine => Message::new("via-command-line"),
        Via::Mount => Message::new("via-mount"),
        Via::Change => Message::new("via-change"),
        _ => Message::new("via-other"),
    }
}
