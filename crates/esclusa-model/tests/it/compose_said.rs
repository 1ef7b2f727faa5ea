//! Every attribute of a service: none is lost between a Compose file and what is written of it.
//!
//! Each is read with and without. What it says must be in the model, come back from the Compose writer, and be said or
//! named as unsaid by the other two.

use std::path::PathBuf;

use esclusa_model::dialect::{compose, engine, run};
use esclusa_model::{Context, Mode, Project, Reading, Wire, Written};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{MemoryFiles, Sources};
use serde_json::{Map, Value, json};

use crate::run_oracle::line;

/// What stands around the service.
const AROUND: &str = "  db: {image: y}\nnetworks: {default: {}, n: {}, m: {}}\nvolumes: {vol: {}}\n\
                      secrets: {s: {file: ./s}}\nconfigs: {c: {file: ./c}}\nmodels: {ai: {model: a/b}}\n";

/// An attribute, in a service that has it and in one that has not.
type Row = (&'static str, &'static str);

/// Attributes of a service and what stands beside each.
const ATTRIBUTES: &[Row] = &[
    ("annotations: {a: b}", ""),
    ("blkio_config: {device_read_bps: [{path: /d, rate: 1m}]}", ""),
    ("blkio_config: {device_read_iops: [{path: /d, rate: 1}]}", ""),
    ("blkio_config: {device_write_bps: [{path: /d, rate: 1}]}", ""),
    ("blkio_config: {device_write_iops: [{path: /d, rate: 1}]}", ""),
    ("blkio_config: {weight: 10}", ""),
    ("blkio_config: {weight_device: [{path: /d, weight: 10}]}", ""),
    ("cap_add: [A]", ""),
    ("cap_drop: [A]", ""),
    ("cgroup: host", ""),
    ("cgroup_parent: p", ""),
    ("command: [a]", ""),
    ("configs: [c]", ""),
    ("configs: [{source: c, target: /t}]", "configs: [c]"),
    ("configs: [{source: c, uid: '5'}]", "configs: [c]"),
    ("configs: [{source: c, gid: '5'}]", "configs: [c]"),
    ("configs: [{source: c, mode: 0440}]", "configs: [c]"),
    ("cpu_count: 2", ""),
    ("cpu_percent: 50", ""),
    ("cpu_shares: 5", ""),
    ("cpu_quota: 5000", ""),
    ("cpu_period: 5000", ""),
    ("cpu_rt_period: 5000", ""),
    ("cpu_rt_runtime: 5000", ""),
    ("cpus: 1.5", ""),
    ("cpuset: '0'", ""),
    ("credential_spec: {file: f}", ""),
    ("credential_spec: {registry: f}", ""),
    ("device_cgroup_rules: ['c 1:3 mr']", ""),
    ("devices: [/dev/a]", ""),
    ("devices: [{source: /dev/a, target: /dev/b}]", "devices: [{source: /dev/a, target: /dev/a}]"),
    (
        "devices: [{source: /dev/a, target: /dev/a, permissions: r}]",
        "devices: [{source: /dev/a, target: /dev/a}]",
    ),
    ("dns: 1.1.1.1", ""),
    ("dns_opt: [a]", ""),
    ("dns_search: [a]", ""),
    ("domainname: d", ""),
    ("entrypoint: [a]", ""),
    ("env_file: a.env", ""),
    ("label_file: a.env", ""),
    ("environment: {A: b}", ""),
    ("extra_hosts: ['a=1.1.1.1']", ""),
    ("gpus: all", ""),
    ("gpus: [{driver: d}]", "gpus: [{count: 1}]"),
    ("gpus: [{device_ids: ['1']}]", "gpus: [{count: 1}]"),
    ("gpus: [{capabilities: [a], count: 1}]", "gpus: [{count: 1}]"),
    ("gpus: [{options: {a: b}, count: 1}]", "gpus: [{count: 1}]"),
    ("group_add: [a]", ""),
    ("hostname: h", ""),
    ("image: z", ""),
    ("init: true", ""),
    ("init: false", ""),
    ("ipc: host", ""),
    ("isolation: hyperv", ""),
    ("labels: {a: b}", ""),
    ("logging: {driver: d}", ""),
    ("logging: {driver: d, options: {a: b}}", "logging: {driver: d}"),
    ("mac_address: '02:42:ac:11:00:02'", ""),
    ("mem_limit: 5m", ""),
    ("mem_reservation: 5m", ""),
    ("mem_swappiness: 5", ""),
    ("memswap_limit: 9m", "mem_limit: 5m"),
    ("network_mode: host", ""),
    ("models: [ai]", ""),
    ("models: {ai: {endpoint_var: E}}", "models: [ai]"),
    ("models: {ai: {model_var: E}}", "models: [ai]"),
    ("networks: [n]", ""),
    ("networks: {n: {aliases: [a]}}", "networks: [n]"),
    ("networks: {n: {interface_name: a}}", "networks: [n]"),
    ("networks: {n: {ipv4_address: 1.2.3.4}}", "networks: [n]"),
    ("networks: {n: {ipv6_address: '::1'}}", "networks: [n]"),
    ("networks: {n: {link_local_ips: [169.254.1.1]}}", "networks: [n]"),
    ("networks: {n: {mac_address: '02:42:ac:11:00:02'}}", "networks: [n]"),
    ("networks: {n: {driver_opts: {a: b}}}", "networks: [n]"),
    ("networks: {n: {driver_opts: {a: 5}}}", "networks: [n]"),
    ("networks: {n: {priority: 5}}", "networks: [n]"),
    ("networks: {n: {priority: 5}, m: {}}", "networks: [n, m]"),
    ("networks: {n: {}, m: {priority: 5}}", "networks: [n, m]"),
    ("networks: {n: {priority: -5}, m: {}}", "networks: [n, m]"),
    ("networks: {n: {priority: 7}, m: {priority: 5}}", "networks: [n, m]"),
    ("networks: {n: {gw_priority: 5}}", "networks: [n]"),
    ("oom_kill_disable: true", ""),
    ("oom_score_adj: 5", ""),
    ("pid: host", ""),
    ("pids_limit: 5", ""),
    ("platform: linux/arm64", ""),
    ("privileged: true", ""),
    ("pull_policy: always", ""),
    ("pull_policy: every_5d", ""),
    ("pull_refresh_after: 5m", ""),
    ("read_only: true", ""),
    ("runtime: r", ""),
    ("security_opt: [no-new-privileges]", ""),
    ("shm_size: 5m", ""),
    ("secrets: [s]", ""),
    ("secrets: [{source: s, target: /t}]", "secrets: [s]"),
    ("secrets: [{source: s, uid: '5'}]", "secrets: [s]"),
    ("secrets: [{source: s, gid: '5'}]", "secrets: [s]"),
    ("secrets: [{source: s, mode: 0440}]", "secrets: [s]"),
    ("sysctls: {kernel.msgmax: 1}", ""),
    ("stop_grace_period: 5s", ""),
    ("stop_signal: A", ""),
    ("storage_opt: {size: 1G}", ""),
    ("tmpfs: /t", ""),
    ("tmpfs: '/t:ro'", "tmpfs: /t"),
    ("ulimits: {nofile: 5}", ""),
    ("ulimits: {nofile: {soft: 5, hard: 6}}", ""),
    ("use_api_socket: true", ""),
    ("user: u", ""),
    ("uts: host", ""),
    ("userns_mode: host", ""),
    ("volumes: ['/t']", ""),
    ("volumes: ['/a:/t']", ""),
    ("volumes: ['vol:/t']", ""),
    ("volumes: ['/a:/t:ro']", "volumes: ['/a:/t']"),
    ("volumes: ['/a:/t:z']", "volumes: ['/a:/t']"),
    ("volumes: ['/a:/t:z,rslave']", "volumes: ['/a:/t:rslave']"),
    ("volumes: ['/a:/t:rslave']", "volumes: ['/a:/t']"),
    ("volumes: ['/a:/t:cached']", "volumes: ['/a:/t']"),
    ("volumes: ['vol:/t:nocopy']", "volumes: ['vol:/t']"),
    ("volumes: [{type: bind, source: /a, target: /t, read_only: true}]", BIND),
    ("volumes: [{type: bind, source: /a, target: /t, consistency: cached}]", BIND),
    ("volumes: [{type: bind, source: /a, target: /t, bind: {propagation: rslave}}]", BIND),
    ("volumes: [{type: bind, source: /a, target: /t, bind: {create_host_path: false}}]", BIND),
    ("volumes: [{type: bind, source: /a, target: /t, bind: {recursive: enabled}}]", BIND),
    ("volumes: [{type: bind, source: /a, target: /t, bind: {recursive: disabled}}]", BIND),
    ("volumes: [{type: bind, source: /a, target: /t, bind: {recursive: writable}}]", BIND),
    ("volumes: [{type: bind, source: /a, target: /t, bind: {recursive: readonly}}]", BIND),
    ("volumes: [{type: bind, source: /a, target: /t, bind: {selinux: Z}}]", BIND),
    (
        "volumes: [{type: bind, source: /a, target: /t, bind: {selinux: Z, propagation: rslave}}]",
        "volumes: [{type: bind, source: /a, target: /t, bind: {propagation: rslave}}]",
    ),
    (
        "volumes: [{type: bind, source: /a, target: /t, bind: {selinux: z, create_host_path: false}}]",
        "volumes: [{type: bind, source: /a, target: /t, bind: {create_host_path: false}}]",
    ),
    ("volumes: [{type: volume, source: vol, target: /t, volume: {labels: {a: b}}}]", VOLUME),
    ("volumes: [{type: volume, source: vol, target: /t, volume: {nocopy: true}}]", VOLUME),
    ("volumes: [{type: volume, source: vol, target: /t, volume: {subpath: s}}]", VOLUME),
    ("volumes: [{type: volume, source: vol, target: /t, read_only: true}]", VOLUME),
    ("volumes: [{type: volume, source: vol, target: /t, consistency: cached}]", VOLUME),
    (
        "volumes: [{type: volume, target: /t, volume: {nocopy: true}}]",
        "volumes: [{type: volume, target: /t}]",
    ),
    (
        "volumes: [{type: volume, target: /t, volume: {labels: {a: b}}}]",
        "volumes: [{type: volume, target: /t}]",
    ),
    ("volumes: [{type: tmpfs, target: /t, tmpfs: {size: 5}}]", "volumes: [{type: tmpfs, target: /t}]"),
    ("volumes: [{type: tmpfs, target: /t, tmpfs: {mode: 0700}}]", "volumes: [{type: tmpfs, target: /t}]"),
    ("volumes: [{type: tmpfs, target: /t, read_only: true}]", "volumes: [{type: tmpfs, target: /t}]"),
    ("volumes: [{type: image, source: i, target: /t}]", ""),
    (
        "volumes: [{type: image, source: i, target: /t, image: {subpath: s}}]",
        "volumes: [{type: image, source: i, target: /t}]",
    ),
    ("volumes: [{type: npipe, source: i, target: /t}]", ""),
    ("volumes: [{type: cluster, source: i, target: /t}]", ""),
    ("volumes_from: [db]", ""),
    ("volumes_from: ['db:ro']", "volumes_from: [db]"),
    ("working_dir: /w", ""),
    ("build: .", ""),
    ("depends_on: [db]", ""),
    ("healthcheck: {test: a}", ""),
    ("healthcheck: {disable: true}", ""),
    ("healthcheck: {test: a, interval: 5s}", "healthcheck: {test: a}"),
    ("healthcheck: {test: a, retries: 5}", "healthcheck: {test: a}"),
    ("healthcheck: {test: a, timeout: 5s}", "healthcheck: {test: a}"),
    ("healthcheck: {test: a, start_period: 5s}", "healthcheck: {test: a}"),
    (
        "healthcheck: {test: a, start_interval: 5s, start_period: 5s}",
        "healthcheck: {test: a, start_period: 5s}",
    ),
    ("ports: ['80']", ""),
    ("ports: ['80:80']", ""),
    ("ports: [{target: 80, name: q}]", "ports: ['80']"),
    ("ports: [{target: 80, mode: host}]", "ports: ['80']"),
    ("ports: [{target: 80, host_ip: 1.1.1.1}]", "ports: ['80']"),
    ("ports: [{target: 80, published: 5}]", "ports: ['80']"),
    ("ports: [{target: 80, protocol: udp}]", "ports: ['80']"),
    ("ports: [{target: 80, app_protocol: http}]", "ports: ['80']"),
    ("expose: [80]", ""),
    ("stdin_open: true", ""),
    ("tty: true", ""),
    ("deploy: {mode: global}", ""),
    ("deploy: {endpoint_mode: dnsrr}", ""),
    ("deploy: {replicas: 3}", ""),
    ("deploy: {labels: {a: b}}", ""),
    ("deploy: {rollback_config: {delay: 5s}}", ""),
    ("deploy: {update_config: {order: stop-first}}", ""),
    ("deploy: {resources: {limits: {cpus: '1'}}}", ""),
    ("deploy: {resources: {limits: {memory: 5m}}}", ""),
    ("deploy: {resources: {limits: {pids: 5}}}", ""),
    ("deploy: {resources: {reservations: {cpus: '1'}}}", ""),
    ("deploy: {resources: {reservations: {memory: 5m}}}", ""),
    ("deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 1}]}}}", ""),
    (
        "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: a, value: 1}}]}}}",
        "",
    ),
    ("deploy: {restart_policy: {condition: any}}", ""),
    ("deploy: {restart_policy: {condition: any, delay: 5s}}", "deploy: {restart_policy: {condition: any}}"),
    (
        "deploy: {restart_policy: {condition: any, max_attempts: 5}}",
        "deploy: {restart_policy: {condition: any}}",
    ),
    ("deploy: {restart_policy: {condition: any, window: 5s}}", "deploy: {restart_policy: {condition: any}}"),
    ("deploy: {placement: {constraints: [a]}}", ""),
    ("develop: {watch: [{path: ., action: restart}]}", ""),
    ("profiles: [p]", ""),
    ("restart: always", ""),
    ("scale: 3", ""),
    ("attach: false", ""),
    ("container_name: cc", ""),
    ("provider: {type: t}", ""),
    ("links: [db]", ""),
    ("links: ['db:a']", "links: [db]"),
    ("external_links: [z]", ""),
    ("pre_start: [{command: a}]", ""),
    ("post_start: [{command: a}]", ""),
    ("pre_stop: [{command: a}]", ""),
    ("x-own: 5", ""),
];

