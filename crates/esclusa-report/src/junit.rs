//! The report for test views (GitLab, Jenkins): a suite for each file, a case for each service and rule, those that
//! found nothing too.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use esclusa_finding::{Finding, Severity, message_of};
use esclusa_source::{Problem, Sources, Span};

use crate::judgement::Group;
use crate::terminal::{place_of, severity_id};
use crate::{Judgement, Report, Verdict, clean};

/// The suites' and the problems' class.
const NAME: &str = "esclusa";

/// One line of a suite.
struct Case<'a> {
    class: &'a str,
    name: Cow<'a, str>,
    line: Option<usize>,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// Worth to know, and no failure.
    Noted {
        text: String,
    },
    Failed {
        message: String,
        severity: &'static str,
        text: String,
    },
    /// Accepted by somebody, or not known.
    Skipped {
        reason: String,
    },
    Error {
        message: String,
    },
}

/// The cases of one file.
#[derive(Default)]
struct Suite<'a> {
    file: String,
    cases: Vec<Case<'a>>,
}

/// Writes the report as JUnit's XML.
///
/// # Errors
/// Where `out` fails.
pub fn write(judgement: &Judgement<'_>, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(judgement);
    let count = |wanted: fn(&Outcome) -> bool, suite: &Suite<'_>| {
        suite.cases.iter().filter(|case| wanted(&case.outcome)).count()
    };
    let counts = |suites: &[Suite<'_>]| {
        let sum =
            |wanted: fn(&Outcome) -> bool| suites.iter().map(|suite| count(wanted, suite)).sum::<usize>();
        format!(
            "tests=\"{}\" failures=\"{}\" errors=\"{}\"",
            sum(|_| true),
            sum(|outcome| matches!(outcome, Outcome::Failed { .. })),
            sum(|outcome| matches!(outcome, Outcome::Error { .. })),
        )
    };
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"{NAME}\" {}>", counts(&suites))?;
    for suite in &suites {
        let skipped = count(|outcome| matches!(outcome, Outcome::Skipped { .. }), suite);
        let (file, counts) = (escaped(&suite.file), counts(std::slice::from_ref(suite)));
        writeln!(out, "  <testsuite name=\"{file}\" {counts} skipped=\"{skipped}\">")?;
        for case in &suite.cases {
            write_case(case, &file, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn write_case(case: &Case<'_>, file: &str, out: &mut dyn Write) -> io::Result<()> {
    let line = case.line.map(|line| format!(" line=\"{line}\"")).unwrap_or_default();
    let (class, name) = (escaped(case.class), escaped(&case.name));
    write!(out, "    <testcase classname=\"{class}\" name=\"{name}\" file=\"{file}\"{line}")?;
    match &case.outcome {
        Outcome::Passed => return writeln!(out, "/>"),
        Outcome::Noted { text } => {
            write!(out, ">\n      <system-out>{}</system-out>\n", escaped(text))?;
        }
        Outcome::Failed { message, severity, text } => {
            let (message, text) = (escaped(message), escaped(text));
            write!(out, ">\n      <failure message=\"{message}\" type=\"{severity}\">{text}</failure>\n")?;
        }
        Outcome::Skipped { reason } => {
            write!(out, ">\n      <skipped message=\"{}\"/>\n", escaped(reason))?;
        }
        Outcome::Error { message } => {
            write!(out, ">\n      <error message=\"{}\"/>\n", escaped(message))?;
        }
    }
    writeln!(out, "    </testcase>")
}

fn suites<'a>(judgement: &Judgement<'a>) -> Vec<Suite<'a>> {
    let report = &judgement.report;
    let mut suites: Vec<Suite<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut put = |place: Option<Span>, case: Case<'a>| {
        // What was asked for by arguments has no file.
        let file = place.map_or_else(|| NAME.to_owned(), |span| path(span, report.sources));
        let at = *places.entry(file.clone()).or_insert_with(|| {
            suites.push(Suite { file, cases: Vec::new() });
            suites.len() - 1
        });
        if let Some(suite) = suites.get_mut(at) {
            suite.cases.push(case);
        }
    };
    for problem in report.problems {
        put(problem.span, of_problem(problem, report));
    }
    for group in judgement.groups() {
        for case in cases(&group, judgement) {
            put(group.home, case);
        }
    }
    suites
}

