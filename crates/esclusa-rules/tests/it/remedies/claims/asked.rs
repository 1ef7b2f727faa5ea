//! Quotas, what somebody asked for by name, secrets and digests.

use esclusa_finding::{Finding, Safety};
use esclusa_source::Sources;

use super::{hold, judged};
use crate::read::read;

#[test]
fn quotas_are_what_was_seen_or_stand_in() {
    hold(
        "no-memory-limit",
        "",
        &[
            (
                "image: app:1",
                "risky placeholder: limit memory; 512 MiB only stands in: set what the service needs",
            ),
            (
                "image: app:1\nmem_reservation: 1g",
                "risky placeholder: limit memory; 2048 MiB only stands in: set what the service needs",
            ),
        ],
    );
    hold(
        "no-cpu-limit",
        "",
        &[(
            "image: app:1",
            "risky placeholder: limit CPU time; 1 CPU only stands in: set what the service needs",
        )],
    );
    hold(
        "no-pids-limit",
        "",
        &[(
            "image: app:1",
            "risky placeholder: limit processes; 512 only stands in: set what the service needs",
        )],
    );
    let lock = "version = 1\n[[container]]\nservice = 's'\nneeds = { memory = '100m', cpus = 1.2, processes = 100 }\n";
    hold("no-memory-limit", lock, &[("image: app:1", "safe lock: limit memory to 160 MiB")]);
    hold("no-cpu-limit", lock, &[("image: app:1", "safe lock: limit CPU time to 2 CPUs")]);
    hold("no-pids-limit", lock, &[("image: app:1", "safe lock: limit processes to 160")]);
    let logs = "keep three log files of 10 MB each at most";
    hold(
        "unbounded-logs",
        "",
        &[
            ("image: app:1", &format!("risky driver: {logs}")),
            ("image: app:1\nlogging: {driver: json-file}", &format!("safe rotates: {logs}")),
        ],
    );
}

#[test]
fn what_is_asked_for_goes_safely_only_with_a_lock() {
    let lock = "version = 1\n[[container]]\nservice = 's'\n\
                needs = { ports = ['443/tcp'], devices = ['/dev/fuse'], namespaces = ['pid'], capabilities = ['NET_RAW', 'SYS_TIME'] }\n";
    let bind = "publish port 9000/tcp on this host only (127.0.0.1)";
    let rule = "published-on-all-interfaces";
    hold(rule, "", &[("image: app:1\nports: ['9000:9000']", &format!("risky clients: {bind}"))]);
    hold(rule, lock, &[("image: app:1\nports: ['9000:9000']", &format!("safe lock: {bind}"))]);
    for (service, lock, reason) in [
        ("image: app:1\nports: ['443:443']", lock, "manual lock-needs"),
        ("image: app:1\nports: ['443:443']", "", "manual why-public"),
        ("image: app:1\nports: ['9000-9009:9000-9009']", "", "risky clients"),
        ("image: app:1\nports: ['9000-9009:9000-9009']", lock, "safe lock"),
        ("image: app:1\nports: ['440-449:440-449']", lock, "manual lock-needs"),
        ("image: app:1\nports: ['70-90:70-90']", "", "manual why-public"),
        ("image: app:1\nports: ['${IP}:1:1']", "", "manual why-variable"),
    ] {
        assert!(judged(service, rule, lock).starts_with(reason), "{}", judged(service, rule, lock));
    }
    let range = judged("image: nginx:1.29\nports: ['9000-9009:9000-9009']", "unexposed-port-published", "");
    assert!(range.starts_with("manual why-range"), "{range}");
    let take = "take the device /dev/kvm away";
    hold("host-device", "", &[("image: app:1\ndevices: [/dev/kvm]", &format!("risky asked: {take}"))]);
    hold("host-device", lock, &[("image: app:1\ndevices: [/dev/kvm]", &format!("safe lock: {take}"))]);
    for (service, rule, expected) in [
        ("image: app:1\ndevices: [/dev/fuse]", "host-device", "manual lock-needs"),
        ("image: app:1\npid: host", "host-pid-namespace", "manual lock-needs"),
        ("image: app:1\nipc: host", "host-ipc-namespace", "safe lock"),
        ("image: app:1\nnetwork_mode: host", "host-network", "risky asked"),
        ("image: app:1\ncap_add: [SYS_TIME]", "dangerous-capability-added", "manual lock-needs"),
        ("image: app:1\ncap_add: [NET_ADMIN]", "dangerous-capability-added", "safe lock"),
        ("image: app:1\nprivileged: true", "privileged-container", "safe lock"),
    ] {
        let said = judged(service, rule, lock);
        assert!(said.starts_with(expected), "{service}: {said}");
    }
    hold(
        "privileged-container",
        "",
        &[
            ("image: app:1\nprivileged: true", "risky asked: drop privileged"),
            (
                "image: app:1\nprivileged: true\ncap_add: [SYS_TIME]\nvolumes: ['/dev/net/tun:/dev/net/tun', '/dev:/host']",
                "risky asked: drop privileged, and give only NET_ADMIN, SYS_TIME, /dev/net/tun",
            ),
            (
                "image: nginx:1.29\nprivileged: true",
                "risky asked: drop privileged, and give only CHOWN, NET_BIND_SERVICE, SETGID, SETUID",
            ),
        ],
    );
    hold(
        "privileged-container",
        lock,
        &[(
            "image: app:1\nprivileged: true",
            "safe lock: drop privileged, and give only NET_RAW, SYS_TIME, /dev/fuse",
        )],
    );
}

