//! What one container asks of its host: the Engine API's create request, each field with its origin.
//!
//! Names and semantics follow `POST /containers/create` (Docker Engine API 1.24 to 1.53). The file is one list of
//! fields per record; the reader and the writer of the `engine` dialect come from the same list.

use crate::field::{Field, List, Map, Present, record};
use crate::{Identity, ImageFacts, Origin};

/// One container as somebody asks for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Container {
    /// Who it is, the same in every dialect.
    pub identity: Identity,
    /// The service, command or document that asks: where a finding about something missing points.
    pub place: Origin,
    /// The container's name (`--name`, `container_name`).
    pub name: Field<String>,
    /// The platform asked for (`--platform`).
    pub platform: Field<String>,
    /// When the image is pulled (`--pull`, `pull_policy`).
    pub pull: Field<String>,
    /// What the image itself says.
    pub image: ImageFacts,
    /// The body of the create request.
    pub request: Request,
}

record! {
    /// The body of `POST /containers/create`.
    pub struct Request {
        /// Host name.
        hostname: Field<String> = "Hostname",
        /// Domain name.
        domainname: Field<String> = "Domainname",
        /// `user[:group]`, names or numbers.
        user: Field<String> = "User",
        /// Attach standard input.
        attach_stdin: Field<bool> = "AttachStdin",
        /// Attach standard output.
        attach_stdout: Field<bool> = "AttachStdout",
        /// Attach standard error.
        attach_stderr: Field<bool> = "AttachStderr",
        /// Ports the container listens on, `80/tcp`.
        exposed_ports: Map<Present> = "ExposedPorts",
        /// A terminal.
        tty: Field<bool> = "Tty",
        /// Keep standard input open.
        open_stdin: Field<bool> = "OpenStdin",
        /// Close standard input after the first client.
        stdin_once: Field<bool> = "StdinOnce",
        /// `NAME=VALUE`, or `NAME` to remove.
        env: List<String> = "Env",
        /// The command.
        cmd: List<String> = "Cmd",
        /// The health check.
        healthcheck: Healthcheck = "Healthcheck",
        /// The image reference.
        image: Field<String> = "Image",
        /// Anonymous volumes, by path.
        volumes: Map<Present> = "Volumes",
        /// Working directory.
        working_dir: Field<String> = "WorkingDir",
        /// The entry point.
        entrypoint: List<String> = "Entrypoint",
        /// No network at all (old API).
        network_disabled: Field<bool> = "NetworkDisabled",
        /// MAC address (moved to the endpoint in API 1.44).
        mac_address: Field<String> = "MacAddress",
        /// Build triggers, never used at run time.
        on_build: List<String> = "OnBuild",
        /// Labels.
        labels: Map<String> = "Labels",
        /// The signal that stops it.
        stop_signal: Field<String> = "StopSignal",
        /// Seconds before it is killed.
        stop_timeout: Field<i64> = "StopTimeout" keep,
        /// The shell of shell-form commands.
        shell: List<String> = "Shell",
        /// What it asks of the host.
        host: HostConfig = "HostConfig",
        /// The networks it joins.
        networking: NetworkingConfig = "NetworkingConfig",
    }
}

record! {
    /// A health check; durations in nanoseconds.
    pub struct Healthcheck {
        /// `["CMD", …]`, `["CMD-SHELL", "…"]`, `["NONE"]`.
        test: List<String> = "Test",
        /// Between two checks.
        interval: Field<i64> = "Interval",
        /// Of one check.
        timeout: Field<i64> = "Timeout",
        /// Before failures count.
        start_period: Field<i64> = "StartPeriod",
        /// Between two checks while starting.
        start_interval: Field<i64> = "StartInterval",
        /// Failures until unhealthy.
        retries: Field<i64> = "Retries",
    }
}

