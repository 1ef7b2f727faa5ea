//! The rules as SARIF describes them, and the standards that they correspond to.

use std::collections::HashMap;

use esclusa_finding::{RuleMeta, Severity, Standard};
use serde_json::{Value, json};

use super::level;
use crate::Judgement;
use crate::page;

/// The rules in their order, and each standard's entries.
pub(super) struct Rules<'a> {
    judgement: Judgement<'a>,
    rules: Vec<&'static RuleMeta>,
    indices: HashMap<&'static str, usize>,
    /// Each standard with its entries, in the order in which they are first named.
    standards: Vec<(String, Vec<String>)>,
}

impl<'a> Rules<'a> {
    pub(super) fn new(judgement: &Judgement<'a>) -> Self {
        let mut rules = judgement.rules.to_vec();
        let mut indices: HashMap<_, _> = rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
        // A finding of a rule that is on no list (a team's own) is described as well.
        for finding in judgement.report.findings {
            indices.entry(finding.rule.id).or_insert_with(|| {
                rules.push(finding.rule);
                rules.len() - 1
            });
        }
        let mut standards: Vec<(String, Vec<String>)> = Vec::new();
        for (name, entry) in rules.iter().flat_map(|rule| rule.all_standards()).filter_map(|one| entry(&one))
        {
            let at = standards.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                standards.push((name, Vec::new()));
                standards.len() - 1
            });
            if let Some((_, entries)) = standards.get_mut(at)
                && !entries.contains(&entry)
            {
                entries.push(entry);
            }
        }
        Self { judgement: *judgement, rules, indices, standards }
    }

    pub(super) fn index(&self, rule: &str) -> Option<usize> {
        self.indices.get(rule).copied()
    }

    pub(super) fn descriptors(&self) -> Vec<Value> {
        self.rules.iter().map(|rule| self.descriptor(rule)).collect()
    }

    fn descriptor(&self, rule: &RuleMeta) -> Value {
        let catalogue = self.judgement.report.catalogue;
        let language = catalogue.language();
        let page = rule.page.text(language);
        json!({
            "id": rule.id,
            "shortDescription": { "text": catalogue.attribute(rule.id, "title") },
            "fullDescription": { "text": page::plain_attack(rule, language) },
            "help": { "text": page, "markdown": page },
            "defaultConfiguration": { "level": level(rule.severity) },
            "relationships": rule.all_standards().filter_map(|one| self.relationship(&one)).collect::<Vec<_>>(),
            "properties": {
                "tags": tags(rule),
                "precision": "high",
                "security-severity": weight(rule.severity),
            },
        })
    }

    fn relationship(&self, standard: &Standard) -> Option<Value> {
        let (name, id) = entry(standard)?;
        let component = self.standards.iter().position(|(known, _)| *known == name)?;
        let index = self.standards.get(component)?.1.iter().position(|known| *known == id)?;
        Some(json!({
            "target": { "id": id, "index": index, "toolComponent": { "name": name, "index": component } },
            "kinds": ["relevant"],
        }))
    }

    pub(super) fn taxonomies(&self) -> Vec<Value> {
        let taxa = |entries: &[String]| entries.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>();
        self.standards.iter().map(|(name, entries)| json!({ "name": name, "taxa": taxa(entries) })).collect()
    }

    pub(super) fn taxonomy_references(&self) -> Vec<Value> {
        let names = self.standards.iter().enumerate();
        names.map(|(index, (name, _))| json!({ "name": name, "index": index })).collect()
    }
}

/// A standard's name and the entry in it.
fn entry(standard: &Standard) -> Option<(String, String)> {
    Some(match standard {
        Standard::Cis(version, number) => (format!("CIS Docker Benchmark {version}"), (*number).to_owned()),
        Standard::Cwe(number) => ("CWE".to_owned(), number.to_string()),
        Standard::Attack(technique) => ("ATT&CK".to_owned(), (*technique).to_owned()),
        Standard::PodSecurity(profile, control) => {
            ("Pod Security Standards".to_owned(), format!("{profile}: {control}"))
        }
        _ => return None,
    })
}

/// Words to filter by; those of CWE are in the form that code scanners know.
fn tags(rule: &RuleMeta) -> Vec<String> {
    let mut tags = vec!["security".to_owned(), format!("practice/{}", rule.practice.word())];
    tags.extend(rule.all_standards().map(|standard| match standard {
        Standard::Cwe(number) => format!("external/cwe/cwe-{number:03}"),
        Standard::Cis(version, number) => format!("external/cis-docker-{version}/{number}"),
        Standard::Attack(technique) => format!("external/attack/{technique}"),
        other => other.to_string(),
    }));
    tags
}

/// The number by which code scanners rank.
const fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.0",
    }
}
