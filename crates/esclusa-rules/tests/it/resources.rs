//! Practice 4 in every dialect: every way to say a quota, and to say that there is none.

use esclusa_finding::Severity::{Info, Low, Medium};

use crate::asked::{by_compose, by_compose_file, by_host_config, by_run, expect, of, said};

#[test]
fn memory_is_limited_by_a_positive_number_only() {
    expect(
        "no-memory-limit",
        &[("no-memory-limit", Medium)],
        &[
            said("app:1", "init: true", "\"Init\": true"),
            said("-m 0 app:1", "mem_limit: 0", "\"Memory\": 0"),
            // A reservation is no limit.
            said("--memory-reservation 64m app:1", "mem_reservation: 64m", "\"MemoryReservation\": 67108864"),
            said("", "deploy: {resources: {reservations: {memory: 64m}}}", ""),
        ],
    );
    expect(
        "no-memory-limit",
        &[],
        &[
            said("-m 64m app:1", "mem_limit: 64m", "\"Memory\": 67108864"),
            said("--memory=64m app:1", "deploy: {resources: {limits: {memory: 64M}}}", ""),
            said("", "mem_limit: '${MEMORY}'", ""),
        ],
    );
}

#[test]
fn memory_does_not_depend_on_the_files_version() {
    // KICS asks for `version`, and with version 3 does not see `mem_limit`.
    for version in ["", "version: '2.4'\n", "version: '3.8'\n"] {
        let found = |keys: &str| {
            let text = format!("{version}services: {{web: {{image: 'app:1', {keys}}}}}\n");
            of(&by_compose_file(&text), "no-memory-limit")
        };
        assert_eq!(found("init: true").len(), 1, "{version}");
        assert_eq!(found("mem_limit: 64m"), [], "{version}");
    }
}

#[test]
fn cpu_is_limited_in_any_way() {
    expect(
        "no-cpu-limit",
        &[],
        &[
            // docker-bench does not see the first, which is all that Compose sends.
            said("--cpus 0.5 app:1", "cpus: 0.5", "\"NanoCpus\": 500000000"),
            said("", "deploy: {resources: {limits: {cpus: '0.5'}}}", ""),
            said("--cpu-quota 50000 app:1", "cpu_quota: 50000", "\"CpuQuota\": 50000"),
            said(
                "--cpu-period 50000 --cpu-quota 5000 app:1",
                "cpu_period: 50000, cpu_quota: 5000",
                "\"CpuPeriod\": 50000, \"CpuQuota\": 5000",
            ),
            said("--cpuset-cpus 0-1 app:1", "cpuset: 0-1", "\"CpusetCpus\": \"0-1\""),
            said("", "cpus: '${CPUS}'", ""),
            said("", "cpuset: '${CPUS}'", ""),
        ],
    );
    expect(
        "no-cpu-limit",
        &[("no-cpu-limit", Low)],
        &[
            said("app:1", "init: true", "\"Init\": true"),
            said("--cpu-shares 512 app:1", "cpu_shares: 512", "\"CpuShares\": 512"),
            said("--cpu-quota -1 app:1", "cpu_quota: -1", "\"CpuQuota\": -1"),
            said("--cpu-period 50000 app:1", "cpu_period: 50000", "\"CpuPeriod\": 50000"),
            said("", "deploy: {resources: {reservations: {cpus: '0.5'}}}", ""),
        ],
    );
    // A thousand CPUs.
    expect(
        "no-cpu-limit",
        &[("no-cpu-limit-high", Low)],
        &[
            said(
                "--cpu-period 1000 --cpu-quota 1000000 app:1",
                "cpu_period: 1000, cpu_quota: 1000000",
                "\"CpuPeriod\": 1000, \"CpuQuota\": 1000000",
            ),
            said("--cpus 1000 app:1", "cpus: 1000", "\"NanoCpus\": 1000000000000"),
        ],
    );
}

#[test]
fn processes_are_limited_by_a_positive_number_only() {
    expect(
        "no-pids-limit",
        &[("no-pids-limit", Medium)],
        &[
            said("app:1", "init: true", "\"PidsLimit\": null"),
            said("--pids-limit 0 app:1", "pids_limit: 0", "\"PidsLimit\": 0"),
            said("--pids-limit -1 app:1", "pids_limit: -1", "\"PidsLimit\": -1"),
            said("--ulimit nproc=100 app:1", "ulimits: {nproc: 100}", ""),
        ],
    );
    expect(
        "no-pids-limit",
        &[],
        &[
            said("--pids-limit 100 app:1", "pids_limit: 100", "\"PidsLimit\": 100"),
            said("", "deploy: {resources: {limits: {pids: 100}}}", ""),
            said("", "pids_limit: '${PIDS}'", ""),
        ],
    );
}

