//! Values for every kind of flag: most of them good, some on the border, some wrong.

pub(crate) use super::devices::*;
pub(crate) use super::mounts::*;
use super::random::Random;
pub(crate) use super::words::*;

/// What a flag takes, as far as the generator cares.
pub(crate) type Values = fn(&mut Random) -> String;

/// A size in go-units' terms.
pub(crate) fn size(random: &mut Random) -> String {
    const NUMBERS: &[&str] = &[
        "0",
        "1",
        "6",
        "512",
        "128",
        "64",
        "1.5",
        "-1",
        "1e3",
        "0x10",
        "1_000",
        "9223372036854775807",
        "8e18",
        "9.3e18",
        ".5",
        "5.",
        "inf",
        "nan",
        "+4",
        "",
        "1 ",
        "-0",
        "0.1",
        "1..2",
        "1e",
        "0x1p3",
        "1e400",
        " 3",
        "-inf",
        "1.9999999999",
    ];
    const UNITS: &[&str] = &[
        "", "", "b", "k", "m", "m", "M", "g", "G", "kb", "MB", "kib", "KiB", "mIb", "t", "p", "pb", "e",
        " m", " ", "bb", "kk", "ki", "i", "mb ", "İ", "y", "  g", "K",
    ];
    format!("{}{}", random.pick_good(NUMBERS), random.pick_good(UNITS))
}

pub(crate) fn swap(random: &mut Random) -> String {
    if random.once_in(4) { "-1".to_owned() } else { size(random) }
}

/// A rational number of CPUs.
pub(crate) fn cpus(random: &mut Random) -> String {
    let choices: &[&str] = &[
        "1",
        "0.5",
        "1.5",
        ".5",
        "1/2",
        "1/3",
        "2.",
        "1e-1",
        "1e9",
        "1e10",
        "0x1p-2",
        "-1",
        "+1",
        "1_0",
        "1e-9",
        "1e-10",
        "0.0000000001",
        "/",
        "1/",
        "1/0",
        "inf",
        "0x10",
        "0x10/2",
        "1/0x10",
        "010",
        "010/2",
        "0b11",
        "0o17",
        "1e100",
        "-1/2",
        "1/-2",
        "+1/+2",
        "1.5/2",
        "",
        ".",
        "1.",
        "1e+2",
        "1E2",
        "1e",
        "1p2",
        "0x.8",
        "0x1.8p1",
        " 1",
        "1_000.5",
        "0_8",
        "08",
        "0.5e1",
        "0",
        "-0",
        "0/1",
        "9223372036",
        "9223372037",
        "9223372036854775807",
        "18446744073.709551616",
        "1__0",
        "1_",
        "0x_1",
        "1e1_0",
        "3/4",
        "0b1/0b10",
        "1/010",
        "0b1.1",
        "0o1.4",
        "0x1e2",
        "12345678901234567890123456789012345678901234567890",
        "0b1p3",
        "0x1p",
        "1e-20",
        "00.5",
        "1/3e1",
        "1e3/2",
        "0e0",
        "10e8p1",
    ];
    random.pick_good(choices).to_owned()
}

fn address_part(random: &mut Random) -> String {
    random
        .pick_good(&[
            "127.0.0.1",
            "0.0.0.0",
            "[::1]",
            "::1",
            "[::]",
            "",
            "1.2.3",
            "[fe80::1%a]",
            "localhost",
            "[[::1]]",
            "[1.2.3.4]",
            "[::1",
            "[]",
        ])
        .to_owned()
}

fn port(random: &mut Random) -> String {
    random
        .pick_good(&[
            "80",
            "8080",
            "53",
            "80-82",
            "8080-8082",
            "90-80",
            "0",
            "65535",
            "65536",
            "080",
            "a",
            "-80",
            "80-",
            "+80",
            "",
            "80-80",
            "1-2-3",
            "80 ",
            "7000-7002",
            "8000-8009",
            "0-1",
            "٣",
        ])
        .to_owned()
}

fn protocol(random: &mut Random) -> &'static str {
    random.pick_good(&["", "", "", "", "/tcp", "/udp", "/sctp", "/TCP", "/foo", "/", "/udp/x", "/Udp"])
}

