//! Command lines of `docker run` and `docker create`, made from every flag in every way of writing it.

use super::random::Random;
use super::values::{self as value, Values};

/// A flag: its names (the letter last, if it has one), and its values; none is a truth value.
struct Flag {
    name: &'static str,
    letter: Option<char>,
    values: Option<Values>,
    group: Group,
}

/// Flags that the client judges together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Alone,
    Network,
    Ports,
    Mounts,
    Health,
    Streams,
    Environment,
    Devices,
}

const fn of(name: &'static str, values: Values, group: Group) -> Flag {
    Flag { name, letter: None, values: Some(values), group }
}

const fn alone(name: &'static str, values: Values) -> Flag {
    of(name, values, Group::Alone)
}

const fn short(name: &'static str, letter: char, values: Values, group: Group) -> Flag {
    Flag { name, letter: Some(letter), values: Some(values), group }
}

const fn truth(name: &'static str, letter: Option<char>, group: Group) -> Flag {
    Flag { name, letter, values: None, group }
}

/// Every flag of the client, by name.
static FLAGS: &[Flag] = &[
    of("add-host", value::extra_host, Group::Network),
    alone("annotation", value::pair),
    short("attach", 'a', value::attach, Group::Streams),
    alone("blkio-weight", value::unsigned),
    of("blkio-weight-device", value::weight, Group::Devices),
    alone("cap-add", value::cap),
    alone("cap-drop", value::cap),
    alone("cgroup-parent", value::text),
    alone("cgroupns", value::cgroupns),
    alone("cidfile", value::cidfile),
    alone("cpu-count", value::integer),
    alone("cpu-percent", value::integer),
    alone("cpu-period", value::integer),
    alone("cpu-quota", value::integer),
    alone("cpu-rt-period", value::integer),
    alone("cpu-rt-runtime", value::integer),
    short("cpu-shares", 'c', value::integer, Group::Alone),
    alone("cpus", value::cpus),
    alone("cpuset-cpus", value::text),
    alone("cpuset-mems", value::text),
    truth("detach", Some('d'), Group::Streams),
    of("detach-keys", value::detach_keys, Group::Streams),
    of("device", value::device, Group::Devices),
    of("device-cgroup-rule", value::cgroup_rule, Group::Devices),
    of("device-read-bps", value::throttle_bytes, Group::Devices),
    of("device-read-iops", value::throttle_operations, Group::Devices),
    of("device-write-bps", value::throttle_bytes, Group::Devices),
    of("device-write-iops", value::throttle_operations, Group::Devices),
    truth("disable-content-trust", None, Group::Alone),
    of("dns", value::address, Group::Network),
    of("dns-opt", value::text, Group::Network),
    of("dns-option", value::text, Group::Network),
    of("dns-search", value::dns_search, Group::Network),
    alone("domainname", value::name),
    alone("entrypoint", value::entrypoint),
    short("env", 'e', value::env, Group::Environment),
    of("env-file", value::env_file, Group::Environment),
    of("expose", value::expose, Group::Ports),
    of("gpus", value::gpus, Group::Devices),
    alone("group-add", value::group),
    of("health-cmd", value::text, Group::Health),
    of("health-interval", value::duration, Group::Health),
    of("health-retries", value::integer, Group::Health),
    of("health-start-interval", value::duration, Group::Health),
    of("health-start-period", value::duration, Group::Health),
    of("health-timeout", value::duration, Group::Health),
    truth("help", None, Group::Alone),
    short("hostname", 'h', value::name, Group::Alone),
    truth("init", None, Group::Alone),
    truth("interactive", Some('i'), Group::Streams),
    alone("io-maxbandwidth", value::size),
    alone("io-maxiops", value::unsigned),
    of("ip", value::address, Group::Network),
    of("ip6", value::address, Group::Network),
    alone("ipc", value::ipc),
    alone("isolation", value::isolation),
    alone("kernel-memory", value::size),
    short("label", 'l', value::label, Group::Environment),
    of("label-file", value::label_file, Group::Environment),
    of("link", value::link, Group::Network),
    of("link-local-ip", value::link_local, Group::Network),
    alone("log-driver", value::log_driver),
    alone("log-opt", value::pair),
    of("mac-address", value::mac, Group::Network),
    short("memory", 'm', value::size, Group::Alone),
    alone("memory-reservation", value::size),
    alone("memory-swap", value::swap),
    alone("memory-swappiness", value::integer),
    of("mount", value::mount, Group::Mounts),
    alone("name", value::name),
    of("net", value::network, Group::Network),
    of("net-alias", value::text, Group::Network),
    of("network", value::network, Group::Network),
    of("network-alias", value::text, Group::Network),
    truth("no-healthcheck", None, Group::Health),
    truth("oom-kill-disable", None, Group::Alone),
    alone("oom-score-adj", value::integer),
    alone("pid", value::pid),
    alone("pids-limit", value::integer),
    alone("platform", value::platform),
    truth("privileged", None, Group::Alone),
    short("publish", 'p', value::publish, Group::Ports),
    truth("publish-all", Some('P'), Group::Ports),
    alone("pull", value::pull),
    truth("quiet", Some('q'), Group::Alone),
    truth("read-only", None, Group::Alone),
    of("restart", value::restart, Group::Streams),
    truth("rm", None, Group::Streams),
    alone("runtime", value::text),
    alone("security-opt", value::security),
    alone("shm-size", value::size),
    truth("sig-proxy", None, Group::Streams),
    alone("stop-signal", value::signal),
    alone("stop-timeout", value::integer),
    alone("storage-opt", value::storage),
    alone("sysctl", value::sysctl),
    of("tmpfs", value::tmpfs, Group::Mounts),
    truth("tty", Some('t'), Group::Streams),
    alone("ulimit", value::ulimit),
    truth("use-api-socket", None, Group::Mounts),
    short("user", 'u', value::user, Group::Alone),
    alone("userns", value::userns),
    alone("uts", value::uts),
    short("volume", 'v', value::volume, Group::Mounts),
    alone("volume-driver", value::name),
    of("volumes-from", value::volumes_from, Group::Mounts),
    short("workdir", 'w', value::folder, Group::Alone),
];

