//! Fixes: each has its words and its reason, and does what it says: the finding is gone, and nothing as bad has come.

mod claims;
mod corpus;

use std::collections::{BTreeMap, BTreeSet};

use esclusa_finding::{Catalogue, Cure, Finding, Language, Practice, Safety, Thresholds};
use esclusa_model::{Change, Evidence, Project, Workload};
use esclusa_rules::{RULES, judge_with};
use esclusa_source::Sources;

use crate::examples::blocks;
use crate::read::read_beside;

/// What is counted of each rule's fixes.
#[derive(Default)]
struct Tally {
    /// Findings by how sure their fix is.
    by_safety: BTreeMap<Safety, usize>,
    /// Changes that were tried.
    tried: usize,
    /// New findings that are less bad than the one that went.
    lesser: BTreeSet<String>,
}

/// The tallies by rule, and what went wrong.
#[derive(Default)]
struct Trial {
    tallies: BTreeMap<&'static str, Tally>,
    failures: Vec<String>,
}

/// A project of this workload alone, with what it refers to.
fn alone(project: &Project, workload: &Workload) -> Project {
    let mut own = Project { workloads: Vec::new(), ..project.clone() };
    own.workloads.push(workload.clone());
    own
}

/// What tells one finding from another.
fn key(finding: &Finding) -> (&'static str, String) {
    (finding.rule.id, finding.about.clone())
}

/// How often each is there.
fn counted(findings: &[Finding]) -> BTreeMap<(&'static str, String), usize> {
    findings.iter().fold(BTreeMap::new(), |mut counts, finding| {
        *counts.entry(key(finding)).or_default() += 1;
        counts
    })
}

impl Trial {
    /// Tries every fix of a project.
    fn project(&mut self, project: &Project, evidence: &Evidence, shown: &str) {
        for workload in &project.workloads {
            let own = alone(project, workload);
            // Of several containers in one workload it is not known here which one a finding is about.
            if own.containers().count() == 1 {
                self.container(&own, evidence, shown);
            }
        }
        for recipe in &project.recipes {
            let mut own = Project { workloads: Vec::new(), ..project.clone() };
            own.recipes = vec![recipe.clone()];
            judge_with(&own, evidence, &Thresholds::default()).iter().for_each(|finding| self.said(finding));
        }
    }

    fn said(&mut self, finding: &Finding) {
        let tally = self.tallies.entry(finding.rule.id).or_default();
        let Some(fix) = &finding.fix else {
            self.failures.push(format!("{}: no fix: {:?}", finding.rule.id, finding.message));
            return;
        };
        *tally.by_safety.entry(fix.safety).or_default() += 1;
        if fix.reason.is_none() {
            self.failures.push(format!("{}: no reason: {:?}", finding.rule.id, fix.title));
        }
        if (fix.safety == Safety::Manual) != (fix.cure == Cure::Words) {
            self.failures.push(format!("{}: {fix:?}", finding.rule.id));
        }
    }

    fn container(&mut self, project: &Project, evidence: &Evidence, shown: &str) {
        let before = judge_with(project, evidence, &Thresholds::default());
        let known = counted(&before);
        for finding in &before {
            self.said(finding);
            let Some(Cure::Container(changes)) = finding.fix.as_ref().map(|fix| &fix.cure) else { continue };
            let mut changed = project.clone();
            apply(&mut changed, changes);
            let mut twice = changed.clone();
            apply(&mut twice, changes);
            let after = judge_with(&changed, evidence, &Thresholds::default());
            let left = counted(&after);
            let (rule, own) = (finding.rule.id, key(finding));
            if twice != changed {
                self.failures.push(format!("{rule}: changes twice: {changes:?}\n{shown}"));
            }
            if left.get(&own) >= known.get(&own) {
                self.failures.push(format!("{rule} {}: stays after {changes:?}\n{shown}", finding.about));
            }
            self.beside(finding, &before, &after, shown);
            let tally = self.tallies.entry(rule).or_default();
            tally.tried += 1;
            for one in after.iter().filter(|one| !known.contains_key(&key(one))) {
                if one.severity >= finding.severity {
                    let (id, about) = key(one);
                    self.failures.push(format!("{rule}: {id} {about} comes with {changes:?}\n{shown}"));
                } else {
                    tally.lesser.insert(format!("{} {}", one.rule.id, one.about));
                }
            }
        }
        self.together(project, evidence, shown);
    }

