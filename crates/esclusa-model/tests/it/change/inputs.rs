//! What changes are tried on: careless containers of our own, and the corpus.

use std::path::Path;

use serde_json::{Value, json};

/// Texts in a dialect that need every kind of change.
pub(crate) fn of(language: &str) -> Vec<String> {
    match language {
        "compose" => vec![COMPOSE.to_owned(), HOST.to_owned()],
        "engine" => vec![engine().to_string()],
        "run" => RUN.iter().map(|line| (*line).to_owned()).collect(),
        other => panic!("no inputs in {other}"),
    }
}

/// A careless project.
const COMPOSE: &str = r#"
name: shop
services:
  web:
    image: nginx
    privileged: true
    ports: ["80:80", "0.0.0.0:443:443/udp", "127.0.0.1:22:22", "[::1]:53:53", "9000"]
    environment: {B_PASSWORD: hunter2, A: "1", B_PASSWORD_HINT: x}
    cap_add: [SYS_ADMIN, net_raw]
    cap_drop: [chown]
    security_opt: ["seccomp:unconfined", "no-new-privileges:false", "systempaths=unconfined"]
    pid: host
    ipc: host
    uts: host
    userns_mode: host
    cgroup: host
    devices: ["/dev/null:/dev/x:rw"]
    device_cgroup_rules: ["c 1:3 rwm"]
    volumes: ["/var/run/docker.sock:/var/run/docker.sock", "data:/data", "./x:/x:z", "/anonymous", {type: bind, source: /y, target: /y, bind: {propagation: rshared}}]
    tmpfs: ["/cache:size=1m,exec"]
    cpu_period: 1000
    cpu_quota: 2000
    mem_reservation: 200m
    memswap_limit: -1
    secrets: [key]
    logging: {driver: json-file, options: {max-file: "9", tag: x}}
    restart: always
    oom_kill_disable: true
    oom_score_adj: -500
    cgroup_parent: /
    sysctls: {net.core.somaxconn: 1024, kernel.msgmax: 1}
    group_add: [docker, "0"]
    ulimits: {nofile: 65535, core: {soft: 0, hard: -1}}
  db:
    image: postgres
    user: root
    environment: [PGPASSWORD=secret, PGPASSWORD_FILE=/old]
    deploy: {replicas: 2, resources: {limits: {cpus: "0.5", memory: 1g}}, restart_policy: {condition: any, delay: 5s}}
    use_api_socket: true
    logging: {driver: syslog}
volumes: {data: {}}
secrets: {key: {file: ./key}}
"#;

/// Careless lines.
const RUN: &[&str] = &[
    "docker run -d --privileged -P -p 80:80 -p 0.0.0.0:443:443/udp -p 9000 -e TOKEN=1 -e A=2 --cap-add SYS_ADMIN \
     --cap-drop chown --security-opt seccomp=unconfined --security-opt no-new-privileges=false --pid host --ipc host \
     --uts host --userns host --cgroupns host --device /dev/null:/dev/x:rw --device-cgroup-rule 'c 1:3 rwm' \
     -v /run/docker.sock:/run/docker.sock -v data:/data:shared -v /anonymous --tmpfs /cache:size=1m,suid nginx",
    "docker run --network host --security-opt systempaths=unconfined --rm --log-driver syslog -m 1g --memory-swap -1 busybox id",
    "docker run --oom-kill-disable --oom-score-adj -500 --cgroup-parent / --sysctl net.core.somaxconn=1024 --group-add docker \
     --ulimit nofile=65535 --ulimit core=-1:-1 nginx:1",
    "docker run --user 0 --mount type=bind,src=/etc,dst=/e --mount type=tmpfs,dst=/t --cpu-quota 5 --restart always busybox",
];

/// A careless service, in the long forms that JSON has.
pub(super) fn service() -> Value {
    json!({
        "privileged": true,
        "ports": ["80:80", "0.0.0.0:443:443/udp", "127.0.0.1:22:22", "9000"],
        "environment": { "B_PASSWORD": "hunter2", "A": "1", "B_PASSWORD_HINT": "x", "B": null },
        "cap_add": ["SYS_ADMIN", "net_raw"],
        "cap_drop": ["chown"],
        "security_opt": ["seccomp:unconfined", "no-new-privileges:false", "systempaths=unconfined"],
        "pid": "host", "ipc": "host", "uts": "host", "userns_mode": "host", "cgroup": "host", "network_mode": "host",
        "devices": ["/dev/null:/dev/x:rw"],
        "volumes": ["/run/docker.sock:/run/docker.sock", "data:/data", { "type": "bind", "source": "/y", "target": "/y", "bind": { "propagation": "rshared" } }],
        "tmpfs": ["/cache:size=1m,dev"],
        "memswap_limit": -1,
        "logging": { "options": { "tag": "x" } },
        "restart": "on-failure:3",
        "expose": ["80", "1000-1002"],
        "deploy": { "replicas": 2, "resources": { "limits": { "cpus": "0.5", "pids": 5 }, "reservations": { "cpus": "0.1", "memory": "200m" } } },
    })
}