/// What is not in the model, or neither said nor named by these writers, each with the reason.
const EXCEPTED: &[(&str, &[&str], &str)] = &[
    ("networks: {n: {priority: 5}}", &["engine"], "of a single network it decides nothing"),
    ("networks: {n: {}, m: {priority: 5}}", &["engine"], "the order is the same: the request says it"),
    ("networks: {n: {priority: -5}, m: {}}", &["engine"], "the order is the same: the request says it"),
    ("volumes: ['/a:/t:cached']", &["model", "run", "engine"], "the client's own reader drops it"),
    (
        "volumes_from: ['db:ro']",
        &["model", "run", "engine"],
        "the client does not pass the mode of a service on",
    ),
    ("x-own: 5", &["engine"], "an extension asks nothing of the engine"),
];

const BIND: &str = "volumes: [{type: bind, source: /a, target: /t}]";
const VOLUME: &str = "volumes: [{type: volume, source: vol, target: /t}]";

fn read(text: &str) -> Reading {
    let files =
        MemoryFiles::default().with("/p/compose.yaml", text).with("/p/a.env", "Q=1\n").with("/p/s", "");
    let environment = std::collections::BTreeMap::new();
    let working_dir = PathBuf::from("/p");
    let context = Context { files: &files, environment, working_dir, mode: Mode::Exact };
    let options =
        compose::LoadOptions { files: vec!["/p/compose.yaml".into()], ..compose::LoadOptions::default() };
    compose::read(&options, &context, &mut Sources::default())
}