record! {
    /// What the container asks of the host.
    pub struct HostConfig {
        /// `source:target[:options]`.
        binds: List<String> = "Binds",
        /// File to write the container's ID to (client side).
        container_id_file: Field<String> = "ContainerIDFile",
        /// Logging.
        log_config: LogConfig = "LogConfig",
        /// `default`, `bridge`, `host`, `none`, `container:NAME` or a network.
        network_mode: Field<String> = "NetworkMode",
        /// Published ports: `80/tcp` to host addresses.
        port_bindings: Map<List<PortBinding>> = "PortBindings",
        /// Restart policy.
        restart_policy: RestartPolicy = "RestartPolicy",
        /// Remove when it ends.
        auto_remove: Field<bool> = "AutoRemove",
        /// Driver of the volumes in `Binds`.
        volume_driver: Field<String> = "VolumeDriver",
        /// Containers whose volumes are mounted too.
        volumes_from: List<String> = "VolumesFrom",
        /// Terminal height and width.
        console_size: List<i64> = "ConsoleSize",
        /// Annotations for the runtime.
        annotations: Map<String> = "Annotations",
        /// Capabilities added.
        cap_add: List<String> = "CapAdd",
        /// Capabilities dropped.
        cap_drop: List<String> = "CapDrop",
        /// `host` or `private`.
        cgroupns_mode: Field<String> = "CgroupnsMode",
        /// Name servers.
        dns: List<String> = "Dns",
        /// Resolver options.
        dns_options: List<String> = "DnsOptions",
        /// Search domains.
        dns_search: List<String> = "DnsSearch",
        /// `host:address`.
        extra_hosts: List<String> = "ExtraHosts",
        /// Supplementary groups.
        group_add: List<String> = "GroupAdd",
        /// `private`, `shareable`, `host`, `none`, `container:NAME`.
        ipc_mode: Field<String> = "IpcMode",
        /// Cgroup to join (old API).
        cgroup: Field<String> = "Cgroup",
        /// Links, `name:alias`.
        links: List<String> = "Links",
        /// -1000 to 1000.
        oom_score_adj: Field<i64> = "OomScoreAdj",
        /// `host` or `container:NAME`.
        pid_mode: Field<String> = "PidMode",
        /// All capabilities, all devices, no confinement.
        privileged: Field<bool> = "Privileged",
        /// Publish every exposed port.
        publish_all_ports: Field<bool> = "PublishAllPorts",
        /// Read-only root filesystem.
        readonly_rootfs: Field<bool> = "ReadonlyRootfs",
        /// `no-new-privileges`, `seccomp=…`, `apparmor=…`, `label=…`.
        security_opt: List<String> = "SecurityOpt",
        /// Storage driver options.
        storage_opt: Map<String> = "StorageOpt",
        /// tmpfs mounts: path to options.
        tmpfs: Map<String> = "Tmpfs",
        /// `host`.
        uts_mode: Field<String> = "UTSMode",
        /// `host`.
        userns_mode: Field<String> = "UsernsMode",
        /// Bytes of /dev/shm.
        shm_size: Field<i64> = "ShmSize",
        /// Kernel settings.
        sysctls: Map<String> = "Sysctls",
        /// OCI runtime.
        runtime: Field<String> = "Runtime",
        /// Isolation technology (Windows).
        isolation: Field<String> = "Isolation",
        /// Relative CPU weight.
        cpu_shares: Field<i64> = "CpuShares",
        /// Bytes.
        memory: Field<i64> = "Memory",
        /// Billionths of a CPU.
        nano_cpus: Field<i64> = "NanoCpus",
        /// Parent cgroup.
        cgroup_parent: Field<String> = "CgroupParent",
        /// 10 to 1000.
        blkio_weight: Field<i64> = "BlkioWeight",
        /// Weight per device.
        blkio_weight_device: List<WeightDevice> = "BlkioWeightDevice",
        /// Bytes per second read.
        blkio_device_read_bps: List<ThrottleDevice> = "BlkioDeviceReadBps",
        /// Bytes per second written.
        blkio_device_write_bps: List<ThrottleDevice> = "BlkioDeviceWriteBps",
        /// Reads per second.
        blkio_device_read_iops: List<ThrottleDevice> = "BlkioDeviceReadIOps",
        /// Writes per second.
        blkio_device_write_iops: List<ThrottleDevice> = "BlkioDeviceWriteIOps",
        /// Microseconds.
        cpu_period: Field<i64> = "CpuPeriod",
        /// Microseconds of each period.
        cpu_quota: Field<i64> = "CpuQuota",
        /// Microseconds.
        cpu_realtime_period: Field<i64> = "CpuRealtimePeriod",
        /// Microseconds.
        cpu_realtime_runtime: Field<i64> = "CpuRealtimeRuntime",
        /// CPUs it may use.
        cpuset_cpus: Field<String> = "CpusetCpus",
        /// Memory nodes it may use.
        cpuset_mems: Field<String> = "CpusetMems",
        /// Host devices.
        devices: List<DeviceMapping> = "Devices",
        /// `c 1:3 rwm`.
        device_cgroup_rules: List<String> = "DeviceCgroupRules",
        /// GPUs and CDI devices.
        device_requests: List<DeviceRequest> = "DeviceRequests",
        /// Bytes of kernel memory (old API).
        kernel_memory: Field<i64> = "KernelMemory",
        /// Bytes of kernel TCP memory (old API).
        kernel_memory_tcp: Field<i64> = "KernelMemoryTCP",
        /// Bytes; soft limit.
        memory_reservation: Field<i64> = "MemoryReservation",
        /// Bytes of memory and swap; -1 is unlimited.
        memory_swap: Field<i64> = "MemorySwap",
        /// 0 to 100; the client sends -1 for unset.
        memory_swappiness: Field<i64> = "MemorySwappiness" keep,
        /// Never killed when memory runs out.
        oom_kill_disable: Field<bool> = "OomKillDisable" keep,
        /// Processes; -1 is unlimited.
        pids_limit: Field<i64> = "PidsLimit" keep,
        /// Resource limits of processes.
        ulimits: List<Ulimit> = "Ulimits",
        /// CPUs (Windows).
        cpu_count: Field<i64> = "CpuCount",
        /// CPU percent (Windows).
        cpu_percent: Field<i64> = "CpuPercent",
        /// I/O operations per second (Windows).
        io_maximum_iops: Field<i64> = "IOMaximumIOps",
        /// I/O bytes per second (Windows).
        io_maximum_bandwidth: Field<i64> = "IOMaximumBandwidth",
        /// Mounts in the long form.
        mounts: List<Mount> = "Mounts",
        /// Paths hidden from the container.
        masked_paths: List<String> = "MaskedPaths",
        /// Paths made read-only.
        readonly_paths: List<String> = "ReadonlyPaths",
        /// An init process.
        init: Field<bool> = "Init" keep,
    }
}

