//! The JSON report, a contract with programs: `schema_version` grows when a field changes its meaning or goes.

use std::io::{self, Write};

use esclusa_finding::{Finding, Fix, Practice, message_of};
use esclusa_source::{Location, Problem, Sources, Span};
use serde_json::{Value, json};

use crate::{Report, clean};

/// The version of the contract.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes the report as JSON, indented, with a newline at its end.
///
/// # Errors
/// Where `out` fails.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_value(&value(report), out)
}

/// The report as a value.
#[must_use]
pub fn value(report: &Report<'_>) -> Value {
    let findings: Vec<Value> = report.findings.iter().map(|one| finding(one, report)).collect();
    let problems: Vec<Value> = report.problems.iter().map(|one| problem(one, report)).collect();
    json!({ "schema_version": SCHEMA_VERSION, "findings": findings, "problems": problems })
}

/// Writes any JSON in the report's manner: indented, harmful characters escaped.
///
/// # Errors
/// Where `out` fails.
pub fn write_value(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", clean::json(&format!("{value:#}")))
}

/// One problem: its id, its words and its place.
#[must_use]
pub fn problem(problem: &Problem, report: &Report<'_>) -> Value {
    json!({
        "id": problem.id,
        "message": report.catalogue.text(&message_of(problem)),
        "location": location(problem.span, report.sources),
    })
}

fn finding(finding: &Finding, report: &Report<'_>) -> Value {
    let mut value = json!({
        "rule": finding.rule.id,
        "practice": practice(finding.rule.practice),
        "severity": finding.severity.word(),
        "message": report.catalogue.text(&finding.message),
        "subject": &*finding.subject,
        "identity": identity(finding),
        "location": location(finding.place.primary, report.sources),
        "fix": finding.fix.as_ref().map(|one| fix(one, finding, report)),
        "waived": finding.waived,
        "fingerprint": finding.fingerprint(),
    });
    // Of those findings only that have one.
    if let Some(reason) = &finding.reason {
        value["reason"] = reason.as_str().into();
    }
    if let Some(fingerprint) = &finding.secret_fingerprint {
        value["secret_fingerprint"] = fingerprint.as_str().into();
    }
    value
}

/// A practice's number, or the word of the subject that has none.
#[must_use]
pub fn practice(practice: Practice) -> Value {
    practice.number().map_or_else(|| practice.word().into(), Value::from)
}

fn identity(finding: &Finding) -> Value {
    let identity = &finding.identity;
    json!({
        "project": identity.project,
        "service": identity.service,
        "container": identity.container,
        "image": identity.image,
        "digest": identity.digest,
    })
}

fn fix(fix: &Fix, finding: &Finding, report: &Report<'_>) -> Value {
    let edits: Vec<Value> = finding
        .edits
        .iter()
        .map(|edit| json!({ "location": location(Some(edit.place), report.sources), "text": edit.text }))
        .collect();
    json!({
        "safety": fix.safety.word(),
        "title": report.catalogue.text(&fix.title),
        "reason": fix.reason.as_ref().map(|reason| report.catalogue.text(reason)),
        "edits": edits,
    })
}

/// A place in lines and columns, or null.
#[must_use]
pub fn location(span: Option<Span>, sources: &Sources) -> Value {
    span.map_or(Value::Null, |span| place(&sources.location(span)))
}

/// A place that is in lines and columns already.
#[must_use]
pub fn place(place: &Location) -> Value {
    let Location { path, line, column, end_line, end_column } = place;
    json!({
        "path": path.to_string_lossy(),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    })
}
