//! What is seen of a running container, in a few lines, for the rules' pages and tests: `age SECONDS`, `process NAME USER
//! CAPABILITIES|- [gains] [unfiltered]`, `listening tcp|udp PORT [loopback]`, `listening nothing`, `memory PEAK [LIMIT]`,
//! `tasks PEAK [LIMIT]`, `cpu NANOSECONDS`, `changed PATH…`.

use esclusa_finding::{Catalogue, Finding, Language};
use esclusa_model::Running;
use esclusa_model::running::{Process, Socket, Usage, bit};
use esclusa_source::Sources;

use crate::read;

/// Reads what was seen.
pub(crate) fn read(text: &str) -> Running {
    let mut running = Running::default();
    let number = |text: &str| text.parse::<u64>().expect("a number");
    let usage =
        |words: &[&str]| Usage { peak: number(words[0]), limit: words.get(1).map(|limit| number(limit)) };
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["age", seconds] => running.seconds = Some(number(seconds)),
            ["process", name, user, held, ref rest @ ..] => running.processes.push(Process {
                pid: 7,
                name: name.to_owned(),
                user: user.parse().expect("a number"),
                capabilities: held
                    .split(',')
                    .filter(|name| *name != "-")
                    .map(|name| bit(name).expect("one"))
                    .sum(),
                no_new_privileges: !rest.contains(&"gains"),
                is_filtered: Some(!rest.contains(&"unfiltered")),
            }),
            ["listening", "nothing"] => running.listening = Some(Vec::new()),
            ["listening", protocol, port, ref rest @ ..] => {
                running.listening.get_or_insert_default().push(Socket {
                    is_tcp: protocol == "tcp",
                    port: port.parse().expect("a port"),
                    is_loopback: rest == ["loopback"],
                })
            }
            ["memory", ref words @ ..] => running.memory = Some(usage(words)),
            ["tasks", ref words @ ..] => running.tasks = Some(usage(words)),
            ["cpu", nanoseconds] => running.cpu = Some(number(nanoseconds)),
            ["changed", ref paths @ ..] => {
                running.changed = Some(paths.iter().map(|path| (*path).to_owned()).collect());
            }
            _ => panic!("no line about a running container: {line}"),
        }
    }
    running
}

fn found(line: &str, seen: &str) -> Vec<Finding> {
    let reading = read::read("text running", &format!("{line}\n{seen}"), &mut Sources::default());
    reading.projects.iter().flat_map(esclusa_rules::judge).collect()
}

/// `rule about` of those of these rules.
fn said(line: &str, seen: &str, rules: &[&str]) -> Vec<String> {
    let found = found(line, seen);
    let of = found.iter().filter(|finding| rules.contains(&finding.rule.id));
    of.map(|finding| format!("{} {}", finding.message.id, finding.about)).collect()
}

/// The fix of a rule and its reason, in words.
fn fix(line: &str, seen: &str, rule: &str) -> String {
    let catalogue = Catalogue::new(Language::English);
    let found = found(line, seen);
    let fix = found.iter().find(|finding| finding.rule.id == rule).and_then(|finding| finding.fix.as_ref());
    let fix = fix.expect("a fix");
    let reason = fix.reason.as_ref().map(|reason| catalogue.text(reason)).unwrap_or_default();
    format!("{}: {reason}", catalogue.text(&fix.title))
}

#[test]
fn a_port_is_unused_if_nothing_from_outside_arrives() {
    let of =
        |line: &str, seen: &str| said(&format!("docker run {line} app:1"), seen, &["published-port-unused"]);
    let old = "age 61\n";
    assert_eq!(of("-p 80:80", &format!("{old}listening nothing")), ["published-port-unused 80/tcp"]);
    assert_eq!(of("-p 80:80", &format!("{old}listening udp 80")), ["published-port-unused 80/tcp"]);
    assert_eq!(of("-p 53:53/udp", &format!("{old}listening udp 53")), [""; 0]);
    let loopback = format!("{old}listening tcp 80 loopback");
    assert_eq!(of("-p 80:80", &loopback), ["published-port-unused-loopback 80/tcp"]);
    // Too young, not known, not its own network, not published.
    assert_eq!(of("-p 80:80", "age 59\nlistening nothing"), [""; 0]);
    assert_eq!(of("-p 80:80", old), [""; 0]);
    assert_eq!(of("--network host -p 80:80", &format!("{old}listening nothing")), [""; 0]);
    assert_eq!(of("", &format!("{old}listening nothing")), [""; 0]);
}

