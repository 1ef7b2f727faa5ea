//! What each auditor finds: every rule of a peer beside the rules of ours that answer it, counted on the same files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;
use serde_json::Value;

use super::answers::Answers;
use super::files::Files;
use super::{Programs, Report};

/// A finding, as far as it is compared.
struct Finding {
    rule: String,
    file: String,
    /// The service; empty where the file is one image.
    service: String,
    line: u64,
}

/// Prints a table for each peer, and what we find that no peer has a rule for.
pub(super) fn print(programs: &Programs, files: &Files) -> anyhow::Result<()> {
    let answers = Answers::read()?;
    let compose = of_esclusa(&mut programs.esclusa(Report::Json, &files.compose), true)?;
    let images = of_esclusa(&mut programs.esclusa(Report::Json, &files.dockerfiles), false)?;
    println!("\n{} Compose files, {} Dockerfiles", files.compose.len(), files.dockerfiles.len());
    let theirs = of_list(
        &mut programs.compose_lint(Report::Json, &files.compose),
        Some("findings"),
        ["rule_id", "file", "service"],
    )?;
    table("compose-lint", &answers, &theirs, &compose);
    let theirs =
        of_list(&mut programs.hadolint(Report::Json, &files.dockerfiles), None, ["code", "file", ""])?;
    table("hadolint", &answers, &theirs, &images);
    let theirs = of_checkov(&mut programs.checkov(Report::Json, &files.folder), &files.folder)?;
    table("checkov", &answers, &theirs, &images);
    only_ours(&answers, &compose, &images);
    Ok(())
}

/// One peer's rules: how much it found, how much of that we found too, and the answer to the rest.
fn table(peer: &str, answers: &Answers, theirs: &[Finding], ours: &[Finding]) {
    let mine: BTreeSet<(&str, &str, &str)> =
        ours.iter().map(|one| (one.rule.as_str(), one.file.as_str(), one.service.as_str())).collect();
    let lines: BTreeSet<(&str, &str, u64)> =
        ours.iter().map(|one| (one.rule.as_str(), one.file.as_str(), one.line)).collect();
    let mut by_rule: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for one in theirs {
        let rules = answers.rules(peer, &one.rule);
        let by_line = answers.is_by_line(peer, &one.rule);
        let also = rules.iter().any(|rule| match by_line {
            true => lines.contains(&(rule.as_str(), &one.file, one.line)),
            false => mine.contains(&(rule.as_str(), &one.file, &one.service)),
        });
        let (found, both) = by_rule.entry(answers.row(peer, &one.rule)).or_default();
        *found += 1;
        *both += usize::from(also);
    }
    println!("\n| {peer} | finds | we too | not we | rules of ours; the rest |");
    println!("|---|---|---|---|---|");
    for (rule, (found, both)) in &by_rule {
        let answer = answers.said(peer, rule, found > both);
        println!("| {rule} | {found} | {both} | {} | {answer} |", found - both);
    }
    let (found, both) = by_rule.values().fold((0, 0), |(a, b), (found, both)| (a + found, b + both));
    println!("| all | {found} | {both} | {} | |", found - both);
}

/// Our rules that no rule of a peer answers to.
fn only_ours(answers: &Answers, compose: &[Finding], images: &[Finding]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in compose.iter().chain(images).filter(|one| !answers.is_answer(&one.rule)) {
        *counts.entry(&one.rule).or_default() += 1;
    }
    println!("\n| rule of ours that no peer has | finds |\n|---|---|");
    for (rule, count) in counts {
        println!("| `{rule}` | {count} |");
    }
}

fn of_esclusa(command: &mut Command, services: bool) -> anyhow::Result<Vec<Finding>> {
    let said = json(command)?;
    let list = said.get("findings").and_then(Value::as_array).context("no findings")?;
    let findings = list.iter().filter_map(|one| {
        let text = |value: Option<&Value>| Some(value?.as_str()?.to_owned());
        let service = if services { text(one.get("subject"))? } else { String::new() };
        let line = one.pointer("/location/line").and_then(Value::as_u64)?;
        Some(Finding {
            rule: text(one.get("rule"))?,
            file: text(one.pointer("/location/path"))?,
            service,
            line,
        })
    });
    Ok(findings.collect())
}

/// The findings of an auditor that gives a list of records, by the names of what is compared.
fn of_list(command: &mut Command, list: Option<&str>, names: [&str; 3]) -> anyhow::Result<Vec<Finding>> {
    let said = json(command)?;
    let list =
        list.map_or(Some(&said), |name| said.get(name)).and_then(Value::as_array).context("no findings")?;
    let findings = list.iter().map(|one| {
        let [rule, file, service] =
            names.map(|name| one.get(name).and_then(Value::as_str).unwrap_or_default().to_owned());
        Finding { rule, file, service, line: one.get("line").and_then(Value::as_u64).unwrap_or(0) }
    });
    Ok(findings.collect())
}

fn of_checkov(command: &mut Command, folder: &Path) -> anyhow::Result<Vec<Finding>> {
    let said = json(command)?;
    let list =
        said.pointer("/results/failed_checks").and_then(Value::as_array).context("no failed checks")?;
    let findings = list.iter().filter_map(|one| {
        let path = one.get("file_path")?.as_str()?.trim_start_matches('/');
        let rule = one.get("check_id")?.as_str()?.to_owned();
        let line = one.pointer("/file_line_range/0").and_then(Value::as_u64)?;
        Some(Finding { rule, file: folder.join(path).display().to_string(), service: String::new(), line })
    });
    Ok(findings.collect())
}

/// What a command prints. That it found something makes it fail, so that its exit code says nothing.
fn json(command: &mut Command) -> anyhow::Result<Value> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::null()).output().with_context(|| program.clone())?;
    serde_json::from_slice(&output.stdout).with_context(|| format!("{program} gave no JSON"))
}
