//! Secrets in the less known places of each dialect, and databases that ask for none: found there, and nothing beside.

use esclusa_finding::{Catalogue, Finding, Language, Severity};
use esclusa_rules::judge;
use esclusa_source::Sources;

use crate::read::read_beside;

const SECRET: &str = "kV9-tulip-43-harbor";

const RULES: [&str; 8] = [
    "secret-in-environment",
    "secret-in-command",
    "secret-in-label",
    "secret-in-build-arg",
    "secret-in-image",
    "secret-in-driver-option",
    "weak-default-secret",
    "database-without-password",
];

/// What the rules about secrets find.
fn found(dialect: &str, text: &str) -> Vec<Finding> {
    let mut sources = Sources::default();
    let reading = read_beside(dialect, text, &[], &mut sources);
    assert_eq!(reading.problems, [], "{text}");
    let findings = reading.projects.iter().flat_map(judge);
    let findings: Vec<Finding> = findings.filter(|finding| RULES.contains(&finding.rule.id)).collect();
    for language in [Language::English, Language::Spanish] {
        let catalogue = Catalogue::new(language);
        for finding in &findings {
            let text = catalogue.text(&finding.message);
            assert!(!text.contains("tulip") && !finding.about.contains("tulip"), "{text}");
        }
    }
    findings
}

/// Rule, wording and what it is about, in the order of the findings.
fn said(dialect: &str, text: &str) -> Vec<(&'static str, &'static str, String)> {
    let findings = found(dialect, text).into_iter();
    findings.map(|one| (one.rule.id, one.message.id, one.about)).collect()
}

fn service(text: &str) -> String {
    format!("services:\n  a:\n    image: example.com/a:1\n{text}")
}

#[test]
fn secrets_in_options_of_drivers() {
    let rule = "secret-in-driver-option";
    let one = |name: &str| vec![(rule, rule, name.to_owned())];
    let logs = format!("    logging: {{driver: splunk, options: {{splunk-token: {SECRET}, tag: a}}}}\n");
    assert_eq!(said("yaml compose", &service(&logs)), one("splunk-token"));
    let logs = format!("    logging: {{driver: gelf, options: {{gelf-address: 'tcp://a:{SECRET}@b:1'}}}}\n");
    assert_eq!(said("yaml compose", &service(&logs)), one("gelf-address"));
    let run = format!("docker run --log-driver splunk --log-opt splunk-token={SECRET} a:1\n");
    assert_eq!(said("sh run", &run), one("splunk-token"));
    let run = format!(
        "docker run --mount 'type=volume,dst=/d,volume-driver=local,volume-opt=type=cifs,\"volume-opt=o=username=a,password={SECRET}\"' a:1\n"
    );
    assert_eq!(said("sh run", &run), one("o"));
    // Mounted twice, and by two services: once for each of them.
    let volume = format!(
        "    volumes: [share:/a, share:/b]\n  b:\n    image: example.com/b:1\n    volumes: [share:/a]\nvolumes:\n  share:\n    driver_opts: {{type: cifs, device: //h/s, o: 'user=a,pass={SECRET}'}}\n  other:\n    driver_opts: {{type: cifs, o: 'pass={SECRET}'}}\n"
    );
    assert_eq!(said("yaml compose", &service(&volume)).len(), 2);
    // What comes from elsewhere, is weak or is none.
    let logs = "    logging: {driver: splunk, options: {splunk-token: '${TOKEN}', splunk-url: 'https://a.b', tag: a}}\n";
    let finding = found("yaml compose", &service(logs));
    assert_eq!(finding.len(), 1, "{finding:?}");
    assert_eq!(finding[0].severity, Severity::Info);
    let weak = "    volumes: [share:/a]\nvolumes: {share: {driver_opts: {type: cifs, o: 'username=a,password=changeme'}}}\n";
    assert_eq!(said("yaml compose", &service(weak))[0].0, "weak-default-secret");
    let none = "    volumes: [share:/a]\nvolumes: {share: {driver_opts: {type: nfs, o: 'addr=10.0.0.1,rw', device: ':/x'}}}\n";
    assert_eq!(said("yaml compose", &service(none)), []);
}