#[test]
fn secrets_and_digests_move_where_it_is_known_how() {
    let file = "keep POSTGRES_PASSWORD in a file of its own, and let the image read it from there (POSTGRES_PASSWORD_FILE)";
    let rule = "secret-in-environment";
    let value = "environment: {POSTGRES_PASSWORD: kX9vQ2mT7wLp4RzB}";
    hold(
        rule,
        "",
        &[
            (&format!("image: postgres:17\n{value}"), &format!("safe documented: {file}")),
            (&format!("image: postgres:17\nuser: '999'\n{value}"), &format!("risky unreadable: {file}")),
            (
                &format!("image: postgres:17\n{value}\nhealthcheck: {{test: 'psql -p $$POSTGRES_PASSWORD'}}"),
                &format!("risky variable-read: {file}"),
            ),
            (
                &format!("image: postgres:17\ncap_drop: [ALL]\ncap_add: [CHOWN, SETGID, SETUID]\n{value}"),
                &format!("risky unreadable: {file}"),
            ),
            (&format!("image: postgres:17\nentrypoint: /x\n{value}"), &format!("risky program: {file}")),
        ],
    );
    // These read the file when they are root no more, and it is of the user who hardens, and nobody else's.
    for (image, variable) in [
        ("influxdb:2.7", "DOCKER_INFLUXDB_INIT_PASSWORD"),
        ("mongo:8", "MONGO_INITDB_ROOT_PASSWORD"),
        ("redmine:6", "REDMINE_DB_PASSWORD"),
        ("wordpress:6-apache", "WORDPRESS_DB_PASSWORD"),
    ] {
        let said =
            judged(&format!("image: {image}\nenvironment: {{{variable}: kX9vQ2mT7wLp4RzB}}"), rule, "");
        assert!(said.starts_with("risky unreadable:"), "{image}: {said}");
    }
    for (service, expected) in [
        (format!("image: app:1\n{value}"), "manual why-secret:"),
        (
            "image: postgres:17\nenvironment: {POSTGRES_PASSWORD: '${POSTGRES_PASSWORD}'}".to_owned(),
            "manual why-secret-outside:",
        ),
        (
            "image: postgres:17\nenvironment: {POSTGRES_PASSWORD: '${PASS:-kX9vQ2mT7wLp4RzB}'}".to_owned(),
            "manual why-secret-variable:",
        ),
        (
            "image: postgres:17\nenvironment: ['POSTGRES_PASSWORD=kX9vQ2mT7w${END:-Lp4RzB}']".to_owned(),
            "manual why-secret-variable:",
        ),
    ] {
        assert!(judged(&service, rule, "").starts_with(expected), "{}", judged(&service, rule, ""));
    }
    let digest = format!("sha256:{}", "0a".repeat(32));
    let lock = format!("version = 1\n[[container]]\nservice = 's'\nneeds = {{ digest = '{digest}' }}\n");
    let pin = "pin the image to sha256:0a0a0a0a0a0a";
    hold("image-not-pinned", &lock, &[("image: app:1", &format!("safe lock: {pin}"))]);
    hold("latest-image-tag", &lock, &[("image: app", &format!("safe lock: {pin}"))]);
    let said = judged("image: app:1", "image-not-pinned", "");
    assert!(said.starts_with("manual why-digest:"), "{said}");
    let text = format!("services:\n  s: {{image: 'app:1'}}\n  t: {{image: 'app:1@{digest}'}}\n");
    let reading = read("yaml compose", &text, &mut Sources::default());
    let findings: Vec<Finding> = reading.projects.iter().flat_map(esclusa_rules::judge).collect();
    let fix = findings.iter().find(|one| one.rule.id == "image-not-pinned").and_then(|one| one.fix.as_ref());
    let reason = fix.map(|fix| (fix.safety, fix.reason.as_ref().map(|reason| reason.id)));
    assert_eq!(reason, Some((Safety::Risky, Some("fix-reason-pinned-elsewhere"))));
}
