//! A permit is of one container and one update; what would be weaker than it is has none.

use std::path::PathBuf;

use esclusa_enforce::{Permit, Refusal, permit};
use esclusa_model::dialect::engine;
use esclusa_model::running::{Cpu, Memory, Process, Tasks};
use esclusa_model::{Change, Context, Mode, Project, Running};
use esclusa_source::{MemoryFiles, Sources};
use serde_json::{Value, json};

const MIB: i64 = 1 << 20;
const ID: &str = "b123ed881d921748762636df9f6560693f4743eface7720b3a0c0d2b1b8cdf9c";

/// What an engine says of a container with this host configuration.
fn document(host: &Value) -> Value {
    json!({
        "Id": ID, "Name": "/web", "State": { "Status": "running", "Pid": 7 },
        "Config": { "Image": "busybox", "User": "", "Entrypoint": null }, "HostConfig": host,
    })
}

fn read(text: &str) -> Project {
    let files = MemoryFiles::default();
    let working_dir = PathBuf::from("/");
    let context =
        Context { files: &files, environment: Default::default(), working_dir, mode: Mode::Tolerant };
    let mut sources = Sources::default();
    let file = sources.add("container:web", text);
    engine::read(file, &context, &sources).projects.pop().expect("a project")
}

fn of(host: &Value) -> Project {
    read(&document(host).to_string())
}

/// The same while it runs and has used this.
fn running(host: &Value, used: Running) -> Project {
    let mut project = of(host);
    let processes = vec![Process { pid: 7, name: "sleep".to_owned(), ..Process::default() }];
    project.workloads[0].containers[0].running = Some(Box::new(Running { processes, ..used }));
    project
}

fn memory(mib: i64) -> Change {
    Change::LimitMemory { bytes: mib * MIB }
}

fn processes(processes: i64) -> Change {
    Change::LimitProcesses { processes }
}

fn cpus(nano_cpus: i64) -> Change {
    Change::LimitCpus { nano_cpus }
}

fn restart(policy: &str, most: i64) -> Change {
    Change::SetRestart { policy: policy.to_owned(), most }
}

fn refused(project: &Project, changes: &[Change]) -> Refusal {
    match permit(project, changes) {
        Err(refusal) => refusal,
        Ok(permit) => panic!("permitted: {permit:?}"),
    }
}

fn body(permit: &Permit) -> Value {
    serde_json::from_str(&permit.update().body()).expect("JSON")
}

#[test]
fn a_permit_is_of_the_container_that_was_judged_and_of_what_was_asked_for() {
    let project = of(&json!({ "Memory": 0, "RestartPolicy": { "Name": "on-failure" } }));
    let changes = [memory(64), processes(64), cpus(1_000_000_000), restart("on-failure", 5)];
    let permit = permit(&project, &changes).expect("a permit");
    assert_eq!(permit.container(), ID);
    let wanted = json!({
        "Memory": 64 * MIB, "MemorySwap": 128 * MIB, "PidsLimit": 64, "NanoCpus": 1_000_000_000,
        "RestartPolicy": { "Name": "on-failure", "MaximumRetryCount": 5 },
    });
    assert_eq!(body(&permit), wanted);
}

#[test]
fn a_limit_does_not_rise() {
    let limited = json!({
        "Memory": 64 * MIB, "MemorySwap": 64 * MIB, "PidsLimit": 64, "NanoCpus": 1_000_000_000,
        "RestartPolicy": { "Name": "on-failure", "MaximumRetryCount": 3 },
    });
    let project = of(&limited);
    for (change, field) in [
        (memory(65), "Memory"),
        (memory(0), "Memory"),
        (memory(-1), "Memory"),
        (processes(65), "PidsLimit"),
        (processes(0), "PidsLimit"),
        (processes(-1), "PidsLimit"),
        (cpus(1_000_000_001), "NanoCpus"),
        (cpus(0), "NanoCpus"),
        (restart("on-failure", 4), "RestartPolicy"),
        (restart("on-failure", 0), "RestartPolicy"),
        (restart("always", 0), "RestartPolicy"),
    ] {
        assert_eq!(refused(&project, std::slice::from_ref(&change)), Refusal::Raises(field), "{change:?}");
        // Nor beside one that is stricter.
        assert_eq!(refused(&project, &[restart("no", 0), change]), Refusal::Raises(field));
    }
    for change in [memory(32), processes(63), cpus(999_000_000), restart("on-failure", 2), restart("no", 0)] {
        assert!(permit(&project, std::slice::from_ref(&change)).is_ok(), "{change:?}");
    }
    // The older way to say CPU time is compared, too.
    let quota = of(&json!({ "CpuQuota": 150_000, "CpuPeriod": 100_000 }));
    assert_eq!(refused(&quota, &[cpus(1_600_000_000)]), Refusal::Raises("NanoCpus"));
    let permit = permit(&quota, &[cpus(1_000_000_000)]).expect("a permit");
    assert_eq!(body(&permit), json!({ "CpuPeriod": 100_000, "CpuQuota": 100_000 }));
}