#[test]
fn processes_are_held_against_what_the_container_was_given() {
    let rules = ["process-exceeds-container", "process-runs-as-root"];
    let of = |line: &str, seen: &str| said(&format!("docker run {line} app:1"), seen, &rules);
    assert_eq!(of("", "process app 0 CHOWN,NET_RAW"), [""; 0]);
    assert_eq!(of("--cap-drop NET_RAW", "process app 0 CHOWN,NET_RAW"), ["process-exceeds-container app"]);
    assert_eq!(of("--cap-add SYS_ADMIN", "process app 0 SYS_ADMIN"), [""; 0]);
    assert_eq!(of("--privileged", "process app 0 SYS_ADMIN gains unfiltered"), [""; 0]);
    let gains = "process app 0 - gains";
    assert_eq!(of("", gains), [""; 0]);
    let option = "--security-opt no-new-privileges";
    assert_eq!(of(option, gains), ["process-exceeds-container-gains no-new-privileges"]);
    assert_eq!(of("", "process app 0 - unfiltered"), ["process-exceeds-container-unfiltered seccomp"]);
    assert_eq!(of("--security-opt seccomp=unconfined", "process app 0 - unfiltered"), [""; 0]);
    // The image's user is not known.
    assert_eq!(of("", "process app 0 -"), [""; 0]);
    let two = "process app 1000 -\nprocess sh 0 -\nprocess sh 0 -";
    assert_eq!(of("--user 1000", two), ["process-runs-as-root sh"]);
    assert_eq!(of("--user 0", two), [""; 0]);
}

#[test]
fn limits_are_proposed_by_what_was_used() {
    let seen = "age 100\nmemory 209715200\ntasks 70\ncpu 150000000000";
    let of = |rule: &str| fix("docker run app:1", seen, rule);
    assert!(
        of("no-memory-limit").starts_with("limit memory to 304 MiB: half as much again"),
        "{}",
        of("no-memory-limit")
    );
    assert!(of("no-memory-limit").contains("(200 MiB)"));
    assert!(of("no-pids-limit").starts_with("limit processes to 112: "), "{}", of("no-pids-limit"));
    // One and a half on average.
    assert!(of("no-cpu-limit").starts_with("limit CPU time to 3 CPU"), "{}", of("no-cpu-limit"));
    assert!(of("no-cpu-limit").contains("1.50 CPU"));
    let near = ["limit-nearly-reached"];
    assert_eq!(
        said("docker run -m 100m --pids-limit 10 app:1", "memory 94371840 104857600\ntasks 9 10", &near)
            .len(),
        2
    );
    assert_eq!(
        said("docker run -m 100m --pids-limit 10 app:1", "memory 94371839 104857600\ntasks 8 10", &near)
            .len(),
        0
    );
    // The machine's own limit.
    assert_eq!(said("docker run app:1", "memory 100 100\ntasks 10 10", &near).len(), 0);
}

#[test]
fn what_was_written_is_said_where_the_root_filesystem_would_be_read_only() {
    let of = |seen: &str| fix("docker run app:1", seen, "writable-root-filesystem");
    assert!(of("changed /data/a /var/log/b").contains("has written to /data/a, /var/log/b:"));
    assert!(of("changed /a /b /c /d /e").contains("/a, /b, /c, /d, …:"));
    assert!(of("changed").contains("has written nothing"));
}
