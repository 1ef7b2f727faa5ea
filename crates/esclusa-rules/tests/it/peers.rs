//! Errors that were reported of other auditors, or measured in them: each is one that Esclusa does not make.

use esclusa_finding::Finding;
use esclusa_source::Sources;

use crate::asked::{by_compose_file, by_engine, by_inspect, by_run, of};
use crate::dockerfile::lines;
use crate::read::read;

fn count(findings: &[Finding], rule: &str) -> usize {
    of(findings, rule).len()
}

/// docker-bench-security leaves out every container whose name contains `nil`.
#[test]
fn a_name_excuses_nobody() {
    for name in ["vanilla", "nil", "esclusa"] {
        let found = by_run(&format!("--name {name} --user 0 app:1"));
        assert_eq!(count(&found, "explicit-root-user"), 1, "{name}");
    }
}

/// docker-bench-security looks at running containers only.
#[test]
fn a_container_that_is_stopped_is_judged() {
    for state in ["created", "exited", "running"] {
        let running = state == "running";
        let found = by_inspect(&format!(
            r#"{{"Id": "{id}", "Name": "/web", "Image": "sha256:{id}",
                "State": {{"Status": "{state}", "Running": {running}}},
                "Config": {{"Image": "app:1", "User": "0:0"}},
                "HostConfig": {{"SecurityOpt": ["no-new-privileges=false"], "PidsLimit": -1,
                    "LogConfig": {{"Type": "json-file", "Config": {{}}}}}}}}"#,
            id = "ab".repeat(32),
        ));
        for rule in ["explicit-root-user", "privilege-escalation-allowed", "no-pids-limit", "unbounded-logs"]
        {
            assert_eq!(count(&found, rule), 1, "{state} {rule}");
        }
    }
}

