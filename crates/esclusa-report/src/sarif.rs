//! The report for code scanners: SARIF 2.1.0.

mod rules;

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use esclusa_finding::{Finding, Severity, message_of};
use esclusa_source::{Edit, FileId, Location, Problem, Sources, Span};
use serde_json::{Value, json};

use crate::terminal::step as words_of;
use crate::{Judgement, Report, json as json_report};

/// The schema that the report keeps to.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes the report as SARIF, with a newline at its end. `version` is the program's own.
///
/// # Errors
/// Where `out` fails.
pub fn write(judgement: &Judgement<'_>, version: &str, out: &mut dyn Write) -> io::Result<()> {
    let report = &judgement.report;
    let catalogue = rules::Rules::new(judgement);
    let notifications: Vec<Value> = report.problems.iter().map(|one| notification(one, report)).collect();
    let value = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Esclusa",
                "version": version,
                "rules": catalogue.descriptors(),
                "notifications": problem_kinds(report.problems),
                "supportedTaxonomies": catalogue.taxonomy_references(),
            }},
            "language": report.catalogue.language().tag(),
            "columnKind": "unicodeCodePoints",
            "taxonomies": catalogue.taxonomies(),
            "invocations": [{
                "executionSuccessful": report.problems.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results(judgement, &catalogue),
        }],
    });
    json_report::write_value(&value, out)
}

fn results(judgement: &Judgement<'_>, catalogue: &rules::Rules<'_>) -> Vec<Value> {
    // One image in two commands gives two findings of one name; scanners take two results of one name for one.
    let mut seen: HashMap<String, usize> = HashMap::new();
    let of = |finding: &Finding| {
        let fingerprint = finding.fingerprint();
        let count = seen.entry(fingerprint.clone()).and_modify(|count| *count += 1).or_insert(1);
        let name = format!("{fingerprint}:{count}");
        result(finding, &name, judgement, catalogue)
    };
    judgement.report.findings.iter().map(of).collect()
}

fn result(finding: &Finding, name: &str, judgement: &Judgement<'_>, catalogue: &rules::Rules<'_>) -> Value {
    let report = &judgement.report;
    let message = report.catalogue.text(&finding.message);
    let mut related: Vec<Value> = Vec::new();
    for step in &finding.place.related {
        let mut location = location(step.span, report.sources);
        location["message"] = json!({ "text": report.catalogue.text(&words_of(step)) });
        // One anchor may have been gone through twice; the schema wants each place once.
        if !related.contains(&location) {
            related.push(location);
        }
    }
    let suppressions = match (finding.waived, &finding.reason) {
        (false, _) => json!([]),
        (true, None) => json!([{ "kind": "external", "status": "accepted" }]),
        (true, Some(reason)) => {
            json!([{ "kind": "external", "status": "accepted", "justification": reason }])
        }
    };
    let mut result = json!({
        "ruleId": finding.rule.id,
        "level": level(finding.severity),
        "message": { "text": format!("{}: {message}", finding.subject) },
        "locations": [],
        "relatedLocations": related,
        "partialFingerprints": { "esclusaFinding/v1": name, "primaryLocationLineHash": name },
        "suppressions": suppressions,
        "properties": {
            "severity": finding.severity.word(),
            "practice": json_report::practice(finding.rule.practice),
            "remedy": finding.fix.as_ref().map(|fix| report.catalogue.text(&fix.title)),
        },
    });
    if let Some(fingerprint) = &finding.secret_fingerprint {
        result["partialFingerprints"]["esclusaSecret/v1"] = fingerprint.as_str().into();
    }
    if let Some(fix) = finding.fix.as_ref().filter(|_| !finding.edits.is_empty()) {
        result["fixes"] = json!([{
            "description": { "text": report.catalogue.text(&fix.title) },
            "artifactChanges": changes(&finding.edits, report.sources),
            "properties": { "safety": fix.safety.word() },
        }]);
    }
    if let Some(index) = catalogue.index(finding.rule.id) {
        result["ruleIndex"] = index.into();
    }
    let mut place = finding.place.primary.map_or_else(|| json!({}), |span| location(span, report.sources));
    place["logicalLocations"] = json!([{
        "name": &*finding.subject,
        "fullyQualifiedName": finding.identity.to_string(),
        "kind": "resource",
    }]);
    result["locations"] = json!([place]);
    result
}

/// Edits by file.
fn changes(edits: &[Edit], sources: &Sources) -> Vec<Value> {
    let mut files: Vec<(FileId, Vec<Value>)> = Vec::new();
    for edit in edits {
        let Location { line, column, end_line, end_column, .. } = sources.location(edit.place);
        let replacement = json!({
            "deletedRegion": {
                "startLine": line,
                "startColumn": column,
                "endLine": end_line,
                "endColumn": end_column,
            },
            "insertedContent": { "text": edit.text },
        });
        match files.iter_mut().find(|(file, _)| *file == edit.place.file) {
            Some((_, replacements)) => replacements.push(replacement),
            None => files.push((edit.place.file, vec![replacement])),
        }
    }
    let change = |(file, replacements): (FileId, Vec<Value>)| {
        json!({
            "artifactLocation": { "uri": uri(sources.path(file)) },
            "replacements": replacements,
        })
    };
    files.into_iter().map(change).collect()
}

fn notification(problem: &Problem, report: &Report<'_>) -> Value {
    let mut value = json!({
        "level": "error",
        "descriptor": { "id": problem.id },
        "message": { "text": report.catalogue.text(&message_of(problem)) },
    });
    if let Some(span) = problem.span {
        value["locations"] = json!([location(span, report.sources)]);
    }
    value
}

/// Each kind of problem once.
fn problem_kinds(problems: &[Problem]) -> Vec<Value> {
    let mut ids: Vec<&str> = problems.iter().map(|problem| problem.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(|id| json!({ "id": id })).collect()
}

/// How SARIF and its readers weigh a severity.
const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

fn location(span: Span, sources: &Sources) -> Value {
    let Location { path, line, column, end_line, end_column } = sources.location(span);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&path) },
        "region": {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
        },
    }})
}

/// A path as a reference: relative ones stay relative, so that a reader finds them in its own checkout.
fn uri(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::with_capacity(text.len());
    if path.is_absolute() {
        uri.push_str(if text.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
