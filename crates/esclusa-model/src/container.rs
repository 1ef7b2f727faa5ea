//! What one container asks of its host: the Engine API's create request, each field with its origin.
//!
//! Names and semantics follow `POST /containers/create` (Docker Engine API 1.24 to 1.53). The file is one list of
//! fields per record; the reader and the writer of the `engine` dialect come from the same list.

mod host;

pub use host::{
    DeviceMapping, DeviceRequest, HostConfig, LogConfig, PortBinding, RestartPolicy, ThrottleDevice, Ulimit,
    WeightDevice,
};

use std::sync::Arc;

use crate::field::{Field, List, Map, Present, record};
use crate::{Identity, ImageFacts, Origin, Running};

/// One container as somebody asks for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Container {
    /// Who it is, the same in every dialect; shared with all that is found in it.
    pub identity: Arc<Identity>,
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
    /// What only a running container can tell, if it was looked at.
    pub running: Option<Box<Running>>,
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
