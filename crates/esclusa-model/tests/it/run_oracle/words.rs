//! Values that are written out: the good ones first.

use super::random::Random;

/// Strings to choose from.
macro_rules! choices {
    ($name:ident: $($value:literal),* $(,)?) => {
        pub(crate) fn $name(random: &mut Random) -> String {
            random.pick_good(&[$($value),*]).to_owned()
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