#[test]
fn swap_counts_beside_a_memory_limit() {
    expect(
        "unlimited-swap",
        &[("unlimited-swap", Low)],
        &[said(
            "-m 64m --memory-swap -1 app:1",
            "mem_limit: 64m, memswap_limit: -1",
            "\"Memory\": 67108864, \"MemorySwap\": -1",
        )],
    );
    expect(
        "unlimited-swap",
        &[],
        &[
            said("-m 64m app:1", "mem_limit: 64m", "\"Memory\": 67108864, \"MemorySwap\": 0"),
            said("-m 64m --memory-swap 64m app:1", "mem_limit: 64m, memswap_limit: 64m", ""),
            said("--memory-swap -1 app:1", "memswap_limit: -1", "\"MemorySwap\": -1"),
        ],
    );
}

#[test]
fn the_killer_must_have_its_choice() {
    let rule = "oom-killer-disabled";
    expect(
        rule,
        &[(rule, Medium)],
        &[said("--oom-kill-disable app:1", "oom_kill_disable: true", "\"OomKillDisable\": true")],
    );
    expect(
        rule,
        &[(rule, Low)],
        &[said(
            "--oom-kill-disable -m 64m app:1",
            "oom_kill_disable: true, mem_limit: 64m",
            "\"OomKillDisable\": true, \"Memory\": 67108864",
        )],
    );
    expect(
        rule,
        &[("oom-killer-disabled-score", Low)],
        &[said("--oom-score-adj -1000 app:1", "oom_score_adj: -1", "\"OomScoreAdj\": -500")],
    );
    expect(
        rule,
        &[],
        &[
            said("--oom-kill-disable=false app:1", "oom_kill_disable: false", "\"OomKillDisable\": false"),
            said("--oom-score-adj 500 app:1", "oom_score_adj: 500", "\"OomScoreAdj\": 0"),
        ],
    );
}

#[test]
fn a_tmpfs_needs_a_size_or_the_container_a_limit() {
    let rule = "unbounded-tmpfs";
    expect(
        rule,
        &[(rule, Low)],
        &[
            said("--tmpfs /tmp app:1", "tmpfs: /tmp", "\"Tmpfs\": {\"/tmp\": \"\"}"),
            said(
                "--tmpfs /tmp:exec,mode=1777 app:1",
                "tmpfs: ['/tmp:exec']",
                "\"Tmpfs\": {\"/tmp\": \"uid=1\"}",
            ),
            said("--tmpfs /tmp:size=64m,size=0 app:1", "tmpfs: ['/tmp:size=0']", ""),
            said(
                "--mount type=tmpfs,target=/tmp app:1",
                "volumes: [{type: tmpfs, target: /tmp}]",
                "\"Mounts\": [{\"Type\": \"tmpfs\", \"Target\": \"/tmp\"}]",
            ),
        ],
    );
    expect(
        rule,
        &[],
        &[
            said(
                "--tmpfs /tmp:size=64m app:1",
                "tmpfs: ['/tmp:size=64m']",
                "\"Tmpfs\": {\"/tmp\": \"size=5%\"}",
            ),
            said("--tmpfs /tmp:nr_blocks=1k app:1", "", ""),
            said("--tmpfs /tmp:ro app:1", "tmpfs: ['/tmp:ro']", ""),
            said("-m 64m --tmpfs /tmp app:1", "mem_limit: 64m, tmpfs: /tmp", ""),
            said("", "tmpfs: ['/tmp:${OPTIONS}']", ""),
            said(
                "--mount type=tmpfs,target=/tmp,tmpfs-size=64m app:1",
                "volumes: [{type: tmpfs, target: /tmp, tmpfs: {size: 64m}}]",
                "\"Mounts\": [{\"Type\": \"tmpfs\", \"Target\": \"/tmp\", \"TmpfsOptions\": {\"SizeBytes\": 1}}]",
            ),
            said("-v /srv/tmp:/tmp app:1", "volumes: ['/srv/tmp:/tmp']", "\"Binds\": [\"/srv/tmp:/tmp\"]"),
        ],
    );
}

#[test]
fn shared_memory_is_excessive_where_nothing_else_limits_it() {
    let rule = "excessive-shared-memory";
    expect(rule, &[(rule, Low)], &[said("--shm-size 4g app:1", "shm_size: 4g", "\"ShmSize\": 4294967296")]);
    expect(
        rule,
        &[],
        &[
            said("--shm-size 2g app:1", "shm_size: 2g", "\"ShmSize\": 67108864"),
            said("--shm-size 4g -m 8g app:1", "shm_size: 4g, mem_limit: 8g", ""),
            said("--shm-size 4g --ipc host app:1", "shm_size: 4g, ipc: host", ""),
            said("--shm-size 4g --tmpfs /dev/shm app:1", "shm_size: 4g, tmpfs: /dev/shm", ""),
        ],
    );
}

