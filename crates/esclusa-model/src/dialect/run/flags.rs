//! The flags of `docker run` and `docker create` (docker/cli 28): name, shorthand, kind, and whose they are.

/// What kind of value a flag takes, in pflag's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No value, or `=true`.
    Bool,
    /// Go's `int` and `int64`, any base.
    Int,
    /// Go's `uint16`.
    Uint16,
    /// Go's `uint64`.
    Uint64,
    /// Go's duration: `1m30s`.
    Duration,
    /// A size: `512m`.
    Bytes,
    /// A size, or -1.
    SwapBytes,
    /// A rational number of CPUs.
    Cpus,
    /// Text; the last one counts.
    Text,
    /// A value each time, each checked by the flag's own rule.
    List(Check),
}

/// The rule for a value of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    Any,
    Attach,
    Address,
    DeviceCgroupRule,
    DnsSearch,
    Env,
    ExtraHost,
    Gpus,
    Label,
    Link,
    Mount,
    Network,
    Sysctl,
    ThrottleBps,
    ThrottleIops,
    Ulimit,
    WeightDevice,
}

/// For which command a flag exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Both,
    Run,
    /// Only Podman has it; the docker client refuses it.
    Podman,
}

/// One flag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flag {
    /// The long name, without `--`.
    pub name: &'static str,
    /// The letter, if any.
    pub short: Option<char>,
    /// What it takes.
    pub kind: Kind,
    /// Whose it is.
    pub command: Command,
    /// The name under which its values are kept: flags with an alias share one.
    pub target: &'static str,
}

const fn flag(name: &'static str, kind: Kind) -> Flag {
    Flag { name, short: None, kind, command: Command::Both, target: name }
}

const fn short(name: &'static str, letter: char, kind: Kind) -> Flag {
    Flag { name, short: Some(letter), kind, command: Command::Both, target: name }
}

const fn alias(name: &'static str, target: &'static str, kind: Kind) -> Flag {
    Flag { name, short: None, kind, command: Command::Both, target }
}

const fn run_only(name: &'static str, letter: Option<char>, kind: Kind) -> Flag {
    Flag { name, short: letter, kind, command: Command::Run, target: name }
}

const fn podman(name: &'static str, kind: Kind) -> Flag {
    Flag { name, short: None, kind, command: Command::Podman, target: name }
}

use Kind::{Bool, Bytes, Cpus, Duration, Int, List, SwapBytes, Text, Uint16, Uint64};

