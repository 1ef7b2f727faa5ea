//! The report for people: a line for each finding, in the form that editors and terminals make links of, with the text
//! it points at; by service, each with a line about the eight practices.

use std::fmt;
use std::io::{self, Write};

use esclusa_finding::{Finding, Message, Practice, Related, Severity, message_of};
use esclusa_model::Via;
use esclusa_source::{FileId, Problem, Sources, Span};
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
    pub(crate) fn paint(
        self,
        code: &str,
        out: &mut dyn Write,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        if !self.colour {
            return write(out);
        }
        write!(out, "\u{1b}[{code}m")?;
        write(out)?;
        out.write_all(b"\x1b[0m")
    }
}

/// Writes the findings by service, and their sum.
///
/// # Errors
/// Where `out` fails.
pub fn write(judgement: &Judgement<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let catalogue = judgement.report.catalogue;
    let names = Practice::ALL.map(|practice| catalogue.attribute(practice.message(), "short"));
    let mut places = Places::new(judgement.report.sources);
    for group in judgement.groups() {
        write_group(&group, judgement, &mut places, style, out)?;
        if style.quiet {
            continue;
        }
        if let Some(container) = group.container {
            write_verdicts(container, &names, style, out)?;
        }
        writeln!(out)?;
    }
    if !style.quiet { sum(&judgement.report, out) } else { Ok(()) }
}

fn write_group(
    group: &Group<'_>,
    judgement: &Judgement<'_>,
    places: &mut Places<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut shown = None;
    // In short, what was accepted is no news.
    for finding in group.findings.iter().filter(|finding| !(style.quiet && finding.waived)) {
        write_finding(finding, &judgement.report, places, style, out)?;
        if style.quiet {
            continue;
        }
        // What a service lacks is said at one place, which is shown once.
        if shown != finding.place.primary {
            shown = finding.place.primary;
            write_excerpt(finding, judgement, style, out)?;
        }
        write_rest(finding, &judgement.report, places, out)?;
    }
    Ok(())
}

fn write_finding(
    finding: &Finding,
    report: &Report<'_>,
    places: &mut Places<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(span) = finding.place.primary {
        style.paint("1", out, |out| write!(out, "{}: ", places.shown(span)))?;
    }
    let severity = report.catalogue.word(severity_id(finding.severity));
    let message = report.catalogue.text(&finding.message);
    style.paint(colour(finding.severity), out, |out| out.write_all(severity.as_bytes()))?;
    let (subject, message) = (clean::line(&finding.subject), clean::line(&message));
    writeln!(out, ": {subject}: {message} [{}]", finding.rule.id)
}

/// The text at the finding's place, the place underlined.
fn write_excerpt(
    finding: &Finding,
    judgement: &Judgement<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(span) = finding.place.primary else { return Ok(()) };
    let Some(text) = excerpt::at(span, finding.rule.practice, judgement) else { return Ok(()) };
    let (indent, length) = (text.before.width(), text.place.width().max(1));
    writeln!(out, "{:>7} | {}{}{}", text.line, text.before, text.place, text.after)?;
    write!(out, "{:>7} | {:indent$}", "", "")?;
    style.paint(colour(finding.severity), out, |out| out.write_all("^".repeat(length).as_bytes()))?;
    writeln!(out)
}

/// Through what it came, and what would mend it.
fn write_rest(
    finding: &Finding,
    report: &Report<'_>,
    places: &mut Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for related in &finding.place.related {
        let words = report.catalogue.text(&step(related));
        writeln!(out, "    {}: {}", places.shown(related.span), clean::line(&words))?;
    }
    if let (true, reason) = (finding.waived, finding.reason.as_deref().unwrap_or_default()) {
        let label = report.catalogue.word("report-waived");
        return writeln!(out, "    {label}: {}", clean::line(reason));
    }
    if let Some(fix) = &finding.fix {
        let label = report.catalogue.word("report-fix");
        writeln!(out, "    {label}: {}", clean::line(&report.catalogue.text(&fix.title)))?;
    }
    Ok(())
}

/// The line about the eight practices that closes a service.
fn write_verdicts(
    container: &Judged,
    names: &[String; 8],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    style.paint("1", out, |out| write!(out, "{}:", clean::line(&container.subject)))?;
    for (verdict, name) in container.verdicts.iter().zip(names) {
        let code = match verdict {
            Verdict::Kept => "32",
            Verdict::Broken => "31",
            Verdict::Accepted | Verdict::Unknown => "33",
        };
        out.write_all(b"  ")?;
        style.paint(code, out, |out| write!(out, "{} {name}", verdict.symbol(style.unicode)))?;
    }
    writeln!(out)
}

fn sum(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
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
        return Ok(());
    }
    let id = if parts.is_empty() { "report-none" } else { "report-sum" };
    let count = report.findings.len() - report.accepted();
    let message = Message::new(id).with("count", count).with("parts", parts.join(", "));
    writeln!(out, "{}", report.catalogue.text(&message))?;
    if report.accepted() > 0 {
        let accepted = Message::new("report-accepted").with("count", report.accepted());
        writeln!(out, "{}", report.catalogue.text(&accepted))?;
    }
    Ok(())
}

/// Writes the problems, one line each.
///
/// # Errors
/// Where `out` fails.
pub fn write_problems(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for problem in report.problems {
        write_problem(problem, report, style, out)?;
    }
    Ok(())
}

fn write_problem(
    problem: &Problem,
    report: &Report<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(span) = problem.span {
        style.paint("1", out, |out| write!(out, "{}: ", place_of(span, report.sources)))?;
    }
    let label = report.catalogue.word("report-problem");
    style.paint("1;31", out, |out| out.write_all(label.as_bytes()))?;
    writeln!(out, ": {}", clean::line(&report.catalogue.text(&message_of(problem))))
}

/// `path:line:column`, cleaned.
#[must_use]
pub fn place_of(span: Span, sources: &Sources) -> String {
    Places::new(sources).shown(span).to_string()
}

/// Places in words: most findings lie in the file of the one before, whose path is cleaned once.
struct Places<'a> {
    sources: &'a Sources,
    path: Option<(FileId, String)>,
}

impl<'a> Places<'a> {
    const fn new(sources: &'a Sources) -> Self {
        Self { sources, path: None }
    }

    /// `path:line:column`.
    fn shown(&mut self, span: Span) -> impl fmt::Display {
        let file = self.sources.file(span.file);
        if self.path.as_ref().is_none_or(|(id, _)| *id != span.file) {
            self.path = Some((span.file, clean::line(&file.path.to_string_lossy()).into_owned()));
        }
        let path = self.path.as_ref().map_or("", |(_, path)| path.as_str());
        let (line, column) = file.line_column(span.start as usize);
        fmt::from_fn(move |out| write!(out, "{path}:{line}:{column}"))
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
