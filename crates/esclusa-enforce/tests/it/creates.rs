//! A new container is permitted by exactly its request; what a policy forbids is not, unless it is let through by name.

use std::path::{Path, PathBuf};

use esclusa_enforce::{Allowance, Case, CreatePermit, Refusal, create, pull};
use esclusa_finding::Severity;
use esclusa_model::dialect::run;
use esclusa_model::{Context, Evidence, Mode, Project};
use esclusa_policy::{Court, Ground, Images, Policy};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{MemoryFiles, Sources};
use serde_json::{Value, json};

fn line(text: &str) -> Project {
    let files = MemoryFiles::default();
    let working_dir = PathBuf::from("/");
    let context = Context { files: &files, environment: Default::default(), working_dir, mode: Mode::Exact };
    let words: Vec<Word> = text.split(' ').map(Word::argument).collect();
    let mut reading = run::read(&words, &context, &mut Sources::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.projects.pop().expect("a project")
}

fn allow(rule: &str) -> Vec<Allowance> {
    vec![Allowance { rule: rule.to_owned(), reason: "it must".to_owned() }]
}

/// Judges a case under a policy.
fn judged<T>(
    policy: Policy,
    project: &Project,
    image: Option<&str>,
    allowances: &[Allowance],
    permit: impl FnOnce(Case<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let sources = Sources::default();
    let ground = Ground { sources: &sources, working_dir: Path::new("/"), known: &|_| true, inline: false };
    let mut court = Court::new(policy, "2026-01-01".parse().expect("a day"));
    let evidence = Evidence::default();
    permit(Case { project, image, evidence: &evidence, court: &mut court, ground: &ground, allowances })
}

fn created(policy: Policy, text: &str, allowances: &[Allowance]) -> Result<CreatePermit, Refusal> {
    judged(policy, &line(text), None, allowances, create)
}

fn failing_on(severity: Severity) -> Policy {
    Policy { fail_on: Some(severity), ..Policy::default() }
}

/// The rules by which something is refused.
fn forbidden<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Vec<&'static str> {
    match result {
        Err(Refusal::Forbidden(findings)) => findings.iter().map(|finding| finding.rule.id).collect(),
        other => panic!("not forbidden: {other:?}"),
    }
}

#[test]
fn a_permit_is_bound_to_the_request() {
    let text = "docker run --name web --platform linux/amd64 -m 64m nginx:1.29 sleep 1";
    let permit = created(Policy::default(), text, &[]).expect("a permit");
    assert_eq!((permit.name(), permit.platform()), (Some("web"), Some("linux/amd64")));
    let body: Value = serde_json::from_str(permit.body()).expect("JSON");
    assert_eq!(body["Image"], "nginx:1.29");
    assert_eq!(body["Cmd"], json!(["sleep", "1"]));
    assert_eq!(body["HostConfig"]["Memory"], 64 << 20);
    let permit = judged(Policy::default(), &line(text), None, &[], pull).expect("a permit");
    assert_eq!((permit.image(), permit.platform()), ("nginx:1.29", Some("linux/amd64")));
}

#[test]
fn a_policy_forbids_from_its_own_severity_on() {
    let text = "docker run --privileged nginx:1.29";
    assert!(created(Policy::default(), text, &[]).is_ok(), "a policy that says nothing forbids nothing");
    assert_eq!(forbidden(created(failing_on(Severity::Critical), text, &[])), ["privileged-container"]);
    let through = created(failing_on(Severity::Critical), text, &allow("privileged-container"));
    assert!(through.is_ok(), "{through:?}");
    let another = created(failing_on(Severity::Critical), text, &allow("host-network"));
    assert_eq!(forbidden(another), ["privileged-container"]);
    // Nothing is pulled for what would be refused.
    let pulled = judged(failing_on(Severity::Critical), &line(text), None, &[], pull);
    assert_eq!(forbidden(pulled), ["privileged-container"]);
}

#[test]
fn the_registries_of_a_policy_hold_without_a_severity() {
    let policy = || Policy {
        images: Images { allowed_registries: vec!["ghcr.io/our-org".to_owned()] },
        ..Policy::default()
    };
    assert_eq!(forbidden(created(policy(), "docker run nginx", &[])), ["image-from-unlisted-registry"]);
    assert!(created(policy(), "docker run ghcr.io/our-org/app:1", &[]).is_ok());
}

#[test]
fn what_the_image_really_is_decides() {
    let project = line("docker run --cap-drop ALL my/app:1");
    let policy = || failing_on(Severity::Medium);
    let rules = |user: &str| {
        let image = json!({ "Config": { "User": user } }).to_string();
        forbidden(judged(policy(), &project, Some(&image), &[], create))
    };
    assert!(rules("").contains(&"root-by-default"), "{:?}", rules(""));
    assert!(!rules("1000").contains(&"root-by-default"), "{:?}", rules("1000"));
}

#[test]
fn several_containers_are_not_one() {
    let mut project = line("docker run nginx");
    let again = project.workloads.clone();
    project.workloads.extend(again);
    let refused = judged(Policy::default(), &project, None, &[], create).expect_err("a refusal");
    assert_eq!(refused, Refusal::NotOne);
}