#[test]
fn secrets_in_addresses_of_builds() {
    let rule = "secret-in-build-arg";
    for (build, count) in [
        (format!("https://u:{SECRET}@a.b/c.git"), 1),
        (format!("{{context: 'https://u:{SECRET}@a.b/c.git#main'}}"), 1),
        (format!("{{context: ., additional_contexts: {{lib: 'https://u:{SECRET}@a.b/c.git'}}}}"), 1),
        ("https://a.b/c.git".to_owned(), 0),
        ("git@a.b:c/d.git".to_owned(), 0),
        ("{context: ., additional_contexts: {lib: ../lib}}".to_owned(), 0),
    ] {
        let found = said("yaml compose", &format!("services:\n  a:\n    build: {build}\n"));
        assert_eq!(found.len(), count, "{build}: {found:?}");
        assert!(found.iter().all(|one| one.0 == rule && one.1 == "secret-in-build-arg-context"), "{found:?}");
    }
    let text = format!("services:\n  a:\n    build: {{context: ., labels: {{my.password: {SECRET}}}}}\n");
    assert_eq!(said("yaml compose", &text)[0].0, "secret-in-label");
}

#[test]
fn secrets_in_health_checks() {
    for test in [
        format!("curl -u a:{SECRET} http://localhost"),
        format!("[CMD, mysqladmin, ping, -p{SECRET}]"),
        format!("[CMD-SHELL, 'mysqladmin ping -p{SECRET}']"),
    ] {
        let text = service(&format!("    healthcheck: {{test: {test}}}\n"));
        assert_eq!(said("yaml compose", &text).len(), 1, "{text}");
    }
    let run = format!("docker run --health-cmd 'mysqladmin ping -p{SECRET}' a:1\n");
    assert_eq!(said("sh run", &run)[0].0, "secret-in-command");
    let image = |check: &str| said("dockerfile", &format!("FROM debian:13\n{check}\nUSER 1\n"));
    let rule = "secret-in-image";
    let about = |name: &str| vec![(rule, "secret-in-image-command", format!("HEALTHCHECK {name}"))];
    assert_eq!(image(&format!("HEALTHCHECK CMD curl -u a:{SECRET} http://a")), about("a"));
    assert_eq!(
        image(&format!("HEALTHCHECK --interval=5s CMD [\"mysqladmin\", \"-p{SECRET}\"]")),
        about("-p")
    );
    assert_eq!(image("HEALTHCHECK CMD curl -f http://localhost"), []);
    assert_eq!(image("HEALTHCHECK NONE"), []);
}

#[test]
fn secrets_in_what_is_copied() {
    let image = |text: &str| {
        let mut sources = Sources::default();
        let text = format!("FROM debian:13\n{text}\nUSER 1\n");
        let reading = read_beside("dockerfile", &text, &[], &mut sources);
        let findings = reading.projects.iter().flat_map(judge).filter(|one| RULES.contains(&one.rule.id));
        findings
            .map(|one| {
                let place = one.place.primary.map(|place| sources.location(place).line);
                (one.message.id, one.about, place.unwrap_or_default())
            })
            .collect::<Vec<_>>()
    };
    let wording = "secret-in-image-command";
    assert_eq!(
        image(&format!("ADD https://u:{SECRET}@a.b/c /d")),
        [(wording, "ADD https://a.b/c".to_owned(), 2)]
    );
    assert_eq!(image("ADD git@a.b:c/d.git /d"), []);
    let file = format!(
        "COPY <<EOF <<-END /app/\nA=b\nexport DB_PASSWORD='{SECRET}'\nurl: postgres://u:{SECRET}@h/d\nEOF\n\t\"token\": \"{SECRET}\",\nEND"
    );
    assert_eq!(
        image(&file),
        [
            (wording, "COPY DB_PASSWORD".to_owned(), 4),
            (wording, "COPY url".to_owned(), 5),
            (wording, "COPY token".to_owned(), 7),
        ]
    );
    let key = "COPY <<EOF /k\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\nEOF";
    let found = image(key);
    assert_eq!(found, [(wording, "COPY PRIVATE KEY".to_owned(), 3)]);
    let none = "COPY <<EOF /app/.env\nLOG_LEVEL=info\nDB_PASSWORD_FILE=/run/secrets/db\nDB_PASSWORD=${DB_PASSWORD}\nEOF";
    assert_eq!(image(none), []);
    let weak = image("COPY <<EOF /app/.env\nDB_PASSWORD=changeme\nEOF");
    assert_eq!(weak[0].0, "weak-default-secret-image");
}

