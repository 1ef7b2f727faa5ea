//! Values that name devices.

use super::random::Random;
use super::values::{field, size};
use super::words::{cdi, device_mode};

/// `--device`.
pub(crate) fn device(random: &mut Random) -> String {
    const PATHS: &[&str] = &[
        "/dev/a",
        "/dev/b",
        "/dev/../x",
        "/dev//c/",
        "dev/a",
        "",
        "./a",
        "/",
        "/dev/fuse",
        "é",
        "/a b",
        "../d",
    ];
    match random.below(8) {
        0 | 1 => random.pick_good(PATHS).to_owned(),
        2 => format!("{}:{}", random.pick_good(PATHS), random.pick_good(PATHS)),
        3 => format!("{}:{}", random.pick_good(PATHS), device_mode(random)),
        4 | 5 => format!("{}:{}:{}", random.pick_good(PATHS), random.pick_good(PATHS), device_mode(random)),
        6 => cdi(random),
        _ => random
            .pick(&[
                "",
                ":",
                "::",
                "a:b:c:d",
                "/a:/b:rw:x",
                "/dev/a=b",
                "/dev/a:",
                ":/dev/a",
                "r:/a",
                "/a:r:w",
            ])
            .to_owned(),
    }
}

/// `--gpus`.
pub(crate) fn gpus(random: &mut Random) -> String {
    if random.once_in(3) {
        return random
            .pick(&[
                "all",
                "1",
                "2",
                "0",
                "-1",
                "x",
                "",
                "ALL",
                "+1",
                "0x1",
                "1.5",
                " all",
                "99999999999999999999",
            ])
            .to_owned();
    }
    random.some(1, 3, ",", |random| {
        let key = random.pick(&[
            "driver",
            "count",
            "device",
            "capabilities",
            "options",
            "all",
            "1",
            "x",
            "Driver",
            "",
        ]);
        let value = random.pick(&[
            "nvidia",
            "all",
            "1",
            "0",
            "-1",
            "GPU-1",
            "0,1",
            "gpu",
            "utility",
            "compute,utility",
            "a=b",
            "",
            "x",
            "gpu,nvidia",
            "a=b,c=d",
            "a",
        ]);
        match (key, random.below(10)) {
            ("all" | "1", _) | (_, 0) => key.to_owned(),
            _ if value.contains(',') => {
                if random.once_in(6) {
                    format!("{key}={value}")
                } else {
                    format!("\"{key}={value}\"")
                }
            }
            _ => {
                let text = format!("{key}={value}");
                field(random, text)
            }
        }
    })
}

fn block_path(random: &mut Random) -> &'static str {
    random.pick_good(&["/dev/sda", "/dev/sdb", "/dev/", "dev/sda", "", "/x", "/dev/é"])
}

pub(crate) fn throttle_bytes(random: &mut Random) -> String {
    match random.below(8) {
        0 => random.pick_good(&["/dev/sda", "", ":", "/dev/sda:", ":1", "/dev/sda:1:2", "a:b"]).to_owned(),
        _ => format!("{}:{}", block_path(random), size(random)),
    }
}

pub(crate) fn throttle_operations(random: &mut Random) -> String {
    let rates = &[
        "1",
        "1000",
        "0",
        "-1",
        "1k",
        "0x1",
        "",
        "18446744073709551615",
        "18446744073709551616",
        "+1",
        "1_0",
        "1.5",
        "9223372036854775808",
    ];
    format!("{}:{}", block_path(random), random.pick_good(rates))
}

pub(crate) fn weight(random: &mut Random) -> String {
    let weights = &["10", "500", "1000", "0", "9", "1001", "-1", "x", "", "65536", "0x10", "+10", "010"];
    format!("{}:{}", block_path(random), random.pick_good(weights))
}
