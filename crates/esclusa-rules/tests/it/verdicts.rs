//! What the rules say of containers built by hand: comparisons are on values, not on spellings.

use esclusa_finding::{Catalogue, Finding, Language, Severity};
use esclusa_model::container::{Mount, PortBinding};
use esclusa_model::{Container, Fact, FactSource, Field, Identity, List, Origin, Project, Via, Workload};
use esclusa_source::{Sources, Span};

fn judge(change: impl FnOnce(&mut Container, &mut dyn FnMut() -> Origin)) -> Vec<Finding> {
    let mut sources = Sources::default();
    let file = sources.add("compose.yaml", "x".repeat(100));
    let mut at = 0;
    let mut next = || {
        at += 1;
        Origin::at(Span::new(file, at..at + 1))
    };
    let mut container = Container { place: next(), ..Container::default() };
    let identity = Identity { service: Some("web".into()), ..Identity::default() };
    container.identity = identity.with_image("app:1").into();
    container.request.image = Field::new("app:1".into(), next());
    change(&mut container, &mut next);
    let workload = Workload { name: "web".into(), containers: vec![container], ..Workload::default() };
    esclusa_rules::judge(&Project { workloads: vec![workload], ..Project::default() })
}

fn about<'a>(findings: &'a [Finding], rule: &str) -> Vec<&'a Finding> {
    findings.iter().filter(|finding| finding.rule.id == rule).collect()
}

fn texts(items: &[&str], next: &mut dyn FnMut() -> Origin) -> List<String> {
    let mut list = List { origin: next(), ..List::default() };
    for item in items {
        list.push((*item).to_owned(), next());
    }
    list
}

#[test]
fn a_container_that_says_nothing_lacks_every_layer() {
    let findings = judge(|_, _| {});
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.id).collect();
    assert_eq!(
        rules,
        [
            "capabilities-not-dropped",
            "no-memory-limit",
            "no-cpu-limit",
            "no-pids-limit",
            "unbounded-logs",
            "root-by-default",
            "privilege-escalation-allowed",
            "writable-root-filesystem",
            "image-not-pinned"
        ]
    );
    // An image is asked for, by a tag.
    for finding in findings.iter().filter(|finding| finding.rule.id != "image-not-pinned") {
        assert_eq!(finding.place.primary.map(|span| span.start), Some(1), "points at the container");
        assert_eq!(&*finding.subject, "web");
    }
}

#[test]
fn the_last_spelling_of_no_new_privileges_wins() {
    for (options, findings) in [
        (&["no-new-privileges"][..], 0),
        (&["no-new-privileges:true"], 0),
        (&["no-new-privileges=True"], 0),
        (&["no-new-privileges:1"], 0),
        (&["no-new-privileges:false"], 1),
        (&["no-new-privileges=0"], 1),
        (&["no-new-privileges:true", "no-new-privileges=f"], 1),
        (&["no-new-privileges:false", "no-new-privileges"], 0),
        (&["seccomp=default"], 1),
    ] {
        let found = judge(|container, next| container.request.host.security_opt = texts(options, next));
        assert_eq!(about(&found, "privilege-escalation-allowed").len(), findings, "{options:?}");
    }
}

#[test]
fn the_socket_is_seen_through_every_mount() {
    for (bind, findings) in [
        ("/var/run/docker.sock:/var/run/docker.sock:ro", 1),
        ("/run/docker.sock:/x", 1),
        ("//var//run/../run/:/host", 1),
        ("/:/host:ro", 1),
        ("/run:/run", 1),
        ("/run/user/1000/docker.sock:/s", 1),
        ("/run/user/1000/podman:/s", 1),
        ("/srv/data:/data", 0),
        ("/running:/x", 0),
        ("data:/var/run/docker.sock", 0),
    ] {
        let found = judge(|container, next| container.request.host.binds = texts(&[bind], next));
        assert_eq!(about(&found, "engine-socket-mounted").len(), findings, "{bind}");
        let found = judge(|container, next| {
            let mut mount = Mount::default();
            let source = bind.split(':').next().unwrap_or_default();
            mount.kind = Field::new(if source.starts_with('/') { "bind" } else { "volume" }.into(), next());
            mount.source = Field::new(source.into(), next());
            container.request.host.mounts.push(mount, next());
        });
        assert_eq!(about(&found, "engine-socket-mounted").len(), findings, "mount {bind}");
    }
}

