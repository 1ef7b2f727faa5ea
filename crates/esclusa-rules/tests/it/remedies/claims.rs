//! How sure each fix is, and why: the same request for a known and an unknown image, changed, and with a lock.

mod asked;

use std::collections::BTreeMap;

use esclusa_finding::{Finding, Safety, Thresholds};
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
    let entries = project.containers().map(|one| ((*one.identity).clone(), needs.clone()));
    Evidence { entries: entries.collect() }
}

#[test]
fn every_rule_proposes_the_fix_that_it_claims() {
    let mut best: BTreeMap<&str, Safety> = BTreeMap::new();
    for project in everything() {
        for evidence in [Evidence::default(), least(&project)] {
            for finding in judge_with(&project, &evidence, &Thresholds::default()) {
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

/// A reference to each known image, by an entry's first name and a tag that fits its first pattern.
fn known_images() -> Vec<String> {
    let table = include_str!("../../../../esclusa-model/src/image/images.toml");
    let first = |entry: &str, key: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix("= [\""));
        line.and_then(|line| line.split('"').next()).map(ToOwned::to_owned)
    };
    let entries = table.split("\n[[image]]").skip(1);
    let references = entries.filter_map(|entry| {
        let tag = first(entry, "tags").map_or_else(|| "1".to_owned(), |tag| tag.replace('*', ""));
        let name = first(entry, "names")?;
        Some(if tag.is_empty() { name } else { format!("{name}:{tag}") })
    });
    references.collect()
}

#[test]
fn every_fix_of_a_known_image_does_what_it_says_beside_the_others() {
    let mut trial = super::Trial::default();
    let images = known_images();
    assert!(images.len() > 60, "{images:?}");
    let secrets = "[POSTGRES_PASSWORD, MYSQL_ROOT_PASSWORD, MONGO_INITDB_ROOT_PASSWORD, WORDPRESS_DB_PASSWORD, \
                   DOCKER_INFLUXDB_INIT_PASSWORD, MINIO_ROOT_PASSWORD, REDMINE_DB_PASSWORD, ELASTIC_PASSWORD]";
    let secrets = secrets.replace(',', "=kX9vQ2mT7wLp4RzB,").replace(']', "=kX9vQ2mT7wLp4RzB]");
    for image in images {
        for more in [
            String::new(),
            format!("environment: {secrets}"),
            "ports: ['80:80', '5432:5432']".to_owned(),
            "init: true\nlogging: {driver: json-file}".to_owned(),
            "user: '1000'".to_owned(),
            "network_mode: host".to_owned(),
            "volumes: ['./x:/data', 'data:/var/lib/mysql', 'data:/var/lib/postgresql/data']".to_owned(),
            "healthcheck: {test: 'true'}\ncap_add: [SYS_NICE]".to_owned(),
        ] {
            let lines: String = more.lines().map(|line| format!("    {line}\n")).collect();
            let text = format!("services:\n  s:\n    image: {image}\n{lines}volumes: {{data: {{}}}}\n");
            for project in read("yaml compose", &text, &mut Sources::default()).projects {
                trial.project(&project, &Evidence::default(), &text);
            }
        }
    }
    trial.hold();
}

/// `safety reason` of the fix of one rule for a Compose service of these lines.
fn judged(service: &str, rule: &str, lock: &str) -> String {
    let lines: String = service.lines().map(|line| format!("    {line}\n")).collect();
    let top = "volumes: {data: {}}\nsecrets: {text: {environment: HOME}, file: {file: ./secret}}\n";
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
    let findings: Vec<Finding> = reading
        .projects
        .iter()
        .flat_map(|project| judge_with(project, &evidence, &Thresholds::default()))
        .collect();
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
        (
            "image: rabbitmq:4\ninit: true",
            format!("safe documented: {back} CHOWN, DAC_OVERRIDE, KILL, SETGID, SETUID"),
        ),
        (
            "image: rabbitmq:4\nhealthcheck: {test: [CMD, redis-cli, ping]}",
            format!("safe documented: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID"),
        ),
        (
            "image: rabbitmq:4\ncommand: rabbitmq-server -x",
            format!("safe documented: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID"),
        ),
        (
            "image: rabbitmq:4\ncommand: [--appendonly, 'yes']",
            format!("safe documented: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID"),
        ),
        (
            "image: rabbitmq:4\ncommand: sh -c 'rabbitmq-server'",
            format!("risky program: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID"),
        ),
        (
            "image: rabbitmq:4\nentrypoint: /start.sh",
            format!("risky program: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID"),
        ),
        (
            "image: rabbitmq:4\nvolumes: ['./x:/usr/local/bin/docker-entrypoint.sh']",
            format!("risky mounted-program: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID"),
        ),
        ("image: rabbitmq:4\nuser: '999'", "safe documented: drop every capability".to_owned()),
        (
            "image: rabbitmq:4\ncap_drop: [chown]",
            format!("safe documented: {back} DAC_OVERRIDE, SETGID, SETUID"),
        ),
        (
            "image: rabbitmq:4\ncap_add: [sys_nice]",
            format!("safe documented: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID, SYS_NICE"),
        ),
        (
            "image: rabbitmq:4\ncap_add: [ALL]",
            format!("risky asked: {back} CHOWN, DAC_OVERRIDE, SETGID, SETUID"),
        ),
        (
            "image: rabbitmq:4\ncap_add: ['${CAP}']",
            "manual why-variable: give ${CAP} a value, or a default where it is used".to_owned(),
        ),
        ("image: memcached:1.6", "safe documented: drop every capability".to_owned()),
        ("image: node:24", "risky undocumented: drop every capability".to_owned()),
        ("image: app:1", "risky unknown: drop every capability".to_owned()),
        ("image: app:1\nports: ['80:80']", format!("risky unknown: {back} NET_BIND_SERVICE")),
        ("image: rabbitmq:4\nbuild: .", "risky built: drop every capability".to_owned()),
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
            ("image: rabbitmq:4\nentrypoint: /start.sh", "safe lock: drop every capability but KILL"),
            (
                "image: rabbitmq:4",
                "safe lock: drop every capability but CHOWN, DAC_OVERRIDE, KILL, SETGID, SETUID",
            ),
        ],
    );
}