/// A project in the host's network.
const HOST: &str = "
name: net
services:
  a: {image: x, network_mode: host, cap_add: [ALL]}
  b: {image: y, network_mode: 'service:a', pid: 'service:a', volumes_from: [a]}
  c: {image: z, read_only: true, cap_drop: [ALL], user: '5', restart: 'on-failure:3'}
";

fn engine() -> Value {
    json!([
        {
            "Name": "careless", "Image": "nginx", "User": "root",
            "Env": ["TOKEN=1", "PATH=/bin", "TOKEN=2", "LAST"],
            "ExposedPorts": { "80/tcp": {} }, "Volumes": { "/anonymous": {} },
            "HostConfig": {
                "Privileged": true, "PublishAllPorts": true, "AutoRemove": true,
                "PortBindings": { "80/tcp": [{ "HostIp": "0.0.0.0", "HostPort": "80" }, { "HostIp": "::", "HostPort": "80" }], "81/udp": [{}], "82/tcp": null },
                "Binds": ["/:/host:rshared", "/run/docker.sock:/run/docker.sock:rw,z", "data:/data:ro"],
                "Mounts": [{ "Type": "bind", "Source": "/etc", "Target": "/etc2/" }, { "Type": "tmpfs", "Target": "/t", "TmpfsOptions": { "Options": [["exec"], ["uid", "1"]] } }],
                "Tmpfs": { "/cache": "size=1m,exec,suid" },
                "CapAdd": ["SYS_ADMIN", "net_raw"], "CapDrop": "chown",
                "SecurityOpt": ["seccomp=unconfined", "no-new-privileges", "apparmor:unconfined"],
                "PidMode": "host", "IpcMode": "host", "UTSMode": "host", "UsernsMode": "host", "CgroupnsMode": "host",
                "NetworkMode": "host", "MaskedPaths": [], "ReadonlyPaths": [],
                "Devices": [{ "PathOnHost": "/dev/sda", "PathInContainer": "/dev/sda", "CgroupPermissions": "rwm" }],
                "DeviceCgroupRules": ["a *:* rwm"], "CpuQuota": 5, "CpuPeriod": 5, "MemorySwap": -1, "MemoryReservation": 900_000_000,
                "LogConfig": { "Type": "", "Config": { "tag": "x" } }, "RestartPolicy": { "Name": "no" },
            },
        },
        { "Name": "plain", "Image": "busybox" },
        { "Name": "settings", "Image": "busybox", "HostConfig": {
            "OomKillDisable": true, "OomScoreAdj": -500, "CgroupParent": "/", "Sysctls": { "net.core.somaxconn": "1" },
            "GroupAdd": ["docker"], "Ulimits": [{ "Name": "nofile", "Soft": 1, "Hard": 2 }],
        } },
        { "Name": "none", "Image": "busybox", "HostConfig": { "LogConfig": { "Type": "none" }, "CapAdd": ["ALL"], "CapDrop": ["ALL"] } },
    ])
}

/// Texts of the corpus in a dialect.
pub(super) fn corpus(language: &str, shared: &Path) -> Vec<String> {
    match language {
        "compose" => {
            let mut texts = Vec::new();
            compose_files(&shared.join("corpus/compose"), &mut texts);
            // Every seventh: the whole takes minutes.
            texts.into_iter().step_by(7).collect()
        }
        // Each line once more, with changes; its own tests hold every line as it is.
        "run" => lines(shared),
        _ => recorded(shared)
            .into_iter()
            .map(|request| {
                let mut named = json!({ "Name": "x" });
                for (key, value) in request.as_object().into_iter().flatten() {
                    named[key] = value.clone();
                }
                json!([named, { "Name": "y", "Image": "z" }]).to_string()
            })
            .collect(),
    }
}

/// The requests that the docker client sent.
fn recorded(shared: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(shared.join("docker-run-cases.jsonl")).unwrap_or_default();
    // Every third: each is tried with some fifty changes.
    let records = text.lines().step_by(3).filter_map(|line| serde_json::from_str::<Value>(line).ok());
    records.map(|record| record["request"].clone()).filter(Value::is_object).collect()
}

/// The print-outs of the Compose client below a folder: files that need nothing beside them.
fn compose_files(folder: &Path, texts: &mut Vec<String>) {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|one| one.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            compose_files(&path, texts);
        } else if path.to_string_lossy().ends_with(".config.json") {
            texts.extend(std::fs::read_to_string(&path));
        }
    }
}

/// Recorded command lines whose words need no quotes.
fn lines(shared: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(shared.join("docker-run-cases.jsonl")).unwrap_or_default();
    let records = text.lines().step_by(3).filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let words = |record: Value| {
        let words = record["argv"].as_array()?.iter().map(|word| word.as_str().map(ToOwned::to_owned));
        words.collect::<Option<Vec<String>>>()
    };
    let plain = |word: &String| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:=,".contains(c))
    };
    let plain_lines = records.filter_map(words).filter(|words| words.iter().all(plain));
    plain_lines.map(|words| format!("docker {}", words.join(" "))).collect()
}
