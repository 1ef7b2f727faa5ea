//! A small court for tests: a policy, a Compose file or a script, and what comes of them.

use std::collections::BTreeMap;
use std::path::Path;

use esclusa_finding::Finding;
use esclusa_model::dialect::{compose, run};
use esclusa_model::{Context, Evidence, Mode, Reading};
use esclusa_policy::{Baseline, Court, Ground, Policy, RULES, read};
use esclusa_source::{MemoryFiles, Problem, Sources, TextKind, docker_commands};
use jiff::civil::{Date, date};

/// The day of every test.
pub(crate) const TODAY: Date = date(2026, 11, 25);

/// Whether there is such a rule.
pub(crate) fn known(id: &str) -> bool {
    esclusa_rules::find(id).is_some() || RULES.iter().any(|meta| meta.id == id)
}

/// What a court said.
pub(crate) struct Verdict {
    pub(crate) findings: Vec<Finding>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) sources: Sources,
}

impl Verdict {
    /// The findings of a rule: their line and whether they are waived.
    pub(crate) fn of(&self, rule: &str) -> Vec<(usize, bool)> {
        let of_rule = self.findings.iter().filter(|finding| finding.rule.id == rule);
        of_rule
            .map(|one| (one.place.primary.map_or(0, |span| self.sources.location(span).line), one.waived))
            .collect()
    }
}

/// Judges a text: a Compose file, or a script if `path` ends in `.sh`, a page if in `.md`.
pub(crate) fn judge(policy: &str, path: &str, text: &str) -> Verdict {
    judge_with(policy, path, text, None, true)
}

pub(crate) fn judge_with(
    policy: &str,
    path: &str,
    text: &str,
    baseline: Option<&mut Baseline>,
    inline: bool,
) -> Verdict {
    let mut sources = Sources::default();
    let file = sources.add("esclusa.toml", policy);
    let policy: Policy = read(file, policy, Path::new("/p"), &known).expect("a policy");
    let path = Path::new("/p").join(path);
    let files = MemoryFiles::default().with(path.clone(), text);
    let context = Context {
        files: &files,
        environment: BTreeMap::new(),
        working_dir: "/p".into(),
        mode: Mode::Tolerant,
    };
    let kind = match path.extension().and_then(|ending| ending.to_str()) {
        Some("sh") => Some(TextKind::Script),
        Some("md") => Some(TextKind::Markdown),
        _ => None,
    };
    let mut reading = Reading::default();
    if let Some(kind) = kind {
        let file = sources.add(path, text);
        for command in docker_commands(file, text, kind) {
            let mut one = run::read(&command.words, &context, &mut sources);
            reading.projects.append(&mut one.projects);
        }
    } else {
        let options = compose::LoadOptions { files: vec![path], ..compose::LoadOptions::default() };
        reading = compose::read(&options, &context, &mut sources);
    }
    let of = |project| esclusa_rules::judge_with(project, &Evidence::default(), &policy.thresholds);
    let mut findings: Vec<Finding> = reading.projects.iter().flat_map(of).collect();
    let mut court = Court::new(policy, TODAY);
    let ground = Ground { sources: &sources, working_dir: Path::new("/p"), known: &known, inline };
    let problems = court.decide(&reading.projects, &mut findings, baseline, &ground);
    findings.extend(court.close(false));
    Verdict { findings, problems, sources }
}