/// `-p`.
pub(crate) fn publish(random: &mut Random) -> String {
    match random.below(12) {
        0 | 1 => format!("{}{}", port(random), protocol(random)),
        2..=5 => format!("{}:{}{}", port(random), port(random), protocol(random)),
        6..=8 => format!("{}:{}:{}{}", address_part(random), port(random), port(random), protocol(random)),
        9 => format!("{}::{}{}", address_part(random), port(random), protocol(random)),
        10 => random.some(1, 4, ",", |random| {
            let key = random.pick(&["target", "published", "protocol", "mode", "x", "", "Target"]);
            let value =
                random.pick(&["80", "8080", "tcp", "udp", "host", "", "80-82", "a", "90-92", "1.2.3.4:80"]);
            if random.once_in(12) { key.to_owned() } else { format!("{key}={value}") }
        }),
        _ => random
            .pick(&[
                "",
                ":",
                "::",
                ":::",
                "8080:",
                ":80",
                "80:80:80:80",
                "1.2.3.4:",
                "/tcp",
                "a:b:c:d:e",
                "::1:80:80",
            ])
            .to_owned(),
    }
}

/// `--expose`.
pub(crate) fn expose(random: &mut Random) -> String {
    if random.once_in(8) { publish(random) } else { format!("{}{}", port(random), protocol(random)) }
}

/// `--network`.
pub(crate) fn network(random: &mut Random) -> String {
    const KEYS: &[&str] = &[
        "name",
        "alias",
        "ip",
        "ip6",
        "mac-address",
        "link-local-ip",
        "driver-opt",
        "gw-priority",
        "Alias",
        "x",
        "",
        " alias",
        "link",
    ];
    if !random.once_in(3) {
        return network_mode(random);
    }
    let mut fields = Vec::new();
    if !random.once_in(8) {
        fields.push(format!(
            "name={}",
            random.pick(&[
                "net1",
                "net2",
                "NET",
                "bridge",
                "host",
                "none",
                "container:a",
                "",
                " a ",
                "default"
            ])
        ));
    }
    for _ in 0..random.below(4) {
        let key = random.pick(KEYS);
        let value = match key {
            "ip" => random.pick(&["10.0.0.2", "x", ""]),
            "ip6" => random.pick(&["2001:db8::2", "2001:DB8::2", "x"]),
            "mac-address" => random.pick(&["02:42:ac:11:65:43", "x", "02:42:AC:11:65:43"]),
            "link-local-ip" => random.pick(&["169.254.1.1", "x"]),
            "driver-opt" => random.pick(&["a=b", "a", "=b", "a=", "A = B", "a=b=c", "com.x=y"]),
            "gw-priority" => random.pick(&["1", "0", "-5", "x", "+1", "0x1", "", "9223372036854775808"]),
            _ => random.pick(&["web", "a b", "", "Web", "a=b", " x "]),
        };
        fields.push(if random.once_in(12) { key.to_owned() } else { format!("{key}={value}") });
    }
    let fields: Vec<String> = fields.into_iter().map(|text| field(random, text)).collect();
    fields.join(",")
}

/// A value with one character changed, where most parsers have their borders.
pub(crate) fn mutated(random: &mut Random, text: &str) -> String {
    const MARKS: &[&str] = &[
        ":", "=", ",", "/", "-", ".", "\"", " ", "[", "]", "@", "$", "a", "A", "0", "9", "_", "\\", "\t",
        "é", "+", "x", "\n", "\r", "%", "~", "*", "'",
    ];
    let mut characters: Vec<char> = text.chars().collect();
    let at = random.below(characters.len() + 1);
    match random.below(4) {
        0 if at < characters.len() => {
            characters.remove(at);
        }
        1 if at < characters.len() => characters.insert(at, characters[at]),
        2 if at < characters.len() => {
            let upper: Vec<char> = characters[at].to_uppercase().collect();
            characters.splice(at..=at, upper);
        }
        _ => characters.splice(at..at, random.pick(MARKS).chars()).for_each(drop),
    }
    characters.into_iter().collect()
}
