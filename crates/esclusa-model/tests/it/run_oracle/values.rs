//! Values for every kind of flag: most of them good, some on the border, some wrong.

use super::random::Random;

/// What a flag takes, as far as the generator cares.
pub(crate) type Values = fn(&mut Random) -> String;

/// Strings to choose from.
macro_rules! choices {
    ($name:ident: $($value:literal),* $(,)?) => {
        pub(crate) fn $name(random: &mut Random) -> String {
            random.pick(&[$($value),*]).to_owned()
        }
    };
}

choices!(truth: "true", "false", "1", "0", "t", "F", "TRUE", "True", "False", "yes", "", "tRUE", "on");
choices!(integer: "0", "1", "-1", "10", "50", "100", "512", "0x1f", "0b101", "0o17", "017", "09", "1_000", "_1",
    "1__0", "0_7", "+5", "-0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1.5", "", "abc",
    " 1", "0x", "1e3", "65535", "65536", "２");
choices!(unsigned: "0", "1", "10", "500", "1000", "0x1f", "0b11", "0o17", "017", "1_0", "+5", "-1", "65535", "65536",
    "18446744073709551615", "18446744073709551616", "", "a");
choices!(duration: "1s", "1m30s", "500ms", "1h", "0", "-1s", "1.5h", "1us", "1µs", "1μs", "1d", "5", "", "1s1s", ".5s",
    "1.s", "+1s", "-0s", "9223372036854775807ns", "9223372036854775808ns", "2562048h", "1e3s", "1 s", "s", ".s", "1S",
    "0.000000001s", "1ns", "999999ns", "1ms", "1h1m1s1ms1us1ns", "0.1ns", "-9223372036854775808ns", "3.333333333333333s");
choices!(text: "a", "", "b c", "host", "/x", "é", "a=b", "-x", "$A", "\"q\"", "a,b", "0", "true", ".");
choices!(name: "web", "db-1", "", "a b", "é", "/x", "a.b_c");
choices!(cap: "ALL", "all", "NET_ADMIN", "net_admin", "CAP_SYS_ADMIN", "cap_chown", "chown", "CHOWN", "", "A,B",
    "CAP_ALL", "Cap_Kill", " chown", "ı");
choices!(env: "A=b", "A", "A=", "=b", "", "HOME", "PATH", "A=b c", "a.b=c", "A =b", "é=ü", "A==b", "NOT_THERE", "B=1",
    "B=2", "B", " A=b", "A= b", "DOCKER_CLI_HINTS", "\tA=b", "A\n=b", "=");
choices!(env_file: "ok.env", "ok.env", "more.env", "crlf.env", "bad.env", "spaces.env", "missing.env", "", "./ok.env",
    "empty.env", ".", "sub/x.env");
choices!(label_file: "ok.labels", "ok.labels", "ok.env", "bad.env", "missing.labels", "", "empty.env", "spaces.env");
choices!(label: "a=b", "a", "a=", "=b", "", " a=b", "a b=c", "com.x=y", "a=b=c", "\ta=b", "é=1", "a\u{a0}b=1", "b=1 2",
    "a=c", "a\t=b", " ", "a\nb=c", "\n");
choices!(pair: "a=b", "a", "a=", "=b", "", "max-size=10m", "size=10G", "a=b=c", " a = b ", "b=1", "b=2");
choices!(address: "8.8.8.8", "1.1.1.1", "::1", "fe80::1", "1.2.3", "", " 1.2.3.4 ", "01.2.3.4", "::ffff:1.2.3.4", "2001:DB8::1",
    "1.2.3.4:53", "a", "fe80::1%eth0", "256.1.1.1", "::", "1:2:3:4:5:6:7:8", "::1.2.3.4", "0:0:0:0:0:0:0:1", "\t1.1.1.1",
    "1:0:0:2:0:0:0:3", "1.2.3.4/24");
choices!(dns_search: "example.com", ".", "", "a", "a.b.", "-a.b", "1", "1.2", "a_b", "example.com.", " x.com", "x.com ", "a..b",
    "é.com", ":a", "a-", "a.b-c", "x\t", "A.B", "a b");
choices!(extra_host: "a:1.2.3.4", "a=1.2.3.4", "a:host-gateway", "a=host-gateway", "a:::1", "a=::1", "a:[::1]", "a=[::1]", "a",
    "", ":1.2.3.4", "=1.2.3.4", "a:", "a:1.2.3", "a:b:1.2.3.4", "a=b=1.2.3.4", "a:b=1.2.3.4", "a=1:2", "a: 1.2.3.4", "é:1.1.1.1",
    "a:HOST-GATEWAY", "a:[]", "a b:1.1.1.1", "a:01.1.1.1", "a:::ffff:1.1.1.1", "a=[[::1]]", "a:fe80::1%1");
