//! The report for GitHub's workflows: commands that become annotations of a change.

use std::io::{self, Write};

use esclusa_finding::{Finding, Severity, message_of};
use esclusa_source::{Location, Problem, Span};

use crate::terminal::severity_id;
use crate::{Judgement, Report, clean};

/// Writes a command for each problem and for each finding that nobody has accepted, the worst first: GitHub shows ten
/// errors and ten warnings of a step and drops the others.
///
/// # Errors
/// Where `out` fails.
pub fn write(judgement: &Judgement<'_>, out: &mut dyn Write) -> io::Result<()> {
    let report = &judgement.report;
    for problem in report.problems {
        writeln!(out, "{}", of_problem(problem, report))?;
    }
    let mut findings: Vec<&Finding> = report.findings.iter().filter(|finding| !finding.waived).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in findings {
        writeln!(out, "{}", of_finding(finding, report))?;
    }
    Ok(())
}

fn of_finding(finding: &Finding, report: &Report<'_>) -> String {
    let severity = report.catalogue.word(severity_id(finding.severity));
    let title = format!("{severity}: {}", report.catalogue.attribute(finding.rule.id, "title"));
    let mut message = format!("{}: {}", finding.subject, report.catalogue.text(&finding.message));
    if let Some(fix) = &finding.fix {
        let label = report.catalogue.word("report-fix");
        message.push_str(&format!("\n{label}: {}", report.catalogue.text(&fix.title)));
    }
    message.push_str(&format!("\n[{}]", finding.rule.id));
    command(level(finding.severity), finding.place.primary, &title, &message, report)
}

fn of_problem(problem: &Problem, report: &Report<'_>) -> String {
    let title = report.catalogue.word("report-problem");
    command("error", problem.span, &title, &report.catalogue.text(&message_of(problem)), report)
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium | Severity::Low => "warning",
        Severity::Info => "notice",
    }
}

fn command(level: &str, span: Option<Span>, title: &str, message: &str, report: &Report<'_>) -> String {
    let mut command = format!("::{level} ");
    if let Some(span) = span {
        let Location { path, line, column, end_line, end_column } = report.sources.location(span);
        let path = property(&path.to_string_lossy());
        command.push_str(&format!("file={path},line={line},endLine={end_line},"));
        // Columns are those of one line; GitHub refuses them on several.
        if line == end_line {
            command.push_str(&format!("col={column},endColumn={end_column},"));
        }
    }
    command.push_str(&format!("title={}::{}", property(title), data(message)));
    command
}

/// A message: its line breaks are kept, everything else that commands is not.
fn data(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| clean::line(&line.replace('%', "%25")).into_owned()).collect();
    lines.join("%0A")
}

/// A property's value, in which the signs that part properties are escaped too.
fn property(text: &str) -> String {
    clean::line(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}
