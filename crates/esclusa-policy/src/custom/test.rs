//! The tests that a policy's own rules bring along.

use std::collections::BTreeMap;

use esclusa_finding::RuleMeta;
use esclusa_model::dialect::{compose, run};
use esclusa_model::{Context, Mode, Reading};
use esclusa_source::{Detail, MemoryFiles, Problem, Sources, Span, TextKind, detail, docker_commands};

use super::{Asked, Custom, Example};
use crate::Policy;

/// What came of a test.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The rule.
    pub meta: &'static RuleMeta,
    /// The test in the policy file.
    pub place: Span,
    /// Whether it was to find something.
    pub wanted: bool,
    /// Whether it did; or why that cannot be known.
    pub found: Result<bool, Problem>,
}

impl Outcome {
    /// Whether the rule did what its test says.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.found.as_ref().is_ok_and(|found| *found == self.wanted)
    }
}

/// Runs every test of a policy's own rules, in the order of the file.
#[must_use]
pub fn test(policy: &Policy) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for rule in &policy.custom {
        for example in &rule.tests {
            let found = found(rule, example);
            outcomes.push(Outcome { meta: rule.meta, place: example.place, wanted: example.finds, found });
        }
    }
    outcomes
}

fn found(rule: &Custom, example: &Example) -> Result<bool, Problem> {
    let reading = read(&example.asked);
    let wrong = |detail: Detail| Problem::new("custom-rule-test", example.place, detail);
    if let Some(problem) = reading.problems.first() {
        return Err(wrong(problem.detail.clone()));
    }
    if reading.projects.is_empty() {
        return Err(wrong(detail!("custom-rule-test-nothing", "it asks for no container")));
    }
    let mut findings = Vec::new();
    for project in &reading.projects {
        rule.check(project, &mut findings)?;
    }
    Ok(!findings.is_empty())
}

/// The request of a test, read where there are no other files and no environment.
fn read(asked: &Asked) -> Reading {
    let mut sources = Sources::default();
    let text = match asked {
        Asked::Run(text) | Asked::Compose(text) => text.as_str(),
    };
    let files = MemoryFiles::default().with("/test/compose.yaml", text);
    let context = Context {
        files: &files,
        environment: BTreeMap::new(),
        working_dir: "/test".into(),
        mode: Mode::Tolerant,
    };
    if matches!(asked, Asked::Compose(_)) {
        return compose::read(&compose::LoadOptions::default(), &context, &mut sources);
    }
    let file = sources.add("test", text);
    let mut reading = Reading::default();
    for command in docker_commands(file, text, TextKind::Script) {
        let mut one = run::read(&command.words, &context, &mut sources);
        reading.projects.append(&mut one.projects);
        reading.problems.append(&mut one.problems);
    }
    reading
}
