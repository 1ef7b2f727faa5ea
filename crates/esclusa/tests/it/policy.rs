//! Policies as `audit` finds and holds them.

use crate::command::Folder;

const COMPOSE: &str = "services:\n  web:\n    image: alpine:3.22\n    network_mode: host\n";

/// Whether `host-network` is accepted, per file, by `audit` with these arguments.
fn accepted(folder: &Folder, arguments: &[&str]) -> Vec<(String, bool)> {
    let run = folder.esclusa(&[&["audit", "--format", "json"], arguments].concat());
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let findings = report["findings"].as_array().into_iter().flatten();
    let mut found: Vec<(String, bool)> = findings
        .filter(|finding| finding["rule"] == "host-network")
        .map(|finding| {
            let path = finding["location"]["path"].as_str().unwrap_or_default().to_owned();
            (path, finding["waived"] == true)
        })
        .collect();
    found.sort();
    found
}

fn waiver(reason: &str) -> String {
    format!("[[waiver]]\nrule = \"host-network\"\nreason = \"{reason}\"\n")
}

#[test]
fn the_nearest_policy_above_a_file_holds() {
    let folder = Folder::new()
        .with("compose.yaml", COMPOSE)
        .with("sub/compose.yaml", COMPOSE)
        .with("sub/esclusa.toml", waiver("only here"));
    let both =
        |outer, inner| vec![("compose.yaml".to_owned(), outer), ("sub/compose.yaml".to_owned(), inner)];
    assert_eq!(accepted(&folder, &[]), both(false, true));
    let folder =
        folder.with("esclusa.toml", waiver("everywhere")).with("sub/esclusa.toml", "fail-on = \"high\"\n");
    assert_eq!(accepted(&folder, &[]), both(true, false));
    let folder = folder.with("other.toml", "");
    assert_eq!(accepted(&folder, &["--policy", "other.toml"]), both(false, false));
    assert_eq!(
        accepted(&folder, &["--policy", "esclusa.toml", "compose.yaml", "sub/compose.yaml"]),
        both(true, true)
    );
}

