//! Any text as a Compose project: read both ways, judged and told. Parts between NULs are further files.
#![no_main]

use std::collections::BTreeMap;
use std::hint::black_box;

use esclusa_finding::{Catalogue, Finding, Language};
use esclusa_model::dialect::compose;
use esclusa_model::{Context, Mode, Reading};
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
        CATALOGUE.with(|catalogue| tell(&reading, &findings, &sources, catalogue, text.len() % 6));
        for project in &reading.projects {
            black_box(compose::write(project));
        }
    }
});

thread_local! {
    /// Parsed once: it costs more than most inputs.
    static CATALOGUE: Catalogue = Catalogue::new(Language::English);
}

/// Tells in one of the formats, so that an input costs as much as in a run.
fn tell(reading: &Reading, findings: &[Finding], sources: &Sources, catalogue: &Catalogue, format: usize) {
    let report = Report { findings, problems: &reading.problems, sources, catalogue };
    let mut told = Vec::new();
    let containers = Judged::all(&reading.projects, findings, !reading.problems.is_empty());
    let rules: Vec<_> = esclusa_rules::RULES.iter().map(|rule| rule.meta()).collect();
    let judgement = Judgement {
        report,
        containers: &containers,
        rules: &rules,
        conceals: |key, text| !esclusa_detect::hidden_entry(key, text).is_empty(),
        shows: &|_| true,
    };
    let written = match format {
        0 => json::write(&judgement.report, &mut told),
        1 => sarif::write(&judgement, "0", &mut told),
        2 => junit::write(&judgement, &mut told),
        3 => github::write(&judgement, &mut told),
        4 => html::write(&judgement, "0", &mut told),
        _ => terminal::write(&judgement, terminal::Style::default(), &mut told),
    };
    written.expect("memory takes it");
    terminal::write_problems(&judgement.report, terminal::Style::default(), &mut told)
        .expect("memory takes it");
    let told = String::from_utf8(told).expect("text");
    assert!(!told.chars().any(|c| c != '\n' && esclusa_report::clean::is_harmful(c)), "{told:?}");
}
