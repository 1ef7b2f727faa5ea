//! Quotas, logs, restarts, the user.

use esclusa_model::Change;

use super::{becomes, refuses};

const MEMORY: Change = Change::LimitMemory { bytes: 256 << 20 };
const CPUS: Change = Change::LimitCpus { nano_cpus: 500_000_000 };
const PIDS: Change = Change::LimitProcesses { processes: 100 };

#[test]
fn limits_stand_where_the_file_says_limits() {
    for (before, change, after) in [
        ("", MEMORY, "mem_limit: 256m"),
        ("", Change::LimitMemory { bytes: 100_000_001 }, "mem_limit: 100000001"),
        ("mem_limit: 1g # c\nmemswap_limit: -1", MEMORY, "mem_limit: 256m # c"),
        ("mem_limit: '1g'\nuser: x", MEMORY, "mem_limit: '256m'\nuser: x"),
        ("mem_reservation: 1g", MEMORY, "mem_reservation: 256m\nmem_limit: 256m"),
        ("", CPUS, "cpus: 0.5"),
        ("cpus: \"1\"", CPUS, "cpus: 0.5"),
        ("cpu_quota: 5000\ncpu_period: 1000\nuser: x", CPUS, "user: x\ncpus: 0.5"),
        ("mem_limit: 1g\nuser: x", CPUS, "mem_limit: 1g\ncpus: 0.5\nuser: x"),
        ("", PIDS, "pids_limit: 100"),
        ("pids_limit: -1", PIDS, "pids_limit: 100"),
        (
            "deploy:\n  resources:\n    limits:\n      cpus: '1'\n  replicas: 1",
            MEMORY,
            "deploy:\n  resources:\n    limits:\n      cpus: '1'\n      memory: 256m\n  replicas: 1",
        ),
        (
            "deploy:\n  resources:\n    limits:\n      memory: 1G\n    reservations:\n      memory: 512M",
            MEMORY,
            "deploy:\n  resources:\n    limits:\n      memory: 256m\n    reservations:\n      memory: 256m",
        ),
        (
            "deploy: {resources: {limits: {memory: 1g}}}\nmem_limit: 1g",
            MEMORY,
            "deploy: {resources: {limits: {memory: 256m}}}\nmem_limit: 256m",
        ),
        (
            "deploy: {resources: {limits: {memory: 1g}}}",
            CPUS,
            "deploy: {resources: {limits: {memory: 1g, cpus: \"0.5\"}}}",
        ),
        ("deploy: {resources: {limits: {}}}", PIDS, "deploy: {resources: {limits: {pids: 100}}}"),
        ("deploy: {replicas: 2}", PIDS, "deploy: {replicas: 2}\npids_limit: 100"),
    ] {
        becomes(before, &change, after);
    }
    let why = "Compose rounds 333333333 billionths of a CPU";
    refuses("", &Change::LimitCpus { nano_cpus: 333_333_333 }, why);
}

#[test]
fn logs_are_limited_where_they_are_files() {
    let change = Change::LimitLogs { max_size: "10m".to_owned(), max_file: 3 };
    for (before, after) in [
        ("", "logging:\n  options:\n    max-size: \"10m\"\n    max-file: \"3\""),
        (
            "logging:\n  driver: json-file",
            "logging:\n  driver: json-file\n  options:\n    max-size: \"10m\"\n    max-file: \"3\"",
        ),
        (
            "logging:\n  options:\n    max-size: 1g # c\n    tag: x\nuser: x",
            "logging:\n  options:\n    max-size: 10m # c\n    tag: x\n    max-file: \"3\"\nuser: x",
        ),
        (
            "logging: {driver: local}",
            "logging: {driver: local, options: {max-size: \"10m\", max-file: \"3\"}}",
        ),
        ("logging: {driver: syslog}", "logging: {driver: syslog}"),
        (
            "logging:\n  options: {max-size: '10m', max-file: '2'}",
            "logging:\n  options: {max-size: '10m', max-file: '3'}",
        ),
    ] {
        becomes(before, &change, after);
    }
}

#[test]
fn the_restart_policy_is_set_where_it_is_said() {
    let set = |policy: &str, most| Change::SetRestart { policy: policy.to_owned(), most };
    for (before, change, after) in [
        ("", set("on-failure", 5), "restart: on-failure:5"),
        ("restart: always # c", set("unless-stopped", 0), "restart: unless-stopped # c"),
        ("restart: 'always'", set("no", 0), "restart: 'no'"),
        ("", set("no", 0), "restart: \"no\""),
        ("restart: on-failure:3", set("on-failure", 0), "restart: on-failure"),
        (
            "restart: always\ndeploy:\n  restart_policy:\n    condition: any",
            set("on-failure", 3),
            "restart: always\ndeploy:\n  restart_policy:\n    condition: on-failure\n    max_attempts: 3",
        ),
        (
            "deploy: {restart_policy: {condition: on-failure, max_attempts: 3, delay: 5s}}",
            set("no", 0),
            "deploy: {restart_policy: {condition: none, delay: 5s}}",
        ),
        (
            "deploy: {restart_policy: {delay: 5s}}",
            set("always", 0),
            "deploy: {restart_policy: {delay: 5s, condition: any}}",
        ),
    ] {
        becomes(before, &change, after);
    }
}

#[test]
fn the_user_is_set() {
    let set = |user: &str| Change::SetUser { user: user.to_owned() };
    becomes("ports: [\"80\"]", &set("1000:1000"), "user: \"1000:1000\"\nports: [\"80\"]");
    becomes("user: root", &set("1000:1000"), "user: \"1000:1000\"");
    becomes("user: '0'", &set("1000:1000"), "user: '1000:1000'");
    becomes("user: \"${UID}:${GID}\"", &set("1000:1000"), "user: \"1000:1000\"");
    becomes("user: \"1000:1000\"", &set("1000:1000"), "user: \"1000:1000\"");
}
