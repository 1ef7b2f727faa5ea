//! `harden container:NAME --apply` on a real engine: nothing without a yes, and with one what was shown is in force.

use std::path::Path;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::engine::BASE;
use super::said;

const MIB: i64 = 1 << 20;

/// A container: its name, the flags that it is made with, and what it is to be afterwards.
struct Case {
    name: &'static str,
    flags: &'static [&'static str],
    after: fn() -> Value,
}

/// Sixty-four is the least that is proposed, of memory in MiB and of processes: `sleep` needs less.
const CASES: &[Case] = &[
    Case {
        name: "unlimited",
        flags: &["--restart", "on-failure"],
        after: || {
            json!({
                "Memory": 64 * MIB, "MemorySwap": 128 * MIB, "NanoCpus": 1_000_000_000, "PidsLimit": 64,
                "RestartPolicy": { "Name": "on-failure", "MaximumRetryCount": 5 },
            })
        },
    },
    Case {
        // More CPUs than any machine has. An engine refuses the other way to say CPU time beside this one.
        name: "by-quota",
        flags: &["--cpu-period", "50000", "--cpu-quota", "30000000"],
        after: || json!({ "Memory": 64 * MIB, "PidsLimit": 64, "CpuPeriod": 50_000, "CpuQuota": 50_000 }),
    },
    Case {
        // Nor does it take a limit of memory above one of swap, which less than nothing is to it.
        name: "free-swap",
        flags: &["--memory", "96m", "--memory-swap", "-1"],
        after: || json!({ "Memory": 96 * MIB, "MemorySwap": 192 * MIB, "PidsLimit": 64 }),
    },
    Case {
        // What removes itself takes limits, too.
        name: "removed",
        flags: &["--rm"],
        after: || json!({ "Memory": 64 * MIB, "PidsLimit": 64, "AutoRemove": true }),
    },
];

/// The rules whose findings are gone afterwards: they look at what is in force, too.
const MENDED: &[&str] =
    &["no-memory-limit", "no-pids-limit", "no-cpu-limit", "unlimited-swap", "unbounded-restarts"];

/// Makes the containers, changes them, and takes them away.
pub(super) fn hold(esclusa: &Path) -> anyhow::Result<()> {
    // Where the kernel counts no swap an engine leaves that part out and says so.
    let counts_swap = said::expect("docker", &["info", "--format", "{{.SwapLimit}}"])?.trim() == "true";
    let mut wrong = Vec::new();
    for case in CASES {
        let mut words = vec!["run", "--detach", "--name", case.name];
        words.extend(case.flags);
        words.extend([BASE, "sleep", "1000"]);
        said::expect("docker", &words)?;
        let tried = changed(case, esclusa, counts_swap);
        said::run("docker", &["rm", "--force", case.name], None)?;
        wrong.extend(tried?.into_iter().map(|what| format!("{}: {what}", case.name)));
    }
    anyhow::ensure!(
        wrong.is_empty(),
        "containers were not changed in place as they are to be:\n{}",
        wrong.join("\n")
    );
    println!("{} containers changed in place\n", CASES.len());
    Ok(())
}

/// What is not as it must be.
fn changed(case: &Case, esclusa: &Path, counts_swap: bool) -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    let name = format!("container:{}", case.name);
    let before = host(case.name)?;
    let asked = said::run(esclusa, &["harden", &name, "--apply", "--risky"], None)?;
    if asked.success || host(case.name)? != before {
        wrong.push(format!("changed though nobody said yes: {}", asked.error));
    }
    let done = said::run(esclusa, &["harden", &name, "--apply", "--risky", "--yes"], None)?;
    let after = host(case.name)?;
    if done.success != counts_swap {
        wrong.push(format!("success {}: {}", done.success, done.error));
    }
    let wanted = (case.after)();
    for (key, value) in wanted.as_object().context("an object")? {
        if after.get(key) != Some(value) && (counts_swap || key != "MemorySwap") {
            wrong.push(format!("{key} is {:?} and no {value}: {}", after.get(key), done.error));
        }
    }
    let audited = said::run(esclusa, &["audit", &name, "--format", "json"], None)?;
    let report: Value = serde_json::from_str(&audited.standard).with_context(|| audited.error.clone())?;
    let found = report["findings"].as_array().into_iter().flatten().filter_map(|one| one["rule"].as_str());
    let stay = found.filter(|rule| MENDED.contains(rule) && (counts_swap || *rule != "unlimited-swap"));
    wrong.extend(stay.map(|rule| format!("{rule} is still found")));
    Ok(wrong)
}

/// What the engine says of a container's host configuration.
fn host(name: &str) -> anyhow::Result<Value> {
    let said = said::expect("docker", &["inspect", "--format", "{{json .HostConfig}}", name])?;
    Ok(serde_json::from_str(&said)?)
}
