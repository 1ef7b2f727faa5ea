//! Telling what was done: the fixes with their reasons, the diff, what could not be done, and how much is left.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use esclusa_detect::{Known, redact};
use esclusa_finding::{Catalogue, Finding, Message, Safety};
use esclusa_fix::diff::FileDiff;
use esclusa_fix::{Applied, Refused, Repair};
use esclusa_report::terminal::Style;
use esclusa_report::{Report, clean, diff, json};
use esclusa_source::Location;
use serde_json::{Value, json};

use super::Aim;
use super::ask::safety_word;
use super::judging::{Hardening, words};
use super::secret_file::SecretFiles;
use crate::output;
use crate::translate::tell_problems;

pub(super) fn tell(
    repair: &Repair,
    secrets: &SecretFiles,
    hardening: &Hardening<'_>,
    aim: Aim,
    matches: &ArgMatches,
    catalogue: &Catalogue,
) -> anyhow::Result<()> {
    if is_json(matches) {
        let value = whole(repair, secrets, hardening, aim, catalogue);
        return output::to_stdout(|out| json::write_value(&value, out));
    }
    let quiet = matches.get_flag("quiet");
    let style = output::style(&io::stdout(), quiet);
    let known = hardening.secrets(repair);
    let teller = Teller { repair, hardening, catalogue, style, known };
    output::to_stdout(|out| match aim {
        Aim::Print => teller.print(out),
        Aim::Show | Aim::Write => teller.files(secrets, out),
    })?;
    tell_problems(&repair.first.problems, &repair.first.sources, catalogue)?;
    let style = output::style(&io::stderr(), quiet);
    let teller = Teller { style, ..teller };
    output::to_stderr(|out| {
        if aim == Aim::Print && !quiet {
            repair.applied.iter().try_for_each(|applied| teller.applied(applied, out))?;
        }
        teller.refused(out)
    })
}

/// The files beside, and how much there is left to do.
pub(super) fn count(
    repair: &Repair,
    secrets: &SecretFiles,
    hardening: &Hardening<'_>,
    aim: Aim,
    matches: &ArgMatches,
    catalogue: &Catalogue,
) -> anyhow::Result<()> {
    if is_json(matches) || matches.get_flag("quiet") {
        return Ok(());
    }
    let secret_file = match aim {
        Aim::Print => "harden-secret-file-by-hand",
        Aim::Show => "harden-secret-file-shown",
        Aim::Write => "harden-secret-file",
    };
    let files = secrets.files().map(|(variable, path)| {
        Message::new(secret_file)
            .with("path", hardening.shown(path).to_string_lossy().into_owned())
            .with("variable", variable.to_owned())
    });
    let made = if aim == Aim::Write { "harden-made" } else { "harden-shown" };
    let mut lines: Vec<Message> = files.chain([counted(made, repair.applied.len())]).collect();
    let left = Left::of(repair);
    // Who asked for the risky ones knows of them: those left were refused, or declined one by one.
    if left.risky > 0 && !matches.get_flag("risky") {
        lines.push(counted("harden-left-risky", left.risky));
    }
    if left.manual > 0 {
        lines.push(counted("harden-left-manual", left.manual));
    }
    output::to_stderr(|out| {
        lines.iter().try_for_each(|message| writeln!(out, "{}", clean::line(&catalogue.text(message))))
    })
}

fn is_json(matches: &ArgMatches) -> bool {
    matches.get_one::<String>("format").is_some_and(|format| format == "json")
}

struct Teller<'a> {
    repair: &'a Repair,
    hardening: &'a Hardening<'a>,
    catalogue: &'a Catalogue,
    style: Style,
    known: Known,
}

impl Teller<'_> {
    /// The text itself, changed or not.
    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let text = self.repair.after.values().next();
        match text.map(|text| text.as_ref()).or_else(|| self.hardening.given(&self.repair.first)) {
            Some(text) => out.write_all(text.as_bytes()),
            None => Ok(()),
        }
    }

    /// Each file that changes: its fixes, then its diff, which `patch` reads although words stand before it.
    fn files(&self, secrets: &SecretFiles, out: &mut dyn Write) -> io::Result<()> {
        let mut fixes: BTreeMap<&Path, Vec<&Applied>> = BTreeMap::new();
        let mut elsewhere = Vec::new();
        for applied in &self.repair.applied {
            match applied.location.as_ref().map(|place| place.path.as_path()) {
                Some(path) if self.repair.after.contains_key(path) => {
                    fixes.entry(path).or_default().push(applied);
                }
                _ => elsewhere.push(applied),
            }
        }
        if !self.style.quiet {
            elsewhere.iter().try_for_each(|applied| self.applied(applied, out))?;
        }
        for (path, after) in &self.repair.after {
            if !self.style.quiet {
                fixes
                    .get(path.as_path())
                    .into_iter()
                    .flatten()
                    .try_for_each(|applied| self.applied(applied, out))?;
                writeln!(out)?;
            }
            let before = self.repair.before.get(path).map_or("", |text| text.as_ref());
            let differs = FileDiff::of(path, Some(before), after, &self.known);
            diff::write(&[differs], self.catalogue, self.style, out)?;
            if !self.style.quiet {
                writeln!(out)?;
            }
        }
        for differs in lists(secrets, self.hardening, &self.known) {
            diff::write(&[differs], self.catalogue, self.style, out)?;
            if !self.style.quiet {
                writeln!(out)?;
            }
        }
        Ok(())
    }

    /// A fix: where, what, and why it is as sure as it is.
    fn applied(&self, applied: &Applied, out: &mut dyn Write) -> io::Result<()> {
        let Some((title, reason)) = words(&applied.finding) else { return Ok(()) };
        let safety = applied.finding.fix.as_ref().map_or(Safety::Manual, |fix| fix.safety);
        let safety = self.catalogue.word(safety_word(safety));
        let title = self.catalogue.text(title);
        let (subject, title) = (clean::line(&applied.finding.subject), clean::line(&title));
        writeln!(
            out,
            "{}{safety}: {subject}: {title} [{}]",
            place(applied.location.as_ref()),
            applied.finding.rule.id
        )?;
        if let Some(reason) = reason {
            let label = self.catalogue.word("harden-why");
            writeln!(out, "    {label}: {}", clean::line(&self.catalogue.text(reason)))?;
        }
        Ok(())
    }

    fn refused(&self, out: &mut dyn Write) -> io::Result<()> {
        for refused in &self.repair.refused {
            let why = self.catalogue.text(&why(refused));
            let why = clean::line(&why);
            let subject = clean::line(&refused.finding.subject);
            writeln!(
                out,
                "{}{subject}: {why} [{}]",
                place(refused.location.as_ref()),
                refused.finding.rule.id
            )?;
            if !refused.by_hand.is_empty() {
                writeln!(out, "    {}:", self.catalogue.word("harden-by-hand"))?;
                for line in hidden(&self.known, &refused.by_hand).lines() {
                    writeln!(out, "        {}", clean::line(line))?;
                }
            }
        }
        Ok(())
    }
}