/// docker-bench-security 5.3 passes any security option, 5.26 any that contains the words.
#[test]
fn one_option_is_not_another() {
    for option in ["no-new-privileges=false", "apparmor=no-new-privileges", "label=disable"] {
        let found = by_engine(&format!(r#""HostConfig": {{"SecurityOpt": ["{option}"]}}"#));
        assert_eq!(count(&found, "privilege-escalation-allowed"), 1, "{option}");
    }
}

/// docker-bench-security #355, #521, #538, #542: restart policies that Compose or Swarm say elsewhere, found at fault.
#[test]
fn a_restart_policy_under_deploy_counts() {
    let text = "services:\n  web:\n    image: app:1\n    restart: always\n    deploy:\n      restart_policy:\n        condition: on-failure\n        max_attempts: 5\n";
    assert_eq!(count(&by_compose_file(text), "unbounded-restarts"), 0);
}

/// dockerscope says of a container that asks for nothing that it is well configured.
#[test]
fn a_default_container_lacks_every_layer() {
    let found = by_run("app:1");
    for rule in [
        "no-memory-limit",
        "no-cpu-limit",
        "no-pids-limit",
        "root-by-default",
        "privilege-escalation-allowed",
        "writable-root-filesystem",
    ] {
        assert_eq!(count(&found, rule), 1, "{rule}");
    }
}

/// A part of a project, whose networks another file declares: Compose refuses it alone, and the rest is judged.
#[test]
fn a_network_that_is_declared_elsewhere_hides_no_port() {
    let ports = |said: &str| {
        let text = format!("services:\n  web:\n    image: app:1\n    ports: ['80:80']\n    {said}\n");
        let reading = read("yaml compose", &text, &mut Sources::default());
        let found: Vec<Finding> = reading.projects.iter().flat_map(esclusa_rules::judge).collect();
        (reading.problems.len(), count(&found, "published-on-all-interfaces"))
    };
    assert_eq!(ports("networks: [proxy]"), (1, 1));
    assert_eq!(ports("networks: {proxy: {priority: 1}}"), (1, 1));
    assert_eq!(ports("network_mode: none"), (0, 0));
}

/// compose-lint 0.36 judges a `provider`, which is a program of the client, as a container.
#[test]
fn a_provider_is_no_container() {
    let text = "services:\n  db:\n    provider: {type: aws, options: {type: mysql}}\n";
    let rules: Vec<&str> = by_compose_file(text).iter().map(|finding| finding.rule.id).collect();
    assert_eq!(rules, [""; 0]);
}

/// compose-lint 0.36 takes addresses without a password, paths of secrets, hashes and names for credentials.
#[test]
fn what_is_no_credential_is_not_told_as_one() {
    for variable in [
        "CLICKHOUSE_DSN: tcp://clickhouse:9000",
        "DATABASE_PASSWORD: /run/secrets/db-password",
        "FILE__MYSQL_ROOT_PASSWORD: /run/secrets/mysql_root_password",
        "FLEET_TOKEN_POLICY_NAME: Agent Policy APM Server",
        "UPLOAD_ACCESS_KEY_ID: minio",
    ] {
        let text = format!("services:\n  web:\n    image: app:1\n    environment:\n      {variable}\n");
        let found = by_compose_file(&text);
        assert_eq!(
            count(&found, "secret-in-environment") + count(&found, "weak-default-secret"),
            0,
            "{variable}"
        );
    }
}

/// hadolint 2.15 reads none of these (DL1000), nor anything that comes after; BuildKit builds them all.
#[test]
fn dockerfiles_are_read_as_buildkit_reads_them() {
    for text in [
        "FROM debian:13\nRUN <<EOF\napt-get update\nEOF\n# a comment behind a heredoc\nADD https://example.com/a /a\n",
        "FROM debian:13\nRUN --mount=ro --mount=type=cache,target=/root/.cache true\nADD https://example.com/a /a\n",
        "FROM debian:13\nADD <<-EOT /etc/apt/sources.list.d/a.sources\n\tTypes: deb\n\tEOT\nADD https://example.com/a /a\n",
    ] {
        assert_eq!(lines("remote-add", text), [text.lines().count()], "{text}");
    }
}

fn built(dockerfile: &str) -> Vec<Finding> {
    let lines: String = dockerfile.lines().map(|line| format!("        {line}\n")).collect();
    by_compose_file(&format!("services:\n  web:\n    build:\n      dockerfile_inline: |\n{lines}"))
}

/// hadolint #1089: a Dockerfile without `USER`. KICS #4850: the last stage decides, or the one it is built from.
#[test]
fn the_last_stage_says_who_the_user_is() {
    for (dockerfile, findings) in [
        ("FROM debian:13\nRUN true", 1),
        ("FROM debian:13\nUSER app", 0),
        ("FROM debian:13 AS build\nUSER app\nFROM debian:13\nCOPY --from=build /app /app", 1),
        ("FROM debian:13 AS base\nUSER app\nFROM base\nCMD /app", 0),
        ("FROM debian:13 AS build\nUSER root\nFROM debian:13\nUSER app", 0),
        ("FROM debian:13\nUSER app\nRUN true\nUSER root", 1),
    ] {
        assert_eq!(count(&built(dockerfile), "root-by-default"), findings, "{dockerfile}");
    }
}

/// checkov #5090: words in the body of a heredoc taken for instructions.
#[test]
fn a_heredocs_body_is_no_instruction() {
    let found = built("FROM debian:13\nRUN <<EOF\nUSER app\nHEALTHCHECK CMD true\nEOF");
    assert_eq!(count(&found, "root-by-default"), 1);
    assert_eq!(count(&found, "no-health-check"), 1);
}

/// checkov #2139: a comment that skips one check skips it everywhere; a comment here changes nothing.
#[test]
fn a_comment_of_another_tool_changes_nothing() {
    let found = built("#checkov:skip=CKV_DOCKER_3\nFROM debian:13\n# hadolint ignore=DL3002\nUSER root");
    assert_eq!(count(&found, "root-by-default"), 1);
}
