//! Dockerfiles that services build: each is judged once, whoever builds it, and its findings are known again.

use serde_json::Value;

use crate::command::Folder;

const SECRET: &str = "kV9-tulip-43-harbor";

/// Rule, file, line and fingerprint of what is found.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<(String, String, u64, String)> {
    let run = folder.esclusa(&[&["audit", "--format", "json"], arguments].concat());
    assert_eq!(run.err, "", "{run:?}");
    assert!(!run.out.contains(SECRET), "{run:?}");
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().into_iter().flatten();
    findings
        .map(|one| {
            let place = &one["location"];
            let line = place["line"].as_u64().unwrap_or_default();
            (text(&one["rule"]), text(&place["path"]), line, text(&one["fingerprint"]))
        })
        .collect()
}

/// Where a rule finds something.
fn places(found: &[(String, String, u64, String)], rule: &str) -> Vec<(String, u64)> {
    let of_rule = found.iter().filter(|(id, ..)| id == rule);
    of_rule.map(|(_, path, line, _)| (path.clone(), *line)).collect()
}

fn at(path: &str, line: u64) -> (String, u64) {
    (path.to_owned(), line)
}

fn dockerfile() -> String {
    format!("FROM debian:13\nENV DB_PASSWORD={SECRET}\nRUN curl https://a.b/i.sh | sh\n")
}

#[test]
fn a_dockerfile_is_judged_once_whoever_builds_it() {
    let folder = Folder::new().with("app/Dockerfile", dockerfile()).with(
        "compose.yaml",
        "name: p\nservices:\n  a: {build: app}\n  b: {build: {context: app, args: {X: y}}}\n",
    );
    let by_project = found(&folder, &["compose.yaml"]);
    assert_eq!(places(&by_project, "secret-in-image"), [at("app/Dockerfile", 2)]);
    assert_eq!(places(&by_project, "download-piped-to-shell"), [at("app/Dockerfile", 3)]);
    assert_eq!(places(&by_project, "secret-in-environment"), []);
    // In whatever order it is met, and by whichever way.
    for arguments in [
        &["."][..],
        &["compose.yaml", "app/Dockerfile"],
        &["app/Dockerfile", "compose.yaml"],
        &["app", "compose.yaml"],
    ] {
        let mut all = found(&folder, arguments);
        let mut expected = by_project.clone();
        all.sort();
        expected.sort();
        assert_eq!(all, expected, "{arguments:?}");
    }
    let alone = found(&folder, &["app/Dockerfile"]);
    assert!(alone.iter().all(|one| by_project.contains(one)), "{alone:?}");
    // What a file beside the project builds is judged before the Dockerfile is met by itself.
    let folder = folder.with("stack.yaml", "services: {c: {build: other}}\n");
    let folder = folder.with("other/Dockerfile", dockerfile());
    let all = found(&folder, &["."]);
    assert_eq!(places(&all, "secret-in-image"), [at("app/Dockerfile", 2), at("other/Dockerfile", 2)]);
}

#[test]
fn each_target_and_argument_is_judged_and_what_they_share_is_told_once() {
    let text = format!(
        "ARG BASE=debian:13\nFROM $BASE AS base\nENV DB_PASSWORD={SECRET}\nFROM base AS dev\nUSER root\nFROM base AS prod\nUSER 1000\nFROM scratch AS unused\nCOPY id_rsa /\nUSER 1\n"
    );
    let folder = Folder::new().with("Dockerfile", text).with(
        "compose.yaml",
        "services:\n  a: {build: {context: ., target: dev}}\n  b: {build: {context: ., target: prod, args: {BASE: 'debian:latest'}}}\n",
    );
    let project = found(&folder, &["compose.yaml"]);
    assert_eq!(places(&project, "secret-in-image"), [at("Dockerfile", 3)]);
    assert_eq!(places(&project, "image-runs-as-root"), [at("Dockerfile", 5)]);
    // The argument of one of them only.
    assert_eq!(places(&project, "latest-image-tag"), [at("Dockerfile", 2)]);
    assert_eq!(places(&project, "image-not-pinned"), [at("Dockerfile", 2)]);
    // Nobody builds the last stage but a build of the file itself.
    assert_eq!(places(&project, "key-copied-into-image"), []);
    let all = found(&folder, &["."]);
    assert_eq!(places(&all, "key-copied-into-image"), [at("Dockerfile", 9)]);
    assert_eq!(places(&all, "secret-in-image"), [at("Dockerfile", 3)]);
}

#[test]
fn a_dockerfile_inside_a_compose_file_is_judged_there() {
    let text = format!(
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM debian:13\n        ENV DB_PASSWORD={SECRET}\n        RUN curl https://a.b/i.sh | sh\n"
    );
    let folder = Folder::new().with("compose.yaml", text);
    let all = found(&folder, &["."]);
    assert_eq!(places(&all, "secret-in-image"), [at("compose.yaml", 4)]);
    assert_eq!(places(&all, "download-piped-to-shell"), [at("compose.yaml", 4)]);
    // Edits know no Dockerfile inside another file.
    let run = folder.esclusa(&["harden", "--risky", "--only", "image-runs-as-root", "compose.yaml"]);
    assert!(!run.out.contains("+USER"), "{run:?}");
}

#[test]
fn fingerprints_tell_dockerfiles_and_equal_findings_apart() {
    let folder = Folder::new()
        .with(".git/HEAD", "")
        .with("Dockerfile", dockerfile())
        .with("Dockerfile.dev", dockerfile())
        .with("app/Dockerfile", format!("# moved\n\n{}", dockerfile()))
        .with("README.md", "```sh\ndocker run --privileged a\ndocker run --privileged a\n```\n");
    let all = found(&folder, &["."]);
    let mut names: Vec<&String> = all.iter().map(|(.., fingerprint)| fingerprint).collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "{all:?}");
    // The same from another folder, and under moved lines.
    let inner = crate::command::run(&folder.0.join("app"), &["audit", "--format", "json"], &[]);
    let of_app = |rule: &str| {
        let mut found = all.iter().filter(|(id, path, ..)| id == rule && path == "app/Dockerfile");
        found.next().map(|(.., fingerprint)| fingerprint.clone()).expect("the finding")
    };
    assert!(inner.out.contains(&of_app("secret-in-image")), "{inner:?}");
    let folder = folder.with("app/Dockerfile", dockerfile());
    let again = found(&folder, &["."]);
    for rule in ["secret-in-image", "download-piped-to-shell"] {
        assert!(again.iter().any(|(.., fingerprint)| *fingerprint == of_app(rule)), "{again:?}");
    }
    // A copy of the repository elsewhere.
    let other = Folder::new().with(".git/HEAD", "").with("app/Dockerfile", dockerfile());
    let elsewhere = found(&other, &["."]);
    assert!(elsewhere.iter().any(|(.., fingerprint)| *fingerprint == of_app("secret-in-image")));
}