#[test]
fn capabilities_are_compared_without_prefix_and_case() {
    let found = judge(|container, next| {
        container.request.host.cap_drop = texts(&["all"], next);
        container.request.host.cap_add = texts(&["cap_sys_admin", "CHOWN", "net_admin"], next);
    });
    assert!(about(&found, "capabilities-not-dropped").is_empty());
    let added = about(&found, "dangerous-capability-added");
    let told: Vec<_> = added.iter().map(|finding| (finding.about.as_str(), finding.severity)).collect();
    assert_eq!(told, [("SYS_ADMIN", Severity::Critical), ("NET_ADMIN", Severity::High)]);
}

#[test]
fn root_is_a_name_or_a_zero() {
    for (user, findings) in
        [("root", 1), ("0", 1), ("00:1000", 1), ("root:app", 1), ("1000", 0), ("app", 0), ("1000:0", 0)]
    {
        let found = judge(|container, next| container.request.user = Field::new(user.into(), next()));
        assert_eq!(about(&found, "explicit-root-user").len(), findings, "{user}");
        assert!(about(&found, "root-by-default").is_empty());
    }
}

#[test]
fn an_unknown_image_is_said_to_be_unknown() {
    let unknown = judge(|_, _| {});
    assert_eq!(about(&unknown, "root-by-default")[0].severity, Severity::Low);
    assert_eq!(about(&unknown, "root-by-default")[0].message.id, "root-by-default-unknown");
    let fact = |user: &str| Fact::Known(user.to_owned(), FactSource::Engine);
    let root = judge(|container, _| container.image.user = fact(""));
    assert_eq!(about(&root, "root-by-default")[0].severity, Severity::Medium);
    let other = judge(|container, _| container.image.user = fact("node"));
    assert!(about(&other, "root-by-default").is_empty());
}

#[test]
fn an_image_with_a_variable_is_shown_by_its_symbol() {
    let found = judge(|container, next| {
        let symbol = Some("registry.example/web:${TAG}".into());
        container.request.image =
            Field { value: Some("registry.example/web:".into()), origin: next(), symbol };
    });
    let text = Catalogue::new(Language::English).text(&about(&found, "root-by-default")[0].message);
    assert!(text.contains("registry.example/web:${TAG}"), "{text}");
}

#[test]
fn ports_on_one_address_are_left_alone() {
    for (address, findings) in
        [("", 1), ("0.0.0.0", 1), ("::", 1), ("[::]", 1), ("127.0.0.1", 0), ("::1", 0), ("192.168.1.2", 0)]
    {
        let found = judge(|container, next| {
            let host_ip = Field::new(address.into(), next());
            let binding = PortBinding { host_ip, ..PortBinding::default() };
            let mut list = List::default();
            list.push(binding, next());
            container.request.host.port_bindings.insert("8000/tcp", list, next());
        });
        assert_eq!(about(&found, "published-on-all-interfaces").len(), findings, "{address}");
    }
}

#[test]
fn a_range_of_ports_is_one_finding() {
    let found = judge(|container, next| {
        let place = next();
        for port in 9000..9100 {
            let mut list = List::default();
            list.push(PortBinding::default(), place.clone());
            container.request.host.port_bindings.insert(format!("{port}/tcp"), list, place.clone());
        }
    });
    let ports = about(&found, "published-on-all-interfaces");
    assert_eq!(ports.len(), 1);
    assert_eq!(ports[0].about, "9000–9099/tcp");
}