#[test]
fn a_policy_that_cannot_be_read_is_a_problem_at_its_place() {
    let folder = Folder::new().with("compose.yaml", COMPOSE).with("esclusa.toml", "\nfail-on = \"grave\"\n");
    let run = folder.esclusa(&["audit"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.starts_with("esclusa.toml:2:11: problem: there is no severity “grave”"), "{run:?}");
    assert!(run.out.contains("[host-network]"), "the rest is still judged: {run:?}");
    let run = folder.esclusa(&["audit", "--policy", "none.toml"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("none.toml:1:1: problem: "), "{run:?}");
}

#[test]
fn the_policy_says_what_fails_unless_the_command_line_does() {
    let quiet = "services:\n  web:\n    image: alpine:3.22\n";
    let folder = Folder::new().with("compose.yaml", quiet).with("esclusa.toml", "fail-on = \"critical\"\n");
    assert_eq!(folder.esclusa(&["audit"]).code, Some(0));
    assert_eq!(folder.esclusa(&["audit", "--severity", "low"]).code, Some(1));
}

#[test]
fn a_baseline_leaves_what_is_new() {
    let folder = Folder::new().with("compose.yaml", COMPOSE);
    let before = folder.esclusa(&["audit", "--format", "json"]).out;
    let folder =
        folder.with("baseline.json", before).with("compose.yaml", format!("{COMPOSE}    privileged: true\n"));
    let run = folder.esclusa(&["audit", "--quiet", "--baseline", "baseline.json"]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(lines.iter().any(|line| line.contains("[privileged-container]")), "{run:?}");
    assert!(!lines.iter().any(|line| line.contains("[host-network]")), "{run:?}");
    let folder = folder.with("baseline.json", "{}");
    assert_eq!(folder.esclusa(&["audit", "--baseline", "baseline.json"]).code, Some(2));
}

#[test]
fn a_comment_may_be_made_mute() {
    let folder = Folder::new().with(
        "compose.yaml",
        COMPOSE.replace("host\n", "host # esclusa: ignore[host-network] it answers DHCP\n"),
    );
    assert_eq!(accepted(&folder, &[]), [("compose.yaml".to_owned(), true)]);
    assert_eq!(accepted(&folder, &["--no-inline"]), [("compose.yaml".to_owned(), false)]);
}

#[test]
fn rules_of_ones_own_are_tested_by_a_command() {
    let rule = "[[rule]]\nid = \"ours\"\nmessage = \"no\"\nseverity = \"high\"\nwhen = \"container.Image == 'a'\"\n[[rule.test]]\nrun = \"docker run a\"\nfinds = true\n";
    let folder = Folder::new().with("esclusa.toml", rule);
    assert_eq!(folder.esclusa(&["rules", "test"]).code, Some(0));
    let elsewhere = Folder::new().with("policies/our.toml", rule);
    assert_eq!(elsewhere.esclusa(&["rules", "test"]).code, Some(2));
    let run = elsewhere.esclusa(&["rules", "test", "--policy", "policies/our.toml"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
    assert!(run.out.contains("our.toml:6:1: ours: "), "{run:?}");
    assert_eq!(elsewhere.esclusa(&["rules", "test", "x", "--policy", "policies/our.toml"]).code, Some(2));
    let folder = folder.with("esclusa.toml", rule.replace("finds = true", "finds = false"));
    let run = folder.esclusa(&["rules", "test"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("esclusa.toml:6:1: ours: finds something"), "{run:?}");
    assert!(folder.esclusa(&["explain", "ours"]).out.starts_with("# ours\n"));
}

#[test]
fn a_waiver_that_names_nothing_is_unused_only_where_everything_was_judged() {
    let compose = COMPOSE.replace("host", "none");
    let folder = Folder::new().with("compose.yaml", &compose).with("esclusa.toml", waiver("for somebody"));
    let unused = |arguments: &[&str]| {
        folder.esclusa(&[&["audit", "--quiet"], arguments].concat()).out.contains("[unused-waiver]")
    };
    assert!(unused(&["."]));
    assert!(!unused(&["compose.yaml"]), "it may be for another file");
}

#[test]
fn thresholds_are_the_policys() {
    let compose = "services:\n  web:\n    image: alpine:3.22\n    cpus: 8\n    shm_size: 100m\n    ulimits: {nofile: 70000}\n  batch:\n    image: alpine:3.22\n    cpu_period: 50000\n    cpu_quota: 225000\n";
    let policy = "[thresholds]\nmax-open-files = 65536\nmax-shared-memory = \"64m\"\nmax-cpus = 4\n";
    let found = |folder: &Folder| {
        let run = folder.esclusa(&["audit", "--format", "json", "compose.yaml"]);
        let report: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
        let rules = ["excessive-ulimit", "excessive-shared-memory", "no-cpu-limit"];
        let mut found: Vec<(String, u64)> = report["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|one| rules.contains(&one["rule"].as_str().unwrap_or_default()))
            .map(|one| {
                let line = one["location"]["line"].as_u64().unwrap_or_default();
                (one["message"].as_str().unwrap_or_default().to_owned(), line)
            })
            .collect();
        found.sort();
        found
    };
    let folder = Folder::new().with("compose.yaml", compose);
    assert_eq!(found(&folder), []);
    let folder = folder.with("esclusa.toml", policy);
    let wanted = [
        ("/dev/shm may take 100 MiB of the host's memory, and memory is not limited", 5),
        ("CPU time is limited, but to more than 4 CPUs", 4),
        ("CPU time is limited, but to more than 4 CPUs", 10),
        ("a process may hold 70000 files open, more than 65536", 6),
    ];
    assert_eq!(found(&folder), wanted.map(|(message, line)| (message.to_owned(), line)));
    // What is allowed is allowed up to the number itself.
    let folder = folder.with("esclusa.toml", policy.replace("65536", "70000").replace("64m", "100m"));
    let folder =
        folder.with("compose.yaml", compose.replace("cpus: 8", "cpus: 4").replace("225000", "200000"));
    assert_eq!(found(&folder), []);
    // What harden proposes is judged by the same numbers.
    let folder = folder.with("compose.yaml", compose).with("esclusa.toml", policy);
    let run = folder.esclusa(&["harden", "--risky", "compose.yaml"]);
    assert!(run.out.contains("-    cpus: 8") && run.out.contains("+    cpus: 1"), "{run:?}");
}
