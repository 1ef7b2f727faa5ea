//! Errors reported of other auditors of containers, about practices 1 to 3: each is judged right here.

use esclusa_finding::{Finding, Practice, Severity};
use esclusa_model::Via;
use esclusa_source::Sources;

use crate::read::read;
use crate::read::{Said, found_in};

/// What the rules find in a text: rule and severity.
fn judge(dialect: &str, text: &str) -> Vec<Finding> {
    let reading = read(dialect, text, &mut Sources::default());
    assert_eq!(reading.problems, [], "{text}");
    reading.projects.iter().flat_map(esclusa_rules::judge).collect()
}

fn has(findings: &[Finding], rule: &str) -> bool {
    findings.iter().any(|finding| finding.rule.id == rule)
}

#[test]
fn a_container_of_any_name_is_judged() {
    // A script leaves out every line that holds its own name, `nil`.
    let found = judge("sh run", "docker run --name vanilla-ap --pid host --cap-add SYS_ADMIN app:1\n");
    assert!(has(&found, "host-pid-namespace") && has(&found, "dangerous-capability-added"));
}

#[test]
fn a_container_that_does_not_run_is_judged() {
    let document = r#"[{"Id":"0123456789abcdef","Name":"/made","State":{"Status":"created","Running":false},
        "Config":{"Image":"app:1"},"HostConfig":{"Privileged":true,"NetworkMode":"default"}}]"#;
    let found = judge("json engine", document);
    assert!(has(&found, "privileged-container"));
    // The engine's own choice for a privileged container is nobody's wish.
    assert!(!has(&found, "selinux-disabled") && !has(&found, "system-paths-unconfined"));
}

#[test]
fn any_security_option_is_not_a_label() {
    // A check of SELinux passed for whatever option; it is judged by its own.
    let off = "--security-opt no-new-privileges --security-opt label=disable";
    assert_eq!(found_in("app:1", Said::Run(off), "selinux-disabled").len(), 1);
    assert_eq!(found_in("app:1", Said::Run("--security-opt no-new-privileges"), "selinux-disabled").len(), 0);
}

#[test]
fn what_is_dropped_counts_as_much_as_what_is_added() {
    // A container that adds nothing passed though it dropped nothing, and one that dropped ALL was still warned of.
    assert!(has(&judge("sh run", "docker run app:1\n"), "capabilities-not-dropped"));
    let least = judge("sh run", "docker run --cap-drop ALL --cap-add NET_BIND_SERVICE app:1\n");
    assert!(!least.iter().any(|finding| finding.rule.practice == Practice::Capabilities));
    // Dropping one of them is not dropping them.
    // Every one of them by its name is all of them: so Podman answers.
    let names = "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID \
                 SETPCAP SETUID CAP_SYS_CHROOT";
    let by_name: Vec<String> = names.split(' ').map(|name| format!("--cap-drop {name}")).collect();
    let line = |flags: &[String]| format!("docker run {} app:1\n", flags.join(" "));
    assert!(!has(&judge("sh run", &line(&by_name)), "capabilities-not-dropped"));
    assert!(has(&judge("sh run", &line(&by_name[1..])), "capabilities-not-dropped"));
    assert!(has(&judge("sh run", "docker run --cap-drop MKNOD app:1\n"), "capabilities-not-dropped"));
}

#[test]
fn a_folder_above_the_socket_is_the_socket() {
    for folder in ["/var/run", "/run", "/", "/var/run/"] {
        let found = found_in("app:1", Said::Run(&format!("-v {folder}:/x")), "engine-socket-mounted");
        assert_eq!(found.len(), 1, "{folder}");
        assert_eq!(found[0].0.severity, Severity::Critical);
    }
}

#[test]
fn a_port_on_the_loopback_is_not_one_on_every_interface() {
    assert!(!has(&judge("sh run", "docker run -p 127.0.0.1:8080:80 app:1\n"), "published-on-all-interfaces"));
    assert!(has(&judge("sh run", "docker run -p 8080:80 app:1\n"), "published-on-all-interfaces"));
}

#[test]
fn one_volume_in_several_services_is_no_shared_propagation() {
    let found = judge(
        "yaml compose",
        "services:\n  a: {image: 'app:1', volumes: ['data:/d']}\n  b: {image: 'app:1', volumes: ['data:/d']}\n\
         volumes: {data: {}}\n",
    );
    assert!(!has(&found, "shared-mount-propagation"));
}

#[test]
fn a_volume_points_at_its_definition_and_at_each_service_that_mounts_it() {
    let text = "services:\n  a: {image: 'app:1', volumes: ['sock:/s']}\n  b:\n    image: app:1\n    volumes:\n      - \
                sock:/t\nvolumes:\n  sock:\n    driver_opts:\n      o: bind\n      type: none\n      device: /var/run\n";
    let mut sources = Sources::default();
    let reading = read("yaml compose", text, &mut sources);
    let findings: Vec<Finding> = reading.projects.iter().flat_map(esclusa_rules::judge).collect();
    let found: Vec<(&str, usize, Vec<usize>)> = findings
        .iter()
        .filter(|finding| finding.rule.id == "engine-socket-mounted")
        .map(|finding| {
            let line = |span| sources.location(span).line;
            let mounts = finding.place.related.iter().filter(|related| related.via == Via::Mount);
            let mounts = mounts.map(|related| line(related.span)).collect();
            (&*finding.subject, finding.place.primary.map_or(0, line), mounts)
        })
        .collect();
    assert_eq!(found, [("a", 12, vec![2]), ("b", 12, vec![6])]);
}
