//! Containers as people ask for them, in each dialect, and what the rules say of them.

use esclusa_finding::{Finding, Severity};
use esclusa_model::Reading;
use esclusa_model::dialect::engine;
use esclusa_source::Sources;

fn read(file: &str, text: &str) -> Reading {
    let dialect = match file {
        "compose.yaml" => "yaml compose",
        "request.json" => "json engine",
        _ => "sh run",
    };
    crate::read::read(dialect, text, &mut Sources::default())
}

fn judged(file: &str, text: &str) -> Vec<Finding> {
    let reading = read(file, text);
    assert_eq!(reading.problems, [], "{text}");
    assert!(!reading.projects.is_empty(), "{text}");
    reading.projects.iter().flat_map(esclusa_rules::judge).collect()
}

/// What the rules say of `docker run` with these flags, image and command.
pub(crate) fn by_run(arguments: &str) -> Vec<Finding> {
    judged("run.sh", &format!("docker run {arguments}\n"))
}

/// What the rules say of a whole Compose file.
pub(crate) fn by_compose_file(text: &str) -> Vec<Finding> {
    judged("compose.yaml", text)
}

/// What the rules say of a Compose service with these keys, in YAML's flow style, and the image `app:1`.
pub(crate) fn by_compose(keys: &str) -> Vec<Finding> {
    by_compose_file(&format!("services: {{web: {{image: 'app:1', {keys}}}}}\n"))
}

/// What the rules say of a create request with these keys beside the image `app:1`.
pub(crate) fn by_engine(keys: &str) -> Vec<Finding> {
    let comma = if keys.is_empty() { "" } else { ", " };
    judged("request.json", &format!("{{\"Image\": \"app:1\"{comma}{keys}}}"))
}

/// What the rules say of a whole create request.
pub(crate) fn by_request(body: &str) -> Vec<Finding> {
    judged("request.json", body)
}

/// What the rules say of an inspect document.
pub(crate) fn by_inspect(document: &str) -> Vec<Finding> {
    judged("request.json", document)
}

/// What the rules say of a container whose own lists give its user these numbers.
pub(crate) fn by_inspect_and_lists(user: &str, numbers: &str) -> Vec<Finding> {
    let document = format!(
        "{{\"Id\": \"1\", \"Config\": {{\"Image\": \"app:1\", \"User\": \"{user}\"}}, \"HostConfig\": {{}}}}"
    );
    let mut reading = read("request.json", &document);
    let around = engine::Around { image: None, user: Some(numbers), volumes: &[] };
    reading.projects.iter_mut().for_each(|project| engine::complete(project, &around));
    reading.projects.iter().flat_map(esclusa_rules::judge).collect()
}

/// What the rules say of a create request with these keys under `HostConfig`.
pub(crate) fn by_host_config(keys: &str) -> Vec<Finding> {
    by_engine(&format!("\"HostConfig\": {{{keys}}}"))
}

/// The wordings and severities of one rule's findings.
pub(crate) fn of(findings: &[Finding], rule: &str) -> Vec<(&'static str, Severity)> {
    let mine = findings.iter().filter(|finding| finding.rule.id == rule);
    mine.map(|finding| (finding.message.id, finding.severity)).collect()
}

/// One thing said in up to three dialects, and what a rule says of each: the same.
pub(crate) struct Case<'a> {
    /// Arguments of `docker run`.
    pub(crate) run: Option<&'a str>,
    /// Keys of a Compose service.
    pub(crate) compose: Option<&'a str>,
    /// Keys of `HostConfig`.
    pub(crate) host_config: Option<&'a str>,
}

/// A case in every dialect. An empty text: it cannot be said there.
pub(crate) const fn said<'a>(run: &'a str, compose: &'a str, host_config: &'a str) -> Case<'a> {
    const fn some(text: &str) -> Option<&str> {
        if text.is_empty() { None } else { Some(text) }
    }
    Case { run: some(run), compose: some(compose), host_config: some(host_config) }
}

/// Holds that a rule says the same of each case in each dialect.
pub(crate) fn expect(rule: &str, expected: &[(&str, Severity)], cases: &[Case<'_>]) {
    for case in cases {
        let mut asked = 0;
        let mut hold = |text: Option<&str>, judge: fn(&str) -> Vec<Finding>| {
            let Some(text) = text else { return };
            asked += 1;
            assert_eq!(of(&judge(text), rule), expected, "{rule} of {text}");
        };
        hold(case.run, by_run);
        hold(case.compose, by_compose);
        hold(case.host_config, by_host_config);
        assert!(asked > 0, "{rule}: a case that says nothing");
    }
}