/// How the lists of what is ignored differ.
fn lists<'a>(
    secrets: &'a SecretFiles,
    hardening: &'a Hardening<'_>,
    known: &'a Known,
) -> impl Iterator<Item = FileDiff> {
    secrets.lists().map(|(path, old, new)| FileDiff::of(hardening.shown(path), old, new, known))
}

/// A text without secrets.
fn hidden(known: &Known, text: &str) -> String {
    known.hide(&redact(text)).into_owned()
}

fn place(location: Option<&Location>) -> String {
    location.map_or_else(String::new, |place| {
        let path = place.path.to_string_lossy();
        format!("{}:{}:{}: ", clean::line(&path), place.line, place.column)
    })
}

fn counted(id: &'static str, count: usize) -> Message {
    Message::new(id).with("count", count)
}

fn why(refused: &Refused) -> Message {
    Message::new("harden-refused").with("detail", &refused.why)
}

/// What stays that nobody has accepted.
#[derive(Default)]
struct Left {
    risky: usize,
    manual: usize,
}

impl Left {
    fn of(repair: &Repair) -> Self {
        let look = repair.last.as_ref().unwrap_or(&repair.first);
        let mut left = Self::default();
        let findings = look.projects.iter().flat_map(|judged| &judged.findings);
        for finding in findings.filter(|finding| !finding.waived) {
            match finding.fix.as_ref().map_or(Safety::Manual, |fix| fix.safety) {
                Safety::Safe => {}
                Safety::Risky => left.risky += 1,
                Safety::Manual => left.manual += 1,
            }
        }
        left
    }
}

/// All of it for programs.
fn whole(
    repair: &Repair,
    secrets: &SecretFiles,
    hardening: &Hardening<'_>,
    aim: Aim,
    catalogue: &Catalogue,
) -> Value {
    let report =
        Report { findings: &[], problems: &repair.first.problems, sources: &repair.first.sources, catalogue };
    let known = hardening.secrets(repair);
    let applied: Vec<Value> =
        repair.applied.iter().map(|one| described(&one.finding, one.location.as_ref(), catalogue)).collect();
    let refused: Vec<Value> = repair
        .refused
        .iter()
        .map(|one| {
            let mut value = described(&one.finding, one.location.as_ref(), catalogue);
            value["why"] = catalogue.text(&why(one)).into();
            value["by_hand"] = hidden(&known, &one.by_hand).into();
            value
        })
        .collect();
    let changed = repair.after.iter().map(|(path, after)| {
        let before = repair.before.get(path).map_or("", |text| text.as_ref());
        FileDiff::of(path, Some(before), after, &known)
    });
    let lists = if aim == Aim::Print { None } else { Some(lists(secrets, hardening, &known)) };
    let files: Vec<Value> = changed
        .chain(lists.into_iter().flatten())
        .map(|differs| {
            let path = differs.path.to_string_lossy().into_owned();
            let mut text = Vec::new();
            drop(diff::write(&[differs], catalogue, Style::default(), &mut text));
            json!({ "path": path, "diff": String::from_utf8_lossy(&text) })
        })
        .collect();
    let secret_files: Vec<Value> = secrets
        .files()
        .map(|(variable, path)| {
            let path: PathBuf = hardening.shown(path).to_owned();
            json!({ "variable": variable, "path": path.to_string_lossy() })
        })
        .collect();
    let problems: Vec<Value> =
        repair.first.problems.iter().map(|problem| json::problem(problem, &report)).collect();
    json!({
        "schema_version": json::SCHEMA_VERSION,
        "applied": applied,
        "refused": refused,
        "files": files,
        "secret_files": secret_files,
        "problems": problems,
    })
}

fn described(finding: &Finding, location: Option<&Location>, catalogue: &Catalogue) -> Value {
    let fix = finding.fix.as_ref();
    json!({
        "rule": finding.rule.id,
        "subject": &*finding.subject,
        "location": location.map(json::place),
        "safety": fix.map(|fix| fix.safety.word()),
        "title": fix.map(|fix| catalogue.text(&fix.title)),
        "reason": fix.and_then(|fix| fix.reason.as_ref()).map(|reason| catalogue.text(reason)),
        "fingerprint": finding.fingerprint(),
    })
}