record! {
    /// Logging driver and its options.
    pub struct LogConfig {
        /// Driver.
        driver: Field<String> = "Type",
        /// Options.
        config: Map<String> = "Config",
    }
}

record! {
    /// Where a port is published.
    pub struct PortBinding {
        /// Address on the host; empty is every address.
        host_ip: Field<String> = "HostIp",
        /// Port or range on the host; empty is any free port.
        host_port: Field<String> = "HostPort",
    }
}

record! {
    /// What happens when it ends.
    pub struct RestartPolicy {
        /// `no`, `always`, `on-failure`, `unless-stopped`.
        name: Field<String> = "Name",
        /// Restarts at most (`on-failure`).
        maximum_retry_count: Field<i64> = "MaximumRetryCount",
    }
}

record! {
    /// Block I/O weight of a device.
    pub struct WeightDevice {
        /// Path.
        path: Field<String> = "Path",
        /// Weight.
        weight: Field<i64> = "Weight",
    }
}

record! {
    /// Block I/O limit of a device.
    pub struct ThrottleDevice {
        /// Path.
        path: Field<String> = "Path",
        /// Limit.
        rate: Field<u64> = "Rate",
    }
}

record! {
    /// A host device.
    pub struct DeviceMapping {
        /// On the host.
        path_on_host: Field<String> = "PathOnHost",
        /// In the container.
        path_in_container: Field<String> = "PathInContainer",
        /// `rwm`.
        cgroup_permissions: Field<String> = "CgroupPermissions",
    }
}

