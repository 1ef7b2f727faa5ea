//! The host's part of the create request: quotas, namespaces, confinement, devices.

use super::Mount;
use crate::field::{Field, List, Map, record};

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
