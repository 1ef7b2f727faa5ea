//! Compose files changed at random: keys and scalars dropped, said twice, retyped, replaced and added.

use esclusa_source::{Kind, Node, Sources, Style, syntax};

/// A small generator of numbers, so that a seed tells the whole sequence.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `most`.
    pub(super) fn roll(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % most.max(1)
    }

    fn pick(&mut self, items: &[&'static str]) -> &'static str {
        items[self.roll(items.len())]
    }
}

/// YAML without its comments and anchors; scalars as they are written.
#[derive(Clone, Debug)]
pub(super) enum Yaml {
    Scalar(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

/// Scalars and collections in odd forms.
const VALUES: &[&str] = &[
    "true",
    "false",
    "yes",
    "'yes'",
    "'on'",
    "1",
    "0",
    "-1",
    "1.5",
    "'5'",
    "null",
    "''",
    "[]",
    "{}",
    "08",
    "0x1F",
    "1e3",
    "1e30",
    "0.1",
    "'1g'",
    "'512m'",
    "'1m30s'",
    "'90s'",
    "'${UNSET:-d}'",
    "'$$x'",
    "'x=y'",
    "'/a:/b:ro'",
    "'80:80'",
    "[a, b]",
    "{a: b}",
    "[a=b, c]",
    "{a: 1, b: null, c: true, d: 1.5}",
    "'a b \"c d\"'",
    "18446744073709551615",
    "[1, 2]",
    "['1']",
    "~",
    "'{}'",
    "a",
    "x-y",
    "[{a: b}]",
    "'0440'",
    "0440",
    "'all'",
    "'service:web'",
    "'a,b'",
];

/// Entries of a service, in the forms that people and other tools write.
const ENTRIES: &[&str] = &[
    "annotations: [a=b, c]",
    "annotations: {a: 1.0, b: null}",
    "attach: 'no'",
    "build: .",
    "build: {args: [A, B=c]}",
    "build: {context: ./x, args: {A: null, B: 1}, cache_from: [a], no_cache: 'yes', pull: true, shm_size: 1g}",
    "build: {dockerfile_inline: 'FROM x', ssh: default}",
    "build: {ssh: [default], tags: [a, b], platforms: [linux/amd64]}",
    "build: {additional_contexts: [a=./b, c=https://x], labels: {a: 1}, secrets: [s], extra_hosts: ['a:1.2.3.4']}",
    "build: {context: 'https://github.com/x/y.git', target: t, provenance: true, sbom: 'x=y', ulimits: {nofile: 5}}",
    "blkio_config: {weight: 300, weight_device: [{path: /a, weight: 5}], device_read_bps: [{path: /a, rate: '1mb'}]}",
    "cap_add: [A, A]",
    "cap_drop: [ALL]",
    "cgroup: host",
    "command: ''",
    "command: []",
    "command: 'a \"b c\" && d'",
    "command: null",
    "command: [a, 'b $$C']",
    "entrypoint: 'sh -c \"x y\"'",
    "entrypoint: []",
    "configs: [c]",
    "configs: [{source: c, target: /x, mode: 0440, uid: '1'}]",
    "container_name: abc",
    "cpu_count: 2",
    "cpu_percent: 50",
    "cpu_shares: '512'",
    "cpu_quota: 1000.0",
    "cpus: '0.5'",
    "cpus: 1.25",
    "cpuset: '0,1'",
    "credential_spec: {file: a}",
    "depends_on: [a, b]",
    "depends_on: {a: {condition: service_healthy, restart: 'true'}}",
    "deploy: {replicas: '2', resources: {limits: {cpus: '0.5', memory: 50M, pids: 5}}}",
    "deploy: {mode: global, labels: [a=b], update_config: {parallelism: 2, delay: 10s, max_failure_ratio: '0.3'}}",
    "deploy: {resources: {reservations: {cpus: 1, memory: 1gb, devices: [{capabilities: [gpu], count: '2'}]}}}",
    "deploy: {restart_policy: {condition: any, delay: 1m, max_attempts: 3, window: 1.5s}, endpoint_mode: vip}",
    "deploy: {placement: {constraints: [a==b], preferences: [{spread: x}], max_replicas_per_node: 2}}",
    "deploy: null",
    "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: a, value: 2}}]}}}",
    "develop: {watch: [{path: ., action: rebuild, ignore: a}]}",
    "device_cgroup_rules: ['c 1:3 mr']",
    "devices: ['/a:/b', '/c', '/d:/e:r']",
    "devices: [{source: /a, target: /b}]",
    "dns: 8.8.8.8",
    "dns: ['', 8.8.8.8]",
    "dns_opt: [a]",
    "dns_search: x",
    "dns_search: [x, y]",
    "domainname: d",
    "environment: [A, B=, C=d=e, A=2]",
    "environment: {A: null, B: 1, C: true, D: 1.0, E: 1e7, F: ''}",
    "env_file: []",
    "expose: [80, '81', 90/udp]",
    "external_links: [a:b]",
    "extra_hosts: ['a:1.2.3.4', 'b=::1', 'a=2.2.2.2', 'c:[::1]']",
    "extra_hosts: {a: 1.2.3.4, b: [1.1.1.1, '[::2]']}",
    "gpus: all",
    "gpus: [{driver: x, count: 2, options: {a: 1}}]",
    "gpus: [{device_ids: ['1']}]",
    "group_add: [1, a]",
    "healthcheck: {test: curl x, interval: 1m30s, retries: '3'}",
    "healthcheck: {test: [NONE], timeout: 1.5h, start_period: 0s, start_interval: 100ms}",
    "healthcheck: {disable: 'yes'}",
    "healthcheck: {test: [CMD, a], retries: 3.0}",
    "hostname: h",
    "image: 'x@sha256:y'",
    "init: 'true'",
    "ipc: host",
    "isolation: default",
    "labels: [a=b, c, a=d]",
    "labels: {a: 1, b: null, c: true, d: '', e: 1.50}",
    "links: ['a:b', c]",
    "logging: {driver: json-file, options: {max-size: 10m, max-file: 3, x: null}}",
    "mac_address: aa",
    "mem_limit: 1g",
    "mem_limit: 1073741824",
    "mem_limit: '1.5 GiB'",
    "mem_reservation: 0",
    "mem_swappiness: 60",
    "memswap_limit: -1",
    "network_mode: host",
    "network_mode: 'service:a'",
    "networks: [n, default]",
    "networks: {n: {aliases: [a, a], priority: 5}}",
    "networks: {n: {ipv4_address: 1.1.1.1, driver_opts: {a: 1, b: x}, gw_priority: 1.0}, default: null}",
    "networks: {}",
    "oom_kill_disable: 'yes'",
    "oom_score_adj: '-500'",
    "pid: host",
    "pids_limit: '100'",
    "platform: linux/amd64",
    "ports: ['80', '8080:80/udp', '127.0.0.1::53', '9000-9002:9000-9002']",
    "ports: [80, 443]",
    "ports: [{target: '80', published: 8080, mode: host, name: x, app_protocol: http}, '8080:80']",
    "ports: ['8000-8010:80', '[::1]:1:2']",
    "post_start: [{command: a b, environment: {A: 1}}]",
    "pre_start: [{command: [a], image: y, environment: [Q=1], cap_add: [B]}]",
    "pre_stop: [{command: x, user: u, privileged: 'yes'}]",
    "privileged: 'On'",
    "profiles: [a, b]",
    "pull_policy: if_not_present",
    "pull_policy: every_1d",
    "read_only: 'y'",
    "restart: 'no'",
    "restart: on-failure:3",
    "runtime: r",
    "scale: '2'",
    "scale: 0",
    "secrets: [s, {source: t, mode: '0400'}]",
    "security_opt: [no-new-privileges=true]",
    "shm_size: '64kb'",
    "stdin_open: true",
    "stop_grace_period: 1h2m3.5s",
    "stop_grace_period: 0s",
    "stop_signal: SIGINT",
    "storage_opt: {size: 1g}",
    "sysctls: {a.b: 1, c: x}",
    "sysctls: [a=1, b]",
    "tmpfs: /t",
    "tmpfs: ['/t:size=1m', /u, /t]",
    "tty: 'true'",
    "ulimits: {nofile: 5, nproc: {soft: 1, hard: '2'}}",
    "ulimits: {nofile: 0, core: {soft: 0, hard: 0}}",
    "use_api_socket: true",
    "user: '0'",
    "userns_mode: host",
    "uts: host",
    "volumes: ['./a:/b:ro,z', 'v:/c', /d, '~/x:/y', 'C:\\x:/z', '/e:/f:rshared', 'v:/g:nocopy']",
    "volumes: [{type: bind, source: ./q, target: /t/, bind: {propagation: rslave, create_host_path: false}}]",
    "volumes: [{type: tmpfs, target: /t, tmpfs: {size: '10m', mode: 0755}}, {type: volume, target: /v, volume: {nocopy: 'yes', subpath: a}}]",
    "volumes: [{type: volume, source: v, target: /v, read_only: 'true', volume: {labels: [a=b]}}, 'v:/v:ro']",
    "volumes: [{type: image, source: i, target: /i, image: {subpath: s}}, {type: npipe, source: a, target: b}]",
    "volumes_from: ['a:ro', 'container:x']",
    "working_dir: /w",
    "x-foo: {a: 1}",
    "models: [m]",
    "models: {m: {endpoint_var: A}}",
    "provider: {type: x, options: {a: [1, b], c: true}}",
    "label_file: []",
    "extends: {service: a}",
    "labels: {x-a: b}",
];

/// Entries of the top level.
const TOP: &[&str] = &[
    "networks: {n: {driver: d, driver_opts: {a: 1}, ipam: {driver: x, config: [{subnet: 1.1.1.0/24, aux_addresses: {a: 1.1.1.2}}]}}}",
    "networks: {n: {external: true}, default: {name: x, internal: 'yes', labels: [a=b], enable_ipv6: false}}",
    "networks: {n: {external: {name: other}}, default: {attachable: true, enable_ipv4: true}}",
    "volumes: {v: {driver: local, driver_opts: {type: none, o: bind, device: ./d}, labels: {a: 1}}}",
    "volumes: {v: null}",
    "volumes: {v: {external: true, name: x}}",
    "secrets: {s: {file: ./s}, t: {environment: HOME}}",
    "secrets: {s: {external: true}, t: {file: a, labels: [a=b], driver_opts: {a: 1}, template_driver: x}}",
    "configs: {c: {content: 'a $$b', name: x}}",
    "configs: {c: {environment: HOME}}",
    "configs: {c: {file: ~/c}}",
    "x-top: {a: [1, 1.0, 1e30, null, true], 'b$$': c}",
    "name: Some-Name",
    "version: '3.8'",
    "models: {m: {model: ai/x, context_size: 5, runtime_flags: [a]}}",
    "jobs: {j: {image: x, triggers: {manual: 'yes', schedule: ['* * * * *']}, environment: [HOME], command: a b}}",
];

/// The documents of a text as values; `None` if it is not one plain document.
pub(super) fn parse(text: &str) -> Option<Yaml> {
    let mut sources = Sources::default();
    let file = sources.add("x", text);
    let (documents, problems) = syntax::yaml::parse(file, text);
    let root = documents.into_iter().next()?.root?;
    let mut budget = 3_000;
    let yaml = value(&root, &mut budget)?;
    (problems.is_empty() && matches!(yaml, Yaml::Map(_))).then_some(yaml)
}

fn value(node: &Node, budget: &mut usize) -> Option<Yaml> {
    *budget = budget.checked_sub(1)?;
    if node.tag.is_some() {
        return None;
    }
    Some(match &*node.kind {
        Kind::Scalar { text, style } => Yaml::Scalar(scalar(text, *style)),
        Kind::Sequence { items, .. } => {
            Yaml::List(items.iter().map(|item| value(item, budget)).collect::<Option<_>>()?)
        }
        Kind::Mapping { entries, .. } => Yaml::Map(
            entries
                .iter()
                .map(|entry| Some((entry.key.scalar()?.0.to_owned(), value(&entry.value, budget)?)))
                .collect::<Option<_>>()?,
        ),
        Kind::Alias(target) => value(target, budget)?,
        Kind::Cycle => return None,
    })
}

/// Plain scalars that stay what they are in flow style; all others in quotes.
fn scalar(text: &str, style: Style) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"._+~/".contains(&byte);
    if style == Style::Plain && text.bytes().all(safe) {
        return if text.is_empty() { "null".to_owned() } else { text.to_owned() };
    }
    serde_json::Value::from(text).to_string()
}

impl Yaml {
    /// The value in flow style.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Scalar(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::text).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entry = |(key, value): &(String, Self)| {
                    if key == "<<" {
                        return format!("<<: {}", value.text());
                    }
                    format!("{}: {}", serde_json::Value::from(key.as_str()), value.text())
                };
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn children(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Scalar(_) => Vec::new(),
            Self::List(items) => items.iter_mut().collect(),
            Self::Map(entries) => entries.iter_mut().map(|(_, value)| value).collect(),
        }
    }

    /// A collection or scalar somewhere below.
    fn somewhere<'a>(&'a mut self, dice: &mut Dice) -> &'a mut Self {
        let mut here = self;
        loop {
            let count = here.children().len();
            if count == 0 || dice.roll(6) == 0 {
                return here;
            }
            let at = dice.roll(count);
            here = here.children().swap_remove(at);
        }
    }

    fn entry(&mut self, key: &str) -> Option<&mut Self> {
        match self {
            Self::Map(entries) => entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    fn put(&mut self, key: &str, value: Self) {
        if let Self::Map(entries) = self {
            entries.retain(|(name, _)| name != key);
            entries.push((key.to_owned(), value));
        }
    }
}

fn snippet(text: &str) -> Option<(String, Yaml)> {
    match parse(text)? {
        Yaml::Map(mut entries) => entries.pop(),
        _ => None,
    }
}

/// Changes a file once.
pub(super) fn mutate(root: &mut Yaml, dice: &mut Dice) {
    match dice.roll(10) {
        0..=4 => {
            let Some((key, value)) = snippet(dice.pick(ENTRIES)) else { return };
            if let Some(services) = root.entry("services") {
                let mut children = services.children();
                let count = children.len();
                if count > 0 {
                    let at = dice.roll(count);
                    children.remove(at).put(&key, value);
                }
            }
        }
        5 => {
            if let Some((key, value)) = snippet(dice.pick(TOP)) {
                root.put(&key, value);
            }
        }
        6 | 7 => {
            let text = dice.pick(VALUES);
            if let Some((_, value)) = snippet(&format!("v: {text}")) {
                *root.somewhere(dice) = value;
            }
        }
        8 => match root.somewhere(dice) {
            Yaml::List(items) if !items.is_empty() => {
                let at = dice.roll(items.len());
                if dice.roll(2) == 0 {
                    items.remove(at);
                } else {
                    items.push(items[at].clone());
                }
            }
            Yaml::Map(entries) if !entries.is_empty() => {
                let at = dice.roll(entries.len());
                entries.remove(at);
            }
            _ => {}
        },
        _ => {
            let place = root.somewhere(dice);
            let inner = place.clone();
            *place = match inner {
                Yaml::Map(entries) => {
                    let item = |(key, value): (String, Yaml)| {
                        let text = format!("{key}={}", value.text().trim_matches('"'));
                        Yaml::Scalar(serde_json::Value::from(text).to_string())
                    };
                    Yaml::List(entries.into_iter().map(item).collect())
                }
                other => Yaml::List(vec![other]),
            };
        }
    }
}
