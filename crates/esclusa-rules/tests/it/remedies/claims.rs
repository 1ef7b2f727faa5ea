//! How sure each fix is, and why: the same request for a known and an unknown image, changed, and with a lock.

use std::collections::BTreeMap;

use esclusa_finding::{Finding, Safety};
use esclusa_model::{Evidence, Needs, Project};
use esclusa_rules::{RULES, judge_with};
use esclusa_source::Sources;

use crate::examples::blocks;
use crate::read::{read, read_beside};

/// The projects of every page's examples.
pub(super) fn everything() -> Vec<Project> {
    let mut projects = Vec::new();
    for rule in RULES {
        let mut beside: Vec<(&str, String)> = Vec::new();
        for (dialect, text) in blocks(rule.meta().page.english) {
            match dialect.strip_prefix("env ") {
                Some(name) => beside.push((name, text)),
                None => {
                    let reading = read_beside(dialect, &text, &beside, &mut Sources::default());
                    projects.extend(reading.projects);
                }
            }
        }
    }
    projects
}

/// A lock by which no container needs anything but a little memory, time and processes.
fn least(project: &Project) -> Evidence {
    let needs = Needs {
        capabilities: Some(Vec::new()),
        user: Some("1000:1000".to_owned()),
        new_privileges: Some(false),
        writable_paths: Some(vec!["/run".to_owned()]),
        ports: Some(Vec::new()),
        devices: Some(Vec::new()),
        namespaces: Some(Vec::new()),
        memory: Some(100 << 20),
        nano_cpus: Some(300_000_000),
        processes: Some(10),
        digest: Some(format!("sha256:{}", "0a".repeat(32))),
    };
    let entries = project.containers().map(|one| (one.identity.clone(), needs.clone()));
    Evidence { entries: entries.collect() }
}

#[test]
fn every_rule_proposes_the_fix_that_it_claims() {
    let mut best: BTreeMap<&str, Safety> = BTreeMap::new();
    for project in everything() {
        for evidence in [Evidence::default(), least(&project)] {
            for finding in judge_with(&project, &evidence) {
                let safety = finding.fix.as_ref().map_or(Safety::Manual, |fix| fix.safety);
                let known = best.entry(finding.rule.id).or_insert(safety);
                *known = safety.max(*known);
            }
        }
    }
    let claimed = RULES.iter().map(|rule| (rule.meta().id, rule.meta().fix)).collect();
    assert_eq!(best, claimed);
}

#[test]
fn every_fix_with_a_lock_does_what_it_says() {
    let mut trial = super::Trial::default();
    for project in everything() {
        trial.project(&project, &least(&project), &format!("{:?}", project.name.get()));
    }
    trial.hold();
}

/// `safety reason` of the fix of one rule for a Compose service of these lines.
fn judged(service: &str, rule: &str, lock: &str) -> String {
    let lines: String = service.lines().map(|line| format!("    {line}\n")).collect();
    let top = "volumes: {data: {}}\n";
    let text = format!("name: p\nservices:\n  s:\n{lines}{top}");
    let mut sources = Sources::default();
    let reading = read("yaml compose", &text, &mut sources);
    assert_eq!(reading.problems, [], "{text}");
    let file = sources.add("esclusa.lock", lock);
    let (evidence, problems) = match lock {
        "" => Default::default(),
        lock => Evidence::read(file, lock),
    };
    assert_eq!(problems, [], "{lock}");
    let findings: Vec<Finding> =
        reading.projects.iter().flat_map(|project| judge_with(project, &evidence)).collect();
    let found = findings.iter().find(|finding| finding.rule.id == rule);
    let fix = found.and_then(|finding| finding.fix.as_ref()).unwrap_or_else(|| panic!("{rule}: {text}"));
    let reason = fix.reason.as_ref().map_or("", |reason| reason.id);
    let catalogue = esclusa_finding::Catalogue::new(esclusa_finding::Language::English);
    let (prefix, title) = (reason.trim_start_matches("fix-reason-"), catalogue.text(&fix.title));
    format!("{} {prefix}: {title}", fix.safety.word())
}

/// Cases of one rule: what stands in the service, and what is said of the fix.
fn hold(rule: &str, lock: &str, cases: &[(&str, &str)]) {
    for (service, expected) in cases {
        assert_eq!(judged(service, rule, lock), *expected, "{rule}: {service}");
    }
}

#[test]
fn capabilities_are_given_back_as_they_are_documented() {
    let back = "drop every capability but";
    let cases = [
        ("image: nginx:1.29", format!("safe documented: {back} CHOWN, NET_BIND_SERVICE, SETGID, SETUID")),
        (
            "image: nginx:1.29\nvolumes: ['./site:/usr/share/nginx/html:ro']",
            format!("safe documented: {back} CHOWN, DAC_OVERRIDE, NET_BIND_SERVICE, SETGID, SETUID"),
        ),
        ("image: redis:7\ninit: true", format!("safe documented: {back} CHOWN, KILL, SETGID, SETUID")),
        (
            "image: redis:7\nhealthcheck: {test: [CMD, redis-cli, ping]}",
            format!("safe documented: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID"),
        ),
        (
            "image: redis:7\ncommand: redis-server --save ''",
            format!("safe documented: {back} CHOWN, SETGID, SETUID"),
        ),
        (
            "image: redis:7\ncommand: [--appendonly, 'yes']",
            format!("safe documented: {back} CHOWN, SETGID, SETUID"),
        ),
        (
            "image: redis:7\ncommand: sh -c 'redis-server'",
            format!("risky program: {back} CHOWN, SETGID, SETUID"),
        ),
        ("image: redis:7\nentrypoint: /start.sh", format!("risky program: {back} CHOWN, SETGID, SETUID")),
        (
            "image: redis:7\nvolumes: ['./x:/usr/local/bin/docker-entrypoint.sh']",
            format!("risky mounted-program: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID"),
        ),
        ("image: redis:7\nuser: '999'", "safe documented: drop every capability".to_owned()),
        ("image: redis:7\ncap_drop: [chown]", format!("safe documented: {back} SETGID, SETUID")),
        (
            "image: redis:7\ncap_add: [sys_nice]",
            format!("safe documented: {back} CHOWN, SETGID, SETUID, SYS_NICE"),
        ),
        ("image: redis:7\ncap_add: [ALL]", format!("risky asked: {back} CHOWN, SETGID, SETUID")),
        (
            "image: redis:7\ncap_add: ['${CAP}']",
            "manual why-variable: give ${CAP} a value, or a default where it is used".to_owned(),
        ),
        ("image: memcached:1.6", "safe documented: drop every capability".to_owned()),
        ("image: node:24", "risky undocumented: drop every capability".to_owned()),
        ("image: app:1", "risky unknown: drop every capability".to_owned()),
        ("image: app:1\nports: ['80:80']", format!("risky unknown: {back} NET_BIND_SERVICE")),
        ("image: redis:7\nbuild: .", "risky built: drop every capability".to_owned()),
    ];
    for (service, expected) in &cases {
        assert_eq!(judged(service, "capabilities-not-dropped", ""), *expected, "{service}");
    }
    let lock = "version = 1\n[[container]]\nservice = 's'\nneeds = { capabilities = ['KILL'] }\n";
    hold(
        "capabilities-not-dropped",
        lock,
        &[
            ("image: app:1", "safe lock: drop every capability but KILL"),
            ("image: redis:7\nentrypoint: /start.sh", "safe lock: drop every capability but KILL"),
            ("image: redis:7", "safe lock: drop every capability but CHOWN, KILL, SETGID, SETUID"),
        ],
    );
}
