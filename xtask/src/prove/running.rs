//! What runs on a real engine, audited: what other auditors were seen to miss there is found.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;

use super::engine::BASE;
use super::said;

/// A container: its name, the flags that it is made with, whether it is started, what must be found in it, and what not.
struct Case {
    name: &'static str,
    flags: &'static [&'static str],
    starts: bool,
    found: &'static [&'static str],
    not_found: &'static [&'static str],
}

/// The faults that were reproduced in docker-bench-security 1.6.0, and what only a running container tells.
const CASES: &[Case] = &[
    Case {
        // Skipped for its name, and because it does not run.
        name: "vanilla-ap",
        flags: &["--privileged", "--pid", "host"],
        starts: false,
        found: &["privileged-container", "host-pid-namespace"],
        not_found: &[],
    },
    Case {
        name: "switched-off",
        flags: &["--security-opt", "no-new-privileges=false"],
        starts: true,
        found: &["privilege-escalation-allowed", "capabilities-not-dropped"],
        not_found: &["process-exceeds-container"],
    },
    Case {
        name: "zero",
        flags: &["--user", "0:0"],
        starts: true,
        found: &["explicit-root-user"],
        not_found: &["root-by-default"],
    },
    Case {
        // The name of a user that the container's own list gives number 0.
        name: "toor",
        flags: &["--user", "root"],
        starts: false,
        found: &["explicit-root-user"],
        not_found: &[],
    },
    Case {
        name: "folder-of-socket",
        flags: &["--volume", "/var/run:/host-run"],
        starts: true,
        found: &["engine-socket-mounted"],
        not_found: &[],
    },
    Case {
        name: "heir",
        flags: &["--volumes-from", "folder-of-socket"],
        starts: true,
        found: &["engine-socket-mounted"],
        not_found: &[],
    },
    Case {
        name: "secret",
        flags: &["--env", "DB_PASSWORD=hunter2SuperS3cret"],
        starts: true,
        found: &["secret-in-environment"],
        not_found: &[],
    },
    Case {
        name: "loopback",
        flags: &["--publish", "127.0.0.1:18080:80"],
        starts: true,
        found: &[],
        not_found: &["published-on-all-interfaces"],
    },
    Case {
        name: "everybody",
        flags: &["--publish", "18081:80"],
        starts: true,
        found: &["published-on-all-interfaces"],
        not_found: &[],
    },
    Case {
        // Nobody says a group, and the container's own list has no entry of that number.
        name: "numbered",
        flags: &["--user", "4242"],
        starts: true,
        found: &["root-group"],
        not_found: &["explicit-root-user"],
    },
    Case {
        name: "hosted",
        flags: &["--network", "host"],
        starts: true,
        found: &["host-network"],
        not_found: &["published-on-all-interfaces"],
    },
    Case {
        // A process in it was ended, and others were refused.
        name: "starved",
        flags: &["--memory", "24m", "--memory-swap", "24m", "--pids-limit", "6"],
        starts: true,
        found: &["limit-nearly-reached"],
        not_found: &["no-memory-limit", "no-pids-limit"],
    },
    Case {
        name: "entered",
        flags: &["--user", "1000:1000", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
        starts: true,
        found: &["process-runs-as-root"],
        not_found: &["capabilities-not-dropped", "privilege-escalation-allowed", "root-by-default"],
    },
];

/// A service of a Swarm, without tasks: what it would ask for is judged.
const SERVICE: &[&str] = &[
    "service",
    "create",
    "--detach",
    "--name",
    "stack_web",
    "--label",
    "com.docker.stack.namespace=stack",
    "--replicas",
    "0",
    "--cap-drop",
    "ALL",
    "--limit-memory",
    "64m",
    "--read-only",
    "--mount",
    "type=bind,src=/var/run,dst=/host-run",
    "--publish",
    "18082:80",
    BASE,
    "sleep",
    "1000",
];

/// Makes the containers, audits the engine, and takes them away.
pub(super) fn hold(esclusa: &Path) -> anyhow::Result<()> {
    for case in CASES {
        let mut words = vec!["create", "--name", case.name];
        words.extend(case.flags);
        words.extend([BASE, "sleep", "1000"]);
        said::expect("docker", &words)?;
        if case.starts {
            said::expect("docker", &["start", case.name])?;
        }
    }
    said::expect("docker", &["exec", "--detach", "--user", "root", "entered", "sleep", "900"])?;
    for greedy in ["tail /dev/zero", "for one in 1 2 3 4 5 6 7 8; do sleep 3 & done; wait"] {
        let met = said::run("docker", &["exec", "starved", "sh", "-c", greedy], None)?;
        anyhow::ensure!(!met.success, "no limit was met by: {greedy}");
    }
    said::expect("docker", &["swarm", "init", "--advertise-addr", "127.0.0.1"])?;
    said::expect("docker", SERVICE)?;
    let audited = said::run(esclusa, &["audit", "engine:", "daemon:", "--format", "json"], None)?;
    let wrong = check(&audited);
    said::expect("docker", &["swarm", "leave", "--force"])?;
    for case in CASES {
        said::run("docker", &["rm", "--force", case.name], None)?;
    }
    let wrong = wrong?;
    anyhow::ensure!(wrong.is_empty(), "what runs was not judged right:\n{}", wrong.join("\n"));
    println!("{} containers on the engine judged as they are\n", CASES.len());
    Ok(())
}

/// What is not as it must be.
fn check(audited: &said::Said) -> anyhow::Result<Vec<String>> {
    let report: Value = serde_json::from_str(&audited.standard).with_context(|| audited.error.clone())?;
    let mut wrong = Vec::new();
    // Processes are seen: the engine is in the namespace that this is in.
    if !audited.error.is_empty() || audited.success {
        wrong.push(format!("success {}, {}", audited.success, audited.error));
    }
    if audited.standard.contains("hunter2") {
        wrong.push("the secret is shown".to_owned());
    }
    let findings = report["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of = |subject: &str| -> BTreeSet<&str> {
        let own = findings.iter().filter(|finding| finding["subject"].as_str() == Some(subject));
        own.filter_map(|finding| finding["rule"].as_str()).collect()
    };
    for case in CASES {
        let found = of(case.name);
        let missing = case.found.iter().filter(|rule| !found.contains(*rule));
        wrong.extend(missing.map(|rule| format!("{}: {rule} is missing among {found:?}", case.name)));
        let false_ones = case.not_found.iter().filter(|rule| found.contains(*rule));
        wrong.extend(false_ones.map(|rule| format!("{}: {rule} is wrong", case.name)));
    }
    let service = of("web");
    let (found, not_found) = (
        ["engine-socket-mounted", "published-on-all-interfaces"],
        ["no-memory-limit", "writable-root-filesystem", "capabilities-not-dropped"],
    );
    if !found.iter().all(|rule| service.contains(rule)) || not_found.iter().any(|rule| service.contains(rule))
    {
        wrong.push(format!("the service: {service:?}"));
    }
    // Memory and processes each.
    let starved = findings.iter().filter(|finding| finding["subject"].as_str() == Some("starved"));
    let reached = starved.filter(|finding| finding["rule"].as_str() == Some("limit-nearly-reached")).count();
    if reached != 2 {
        wrong.push(format!("starved: {reached} limits reached, not 2"));
    }
    if !of("daemon").contains("no-user-namespace-remap") {
        wrong.push(format!("the daemon: {:?}", of("daemon")));
    }
    let line =
        findings.iter().find(|finding| finding["rule"].as_str() == Some("published-on-all-interfaces"));
    let place = line.map(|finding| &finding["location"]).context("no published port")?;
    let (number, own) = (place["line"].as_u64().unwrap_or(0), place["path"].as_str().unwrap_or_default());
    let inspected = said::expect("docker", &["inspect", own.trim_start_matches("container:")])?;
    let shown = inspected.lines().nth(usize::try_from(number)?.saturating_sub(1)).unwrap_or_default();
    if !shown.contains("\"HostPort\": \"18081\"") {
        wrong.push(format!("{own}:{number} is not what docker inspect prints there: {shown}"));
    }
    Ok(wrong)
}