#[test]
fn new_privileges_are_missed_by_who_gains_them() {
    const TITLE: &str = "set no-new-privileges";
    let rule = "privilege-escalation-allowed";
    let says = |service: &str, lock: &str| judged(service, rule, lock).replace(&format!(": {TITLE}"), "");
    for (service, expected) in [
        ("image: nginx:1.29", "safe documented"),
        ("image: postgres:17", "safe documented"),
        ("image: redis:8", "safe documented"),
        ("image: memcached", "safe documented"),
        ("image: node:24", "risky undocumented"),
        ("image: node:24\ncommand: node /app/main.js", "risky program"),
        ("image: app:1", "risky unknown"),
        ("image: postgres:17\ndeploy: {placement: {constraints: [a==b]}}", "manual why-swarm:true"),
        ("image: postgres:17\npost_start: [{command: /setup}]", "risky program"),
        ("image: postgres:17\nhealthcheck: {test: [CMD-SHELL, 'su postgres -c pg_isready']}", "risky raises"),
        (
            "image: postgres:17\nhealthcheck: {test: [CMD-SHELL, 'if ! sudo true; then exit 1; fi']}",
            "risky raises",
        ),
        ("image: postgres:17\nhealthcheck: {test: [CMD, /bin/ping, db]}", "risky raises"),
        ("image: redis:8\nhealthcheck: {test: [CMD, redis-cli, ping]}", "safe documented"),
        ("image: app:1\ncommand: sh -c 'exec sudo -E app'", "risky raises"),
    ] {
        assert_eq!(says(service, ""), expected, "{service}");
    }
    let lock = |gains: bool| {
        format!("version = 1\n[[container]]\nservice = 's'\nneeds = {{ new-privileges = {gains} }}\n")
    };
    assert_eq!(says("image: app:1\ncommand: sudo app", &lock(false)), "safe lock");
    let manual = says("image: nginx:1.29", &lock(true));
    assert!(manual.starts_with("manual lock-needs:"), "{manual}");
}