/// One case for each rule that looked at a container, and for each that spoke of it.
fn cases<'a>(group: &Group<'a>, judgement: &Judgement<'a>) -> Vec<Case<'a>> {
    let report = &judgement.report;
    let looked = judgement.rules.iter().copied().filter(|_| group.container.is_some());
    let mut rules: Vec<_> = looked.collect();
    let mut said: HashMap<&str, Vec<&Finding>> = HashMap::new();
    for finding in &group.findings {
        said.entry(finding.rule.id).or_default().push(finding);
        if !rules.iter().any(|rule| rule.id == finding.rule.id) {
            rules.push(finding.rule);
        }
    }
    let line = |span: Span| report.sources.location(span).line;
    // The line is one of the suite's file; what another file asked for is at the service.
    let here = |span: &Span| group.home.is_none_or(|home| home.file == span.file);
    let doubted = group.container.is_some_and(|container| container.doubted);
    rules
        .into_iter()
        .map(|rule| {
            let findings = said.get(rule.id).map_or(&[][..], Vec::as_slice);
            let place = findings.iter().filter_map(|finding| finding.place.primary).find(here).or(group.home);
            let outcome = match outcome(findings, report) {
                Outcome::Passed if doubted => {
                    Outcome::Skipped { reason: report.catalogue.word(Verdict::Unknown.message()) }
                }
                Outcome::Noted { text } if doubted => Outcome::Skipped { reason: text },
                outcome => outcome,
            };
            Case { class: group.subject, name: rule.id.into(), line: place.map(line), outcome }
        })
        .collect()
}

fn outcome(findings: &[&Finding], report: &Report<'_>) -> Outcome {
    let open: Vec<&&Finding> = findings.iter().filter(|finding| !finding.waived).collect();
    let Some(worst) = open.iter().rev().max_by_key(|finding| finding.severity) else {
        return match findings.first() {
            Some(finding) => Outcome::Skipped { reason: finding.reason.clone().unwrap_or_default() },
            None => Outcome::Passed,
        };
    };
    let lines: Vec<String> = open.iter().map(|finding| told(finding, report)).collect();
    if worst.severity == Severity::Info {
        return Outcome::Noted { text: lines.join("\n") };
    }
    Outcome::Failed {
        message: report.catalogue.text(&worst.message),
        severity: worst.severity.word(),
        text: lines.join("\n"),
    }
}

/// A finding as a line, with what would mend it.
fn told(finding: &Finding, report: &Report<'_>) -> String {
    let place = finding.place.primary.map(|span| format!("{}: ", place_of(span, report.sources)));
    let severity = report.catalogue.word(severity_id(finding.severity));
    let message = report.catalogue.text(&finding.message);
    let mut text = format!("{}{severity}: {}", place.unwrap_or_default(), clean::line(&message));
    if let Some(fix) = &finding.fix {
        let label = report.catalogue.word("report-fix");
        text.push_str(&format!("\n    {label}: {}", clean::line(&report.catalogue.text(&fix.title))));
    }
    text
}

fn of_problem<'a>(problem: &Problem, report: &Report<'_>) -> Case<'a> {
    Case {
        class: NAME,
        name: problem.id.into(),
        line: problem.span.map(|span| report.sources.location(span).line),
        outcome: Outcome::Error { message: report.catalogue.text(&message_of(problem)) },
    }
}

fn path(span: Span, sources: &Sources) -> String {
    sources.path(span.file).to_string_lossy().into_owned()
}

/// Text of an element or an attribute. What XML cannot hold even escaped is shown as its code.
fn escaped(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(clean::line).collect();
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in lines.join("\n").chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // No character of XML, and no reference to one either.
            '\u{fffe}' | '\u{ffff}' => escaped.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
            other => escaped.push(other),
        }
    }
    escaped
}