choices!(link: "db", "db:d", "db:d:e", "", ":", "a:", ":b", "/a/b:c", "a b");
choices!(link_local: "169.254.1.1", "fe80::1", "x", "");
choices!(mac: "02:42:ac:11:65:43", "02-42-ac-11-65-43", "0242.ac11.6543", "02:42", "", "zz:42:ac:11:65:43", "02:42:AC:11:65:43",
    "02:42:ac:11:65:43:00:01", " 02:42:ac:11:65:43", "02:42-ac:11:65:43", "2:42:ac:11:65:43");
choices!(attach: "stdin", "stdout", "STDERR", "Stdin", "std", "", "stdout,stderr");
choices!(restart: "no", "always", "on-failure", "on-failure:3", "unless-stopped", "", "on-failure:", "on-failure:x", ":3", "a:b:c",
    "always:2", "no:0", "on-failure:-1", "foo", "on-failure:+2", ":", "on-failure:9223372036854775808", "no:1", "on-failure:1_0",
    "on-failure: 1");
choices!(pid: "host", "", "container:a", "container:", "private", "HOST", "container:a:b", "x", "container");
choices!(ipc: "host", "", "private", "shareable", "none", "container:a", "x", "container:", "HOST");
choices!(userns: "host", "", "x", "private", "keep-id", "HOST");
choices!(uts: "host", "", "x", "container:a");
choices!(cgroupns: "host", "private", "", "x", "Host");
choices!(isolation: "", "default", "process", "hyperv", "x");
choices!(platform: "linux/amd64", "linux", "amd64", "linux/arm/v7", "arm", "", "x", "linux/arm64/v8", "linux/x86_64", "LINUX/AMD64",
    "windows/amd64", "a/b/c/d", "linux/", "/amd64", "macos", "linux/arm/v6", "linux/arm", "arm64", "aarch64", "i386", "linux/i386",
    "armhf", "armel", "linux/arm/7", "linux/arm64/v9", "linux/amd64/v2", "linux/amd64/v1", "windows(10.0)/amd64", "linux(1)/arm64",
    "windows", "linux/arm64", "linux/arm/v8", "darwin", "linux/riscv64", "s390x", "linux/arm/", "l_x/a", "li nux", "unknown",
    "linux/arm64/8", "linux/armhf/v6", "freebsd", "linux/é", "wasm", "linux()/amd64", "linux(a)b", "windows(10.0.17763)",
    "linux/arm/vx", "linux/arm64/v8.1");
choices!(pull: "always", "missing", "never", "", "x", "ALWAYS");
choices!(security: "no-new-privileges", "no-new-privileges:true", "no-new-privileges=false", "seccomp=unconfined", "seccomp:unconfined",
    "seccomp=builtin", "seccomp=seccomp.json", "seccomp:seccomp.json", "seccomp=bad.json", "seccomp=missing.json", "apparmor=x",
    "apparmor:unconfined", "label=disable", "label:type:t", "label=level:s0", "systempaths=unconfined", "systempaths:unconfined",
    "", "x", "x=", "x:", "=x", ":y", "apparmor=", "no-new-privileges:", "seccomp", "seccomp=", "a=b=c", "a:b=c", "a=b:c",
    "writable-cgroups=true", "mask=/proc", "seccomp=two.json", "systempaths=x", "SECCOMP=unconfined", "seccomp=./seccomp.json");
choices!(sysctl: "net.ipv4.ip_forward=1", "net.x", "kernel.msgmax=1", "kernel.sem=1 2 3", "kernel.foo=1", "fs.mqueue.x=1", "vm.x=1",
    "", "net.=", "=1", "net.core.somaxconn=1024", "net.core.somaxconn=2", "kernel.shm_rmid_forced=0", "net.a=b=c", "NET.x=1",
    "fs.mqueue.=1", "kernel.domainname=x", "net");
choices!(storage: "size=10G", "size", "size=", "=x", "", "a=b=c", "a=b");
choices!(tmpfs: "/run", "/run:rw,size=1m", "/run:", "run", "", ":x", "/a:b:c", "/tmp:noexec", "/tmp:size=2m", "/é");
choices!(group: "audio", "0", "", "a b", "1000");
choices!(volumes_from: "a", "a:ro", "a:rw", "", ":ro", "a:b:c", "a:x");
choices!(cidfile: "id.cid", "./id.cid", "ok.env", "nowhere/id.cid", "", ".", "sub/id.cid");
choices!(signal: "SIGTERM", "9", "", "term", "SIGNOPE", "-1");
choices!(user: "1000", "1000:1000", "root", "", "a b", "0:0", "é");
choices!(folder: "/a", "a", "", ".", "/a b", "../x");
choices!(entrypoint: "/e", "", "sh -c x", "[\"a\"]", "-x", "é");
choices!(network_mode: "net1", "bridge", "host", "none", "default", "container:a", "container:", "", "net2", "a b", " ", "NET1", "a,b",
    "=", "a=", "=a", "name", "ns:/x", "a.b=c", "nat", "-a", "container:a=b", "é", "a =b", "slirp4netns");