/// The names of all flags.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FLAGS.iter().map(|flag| flag.name)
}

/// Truth values that are only ever said in a form that keeps the client away from the network: without content trust's
/// check, which asks a server of the internet.
const ONLY_TRUE: &[&str] = &["disable-content-trust"];

/// The line of a seed, without `docker`.
pub(crate) fn line(seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    let command: &[&str] = match random.below(10) {
        0..=5 => &["run"],
        6 | 7 => &["create"],
        8 => &["container", "run"],
        _ => &["container", "create"],
    };
    let mut words: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
    let groups = [
        Group::Network,
        Group::Ports,
        Group::Mounts,
        Group::Health,
        Group::Streams,
        Group::Environment,
        Group::Devices,
    ];
    let group = (!random.once_in(3)).then(|| groups[random.below(groups.len())]);
    for _ in 0..random.below(6) {
        let chosen: Vec<&Flag> =
            FLAGS.iter().filter(|flag| group.is_none_or(|group| flag.group == group)).collect();
        let chosen = if random.once_in(4) { FLAGS.iter().collect() } else { chosen };
        let flag = chosen[random.below(chosen.len())];
        // Help ends every line; it is not worth one flag in a hundred.
        if flag.name == "help" && !random.once_in(4) {
            continue;
        }
        write(&mut random, flag, &mut words);
    }
    if random.once_in(60) {
        words.push(
            random
                .pick(&["--nope", "-Z", "--", "---x", "-", "--=x", "-i-", "--publish", "-p", "-test.v"])
                .to_owned(),
        );
    }
    if random.once_in(20) {
        words.push("--".to_owned());
    }
    if !random.once_in(50) {
        words.push(if random.once_in(6) { value::image(&mut random) } else { "busybox:1".to_owned() });
    }
    for _ in 0..random.below(4) {
        words.push(random.pick(&["sh", "-c", "echo $A", "--rm", "", "-p", "80:80", "--", "é"]).to_owned());
    }
    words
}

/// One flag, in one of the ways to write it.
fn write(random: &mut Random, flag: &Flag, words: &mut Vec<String>) {
    let Some(values) = flag.values else {
        write_truth(random, flag, words);
        return;
    };
    let mut text = values(random);
    if random.once_in(20) {
        text = value::mutated(random, &text);
    }
    let letter = flag.letter.filter(|_| random.once_in(2));
    let Some(letter) = letter else {
        if random.once_in(2) {
            words.push(format!("--{}={text}", flag.name));
        } else {
            words.extend([format!("--{}", flag.name), text]);
        }
        return;
    };
    let cluster = if random.once_in(4) { random.pick(&["i", "t", "it", "P", "q", "iq", "d"]) } else { "" };
    match random.below(3) {
        0 => words.push(format!("-{cluster}{letter}{text}")),
        1 => words.push(format!("-{cluster}{letter}={text}")),
        _ => words.extend([format!("-{cluster}{letter}"), text]),
    }
}

fn write_truth(random: &mut Random, flag: &Flag, words: &mut Vec<String>) {
    let letter = flag.letter.filter(|_| random.once_in(2));
    let plain = letter.map_or_else(|| format!("--{}", flag.name), |letter| format!("-{letter}"));
    let with_value = random.once_in(3) && !ONLY_TRUE.contains(&flag.name);
    words.push(if with_value { format!("{plain}={}", value::truth(random)) } else { plain });
}