    /// Holds that what is safe by itself is safe beside another safe fix.
    fn beside(&mut self, made: &Finding, before: &[Finding], after: &[Finding], shown: &str) {
        let is_safe = |one: &&Finding| one.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
        if !is_safe(&made) {
            return;
        }
        for other in before.iter().filter(is_safe) {
            let same = after.iter().filter(|one| key(one) == key(other));
            if let Some(now) = same.filter(|one| !is_safe(one)).find_map(|one| one.fix.as_ref()) {
                let (one, two) = (made.rule.id, other.rule.id);
                self.failures.push(format!("{two} is not safe beside {one}: {:?}\n{shown}", now.reason));
            }
        }
    }

    /// Makes every change, as a repair does: those of one field one after another, judged again in between.
    fn together(&mut self, project: &Project, evidence: &Evidence, shown: &str) {
        let mut project = project.clone();
        for _ in 0..100 {
            let findings = judge_with(&project, evidence, &Thresholds::default());
            let mut touched = BTreeSet::new();
            for finding in &findings {
                let Some(Cure::Container(changes)) = finding.fix.as_ref().map(|fix| &fix.cure) else {
                    continue;
                };
                let fields: BTreeSet<&str> =
                    changes.iter().flat_map(|change| change.fields()).copied().collect();
                if touched.is_disjoint(&fields) {
                    apply(&mut project, changes);
                    touched.extend(fields);
                }
            }
            if touched.is_empty() {
                return;
            }
        }
        self.failures.push(format!("the changes have no end\n{shown}"));
    }

    fn hold(&self) {
        let shown: Vec<&str> = self.failures.iter().take(30).map(String::as_str).collect();
        assert!(shown.is_empty(), "{} failures:\n{}", self.failures.len(), shown.join("\n"));
    }
}

fn apply(project: &mut Project, changes: &[Change]) {
    for workload in &mut project.workloads {
        for container in workload.init.iter_mut().chain(&mut workload.containers) {
            changes.iter().for_each(|change| change.apply(container));
            // What is asked for anew is another container: of the one that runs nothing follows.
            container.running = None;
        }
    }
}

#[test]
fn every_fix_of_the_pages_examples_does_what_it_says() {
    let mut trial = Trial::default();
    for rule in RULES {
        let mut beside: Vec<(&str, String)> = Vec::new();
        for (dialect, text) in blocks(rule.meta().page.english) {
            if let Some(name) = dialect.strip_prefix("env ") {
                beside.push((name, text));
                continue;
            }
            let reading = read_beside(dialect, &text, &beside, &mut Sources::default());
            for project in &reading.projects {
                trial.project(project, &Evidence::default(), &text);
            }
        }
    }
    trial.hold();
    // Fixes of a daemon and of a host are words.
    for rule in
        RULES.iter().filter(|rule| ![Practice::Daemon, Practice::Host].contains(&rule.meta().practice))
    {
        assert!(trial.tallies.contains_key(rule.meta().id), "{} speaks nowhere", rule.meta().id);
    }
}

#[test]
fn fixes_and_reasons_have_words_in_both_languages() {
    let mut messages = Vec::new();
    let findings: Vec<Finding> = claims::everything().iter().flat_map(esclusa_rules::judge).collect();
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        messages.push(&fix.title);
        messages.extend(&fix.reason);
    }
    assert!(messages.len() > 100);
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        for message in &messages {
            assert!(catalogue.has(message.id), "{} has no words in {}", message.id, language.tag());
            let text = catalogue.text(message);
            assert!(!text.contains("{$"), "{text}: an argument is missing");
        }
    }
}