#[test]
fn what_is_no_limit_is_none_to_set() {
    let free = of(&json!({}));
    for change in [memory(0), memory(-1), processes(0), processes(-1), cpus(0), cpus(-5)] {
        assert!(permit(&free, std::slice::from_ref(&change)).is_err(), "{change:?}");
    }
}

#[test]
fn a_limit_does_not_lie_under_what_was_used() {
    let mib = |mib: u64| mib << 20;
    let used = Running {
        seconds: Some(100),
        memory: Some(Memory { peak: mib(100), now: mib(80), cache: mib(20), ..Memory::default() }),
        tasks: Some(Tasks { peak: 40, ..Tasks::default() }),
        cpu: Some(Cpu { used: 150_000_000_000, ..Cpu::default() }),
        ..Running::default()
    };
    let project = running(&json!({}), used);
    let below = |field, limit: &str, used: &str| Refusal::BelowUse(field, limit.to_owned(), used.to_owned());
    assert_eq!(refused(&project, &[memory(79)]), below("Memory", "79 MiB", "80 MiB"));
    assert_eq!(refused(&project, &[processes(39)]), below("PidsLimit", "39", "40"));
    assert_eq!(refused(&project, &[cpus(1_000_000_000)]), below("NanoCpus", "1 CPU", "1.5 CPU"));
    for change in [memory(160), processes(64), cpus(2_000_000_000)] {
        assert!(permit(&project, std::slice::from_ref(&change)).is_ok(), "{change:?}");
    }
    // Room for what was used and next to nothing more is a finding of its own.
    assert_eq!(refused(&project, &[processes(40)]), Refusal::Finds("limit-nearly-reached"));
}

#[test]
fn what_cannot_be_done_in_place_or_is_done_has_no_permit() {
    let project = of(&json!({ "Memory": 64 * MIB, "MemorySwap": 128 * MIB, "AutoRemove": true }));
    assert_eq!(refused(&project, &[Change::DropPrivileged]), Refusal::NeedsNewContainer);
    assert_eq!(refused(&project, &[processes(64), Change::ForbidNewPrivileges]), Refusal::NeedsNewContainer);
    assert_eq!(refused(&project, &[restart("on-failure", 5)]), Refusal::NeedsNewContainer);
    assert_eq!(refused(&project, &[memory(64)]), Refusal::Nothing);
    assert_eq!(refused(&project, &[]), Refusal::Nothing);
}

#[test]
fn who_is_not_known_is_not_changed() {
    let mut odd = document(&json!({}));
    // What would be another request in a path.
    for id in ["", "../../images/x", "a/b", "a?b", "a b", "web\r\nX: y"] {
        odd["Id"] = id.into();
        assert_eq!(refused(&read(&odd.to_string()), &[processes(64)]), Refusal::NoIdentifier, "{id:?}");
    }
    let request = read(r#"{ "Image": "busybox", "HostConfig": {} }"#);
    assert_eq!(refused(&request, &[processes(64)]), Refusal::NoIdentifier);
    let mut two = of(&json!({}));
    two.workloads.push(two.workloads[0].clone());
    assert_eq!(refused(&two, &[processes(64)]), Refusal::NotOne);
    assert_eq!(refused(&Project::default(), &[processes(64)]), Refusal::NotOne);
}

#[test]
fn every_limit_that_the_rules_propose_of_what_was_used_is_permitted() {
    // Half as much again as was used: whatever that was, it is no weaker than nothing.
    for used in [1_u64, 7, 60, 500, 5_000] {
        let seen = Running {
            seconds: Some(50),
            memory: Some(Memory { peak: used << 20, now: used << 20, ..Memory::default() }),
            tasks: Some(Tasks { peak: used, ..Tasks::default() }),
            cpu: Some(Cpu { used: used * 1_000_000_000, ..Cpu::default() }),
            ..Running::default()
        };
        let project = running(&json!({ "RestartPolicy": { "Name": "on-failure" } }), seen);
        let mut changes = Vec::new();
        for finding in esclusa_rules::judge(&project) {
            let Some(esclusa_finding::Cure::Container(own)) = finding.fix.map(|fix| fix.cure) else {
                continue;
            };
            if engine::Update::of(&project.workloads[0].containers[0], &own).is_some() {
                assert!(permit(&project, &own).is_ok(), "{}: {own:?}", finding.rule.id);
                changes.extend(own);
            }
        }
        assert_eq!(changes.len(), 4, "{changes:?}");
        assert!(permit(&project, &changes).is_ok());
    }
}