#[test]
fn plain_passwords_of_a_proxy() {
    let label = |value: &str| {
        let name = "traefik.http.middlewares.a.basicauth.users";
        said("yaml compose", &service(&format!("    labels: {{{name}: '{value}'}}\n"))).len()
    };
    assert_eq!(label(&format!("admin:{SECRET}")), 1);
    assert_eq!(label(&format!("a:$$apr1$$q8eZFHjF$$Fvmkk,b:{SECRET}")), 1);
    assert_eq!(label("admin:$$apr1$$q8eZFHjF$$Fvmkk,b:{SHA}abcdefghijkl"), 0);
}

#[test]
fn databases_that_ask_for_no_password() {
    let rule = "database-without-password";
    let count = |variables: &[&str], command: &str| {
        let flags: String = variables.iter().map(|one| format!("-e '{one}' ")).collect();
        let found = found("sh run", &format!("docker run {flags}a:1 {command}\n"));
        found.iter().filter(|finding| finding.rule.id == rule).count()
    };
    for variable in [
        "POSTGRES_HOST_AUTH_METHOD=trust",
        "ALLOW_EMPTY_PASSWORD=yes",
        "ALLOW_EMPTY_PASSWORD=TRUE",
        "MYSQL_ALLOW_EMPTY_PASSWORD=no",
        "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1",
        "NEO4J_AUTH=none",
        "xpack.security.enabled=false",
        "DISABLE_SECURITY_PLUGIN=true",
    ] {
        assert_eq!(count(&[variable], ""), 1, "{variable}");
    }
    for variable in [
        "POSTGRES_HOST_AUTH_METHOD=scram-sha-256",
        "ALLOW_EMPTY_PASSWORD=no",
        "MYSQL_ALLOW_EMPTY_PASSWORD=",
        "MYSQL_ALLOW_EMPTY_PASSWORD",
        "NEO4J_AUTH=neo4j/kV9-tulip",
        "xpack.security.enabled=true",
    ] {
        assert_eq!(count(&[variable], ""), 0, "{variable}");
    }
    assert_eq!(count(&[], "--skip-grant-tables"), 1);
    assert_eq!(count(&["MYSQL_ALLOW_EMPTY_PASSWORD=yes", "MYSQL_ROOT_PASSWORD_FILE=/run/secrets/a"], ""), 0);
    assert_eq!(count(&["MYSQL_ALLOW_EMPTY_PASSWORD=yes", "MYSQL_PASSWORD=kV9-tulip"], ""), 1);
    assert_eq!(count(&["ALLOW_EMPTY_PASSWORD=yes", "REDIS_PASSWORD=kV9-tulip"], ""), 0);
    let image = found("dockerfile", "FROM mysql:9\nENV MYSQL_ALLOW_EMPTY_PASSWORD=1\nUSER 1\n");
    assert_eq!(image[0].severity, Severity::Medium);
}