record! {
    /// Devices by capability (GPUs, CDI).
    pub struct DeviceRequest {
        /// Driver.
        driver: Field<String> = "Driver",
        /// How many; -1 is all.
        count: Field<i64> = "Count",
        /// Which.
        device_ids: List<String> = "DeviceIDs",
        /// Alternatives of capabilities.
        capabilities: List<List<String>> = "Capabilities",
        /// Driver options.
        options: Map<String> = "Options",
    }
}

record! {
    /// A limit of processes.
    pub struct Ulimit {
        /// Name.
        name: Field<String> = "Name",
        /// Hard limit.
        hard: Field<i64> = "Hard" keep,
        /// Soft limit.
        soft: Field<i64> = "Soft" keep,
    }
}

record! {
    /// A mount in the long form.
    pub struct Mount {
        /// `bind`, `volume`, `tmpfs`, `image`, `npipe`, `cluster`.
        kind: Field<String> = "Type",
        /// What is mounted.
        source: Field<String> = "Source",
        /// Where.
        target: Field<String> = "Target",
        /// Read-only.
        read_only: Field<bool> = "ReadOnly",
        /// Consistency (macOS).
        consistency: Field<String> = "Consistency",
        /// Options of a bind.
        bind_options: BindOptions = "BindOptions",
        /// Options of a volume.
        volume_options: VolumeOptions = "VolumeOptions",
        /// Options of an image mount.
        image_options: ImageOptions = "ImageOptions",
        /// Options of a tmpfs.
        tmpfs_options: TmpfsOptions = "TmpfsOptions",
    }
}

record! {
    /// Options of a bind mount.
    pub struct BindOptions {
        /// Propagation.
        propagation: Field<String> = "Propagation",
        /// Do not mount what is below.
        non_recursive: Field<bool> = "NonRecursive",
        /// Make a missing source folder.
        create_mountpoint: Field<bool> = "CreateMountpoint",
        /// Submounts stay writable.
        read_only_non_recursive: Field<bool> = "ReadOnlyNonRecursive",
        /// Fail if submounts cannot be made read-only.
        read_only_force_recursive: Field<bool> = "ReadOnlyForceRecursive",
    }
}

record! {
    /// Options of a volume mount.
    pub struct VolumeOptions {
        /// Do not copy the image's files into it.
        no_copy: Field<bool> = "NoCopy",
        /// Labels of the volume.
        labels: Map<String> = "Labels",
        /// Folder inside the volume.
        subpath: Field<String> = "Subpath",
        /// Driver of the volume.
        driver_config: DriverConfig = "DriverConfig",
    }
}

record! {
    /// A volume's driver.
    pub struct DriverConfig {
        /// Name.
        name: Field<String> = "Name",
        /// Options.
        options: Map<String> = "Options",
    }
}

record! {
    /// Options of an image mount.
    pub struct ImageOptions {
        /// Folder inside the image.
        subpath: Field<String> = "Subpath",
    }
}

record! {
    /// Options of a tmpfs.
    pub struct TmpfsOptions {
        /// Bytes.
        size_bytes: Field<i64> = "SizeBytes",
        /// File mode.
        mode: Field<i64> = "Mode",
        /// Mount flags: one or two words each.
        options: List<List<String>> = "Options",
    }
}

record! {
    /// The networks a container joins when it is created.
    pub struct NetworkingConfig {
        /// By network.
        endpoints: Map<EndpointSettings> = "EndpointsConfig",
    }
}

record! {
    /// One network's settings.
    pub struct EndpointSettings {
        /// Fixed addresses.
        ipam: EndpointIpam = "IPAMConfig",
        /// Links.
        links: List<String> = "Links",
        /// Names on this network.
        aliases: List<String> = "Aliases",
        /// MAC address.
        mac_address: Field<String> = "MacAddress",
        /// Driver options.
        driver_opts: Map<String> = "DriverOpts",
        /// Priority of its gateway.
        gw_priority: Field<i64> = "GwPriority",
    }
}

record! {
    /// Fixed addresses on a network.
    pub struct EndpointIpam {
        /// IPv4.
        ipv4: Field<String> = "IPv4Address",
        /// IPv6.
        ipv6: Field<String> = "IPv6Address",
        /// Link-local.
        link_local: List<String> = "LinkLocalIPs",
    }
}
