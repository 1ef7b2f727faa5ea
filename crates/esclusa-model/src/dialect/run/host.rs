//! What the flags ask of the host.

use esclusa_source::Problem;

use super::assemble::Assembly;
use super::devices::{self, Device};
use super::{addresses, cpus, mounts, numbers};
use crate::container::{DeviceRequest, HostConfig, LogConfig};
use crate::field::{Field, List};

/// A flag, the client's message, and the modes that it takes.
type Check = (&'static str, &'static str, fn(&str) -> bool);

impl Assembly<'_, '_, '_> {
    /// The host's part of the request, but for ports, binds and networks.
    pub(super) fn host(&mut self) -> HostConfig {
        let mut host = self.resources();
        self.namespaces(&mut host);
        self.capabilities(&mut host);
        self.devices(&mut host);
        host.restart_policy = self.restart_policy();
        host.log_config = self.logging();
        let (options, unconfined) = self.security();
        host.security_opt = options;
        if let Some(origin) = unconfined {
            // Empty lists, not absent ones: nothing is masked and nothing read-only. The option itself is taken out of a
            // list that stays.
            if host.security_opt.is_empty() {
                host.security_opt.origin = origin.clone();
            }
            host.masked_paths = List { items: Vec::new(), origin: origin.clone() };
            host.readonly_paths = List { items: Vec::new(), origin };
        }
        let given = &self.given;
        host.container_id_file = given.text("cidfile");
        host.volume_driver = given.text("volume-driver");
        host.volumes_from = given.texts("volumes-from");
        host.annotations = given.pairs("annotation");
        host.dns = given.list("dns", |text, _| addresses::ip(text));
        host.dns_options = given.texts("dns-option");
        host.dns_search = given.list("dns-search", |text, _| addresses::search_domain(text));
        host.extra_hosts = given.list("add-host", |text, _| addresses::extra_host(text));
        host.group_add = given.texts("group-add");
        host.links = given.texts("link");
        host.auto_remove = given.boolean("rm", false);
        host.publish_all_ports = given.boolean("publish-all", false);
        host.readonly_rootfs = given.boolean("read-only", false);
        host.sysctls = given.pairs("sysctl");
        host.runtime = given.text("runtime");
        host.isolation = given.text("isolation");
        host.init = given.boolean("init", true);
        let folder = self.context.working_dir.clone();
        host.mounts = given.list("mount", |text, origin| mounts::mount(text, origin, &folder));
        for occurrence in given.all("tmpfs") {
            let (path, options) = occurrence.pair(':').unwrap_or((&occurrence.value, ""));
            let options = occurrence.field::<String, String>(Ok(options.to_owned()), true);
            host.tmpfs.entries.insert(path.to_owned(), options);
            host.tmpfs.origin = occurrence.origin();
        }
        self.storage_options(&mut host);
        host
    }

    fn resources(&mut self) -> HostConfig {
        let given = &self.given;
        let bytes = |target: &str| given.scalar(target, false, numbers::bytes);
        let swap = |text: &str| if text == "-1" { Ok(-1) } else { numbers::bytes(text) };
        let wide = |text: &str| numbers::unsigned(text, 64).map(u64::cast_signed);
        let host = HostConfig {
            cpu_shares: given.integer("cpu-shares", false),
            memory: bytes("memory"),
            nano_cpus: given.scalar("cpus", false, cpus::nano_cpus),
            cgroup_parent: given.text("cgroup-parent"),
            blkio_weight: given.integer("blkio-weight", false),
            blkio_weight_device: self.weighted(),
            blkio_device_read_bps: self.throttled("device-read-bps", devices::throttle_bytes),
            blkio_device_write_bps: self.throttled("device-write-bps", devices::throttle_bytes),
            blkio_device_read_iops: self.throttled("device-read-iops", devices::throttle_operations),
            blkio_device_write_iops: self.throttled("device-write-iops", devices::throttle_operations),
            cpu_period: given.integer("cpu-period", false),
            cpu_quota: given.integer("cpu-quota", false),
            cpu_realtime_period: given.integer("cpu-rt-period", false),
            cpu_realtime_runtime: given.integer("cpu-rt-runtime", false),
            cpuset_cpus: given.text("cpuset-cpus"),
            cpuset_mems: given.text("cpuset-mems"),
            memory_reservation: bytes("memory-reservation"),
            memory_swap: given.scalar("memory-swap", false, swap),
            memory_swappiness: given.integer("memory-swappiness", true),
            oom_kill_disable: given.boolean("oom-kill-disable", true),
            oom_score_adj: given.integer("oom-score-adj", false),
            pids_limit: given.integer("pids-limit", true),
            ulimits: self.ulimits(),
            cpu_count: given.integer("cpu-count", false),
            cpu_percent: given.integer("cpu-percent", false),
            io_maximum_iops: given.scalar("io-maxiops", false, wide),
            io_maximum_bandwidth: bytes("io-maxbandwidth"),
            shm_size: bytes("shm-size"),
            ..HostConfig::default()
        };
        if let Some(value) = host.memory_swappiness.get().filter(|value| !(-1..=100).contains(*value)) {
            let message = format!("invalid value: {value}. Valid memory swappiness range is 0-100");
            self.refuse(message);
        }
        host
    }

    fn namespaces(&mut self, host: &mut HostConfig) {
        let container = |mode: &str| mode.strip_prefix("container:").is_some_and(|name| !name.is_empty());
        let checks: [Check; 4] = [
            ("pid", "invalid PID mode", |mode| matches!(mode, "" | "host")),
            ("uts", "invalid UTS mode", |mode| matches!(mode, "" | "host")),
            ("userns", "invalid USER mode", |mode| matches!(mode, "" | "host")),
            ("cgroupns", "invalid CGROUP mode", |mode| matches!(mode, "" | "host" | "private")),
        ];
        for (flag, message, valid) in checks {
            let Some(occurrence) = self.given.last(flag) else { continue };
            let mode = occurrence.value.as_str();
            let fits = valid(mode) || (flag == "pid" && container(mode)) || occurrence.symbol().is_some();
            if !fits {
                let span = occurrence.word.span;
                self.problems.push(Problem::new("docker-refuses", span, format!("--{flag}: {message}")));
            }
        }
        host.pid_mode = self.given.text("pid");
        host.uts_mode = self.given.text("uts");
        host.userns_mode = self.given.text("userns");
        host.cgroupns_mode = self.given.text("cgroupns");
        host.ipc_mode = self.given.text("ipc");
    }

    /// Capabilities in upper case with their prefix, each once, sorted: as the client sends them.
    fn capabilities(&self, host: &mut HostConfig) {
        let normalized = |target: &str| {
            let mut list = self.given.list(target, |text, _| Ok(capability(text)));
            list.items.sort_by(|left, right| left.value.cmp(&right.value));
            list.items.dedup_by(|later, earlier| later.value == earlier.value);
            list
        };
        host.cap_add = normalized("cap-add");
        host.cap_drop = normalized("cap-drop");
        host.privileged = self.given.boolean("privileged", false);
    }

    fn devices(&mut self, host: &mut HostConfig) {
        host.device_cgroup_rules = self.given.texts("device-cgroup-rule");
        host.device_requests = self.given.list("gpus", devices::gpus);
        let mut by_name: List<String> = List::default();
        let mut refusals = Vec::new();
        for occurrence in self.given.all("device") {
            let origin = occurrence.origin();
            match devices::device(&occurrence.value, &origin) {
                Ok(Device::Path(mapping)) => {
                    let mapping = occurrence.marked(*mapping);
                    host.devices.items.push(occurrence.field::<_, String>(Ok(mapping), true));
                    host.devices.origin = origin;
                }
                Ok(Device::Cdi(_)) | Err(_) if occurrence.symbol().is_some() => {
                    host.devices.items.push(Field { value: None, origin, symbol: occurrence.symbol() });
                }
                Ok(Device::Cdi(name)) => {
                    by_name.push(name, origin.clone());
                    by_name.origin = origin;
                }
                Err(why) => refusals.push((occurrence.word.span, why)),
            }
        }
        if !by_name.is_empty() {
            let origin = by_name.origin.clone();
            let driver = Field::new("cdi".to_owned(), origin.clone());
            let request = DeviceRequest { driver, device_ids: by_name, ..DeviceRequest::default() };
            host.device_requests.push(request, origin.clone());
            host.device_requests.origin = origin;
        }
        self.problems
            .extend(refusals.into_iter().map(|(span, why)| Problem::new("docker-refuses", span, why)));
    }

    fn logging(&mut self) -> LogConfig {
        let config = LogConfig {
            driver: self.given.text("log-driver"),
            config: self.given.pairs("log-opt"),
            ..LogConfig::default()
        };
        if config.driver.get().is_some_and(|driver| driver == "none") && !config.config.is_empty() {
            self.refuse("invalid logging opts for driver none");
        }
        config
    }

    fn storage_options(&mut self, host: &mut HostConfig) {
        host.storage_opt = self.given.pairs("storage-opt");
        if self
            .given
            .all("storage-opt")
            .any(|occurrence| !occurrence.value.contains('=') && occurrence.symbol().is_none())
        {
            self.refuse("invalid storage option");
        }
    }
}

/// A capability in the API's spelling.
pub(super) fn capability(text: &str) -> String {
    let upper = text.to_uppercase();
    if upper == "ALL" || upper.starts_with("CAP_") { upper } else { format!("CAP_{upper}") }
}