fn project(attribute: &str) -> Result<Project, String> {
    let image = if attribute.starts_with("image") { "" } else { "    image: x\n" };
    let own = if attribute.is_empty() { String::new() } else { format!("    {attribute}\n") };
    let text = format!("name: p\nservices:\n  web:\n{image}{own}{AROUND}");
    let reading = read(&text);
    reading.projects.into_iter().next().ok_or_else(|| format!("{:?}", reading.problems))
}

/// What the project asks, without places.
fn asks(project: &Project) -> Vec<Value> {
    let workloads = project.workloads.iter().map(|workload| {
        let containers = workload.containers.iter().map(|container| {
            let query = [&container.name, &container.platform, &container.pull];
            json!([container.request.write().to_json(), query.map(|field| field.get().cloned())])
        });
        let rest = workload.rest.iter().map(|(key, tree)| (key.clone(), tree.to_json()));
        json!({ "containers": containers.collect::<Vec<_>>(), "rest": rest.collect::<Map<_, _>>() })
    });
    workloads.collect()
}

/// What a writer says and what it names.
fn told(written: &Written) -> (String, Vec<String>) {
    (written.text.clone(), written.unsaid.iter().map(|problem| problem.detail.to_string()).collect())
}

#[test]
fn no_attribute_is_lost() {
    let mut failures = Vec::new();
    for (attribute, beside) in ATTRIBUTES {
        let (with, without) = match (project(attribute), project(beside)) {
            (Ok(with), Ok(without)) => (with, without),
            (Err(why), _) | (_, Err(why)) => {
                failures.push(format!("{attribute}: refused: {why}"));
                continue;
            }
        };
        let excepted = |what: &str| {
            EXCEPTED.iter().any(|(known, places, _)| known == attribute && places.contains(&what))
        };
        if excepted("model") != (asks(&with) == asks(&without)) {
            failures.push(format!("{attribute}: not in the model"));
        }
        let written = compose::write(&with);
        match read(&written.text).projects.first() {
            Some(again) if asks(again) == asks(&with) => {}
            Some(_) => failures.push(format!("{attribute}: written back otherwise: {:?}", written.text)),
            None => failures.push(format!(
                "{attribute}: written as what is refused:\n{}\n{:?}",
                written.text,
                read(&written.text).problems
            )),
        }
        for (dialect, write) in [("run", run::write as fn(&Project) -> Written), ("engine", engine::write)] {
            let key = attribute.split(':').next().unwrap_or_default();
            let written = told(&write(&with));
            let lost =
                written == told(&write(&without)) && !written.1.iter().any(|unsaid| unsaid.contains(key));
            if lost != excepted(dialect) {
                failures.push(format!("{attribute}: neither said nor named: {dialect}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_is_written_of_a_command_line_is_no_file_that_the_client_refuses() {
    let files = MemoryFiles::default().with("/p/ok.env", "A=1\n").with("/p/more.env", "B=2\n");
    let (mut read_again, mut failures) = (0, Vec::new());
    for seed in 0..4000 {
        let argv = line(seed);
        let words: Vec<Word> =
            std::iter::once("docker").chain(argv.iter().map(String::as_str)).map(Word::argument).collect();
        let environment = std::collections::BTreeMap::new();
        let context = Context { files: &files, environment, working_dir: "/p".into(), mode: Mode::Exact };
        let reading = run::read(&words, &context, &mut Sources::default());
        let Some(project) = reading.projects.first() else { continue };
        let written = compose::write(project);
        let again = read(&written.text);
        read_again += 1;
        let refused: Vec<&str> = again.problems.iter().map(|problem| problem.detail.as_str()).collect();
        if !refused.is_empty() {
            failures.push(format!("{argv:?}: {refused:?}\n{}", written.text));
        }
    }
    assert!(read_again > 1000, "{read_again}");
    assert!(failures.is_empty(), "{} of {read_again}:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn what_compose_has_no_key_for_is_named_and_not_written() {
    let written = |line: &str| {
        let words: Vec<Word> = line.split(' ').map(Word::argument).collect();
        let files = MemoryFiles::default();
        let environment = std::collections::BTreeMap::new();
        let context = Context { files: &files, environment, working_dir: "/p".into(), mode: Mode::Exact };
        let reading = run::read(&words, &context, &mut Sources::default());
        told(&compose::write(&reading.projects[0]))
    };
    for (line, not_written, named) in [
        ("docker run --volume-driver d -v vol:/t x", "volume_driver", "VolumeDriver"),
        ("docker run --name w x", "container_name", "name: Compose takes no"),
        ("docker run --mount type=odd,dst=/t x", "odd", "Mounts: Compose knows no mount of type odd"),
        ("docker run -p 127.0.0.1::0 x", "127.0.0.1", "PortBindings: Compose publishes no port 0"),
    ] {
        let (text, unsaid) = written(line);
        assert!(!text.contains(not_written), "{line}: {text}");
        assert!(unsaid.iter().any(|detail| detail.starts_with(named)), "{line}: {unsaid:?}");
    }
    assert!(written("docker run --name web x").0.contains("container_name: web"));
}