#[test]
fn secrets_are_found_by_name_and_value_and_never_shown() {
    let secret = "hunter2-very-secret";
    for (variable, findings) in [
        ("DB_PASSWORD=hunter2-very-secret", 1),
        ("dbpassword=hunter2-very-secret", 1),
        ("STRIPE_API_KEY=hunter2-very-secret", 1),
        ("DATABASE_URL=postgres://app:hunter2-very-secret@db/app", 1),
        ("PEM=-----BEGIN RSA PRIVATE KEY-----\nhunter2-very-secret", 1),
        ("GITHUB_TOKEN", 1),
        ("DB_PASSWORD_FILE=/run/secrets/db", 0),
        ("DB_PASSWORD=", 0),
        ("MYSQL_RANDOM_ROOT_PASSWORD=yes", 0),
        ("ALLOW_EMPTY_PASSWORD=hunter2", 0),
        ("TOKEN_TTL=3600", 0),
        ("PUBLIC_KEY=hunter2-very-secret", 0),
        ("PASSENGER_PORT=80", 0),
        ("PWD=/app", 0),
        ("DATABASE_URL=postgres://app@db/app", 0),
        ("KEYBOARD=es", 0),
    ] {
        let found = judge(|container, next| container.request.env = texts(&[variable], next));
        let found = about(&found, "secret-in-environment");
        assert_eq!(found.len(), findings, "{variable}");
        for finding in found {
            for language in Language::ALL {
                assert!(!Catalogue::new(language).text(&finding.message).contains(secret));
            }
            assert!(!format!("{finding:?}").contains(secret));
        }
    }
}

#[test]
fn every_place_of_a_secret_has_its_rule() {
    let value = "kV9-tulip-43";
    let found = judge(|container, next| {
        let request = &mut container.request;
        request.env = texts(&[&format!("DB_PASSWORD={value}"), "ADMIN_PASSWORD=changeme"], next);
        let file = next().through(Via::EnvFile, None);
        request.env.push(format!("API_TOKEN={value}"), file);
        request.entrypoint = texts(&["redis-cli"], next);
        request.cmd = texts(&["-a", value], next);
        request.healthcheck.test = texts(&["CMD-SHELL", &format!("redis-cli -a {value} ping")], next);
        request.labels.insert("backup.password", value.to_owned(), next());
        request.labels.insert("basicauth.users", "a:$apr1$x$y".to_owned(), next());
    });
    let told = |rule| about(&found, rule).into_iter().map(|one| one.about.as_str()).collect::<Vec<_>>();
    assert_eq!(told("secret-in-environment"), ["DB_PASSWORD"]);
    assert_eq!(told("weak-default-secret"), ["ADMIN_PASSWORD"]);
    assert_eq!(told("secret-in-env-file"), ["API_TOKEN"]);
    assert_eq!(told("secret-in-command"), ["-a", "-a"]);
    assert_eq!(told("secret-in-label"), ["backup.password"]);
    assert!(!format!("{found:?}").contains(value));
}

#[test]
fn a_secret_that_a_variable_brings_is_found_by_the_variable_s_name() {
    let brought = |value: &str| {
        judge(|container, next| {
            let origin = next().through(Via::Variable("DB_PASSWORD".into()), None);
            container.request.env.push(format!("APP_DB={value}"), origin);
        })
    };
    let found = brought("kV9-tulip-43");
    assert_eq!(
        about(&found, "secret-in-environment")[0].severity,
        Severity::High,
        "a default is written there"
    );
    assert_eq!(about(&brought("postgres"), "weak-default-secret").len(), 1);
    let outside = judge(|container, next| {
        let origin = next().through(Via::Variable("DB_PASSWORD".into()), None);
        let origin = origin.through(Via::DotEnv, None);
        container.request.env.push("DB_PASSWORD=kV9-tulip-43".to_owned(), origin);
    });
    assert_eq!(about(&outside, "secret-in-environment")[0].severity, Severity::Medium);
}

#[test]
fn fingerprints_tell_findings_apart_and_do_not_change_with_the_place() {
    let one =
        judge(|container, next| container.request.host.cap_add = texts(&["SYS_ADMIN", "NET_ADMIN"], next));
    let two = judge(|container, next| {
        next();
        container.request.host.cap_add = texts(&["NET_ADMIN", "SYS_ADMIN"], next);
    });
    let prints = |findings: &[Finding]| {
        findings.iter().map(Finding::fingerprint).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(prints(&one).len(), one.len());
    assert_eq!(prints(&one), prints(&two));
}