/// Every flag, by name.
pub(super) static FLAGS: &[Flag] = &[
    flag("add-host", List(Check::ExtraHost)),
    flag("annotation", List(Check::Any)),
    short("attach", 'a', List(Check::Attach)),
    flag("blkio-weight", Uint16),
    flag("blkio-weight-device", List(Check::WeightDevice)),
    flag("cap-add", List(Check::Any)),
    flag("cap-drop", List(Check::Any)),
    flag("cgroup-parent", Text),
    flag("cgroupns", Text),
    flag("cidfile", Text),
    flag("cpu-count", Int),
    flag("cpu-percent", Int),
    flag("cpu-period", Int),
    flag("cpu-quota", Int),
    flag("cpu-rt-period", Int),
    flag("cpu-rt-runtime", Int),
    short("cpu-shares", 'c', Int),
    flag("cpus", Cpus),
    flag("cpuset-cpus", Text),
    flag("cpuset-mems", Text),
    run_only("detach", Some('d'), Bool),
    run_only("detach-keys", None, Text),
    flag("device", List(Check::Any)),
    flag("device-cgroup-rule", List(Check::DeviceCgroupRule)),
    flag("device-read-bps", List(Check::ThrottleBps)),
    flag("device-read-iops", List(Check::ThrottleIops)),
    flag("device-write-bps", List(Check::ThrottleBps)),
    flag("device-write-iops", List(Check::ThrottleIops)),
    flag("disable-content-trust", Bool),
    flag("dns", List(Check::Address)),
    alias("dns-opt", "dns-option", List(Check::Any)),
    flag("dns-option", List(Check::Any)),
    flag("dns-search", List(Check::DnsSearch)),
    flag("domainname", Text),
    flag("entrypoint", Text),
    short("env", 'e', List(Check::Env)),
    flag("env-file", List(Check::Any)),
    flag("expose", List(Check::Any)),
    flag("gpus", List(Check::Gpus)),
    flag("group-add", List(Check::Any)),
    flag("health-cmd", Text),
    flag("health-interval", Duration),
    flag("health-retries", Int),
    flag("health-start-interval", Duration),
    flag("health-start-period", Duration),
    flag("health-timeout", Duration),
    flag("help", Bool),
    short("hostname", 'h', Text),
    flag("init", Bool),
    short("interactive", 'i', Bool),
    flag("io-maxbandwidth", Bytes),
    flag("io-maxiops", Uint64),
    flag("ip", Text),
    flag("ip6", Text),
    flag("ipc", Text),
    flag("isolation", Text),
    flag("kernel-memory", Bytes),
    short("label", 'l', List(Check::Label)),
    flag("label-file", List(Check::Any)),
    flag("link", List(Check::Link)),
    flag("link-local-ip", List(Check::Any)),
    flag("log-driver", Text),
    flag("log-opt", List(Check::Any)),
    flag("mac-address", Text),
    short("memory", 'm', Bytes),
    flag("memory-reservation", Bytes),
    flag("memory-swap", SwapBytes),
    flag("memory-swappiness", Int),
    flag("mount", List(Check::Mount)),
    flag("name", Text),
    alias("net", "network", List(Check::Network)),
    alias("net-alias", "network-alias", List(Check::Any)),
    flag("network", List(Check::Network)),
    flag("network-alias", List(Check::Any)),
    flag("no-healthcheck", Bool),
    flag("oom-kill-disable", Bool),
    flag("oom-score-adj", Int),
    flag("pid", Text),
    flag("pids-limit", Int),
    flag("platform", Text),
    flag("privileged", Bool),
    short("publish", 'p', List(Check::Any)),
    short("publish-all", 'P', Bool),
    flag("pull", Text),
    short("quiet", 'q', Bool),
    flag("read-only", Bool),
    flag("restart", Text),
    flag("rm", Bool),
    flag("runtime", Text),
    flag("security-opt", List(Check::Any)),
    flag("shm-size", Bytes),
    run_only("sig-proxy", None, Bool),
    flag("stop-signal", Text),
    flag("stop-timeout", Int),
    flag("storage-opt", List(Check::Any)),
    flag("sysctl", List(Check::Sysctl)),
    flag("tmpfs", List(Check::Any)),
    short("tty", 't', Bool),
    flag("ulimit", List(Check::Ulimit)),
    flag("use-api-socket", Bool),
    short("user", 'u', Text),
    flag("userns", Text),
    flag("uts", Text),
    short("volume", 'v', List(Check::Any)),
    flag("volume-driver", Text),
    flag("volumes-from", List(Check::Any)),
    short("workdir", 'w', Text),
    // Podman's own, read so that its lines can be judged; none of them loosens the container's confinement but
    // `--gidmap`, `--uidmap` and `--systemd`, which have no field in the Engine API.
    podman("arch", Text),
    podman("authfile", Text),
    podman("conmon-pidfile", Text),
    podman("env-host", Bool),
    podman("gidmap", List(Check::Any)),
    podman("http-proxy", Bool),
    podman("infra-name", Text),
    podman("os", Text),
    podman("pod", Text),
    podman("pod-id-file", Text),
    podman("read-only-tmpfs", Bool),
    podman("replace", Bool),
    podman("requires", List(Check::Any)),
    podman("rmi", Bool),
    podman("secret", List(Check::Any)),
    podman("subgidname", Text),
    podman("subuidname", Text),
    podman("systemd", Text),
    podman("timeout", Int),
    podman("tls-verify", Bool),
    podman("tz", Text),
    podman("uidmap", List(Check::Any)),
    podman("umask", Text),
    podman("unsetenv", List(Check::Any)),
    podman("variant", Text),
];

/// The flag with a long name.
pub(super) fn long(name: &str, accepts: impl Fn(Command) -> bool) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.name == name && accepts(flag.command))
}

/// The flag with a letter.
pub(super) fn letter(letter: char, accepts: impl Fn(Command) -> bool) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.short == Some(letter) && accepts(flag.command))
}
