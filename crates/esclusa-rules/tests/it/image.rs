//! The image in every dialect: what a reference says, and whether anybody asks for its health.

use esclusa_finding::Severity::{Info, Low};

use crate::asked::{by_compose, by_compose_file, by_engine, by_inspect, by_run, expect, of, said};

/// What both rules about references say of one, which must be the same in every dialect.
fn of_image(image: &str) -> Vec<&'static str> {
    let both = |findings: &[esclusa_finding::Finding]| -> Vec<&'static str> {
        let rules = ["latest-image-tag", "image-not-pinned"];
        rules.iter().flat_map(|rule| of(findings, rule)).map(|(wording, _)| wording).collect()
    };
    let run = both(&by_run(image));
    assert_eq!(both(&by_compose_file(&format!("services: {{web: {{image: '{image}'}}}}\n"))), run, "{image}");
    run
}

#[test]
fn references_are_taken_apart() {
    let digest = format!("sha256:{}", "0123456789abcdef".repeat(4));
    for (image, expected) in [
        ("nginx".to_owned(), Some("latest-image-tag-unsaid")),
        ("example.com:5000/nginx".to_owned(), Some("latest-image-tag-unsaid")),
        ("nginx:latest".to_owned(), Some("latest-image-tag")),
        ("localhost:5000/a/b:latest".to_owned(), Some("latest-image-tag")),
        ("nginx:1.29".to_owned(), Some("image-not-pinned")),
        ("nginx:latest-alpine".to_owned(), Some("image-not-pinned")),
        ("latest:1".to_owned(), Some("image-not-pinned")),
        ("example.com:5000/nginx:1".to_owned(), Some("image-not-pinned")),
        (format!("nginx@{digest}"), None),
        (format!("nginx:1.29@{digest}"), None),
        (format!("nginx:latest@{digest}"), None),
        (format!("example.com:5000/nginx@{digest}"), None),
        (digest.clone(), None),
    ] {
        assert_eq!(of_image(&image), Vec::from_iter(expected), "{image}");
    }
}

#[test]
fn a_variable_of_the_container_may_switch_certificates_off() {
    let rule = "certificate-check-disabled";
    for (variable, expected) in [
        ("NODE_TLS_REJECT_UNAUTHORIZED=0", 1),
        ("OPAMP_SERVER_TLS_INSECURE_SKIP_VERIFY=true", 1),
        ("VAULT_SKIP_VERIFY=1", 1),
        ("CONSUL_HTTP_SSL_VERIFY=false", 1),
        ("GIT_SSL_NO_VERIFY=", 1),
        ("NODE_TLS_REJECT_UNAUTHORIZED=1", 0),
        ("NODE_TLS_REJECT_UNAUTHORIZED=", 0),
        ("LLM_TLS_VERIFY=True", 0),
        ("VAULT_SKIP_VERIFY=false", 0),
    ] {
        let run = by_run(&format!("-e {variable} app:1"));
        let compose = by_compose(&format!("environment: ['{variable}']"));
        let engine = by_engine(&format!("\"Env\": [\"{variable}\"]"));
        for found in [run, compose, engine] {
            assert_eq!(of(&found, rule).len(), expected, "{variable}");
        }
    }
    let unknown = by_compose("environment: ['NODE_TLS_REJECT_UNAUTHORIZED=${CHECK}']");
    assert_eq!(of(&unknown, rule), [], "not known");
}

#[test]
fn severities_leave_tags_to_taste() {
    assert_eq!(of(&by_engine(""), "image-not-pinned"), [("image-not-pinned", Info)]);
    assert_eq!(of(&by_run("nginx"), "latest-image-tag"), [("latest-image-tag-unsaid", Low)]);
}

#[test]
fn variables_and_built_images_are_no_guess() {
    let found = |service: &str| {
        let findings = by_compose_file(&format!("services: {{web: {{{service}}}}}\n"));
        let mut all = of(&findings, "latest-image-tag");
        all.extend(of(&findings, "image-not-pinned"));
        all.into_iter().map(|(wording, _)| wording).collect::<Vec<_>>()
    };
    assert_eq!(found("image: 'nginx:${TAG}'"), [""; 0]);
    assert_eq!(found("image: '${IMAGE}'"), [""; 0]);
    assert_eq!(found("image: '${REGISTRY}/nginx:latest'"), ["latest-image-tag"]);
    assert_eq!(found("image: 'nginx:${TAG:-latest}'"), ["latest-image-tag"]);
    assert_eq!(found("image: 'nginx:${TAG:-1.29}'"), ["image-not-pinned"]);
    assert_eq!(found("build: {dockerfile_inline: FROM scratch}"), [""; 0]);
    assert_eq!(found("build: {dockerfile_inline: FROM scratch}, image: 'app:latest'"), [""; 0]);
}

#[test]
fn a_health_check_that_is_switched_off() {
    let rule = "no-health-check";
    expect(
        rule,
        &[("no-health-check-disabled", Low)],
        &[
            said("--no-healthcheck app:1", "healthcheck: {disable: true}", ""),
            said("--rm --no-healthcheck app:1", "healthcheck: {test: [NONE]}", ""),
        ],
    );
    assert_eq!(of(&by_engine("\"Healthcheck\": {\"Test\": [\"NONE\"]}"), rule).len(), 1);
    expect(
        rule,
        &[],
        &[
            said("app:1", "init: true", "\"Init\": true"),
            said("--health-cmd true app:1", "healthcheck: {test: [CMD, 'true']}", ""),
            said("--health-cmd NONE app:1", "healthcheck: {test: [CMD, NONE]}", ""),
            said("--health-interval 5s app:1", "healthcheck: {interval: 5s}", ""),
            said("--rm nginx:1.29", "", ""),
        ],
    );
    assert_eq!(of(&by_engine("\"Healthcheck\": {\"Test\": []}"), rule), []);
}

#[test]
fn a_health_check_that_the_image_lacks() {
    let rule = "no-health-check";
    assert_eq!(of(&by_run("nginx:1.29"), rule), [(rule, Info)]);
    assert_eq!(of(&by_compose("healthcheck: {interval: 5s}"), rule), []);
    let inspected = |config: &str| {
        let document = format!(
            "{{\"Id\": \"1\", \"Config\": {{\"User\": \"\", \"Entrypoint\": null{config}}}, \"State\": {{}}}}"
        );
        of(&by_inspect(&document), rule)
    };
    assert_eq!(inspected(""), [(rule, Info)]);
    assert_eq!(inspected(", \"Healthcheck\": {\"Test\": [\"CMD\", \"/ok\"]}"), []);
    let built = |dockerfile: &str| {
        let text = format!(
            "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM scratch\n        {dockerfile}\n"
        );
        of(&by_compose_file(&text), rule)
    };
    assert_eq!(built("HEALTHCHECK CMD /ok"), []);
    // Told once, where the image is made.
    assert_eq!(built("HEALTHCHECK NONE"), [("no-health-check-disabled", Low)]);
    assert_eq!(built("USER 1"), [("no-health-check-image", Info)]);
}
