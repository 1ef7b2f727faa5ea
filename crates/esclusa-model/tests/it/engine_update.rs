//! Changes where a container stands: what is asked of the engine, and whether it is so afterwards.

use esclusa_model::dialect::engine::{Quota, Update, cpus};
use esclusa_model::{Change, Container};
use serde_json::{Value, json};

use crate::engine::container;

const MIB: i64 = 1 << 20;

/// A container of an engine with this host configuration.
fn made(host: &Value) -> Container {
    let document = json!({ "Id": "b123", "Name": "/web", "Config": { "Image": "a" }, "HostConfig": host });
    container(&document.to_string()).0
}

fn in_place(container: &Container, changes: &[Change]) -> Update {
    Update::of(container, changes).unwrap_or_else(|| panic!("not in place: {changes:?}"))
}

/// The body that is sent, and the container as it is to be.
fn sent(host: &Value, changes: &[Change]) -> (Value, Container) {
    let mut container = made(host);
    let update = in_place(&container, changes);
    let wanted: Vec<&str> = update.unmet(&container);
    assert_eq!(wanted.is_empty(), update.is_empty());
    update.apply(&mut container);
    assert_eq!(update.unmet(&container), Vec::<&str>::new());
    (serde_json::from_str(&update.body()).unwrap_or_default(), container)
}

#[test]
fn memory_goes_with_the_swap_beside_it() {
    let change = [Change::LimitMemory { bytes: 64 * MIB }];
    let both = json!({ "Memory": 64 * MIB, "MemorySwap": 128 * MIB });
    for before in [
        json!({ "Memory": 0, "MemorySwap": 0 }),
        json!({ "Memory": 64 * MIB, "MemorySwap": -1 }),
        json!({ "Memory": 1024 * MIB, "MemorySwap": 2048 * MIB }),
    ] {
        assert_eq!(sent(&before, &change).0, both, "{before}");
    }
    // Less swap than the engine would give stays.
    let before = json!({ "Memory": 1024 * MIB, "MemorySwap": 1024 * MIB, "MemoryReservation": 512 * MIB });
    let (body, _) = sent(&before, &[Change::LimitMemory { bytes: 768 * MIB }]);
    assert_eq!(body, json!({ "Memory": 768 * MIB, "MemorySwap": 1024 * MIB }));
    let (body, _) = sent(&before, &change);
    let wanted = json!({ "Memory": 64 * MIB, "MemorySwap": 128 * MIB, "MemoryReservation": 64 * MIB });
    assert_eq!(body, wanted);
}

#[test]
fn cpu_time_is_said_as_it_was_before() {
    let change = [Change::LimitCpus { nano_cpus: 2_000_000_000 }];
    let (body, container) = sent(&json!({ "NanoCpus": 0, "CpuQuota": 0, "CpuPeriod": 0 }), &change);
    assert_eq!(body, json!({ "NanoCpus": 2_000_000_000_i64 }));
    assert_eq!(cpus(&container.request.host), Some(2_000_000_000));
    let (body, container) = sent(&json!({ "CpuQuota": 9_000_000, "CpuPeriod": 50_000 }), &change);
    assert_eq!(body, json!({ "CpuPeriod": 50_000, "CpuQuota": 100_000 }));
    assert_eq!(cpus(&container.request.host), Some(2_000_000_000));
    let (body, _) = sent(&json!({ "CpuQuota": 9_000_000 }), &change);
    assert_eq!(body, json!({ "CpuPeriod": 100_000, "CpuQuota": 200_000 }));
}

#[test]
fn processes_and_restarts_are_set() {
    let changes = [
        Change::LimitProcesses { processes: 64 },
        Change::SetRestart { policy: "on-failure".to_owned(), most: 5 },
    ];
    let before = json!({ "RestartPolicy": { "Name": "on-failure", "MaximumRetryCount": 0 } });
    let wanted =
        json!({ "PidsLimit": 64, "RestartPolicy": { "Name": "on-failure", "MaximumRetryCount": 5 } });
    assert_eq!(sent(&before, &changes).0, wanted);
    // One that removes itself is made anew for it.
    let removes = made(&json!({ "AutoRemove": true, "RestartPolicy": { "Name": "no" } }));
    assert_eq!(Update::of(&removes, &changes), None);
}

#[test]
fn what_is_so_already_asks_for_nothing() {
    let host = json!({ "Memory": 64 * MIB, "MemorySwap": 128 * MIB, "PidsLimit": 64, "NanoCpus": 1_000_000_000_i64 });
    let changes = [
        Change::LimitMemory { bytes: 64 * MIB },
        Change::LimitProcesses { processes: 64 },
        Change::LimitCpus { nano_cpus: 1_000_000_000 },
    ];
    assert!(Update::of(&made(&host), &changes).is_some_and(|update| update.is_empty()));
}

#[test]
fn what_needs_a_new_container_is_no_update() {
    let plain = made(&json!({}));
    for change in [
        Change::DropPrivileged,
        Change::ForbidNewPrivileges,
        Change::MakeRootReadOnly { tmpfs: Vec::new() },
        Change::LimitLogs { max_size: "10m".to_owned(), max_file: 3 },
    ] {
        assert_eq!(Update::of(&plain, std::slice::from_ref(&change)), None, "{change:?}");
        assert_eq!(Update::of(&plain, &[Change::LimitProcesses { processes: 9 }, change]), None);
    }
}

#[test]
fn what_did_not_take_is_named() {
    let changes = [Change::LimitMemory { bytes: 64 * MIB }, Change::LimitProcesses { processes: 64 }];
    let before = made(&json!({}));
    let update = in_place(&before, &changes);
    assert_eq!(update.unmet(&before), ["Memory", "MemorySwap", "PidsLimit"]);
    // A kernel that counts no swap, and an engine that knows no limit of processes here.
    let after = made(&json!({ "Memory": 64 * MIB, "MemorySwap": -1, "PidsLimit": null }));
    assert_eq!(update.unmet(&after), ["MemorySwap", "PidsLimit"]);
    assert_eq!(Quota::MemorySwap.of(&after.request.host), None);
}

#[test]
fn numbers_are_said_for_a_person() {
    for (quota, number, said) in [
        (Quota::Memory, 64 * MIB, "64 MiB"),
        (Quota::MemorySwap, 64 * MIB + 1, "67108865 B"),
        (Quota::NanoCpus, 2_000_000_000, "2 CPU"),
        (Quota::NanoCpus, 1_500_000_000, "1.5 CPU"),
        (Quota::NanoCpus, 10_000_000, "0.01 CPU"),
        (Quota::CpuQuota, 50_000, "50000 µs"),
        (Quota::PidsLimit, 64, "64"),
    ] {
        assert_eq!(quota.amount(number), said);
    }
}