#[test]
fn ulimits_that_limit_nothing() {
    let rule = "excessive-ulimit";
    let host = |name: &str, hard: i64| {
        format!("\"Ulimits\": [{{\"Name\": \"{name}\", \"Hard\": {hard}, \"Soft\": {hard}}}]")
    };
    expect(
        rule,
        &[(rule, Low)],
        &[
            said("--ulimit nofile=-1 app:1", "ulimits: {nofile: -1}", &host("nofile", -1)),
            said("--ulimit nofile=1024:-1 app:1", "ulimits: {nofile: {soft: 1024, hard: -1}}", ""),
            said("--ulimit nproc=-1 app:1", "ulimits: {nproc: -1}", &host("nproc", -1)),
            said("", "", &host("NOFILE", -1)),
        ],
    );
    let many = host("nofile", 2_000_000);
    let many = said("--ulimit nofile=2000000 app:1", "ulimits: {nofile: 2000000}", &many);
    expect(rule, &[("excessive-ulimit-files", Low)], &[many]);
    let core = [("excessive-ulimit-core", Info)];
    expect(rule, &core, &[said("--ulimit core=-1 app:1", "ulimits: {core: -1}", &host("core", -1))]);
    expect(
        rule,
        &[],
        &[
            said("--ulimit nofile=1048576 app:1", "ulimits: {nofile: 65536}", &host("nofile", 40_000)),
            said("--ulimit nproc=-1 --pids-limit 100 app:1", "ulimits: {nproc: -1}, pids_limit: 100", ""),
            said("--ulimit core=0 app:1", "ulimits: {memlock: {soft: -1, hard: -1}}", &host("memlock", -1)),
        ],
    );
}

#[test]
fn logs_are_bounded_by_a_size_or_by_their_driver() {
    let rule = "unbounded-logs";
    expect(
        rule,
        &[(rule, Low)],
        &[
            said(
                "--log-driver json-file app:1",
                "logging: {driver: json-file}",
                "\"LogConfig\": {\"Type\": \"json-file\"}",
            ),
            said(
                "--log-driver json-file --log-opt max-file=3 app:1",
                "logging: {driver: json-file, options: {max-file: '3'}}",
                "",
            ),
        ],
    );
    expect(
        rule,
        &[("unbounded-logs-default", Info)],
        &[
            said("app:1", "init: true", "\"LogConfig\": {\"Type\": \"\"}"),
            said("", "logging: {options: {tag: web}}", ""),
        ],
    );
    expect(
        rule,
        &[],
        &[
            said(
                "--log-driver json-file --log-opt max-size=10m app:1",
                "logging: {driver: json-file, options: {max-size: 10m}}",
                "\"LogConfig\": {\"Type\": \"json-file\", \"Config\": {\"max-size\": \"10m\"}}",
            ),
            said("--log-opt max-size=10m app:1", "logging: {options: {max-size: 10m}}", ""),
            said("--log-driver local app:1", "logging: {driver: local}", ""),
            said("--log-driver none app:1", "logging: {driver: syslog}", ""),
            said("--rm app:1", "logging: {driver: '${DRIVER}'}", "\"AutoRemove\": true"),
        ],
    );
}

#[test]
fn restarts_after_failures_need_a_number() {
    let rule = "unbounded-restarts";
    let host = |policy: &str, most: i64| {
        format!("\"RestartPolicy\": {{\"Name\": \"{policy}\", \"MaximumRetryCount\": {most}}}")
    };
    expect(
        rule,
        &[(rule, Info)],
        &[
            said("--restart on-failure app:1", "restart: on-failure", &host("on-failure", 0)),
            said("--restart on-failure:0 app:1", "deploy: {restart_policy: {condition: on-failure}}", ""),
        ],
    );
    expect(
        rule,
        &[],
        &[
            said("--restart on-failure:5 app:1", "restart: 'on-failure:5'", &host("on-failure", 10)),
            said("--restart always app:1", "restart: always", &host("always", 0)),
            said("--restart unless-stopped app:1", "restart: unless-stopped", &host("unless-stopped", 0)),
            said("--restart no app:1", "restart: 'no'", &host("no", 0)),
            // docker-bench and others do not look under `deploy`.
            said(
                "",
                "restart: on-failure, deploy: {restart_policy: {condition: on-failure, max_attempts: 3}}",
                "",
            ),
        ],
    );
}

#[test]
fn logs_that_go_nowhere_are_told() {
    let rule = "logs-not-kept";
    let none = "\"LogConfig\": {\"Type\": \"none\"}";
    expect(rule, &[(rule, Low)], &[said("--log-driver none app:1", "logging: {driver: none}", none)]);
    expect(
        rule,
        &[],
        &[
            said(
                "--log-driver local app:1",
                "logging: {driver: local}",
                "\"LogConfig\": {\"Type\": \"local\"}",
            ),
            said("app:1", "logging: {driver: '${DRIVER:-none}x'}", ""),
            said("", "logging: {driver: '${DRIVER}'}", ""),
        ],
    );
}

#[test]
fn quotas_point_at_what_was_asked() {
    let place = |findings: Vec<esclusa_finding::Finding>, rule: &str| {
        findings.iter().find(|finding| finding.rule.id == rule).and_then(|finding| finding.place.primary)
    };
    assert_ne!(
        place(by_compose("pids_limit: -1"), "no-pids-limit"),
        place(by_compose("init: true"), "no-pids-limit")
    );
    assert!(place(by_run("--pids-limit 0 app:1"), "no-pids-limit").is_some());
    assert!(place(by_host_config("\"PidsLimit\": 0"), "no-pids-limit").is_some());
}
