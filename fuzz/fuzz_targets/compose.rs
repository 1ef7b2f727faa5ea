//! Any text as a Compose project: read both ways, judged and told. Parts between NULs are further files.
#![no_main]

use std::collections::BTreeMap;
use std::hint::black_box;

use esclusa_finding::{Catalogue, Language};
use esclusa_model::dialect::compose;
use esclusa_model::{Context, Mode};
use esclusa_report::{Judged, Judgement, Report, github, html, json, junit, sarif, terminal};
use esclusa_source::{MemoryFiles, Sources};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 5] = ["compose.yaml", "compose.override.yaml", ".env", "base.yaml", "env"];

fuzz_target!(|text: &str| {
    let mut files = MemoryFiles::default();
    for (name, part) in NAMES.iter().zip(text.split('\0')) {
        files = files.with(format!("/p/{name}"), part);
    }
    for mode in [Mode::Exact, Mode::Tolerant] {
        let context = Context { files: &files, environment: BTreeMap::new(), working_dir: "/p".into(), mode };
        let mut sources = Sources::default();
        let reading = compose::read(&compose::LoadOptions::default(), &context, &mut sources);
        assert!(
            !reading.projects.is_empty() || !reading.problems.is_empty(),
            "nothing read and nothing said"
        );
        let findings: Vec<_> = reading.projects.iter().flat_map(esclusa_rules::judge).collect();
        let catalogue = Catalogue::new(Language::English);
        let report = Report {
            findings: &findings,
            problems: &reading.problems,
            sources: &sources,
            catalogue: &catalogue,
        };
        let mut told = Vec::new();
        json::write(&report, &mut told).expect("memory takes it");
        let containers = Judged::all(&reading.projects, &findings, !reading.problems.is_empty());
        let rules: Vec<_> = esclusa_rules::RULES.iter().map(|rule| rule.meta()).collect();
        let judgement = Judgement {
            report,
            containers: &containers,
            rules: &rules,
            conceals: |key, text| !esclusa_detect::hidden_entry(key, text).is_empty(),
            shows: &|_| true,
        };
        terminal::write(&judgement, terminal::Style::default(), &mut told).expect("memory takes it");
        sarif::write(&judgement, "0", &mut told).expect("memory takes it");
        junit::write(&judgement, &mut told).expect("memory takes it");
        github::write(&judgement, &mut told).expect("memory takes it");
        html::write(&judgement, "0", &mut told).expect("memory takes it");
        terminal::write_problems(&report, terminal::Style::default(), &mut told).expect("memory takes it");
        let told = String::from_utf8(told).expect("text");
        assert!(!told.chars().any(|c| c != '\n' && esclusa_report::clean::is_harmful(c)), "{told:?}");
        for project in &reading.projects {
            black_box(compose::write(project));
        }
    }
});
