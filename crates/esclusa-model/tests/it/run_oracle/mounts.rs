//! Values of the flags that mount: paths, volumes, mounts, and the fields that they are written in.

use super::random::Random;

fn path(random: &mut Random) -> &'static str {
    random.pick_good(&[
        "/a",
        "/a/b",
        "/data",
        ".",
        "./a",
        "../a",
        "..",
        "a",
        "data",
        "~",
        "~/a",
        "C:\\a",
        "c:/a",
        "\\\\.\\pipe\\x",
        "é",
        "/é",
        "a b",
        "",
        "/",
        "//a",
        "/a/../b",
        ".hidden",
        "a/b",
        "x",
        "1",
        "$A",
        "./",
        "/a/",
        "./../..",
        "C:",
        "\\\\srv\\s",
    ])
}

/// `-v`.
pub(crate) fn volume(random: &mut Random) -> String {
    const MODES: &[&str] = &[
        "ro",
        "rw",
        "z",
        "Z",
        "ro,z",
        "rprivate",
        "shared",
        "nocopy",
        "",
        "x",
        "cached",
        "consistent",
        "volume-opt=x",
        "rw,rw",
        "slave",
        "RO",
    ];
    match random.below(10) {
        0 | 1 => path(random).to_owned(),
        2..=6 => format!("{}:{}", path(random), path(random)),
        7 | 8 => format!("{}:{}:{}", path(random), path(random), random.pick(MODES)),
        _ => random
            .pick(&[
                "",
                ":",
                "::",
                "a::b",
                ":a",
                "a:",
                "a:b:c:d",
                "/a:/b:ro:x",
                "a:/b:",
                "/a:/b::",
                "C:\\a:D:\\b:ro",
                "c",
                "ab:c",
            ])
            .to_owned(),
    }
}

/// Quotes a field as CSV may, or must not.
pub(super) fn field(random: &mut Random, text: String) -> String {
    match random.below(14) {
        0 => format!("\"{text}\""),
        1 if random.once_in(3) => format!(" {text}"),
        2 if random.once_in(3) => format!("{text}\""),
        3 if random.once_in(4) => format!("\"{text}"),
        4 if random.once_in(4) => format!("\"{text},\"\"x\"\"\""),
        _ => text,
    }
}

const MOUNT_KEYS: &[&str] = &[
    "type",
    "source",
    "src",
    "target",
    "dst",
    "destination",
    "readonly",
    "ro",
    "consistency",
    "bind-propagation",
    "bind-nonrecursive",
    "bind-recursive",
    "volume-subpath",
    "volume-nocopy",
    "volume-label",
    "volume-driver",
    "volume-opt",
    "image-subpath",
    "tmpfs-size",
    "tmpfs-mode",
    "Type",
    "x",
    "",
    "bind-create-src",
    "volume-x",
];
const MOUNT_VALUES: &[&str] = &[
    "bind",
    "volume",
    "tmpfs",
    "image",
    "cluster",
    "npipe",
    "/a",
    "./a",
    "../b",
    "data",
    "true",
    "false",
    "1",
    "0",
    "",
    "x",
    "64m",
    "1777",
    "0700",
    "9",
    "rprivate",
    "shared",
    "enabled",
    "disabled",
    "writable",
    "readonly",
    "a=b",
    "o=addr=1,rw",
    "k",
    "=v",
    "cached",
    "-1",
    "~",
    "é",
    "BIND",
    "0o7",
    "+7",
    "37777777777",
    "40000000000",
    "k=",
    "0m",
    "1.5k",
    ".",
    "Shared",
    "nosuch",
];

/// `--mount`.
pub(crate) fn mount(random: &mut Random) -> String {
    let mut fields = Vec::new();
    if !random.once_in(12) {
        let kind = random.pick(&["bind", "bind", "volume", "volume", "tmpfs", "image", "Bind", "x"]);
        fields.push(format!("type={kind}"));
    }
    if !random.once_in(8) {
        fields.push(format!("{}={}", random.pick(&["source", "src"]), path(random)));
    }
    if !random.once_in(12) {
        fields.push(format!("{}={}", random.pick(&["target", "dst", "destination", "TARGET"]), path(random)));
    }
    for _ in 0..random.below(4) {
        let key = random.pick(MOUNT_KEYS);
        // Values that fit the key, most of the time.
        let value = match key {
            "readonly" | "ro" | "bind-nonrecursive" | "volume-nocopy" => {
                random.pick(&["true", "false", "1", "0", "x", ""])
            }
            "bind-recursive" => random.pick(&["enabled", "disabled", "writable", "readonly", "x"]),
            "bind-propagation" => random.pick(&["rprivate", "shared", "RSLAVE", "x", ""]),
            "tmpfs-size" => random.pick(&["64m", "0", "x", "1.5g", "-1"]),
            "tmpfs-mode" => random.pick(&["1777", "0700", "8", "0", "x"]),
            "volume-label" | "volume-opt" => random.pick(&["a=b", "a", "a=", "=b", "c=d=e", ""]),
            _ => random.pick(MOUNT_VALUES),
        };
        fields.push(match random.below(8) {
            0 => key.to_owned(),
            _ => format!("{key}={value}"),
        });
    }
    if random.once_in(10) {
        fields.reverse();
    }
    let fields: Vec<String> = fields.into_iter().map(|text| field(random, text)).collect();
    fields.join(if random.once_in(30) { "\n" } else { "," })
}
