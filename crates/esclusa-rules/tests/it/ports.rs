//! Practice 1 in every dialect: what the rules name, and what looks like it and is not.

use esclusa_finding::Severity;

use crate::read::Said::{Compose, Engine, Run};
use crate::read::{Said, check, found_in};

#[test]
fn every_interface_is_a_value() {
    let rule = "published-on-all-interfaces";
    check(
        rule,
        &[
            (Run("-p 80:80"), &["80/tcp medium"]),
            (Run("-p 80"), &["80/tcp medium"]),
            (Run("-p 0.0.0.0:80:80/udp"), &["80/udp medium"]),
            (Run("-p [::]:80:80"), &["80/tcp medium"]),
            (Run("-p 8000-8002:8000-8002"), &["8000–8002/tcp medium"]),
            (Run("-p 127.0.0.1:80:80 -p 192.168.1.2:81:81 -p [::1]:82:82"), &[]),
            (Run("--network host -p 80:80"), &[]),
            (Run("--network none -p 80:80"), &[]),
            (Run("--expose 80"), &[]),
            (Compose("ports: ['80:80']"), &["80/tcp medium"]),
            (Compose("ports: [{target: 80, published: 80}]"), &["80/tcp medium"]),
            (Compose("ports: [{target: 80, published: 80, host_ip: '::'}]"), &["80/tcp medium"]),
            (Compose("ports: [{target: 80, published: 80, host_ip: 127.0.0.1}]"), &[]),
            (Compose("expose: [80]"), &[]),
            // Not known, and said to be so.
            (Compose("ports: ['${ADDRESS}:80:80']"), &["80/tcp info"]),
            (Compose("ports: ['${ADDRESS:-127.0.0.1}:80:80']"), &[]),
            (Compose("ports: ['127.0.0.1:${PORT}:80']"), &[]),
            (Engine(r#""PortBindings":{"80/tcp":[{}]}"#), &["80/tcp medium"]),
            // Two spellings that the engine takes for 0.0.0.0.
            (Engine(r#""PortBindings":{"80/tcp":[{"HostIp":"0"}]}"#), &["80/tcp medium"]),
            (Engine(r#""PortBindings":{"80/tcp":[{"HostIp":"::ffff:0.0.0.0"}]}"#), &["80/tcp medium"]),
            (Engine(r#""PortBindings":{"80/tcp":[{"HostIp":"::ffff:127.0.0.1"}]}"#), &[]),
            (Engine(r#""PortBindings":{"80/tcp":[]}"#), &[]),
        ],
    );
}

#[test]
fn a_network_of_the_host_is_found_in_every_dialect() {
    check(
        "host-network",
        &[
            (Run("--network host"), &[" high"]),
            (Run("--net=host"), &[" high"]),
            (Run("--network hostile"), &[]),
            (Compose("network_mode: host"), &[" high"]),
            (Compose("networks: [host]\n---\nnetworks: {host: {}}\n"), &[]),
            (Engine(r#""NetworkMode":"host""#), &[" high"]),
            // Not what the engine calls the host's network.
            (Engine(r#""NetworkMode":"Host""#), &[]),
        ],
    );
    check(
        "publish-all-ports",
        &[
            (Run("-P"), &[" medium"]),
            (Run("--publish-all=true"), &[" medium"]),
            (Run("-P=false"), &[]),
            (Run("-P --network host"), &[]),
            (Engine(r#""PublishAllPorts":true"#), &[" medium"]),
        ],
    );
}

#[test]
fn what_listens_on_a_port_is_worse_the_more_can_reach_it() {
    check(
        "sensitive-port-published",
        &[
            (Run("-p 5432:5432"), &["5432/tcp high"]),
            (Run("-p 15432:5432"), &["5432/tcp high"]),
            (Run("-p 10.0.0.5:6379:6379"), &["6379/tcp medium"]),
            (Run("-p 127.0.0.1:3306:3306"), &["3306/tcp low"]),
            (Run("-p 127.0.0.1:27017:27017 -p 27017:27017"), &["27017/tcp high"]),
            (Run("-p 11211:11211/udp"), &["11211/udp high"]),
            (Run("-p 2375:2375"), &["2375/tcp critical"]),
            (Run("-p 127.0.0.1:2375:2375"), &["2375/tcp medium"]),
            (Run("-p 15672:15672 -p 5672:5672"), &["15672/tcp high", "5672/tcp high"]),
            // The host's port says nothing, and neither does another protocol.
            (Run("-p 5432:80"), &[]),
            (Run("-p 5432:5432/udp"), &[]),
            (Run("--network host -p 5432:5432"), &[]),
            (Compose("ports: ['9200:9200']"), &["9200/tcp high"]),
            (Compose("ports: [{target: 2379, published: 2379, host_ip: '::1'}]"), &["2379/tcp low"]),
            (Compose("ports: ['${ADDRESS}:5432:5432']"), &["5432/tcp medium"]),
            (Compose("expose: [5432]"), &[]),
            (Engine(r#""PortBindings":{"1433/tcp":[{"HostPort":"1433"}]}"#), &["1433/tcp high"]),
        ],
    );
    let panel = |image, ports| {
        let found = found_in(image, Run(ports), "sensitive-port-published");
        found.into_iter().map(|(finding, words)| (finding.severity, words)).collect::<Vec<_>>()
    };
    for image in ["adminer", "adminer:5", "docker.io/library/adminer"] {
        let found = panel(image, "-p 8080:8080");
        assert_eq!(found.len(), 1, "{image}");
        assert_eq!(found[0].0, Severity::High);
        assert!(found[0].1.contains("adminer usually listens"), "{}", found[0].1);
    }
    assert!(panel("someone/adminer-theme", "-p 8080:8080").is_empty());
    assert!(panel("adminer", "-p 8080:80").is_empty());
}

#[test]
fn a_way_in_by_ssh_is_a_port_or_a_program() {
    let rule = "ssh-server";
    check(
        rule,
        &[
            (Run("-p 2222:22"), &["22/tcp medium"]),
            (Run("-p 127.0.0.1:2222:22"), &["22/tcp low"]),
            (Run("-p 22:2222"), &[]),
            (Run("-p 22:22/udp"), &[]),
            (Run("--entrypoint /usr/sbin/sshd"), &["sshd low"]),
            (Compose("command: /usr/sbin/sshd -D"), &["sshd low"]),
            (Compose("command: /usr/sbin/sshd -D\nports: ['2222:2222']"), &["2222/tcp medium"]),
            (Compose("command: [bash, -lc, 'mkdir -p /run/sshd && exec /usr/sbin/sshd -D']"), &["sshd low"]),
            (Compose("command: sh -c 'service ssh start; ./app'"), &["sshd low"]),
            (Compose("entrypoint: [dropbear, -F]"), &["dropbear low"]),
            (Compose("ports: ['22:22']"), &["22/tcp medium"]),
            // A word of a command is not the program that runs.
            (Compose("command: [fail2ban-client, start, sshd]"), &[]),
            (Compose("command: sh -c 'ssh -N tunnel'"), &[]),
            (Compose("command: sh -c 'grep sshd /var/log/auth.log'"), &[]),
            (Compose("command: [sh, -c]"), &[]),
            (Engine(r#""PortBindings":{"22/tcp":[{"HostPort":"22"}]}"#), &["22/tcp medium"]),
        ],
    );
    let openssh = "lscr.io/linuxserver/openssh-server:latest";
    assert_eq!(found_in(openssh, Run("-p 2222:2222"), rule).len(), 1);
}

#[test]
fn a_port_that_nothing_names_is_found_where_the_image_is_known() {
    let found = |image: &str, said: Said<'_>| {
        let found = found_in(image, said, "unexposed-port-published");
        found.iter().map(|(finding, _)| format!("{} {}", finding.about, finding.severity)).collect::<Vec<_>>()
    };
    assert_eq!(found("nginx:1.29", Run("-p 8080:8080")), ["8080/tcp low"]);
    assert_eq!(found("nginx:1.29", Compose("ports: ['90-92:90-92']")), ["90–92/tcp low"]);
    assert_eq!(found("nginx", Engine(r#""PortBindings":{"8080/tcp":[{}]}"#)), ["8080/tcp low"]);
    // A file of the host may be the configuration that names it.
    assert_eq!(found("nginx", Run("-p 443:443 -v ./nginx.conf:/etc/nginx/nginx.conf:ro")), ["443/tcp info"]);
    for (image, said) in [
        ("nginx:1.29", Run("-p 8080:80")),
        ("nginx:1.29", Run("-e NGINX_PORT=8080 -p 8080:8080")),
        ("nginx:1.29", Compose("command: nginx -g 'listen 0.0.0.0:8080;'\nports: ['8080:8080']")),
        ("nginx:1.29", Compose("healthcheck: {test: curl http://localhost:8080/}\nports: ['8080:8080']")),
        // Not known, or known to expose none: a base image says nothing of what will listen.
        ("app:1", Run("-p 8080:8080")),
        ("node:24", Run("-p 3000:3000")),
        ("registry.example/nginx", Run("-p 8080:8080")),
    ] {
        assert!(found(image, said).is_empty(), "{image} {said:?}");
    }
    // 80 is not named by 8080.
    assert_eq!(found("redis:8", Run("-e URL=http://x:8080 -p 80:80")), ["80/tcp low"]);
}
