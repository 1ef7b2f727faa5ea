//! What is seen of a running container, in a few lines, for the rules' pages and tests: `age SECONDS`, `process NAME USER
//! CAPABILITIES|- [gains] [unfiltered] [bounding CAPABILITIES]`, `listening tcp|udp PORT [loopback]`, `listening nothing`,
//! `memory PEAK [now BYTES] [cache BYTES] [limit BYTES] [killed NUMBER]`, `tasks PEAK [limit NUMBER] [refused NUMBER]`, `cpu
//! NANOSECONDS [periods NUMBER] [stopped NUMBER]`, `changed PATH…`, `unlisted NUMBER`.

use esclusa_finding::{Catalogue, Finding, Language, Safety};
use esclusa_model::Running;
use esclusa_model::running::{Cpu, Memory, Process, Socket, Tasks, bit};
use esclusa_source::Sources;

use crate::read;

/// Reads what was seen.
pub(crate) fn read(text: &str) -> Running {
    let mut running = Running::default();
    let number = |text: &str| text.parse::<u64>().expect("a number");
    let bits = |names: &str| -> u64 {
        names.split(',').filter(|name| *name != "-").map(|name| bit(name).expect("one")).sum()
    };
    let after = |words: &[&str], name: &str| -> Option<u64> {
        let at = words.iter().position(|word| *word == name)?;
        words.get(at + 1).map(|text| number(text))
    };
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["age", seconds] => running.seconds = Some(number(seconds)),
            ["unlisted", more] => running.unlisted = usize::try_from(number(more)).expect("a number"),
            ["process", name, user, held, ref rest @ ..] => {
                let user = user.parse().expect("a number");
                let bounding = rest.iter().position(|word| *word == "bounding");
                running.processes.push(Process {
                    pid: 7,
                    name: name.to_owned(),
                    user,
                    other_users: [user; 2],
                    capabilities: bits(held),
                    effective: bits(held),
                    bounding: bounding.map_or(0, |at| bits(rest[at + 1])),
                    no_new_privileges: !rest.contains(&"gains"),
                    is_filtered: Some(!rest.contains(&"unfiltered")),
                    ..Process::default()
                });
            }
            ["listening", "nothing"] => running.listening = Some(Vec::new()),
            ["listening", protocol, port, ref rest @ ..] => {
                running.listening.get_or_insert_default().push(Socket {
                    is_tcp: protocol == "tcp",
                    port: port.parse().expect("a port"),
                    is_loopback: rest == ["loopback"],
                })
            }
            ["memory", peak, ref words @ ..] => {
                running.memory = Some(Memory {
                    peak: number(peak),
                    now: after(words, "now").unwrap_or(number(peak)),
                    cache: after(words, "cache").unwrap_or(0),
                    limit: after(words, "limit"),
                    killed: after(words, "killed").unwrap_or(0),
                });
            }
            ["tasks", peak, ref words @ ..] => {
                let refused = after(words, "refused").unwrap_or(0);
                running.tasks = Some(Tasks { peak: number(peak), limit: after(words, "limit"), refused });
            }
            ["cpu", nanoseconds, ref words @ ..] => {
                let count = |name| after(words, name).unwrap_or(0);
                let periods = (count("periods"), count("stopped"));
                running.cpu = Some(Cpu { used: number(nanoseconds), limit: None, periods });
            }
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
fn what_a_process_may_take_up_or_gain_counts_too() {
    let rules = ["process-exceeds-container"];
    let of = |line: &str, seen: &str| said(&format!("docker run {line} app:1"), seen, &rules);
    // `docker exec --privileged --user 1000`: nothing is held, and all is in reach of a setuid program.
    let reach = "process sh 1000 - gains bounding CHOWN,SYS_ADMIN";
    assert_eq!(of("", reach), ["process-exceeds-container sh"]);
    assert_eq!(of("", "process sh 1000 - bounding CHOWN,SYS_ADMIN"), [""; 0]);
    assert_eq!(of("--cap-add SYS_ADMIN", reach), [""; 0]);
    let mut process = Process { name: "setuid".to_owned(), user: 1000, ..Process::default() };
    assert!(!Process { other_users: [1000, 1000], ..process.clone() }.is_root());
    process.other_users = [1000, 0];
    assert!(process.is_root());
}

#[test]
fn what_is_root_is_named_and_what_is_no_more_weighs_less() {
    let rules = ["explicit-root-user"];
    let of = |seen: &str| {
        let found = found("docker run --user root app:1", seen);
        let found = found.iter().find(|finding| rules.contains(&finding.rule.id)).expect("a finding");
        format!("{} {}", Catalogue::new(Language::English).text(&found.message), found.severity)
    };
    assert_eq!(of("age 1"), "the user is set to root (root) medium");
    let some = of("process init 0 -\nprocess app 1000 -");
    assert_eq!(some, "the user is set to root (root), and as root of the host run: init medium");
    let dropped = "the user is set to root (root); none of the processes is root of the host now low";
    assert_eq!(of("process app 1000 -"), dropped);
    // Those that were not looked at may be.
    assert_eq!(of("process app 1000 -\nunlisted 1"), "the user is set to root (root) medium");
    let many: String = (0..6).map(|number| format!("process p{number} 0 -\n")).collect();
    assert!(of(&many).contains("run: p0, p1, p2, p3, … medium"), "{}", of(&many));
}

#[test]
fn who_can_gain_nothing_though_nobody_asked_is_only_told() {
    let of = |seen: &str| {
        let found = found("docker run app:1", seen);
        let found = found.into_iter().find(|finding| finding.rule.id == "privilege-escalation-allowed");
        found.map(|finding| format!("{} {}", finding.message.id, finding.severity))
    };
    let is = |id: &str| Some(id.to_owned());
    assert_eq!(of("process a 0 -"), is("privilege-escalation-allowed-unasked info"));
    assert_eq!(of("process a 0 -\nprocess b 0 - gains"), is("privilege-escalation-allowed medium"));
    assert_eq!(of("process a 0 -\nunlisted 3"), is("privilege-escalation-allowed medium"));
    assert_eq!(of("age 1"), is("privilege-escalation-allowed medium"));
}

#[test]
fn what_listens_in_the_hosts_network_is_named() {
    let of = |seen: &str| {
        let found = found("docker run --network host app:1", seen);
        let finding = found.iter().find(|finding| finding.rule.id == "host-network").expect("a finding");
        Catalogue::new(Language::English).text(&finding.message)
    };
    let open = of("listening tcp 8080\nlistening tcp 40000\nlistening udp 53\nlistening udp 40000");
    assert!(open.contains("listens there on 53/udp, 8080/tcp, 40000/tcp:"), "{open}");
    assert!(of("listening nothing").contains("every port it opens"));
    assert!(of("age 1").contains("every port it opens"));
}

#[test]
fn a_server_of_ssh_is_one_whoever_started_it() {
    let rules = ["ssh-server"];
    let of = |line: &str, seen: &str| said(&format!("docker run {line}"), seen, &rules);
    assert_eq!(of("app:1", "process sshd 0 CHOWN"), ["ssh-server-daemon sshd"]);
    assert_eq!(of("app:1", "process sshd-like 0 CHOWN"), [""; 0]);
    assert_eq!(of("app:1 sshd -D", "process sshd 0 CHOWN"), ["ssh-server-daemon sshd"]);
    assert_eq!(of("-p 22:22 app:1", "process sshd 0 CHOWN"), ["ssh-server 22/tcp"]);
}

#[test]
fn of_one_port_one_rule_speaks() {
    let rules = ["unexposed-port-published", "published-port-unused"];
    let of = |seen: &str| said("docker run -p 8080:8080 nginx:1.29", seen, &rules);
    assert_eq!(of("age 5"), ["unexposed-port-published 8080/tcp"]);
    assert_eq!(of("age 90\nlistening nothing"), ["published-port-unused 8080/tcp"]);
    assert_eq!(of("age 90\nlistening tcp 8080"), [""; 0]);
    assert_eq!(of("age 9\nlistening tcp 8080"), ["unexposed-port-published 8080/tcp"]);
}

#[test]
fn a_limit_that_is_asked_for_is_to_be_in_force() {
    let rules = ["no-memory-limit", "no-pids-limit"];
    let of = |seen: &str| said("docker run -m 100m --pids-limit 10 app:1", seen, &rules);
    assert_eq!(of("memory 10 limit 104857600\ntasks 1 limit 10"), [""; 0]);
    assert_eq!(of("age 1"), [""; 0]);
    let live = "process app 0 -\nmemory 10\ntasks 1";
    assert_eq!(of(live), ["no-memory-limit-in-force ", "no-pids-limit-in-force "]);
    // What another has used says nothing of the limits of this one.
    assert_eq!(of("memory 10\ntasks 1"), [""; 0]);
    let unlimited = said("docker run app:1", "memory 10\ntasks 1", &rules);
    assert_eq!(unlimited, ["no-memory-limit ", "no-pids-limit "]);
}

#[test]
fn a_limit_is_reached_by_what_cannot_be_given_back() {
    let of = |seen: &str| {
        let found = found("docker run -m 100m --pids-limit 10 app:1", seen);
        let found = found.iter().filter(|finding| finding.rule.id == "limit-nearly-reached");
        found.map(|finding| format!("{} {}", finding.message.id, finding.severity)).collect::<Vec<_>>()
    };
    // All but the files that it read.
    assert_eq!(of("memory 104857600 now 104857600 cache 100000000 limit 104857600"), [""; 0]);
    assert_eq!(of("memory 104857600 now 50000000 limit 104857600"), [""; 0]);
    assert_eq!(of("memory 104857600 limit 104857600"), ["limit-nearly-reached info"]);
    assert_eq!(of("memory 100 limit 104857600 killed 2"), ["limit-nearly-reached-killed low"]);
    assert_eq!(of("tasks 1 limit 10 refused 4"), ["limit-nearly-reached-refused low"]);
    assert_eq!(of("memory 5 limit 0\ntasks 5 limit 0"), [""; 0]);
    let cpu_of = |line: &str, seen: &str| {
        let found = found(line, seen);
        let one = found.into_iter().find(|finding| finding.rule.id == "limit-nearly-reached")?;
        let catalogue = Catalogue::new(Language::English);
        Some(format!("{} / {}", one.message.id, catalogue.text(&one.fix.expect("a fix").title)))
    };
    let cpu = |seen: &str| cpu_of("docker run --cpus 0.5 app:1", seen);
    let often = "limit-nearly-reached-cpu / limit CPU time to 0.8 CPUs";
    assert_eq!(cpu("cpu 5 periods 100 stopped 25").as_deref(), Some(often));
    assert_eq!(cpu("cpu 5 periods 100 stopped 24"), None);
    assert_eq!(cpu("cpu 5 periods 99 stopped 99"), None);
    assert_eq!(cpu("cpu 5"), None);
    let by_quota = |line: &str| cpu_of(line, "cpu 5 periods 100 stopped 25");
    assert_eq!(by_quota("docker run --cpu-quota 50000 app:1").as_deref(), Some(often));
    assert_eq!(by_quota("docker run --cpu-quota 25000 --cpu-period 50000 app:1").as_deref(), Some(often));
    assert_eq!(by_quota("docker run app:1"), None);
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
    // What was kept of files is no need; a wider limit takes nothing away.
    let cached = fix("docker run app:1", "memory 1073741824 cache 1000000000", "no-memory-limit");
    assert!(cached.starts_with("limit memory to 112 MiB: "), "{cached}");
    let found = found("docker run -m 100m app:1", "memory 104857600 limit 104857600");
    let wider = found.iter().find(|finding| finding.rule.id == "limit-nearly-reached").expect("a finding");
    assert_eq!(wider.fix.as_ref().expect("a fix").safety, Safety::Safe);
    let near = ["limit-nearly-reached"];
    assert_eq!(
        said(
            "docker run -m 100m --pids-limit 10 app:1",
            "memory 94371840 limit 104857600\ntasks 9 limit 10",
            &near
        )
        .len(),
        2
    );
    assert_eq!(
        said(
            "docker run -m 100m --pids-limit 10 app:1",
            "memory 94371839 limit 104857600\ntasks 8 limit 10",
            &near
        )
        .len(),
        0
    );
    // The machine's own limit.
    assert_eq!(said("docker run app:1", "memory 100 limit 100\ntasks 10 limit 10", &near).len(), 0);
}

#[test]
fn what_was_written_is_said_where_the_root_filesystem_would_be_read_only() {
    let of = |seen: &str| fix("docker run app:1", seen, "writable-root-filesystem");
    // Of what need not last nothing is said: memory is to stand there.
    let both = of("changed /data/a /var/log/nginx/b /var/cache/x /run/a/b /tmp/c");
    assert!(both.contains("on /run, /tmp, /var/log/nginx: "), "{both}");
    assert!(
        both.ends_with("has written to /data/a, /var/cache/x: there it will fail, or needs a volume"),
        "{both}"
    );
    let there = of("changed /var/log/x/y/z /var/run/app.pid");
    assert!(there.contains("written only where memory would stand"), "{there}");
    assert!(there.contains("on /run, /tmp, /var/log/x:"), "{there}");
    // Where something is mounted, the engine has made its place.
    let mounted = fix("docker run -v data:/data app:1", "changed /data", "writable-root-filesystem");
    assert!(mounted.contains("has written nothing"), "{mounted}");
    let many: String = (0..20).map(|number| format!(" /var/cache/{number}/x")).collect();
    assert!(of(&format!("changed{many}")).contains("has written to /var/cache/8/x, "));
    assert!(of("changed /a /b /c /d /e").contains("/a, /b, /c, /d, …:"));
    assert!(of("changed").contains("has written nothing"));
}