choices!(device_mode: "rwm", "r", "rw", "rr", "x", "", "mwr", "rwmm", "RW");
choices!(cdi: "vendor.com/class=dev", "v/c=d", "nvidia.com/gpu=all", "v/c=", "v/=d", "/c=d", "v.c=d", "v/c=d=e", "1v/c=d", "v-/c=d",
    "v/c=d:e", "v/1c=d", "v/c=-d", "v.c/d_e=1:2", "V/c=d.", "v/c=1", "v/c/d=e", "é/c=d");
choices!(cgroup_rule: "c 1:3 rwm", "a *:* rwm", "b 8:* r", "c 1:3", "x 1:3 r", "c 1:3 x", "c 1:3 rwmr", "", "c 1 r", "c *:3 mr",
    "c  1:3 r", "c 1:3 rr", "C 1:3 r", "c 01:3 w", "c -1:3 r", " c 1:3 r", "c 1:3 r ", "c 1:3 rrr", "a a:b r", "c :1 r", "c 1:3 r\n",
    "c 1:3\tr");
choices!(ulimit: "nofile=1024", "nofile=1024:2048", "nofile=2:1", "nproc=-1", "nofile=-1:-1", "nofile=1:-1", "nofile=-1:5", "core=0",
    "x=1", "nofile", "nofile=", "nofile=a", "nofile=1:2:3", "nofile=1:", "nofile=:1", "=1", "", "NOFILE=1", "nofile=+1", "nofile=0x10",
    "memlock=-1", "stack=9223372036854775807", "stack=9223372036854775808", "nofile =1", "nofile= 1", "cpu=1", "nofile=-2", "rss=1",
    "nofile=-2:-3", "nofile=-5:-1", "nofile=1=2", "nice=1:1", "rttime=5", "as=1", "nofile=1.5", "nofile=1024:1024");
choices!(log_driver: "json-file", "none", "", "local", "x");
choices!(detach_keys: "ctrl-p,ctrl-q", "a", "", "ctrl-", "x,y", "ctrl-@");
choices!(image: "busybox", "busybox:1", "nginx:latest", "a/b", "ghcr.io/a/b:c", "localhost:5000/a", "localhost/a", "A", "a:B", "a@b", "",
    "a:", ":a", "a//b", "a b", "a_b", "a__b", "a___b", "a-b", "a--b", "a.b", "a..b", "-a", "a-", "a:-b", "a:.b", "A/b", "A.b/c",
    "docker.io/a", "docker.io/library/a", "index.docker.io/a", "x:5000/a/b:c", "[::1]:5000/a", "a/B", "a@sha256:1234", "é", "/a", "a/",
    "http://a", "a:b:c", "a.b/c", "_a", "a_", "1", "a:1/b", "a/b:c/d", "x.y:/a", "localhost", "LOCALHOST/a", "docker.io/A", "a._b",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "a:b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "a@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
    "a@sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "a@md5:0123456789abcdef0123456789abcdef", "a@x+y:0123456789abcdef0123456789abcdef", "scratch");

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
    format!("{}{}", random.pick(NUMBERS), random.pick(UNITS))
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
    random.pick(choices).to_owned()
}

fn address_part(random: &mut Random) -> String {
    random
        .pick(&[
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
        .pick(&[
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
    random.pick(&["", "", "", "", "/tcp", "/udp", "/sctp", "/TCP", "/foo", "/", "/udp/x", "/Udp"])
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

fn path(random: &mut Random) -> &'static str {
    random.pick(&[
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
fn field(random: &mut Random, text: String) -> String {
    match random.below(14) {
        0 => format!("\"{text}\""),
        1 if random.once_in(3) => format!(" {text}"),
        2 if random.once_in(3) => format!("{text}\""),
        3 if random.once_in(4) => format!("\"{text}"),
        4 if random.once_in(4) => format!("\"{text},\"\"x\"\"\""),
        _ => text,
    }
}

/// `--mount`.
pub(crate) fn mount(random: &mut Random) -> String {
    const KEYS: &[&str] = &[
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
    const VALUES: &[&str] = &[
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
        let key = random.pick(KEYS);
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
            _ => random.pick(VALUES),
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
        0 | 1 => random.pick(PATHS).to_owned(),
        2 => format!("{}:{}", random.pick(PATHS), random.pick(PATHS)),
        3 => format!("{}:{}", random.pick(PATHS), device_mode(random)),
        4 | 5 => format!("{}:{}:{}", random.pick(PATHS), random.pick(PATHS), device_mode(random)),
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
    random.pick(&["/dev/sda", "/dev/sdb", "/dev/", "dev/sda", "", "/x", "/dev/é"])
}

pub(crate) fn throttle_bytes(random: &mut Random) -> String {
    match random.below(8) {
        0 => random.pick(&["/dev/sda", "", ":", "/dev/sda:", ":1", "/dev/sda:1:2", "a:b"]).to_owned(),
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
    format!("{}:{}", block_path(random), random.pick(rates))
}

pub(crate) fn weight(random: &mut Random) -> String {
    let weights = &["10", "500", "1000", "0", "9", "1001", "-1", "x", "", "65536", "0x10", "+10", "010"];
    format!("{}:{}", block_path(random), random.pick(weights))
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
