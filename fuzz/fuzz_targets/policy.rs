//! Any text as a policy, a lock and a baseline: what is read is held over what is found in a project, and the policy's own
//! rules are tested.
#![no_main]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use esclusa_finding::Finding;
use esclusa_model::dialect::compose;
use esclusa_model::{Context, Evidence, Mode};
use esclusa_policy::{Baseline, Court, Ground};
use esclusa_source::{MemoryFiles, Sources};
use libfuzzer_sys::fuzz_target;

/// Two services with something to find in each practice.
const PROJECT: &str = "name: shop
services:
  web: # esclusa: ignore[host-network] measured
    image: ghcr.io/a/web:1
    privileged: true
    network_mode: host
    ulimits: {nofile: 2000000}
    environment: {DB_PASSWORD: kX9vQ2mT7wLp4RzB}
  db:
    image: postgres:17
    ports: ['5432:5432']
    cpus: 600
";

fuzz_target!(|text: &str| {
    let files = MemoryFiles::default().with("/p/compose.yaml", PROJECT);
    let context = Context {
        files: &files,
        environment: BTreeMap::new(),
        working_dir: "/p".into(),
        mode: Mode::Tolerant,
    };
    let mut sources = Sources::default();
    let reading = compose::read(&compose::LoadOptions::default(), &context, &mut sources);
    let file = sources.add("esclusa.toml", text);
    let known = |id: &str| esclusa_rules::find(id).is_some();
    let (evidence, problems) = Evidence::read(file, text);
    assert!(problems.iter().all(|problem| problem.span.is_some_and(|span| text.get(span.range()).is_some())));
    let mut baseline = Baseline::read(text).ok();
    let policy = match esclusa_policy::read(file, text, Path::new("/p"), &known) {
        Ok(policy) => policy,
        Err(problems) => {
            assert!(!problems.is_empty());
            assert!(problems.iter().all(|one| one.span.is_some_and(|span| text.get(span.range()).is_some())));
            return;
        }
    };
    for outcome in esclusa_policy::test(&policy) {
        assert!(text.get(outcome.place.range()).is_some());
        black_box(outcome.is_right());
    }
    let thresholds = policy.thresholds;
    let mut court = Court::new(policy, jiff::civil::date(2026, 11, 25));
    for project in &reading.projects {
        let mut findings: Vec<Finding> = esclusa_rules::judge_with(project, &evidence, &thresholds);
        let ground = Ground { sources: &sources, working_dir: Path::new("/p"), known: &known, inline: true };
        let projects = std::slice::from_ref(project);
        black_box(court.decide(projects, &mut findings, baseline.as_mut(), &ground));
        // Whatever is accepted has a reason.
        assert!(findings.iter().all(|finding| finding.waived == finding.reason.is_some()));
    }
    black_box(court.close(true));
});