#[test]
fn the_root_filesystem_is_read_only_where_all_that_is_written_is_known() {
    let rule = "writable-root-filesystem";
    let memory = "make the root filesystem read-only, with memory (64 MiB each) on";
    let plain = "make the root filesystem read-only";
    let cases = [
        ("image: nginx:1.29", format!("safe documented: {memory} /var/cache/nginx, /var/run, /tmp")),
        ("image: nginx:1.29\ntmpfs: [/tmp, /run]", format!("safe documented: {memory} /var/cache/nginx")),
        (
            "image: nginx:1.29\nvolumes: ['./site:/usr/share/nginx/html:ro', '/etc/localtime:/etc/localtime:ro']",
            format!("safe documented: {memory} /var/cache/nginx, /var/run, /tmp"),
        ),
        // What is mounted there names paths, or makes the entry point write them.
        (
            "image: nginx:1.29\nvolumes: ['./nginx.conf:/etc/nginx/nginx.conf:ro']",
            format!("risky configured: {memory} /var/cache/nginx, /var/run, /tmp"),
        ),
        (
            "image: nginx:1.29\nvolumes: ['./t:/etc/nginx/templates']",
            format!("risky configured: {memory} /var/cache/nginx, /var/run, /tmp"),
        ),
        (
            "image: nginx:1.29\nenvironment: {NGINX_ENVSUBST_OUTPUT_DIR: /etc/nginx}",
            format!("risky named: {memory} /var/cache/nginx, /var/run, /tmp"),
        ),
        // Memory over a folder of the image is root's.
        ("image: nginx:1.29\nuser: nginx", format!("risky owner: {memory} /var/cache/nginx, /var/run, /tmp")),
        ("image: postgres:17", format!("safe documented: {memory} /var/run/postgresql, /tmp")),
        (
            "image: postgres:17\nenvironment: {PGDATA: /var/lib/postgresql/data/own}",
            format!("safe documented: {memory} /var/run/postgresql, /tmp"),
        ),
        (
            "image: postgres:17\nenvironment: {PGDATA: /elsewhere}",
            format!("risky named: {memory} /var/run/postgresql, /tmp"),
        ),
        (
            "image: postgres:17\nenvironment: {PGDATA: /elsewhere}\nvolumes: [data:/elsewhere]",
            format!("risky configured: {memory} /var/run/postgresql, /tmp"),
        ),
        ("image: redis:7\ncommand: redis-server --dir /data", format!("safe documented: {memory} /tmp")),
        ("image: redis:7\ncommand: redis-server --dir /elsewhere", format!("risky named: {memory} /tmp")),
        // Without a volume it would be lost.
        ("image: caddy:2", format!("risky writes: {memory} /tmp")),
        (
            "image: caddy:2\nvolumes: [data:/data, './config:/config']",
            format!("safe documented: {memory} /tmp"),
        ),
        ("image: mysql:8.4", format!("risky writes: {memory} /var/run/mysqld, /tmp")),
        ("image: mysql:8.4\nvolumes: [data:/tmp]", format!("safe documented: {memory} /var/run/mysqld")),
        ("image: memcached", format!("safe documented: {memory} /tmp")),
        ("image: memcached\nsecrets: [file]", format!("safe documented: {memory} /tmp")),
        (
            "image: memcached\nsecrets: [text]",
            "manual why-copied: make the root filesystem read-only, with a tmpfs or a volume where the service writes"
                .to_owned(),
        ),
        ("image: redis:7\nvolumes_from: ['container:other']", format!("risky borrowed: {memory} /tmp")),
        ("image: app:1", format!("risky unknown: {memory} /run, /tmp")),
        ("image: app:1\ntmpfs: [/tmp, /run]", format!("risky unknown: {plain}")),
    ];
    for (service, expected) in &cases {
        assert_eq!(judged(service, rule, ""), *expected, "{service}");
    }
    let lock = "version = 1\n[[container]]\nservice = 's'\n\
                needs = { writable-paths = ['/srv/cache'], user = '10:20' }\n";
    hold(
        rule,
        lock,
        &[
            ("image: app:1", &format!("safe lock: {memory} /srv/cache")),
            ("image: app:1\nvolumes: [data:/srv]", &format!("safe lock: {plain}")),
        ],
    );
}

#[test]
fn a_user_is_named_where_one_is_documented() {
    let (rule, run) = ("root-by-default", "run it as the user");
    hold(
        rule,
        "",
        &[
            ("image: postgres:17", &format!("safe documented: {run} postgres")),
            (
                "image: postgres:17\nvolumes: [data:/var/lib/postgresql/data]",
                &format!("safe documented: {run} postgres"),
            ),
            (
                "image: postgres:17\nvolumes: ['./db:/var/lib/postgresql/data']",
                &format!("risky owner: {run} postgres"),
            ),
            (
                "image: postgres:17\ntmpfs: [/var/lib/postgresql/data]",
                &format!("risky owner: {run} postgres"),
            ),
            ("image: postgres:17\ntmpfs: [/tmp]", &format!("safe documented: {run} postgres")),
            ("image: postgres:17\nvolumes: [data:/backup]", &format!("risky owner: {run} postgres")),
            (
                "image: postgres:17\nenvironment: {POSTGRES_PASSWORD: kX9vQ2mT7wLp4RzB}",
                &format!("manual secret-owner: {run} postgres"),
            ),
            ("image: postgres:17\ncap_add: [SYS_NICE]", &format!("risky asked: {run} postgres")),
            ("image: node:24\ncommand: node app.js", &format!("risky program: {run} node")),
            ("image: nginx:1.29", "manual undocumented: set a user who is not root"),
            ("image: app:1", "manual unknown: set a user who is not root"),
        ],
    );
    hold(
        "explicit-root-user",
        "",
        &[("image: postgres:17\nuser: root", &format!("risky asked: {run} postgres"))],
    );
    let lock = "version = 1\n[[container]]\nservice = 's'\nneeds = { user = '1000:1000' }\n";
    hold(rule, lock, &[("image: app:1", &format!("safe lock: {run} 1000:1000"))]);
    hold("explicit-root-user", lock, &[("image: app:1\nuser: '0'", &format!("safe lock: {run} 1000:1000"))]);
}
