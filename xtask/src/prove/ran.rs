//! `esclusa run` beside the real client, on the same engine: what a container says, how it ends, what is left of it; and
//! that what was shown is what runs.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::said::{self, Said};

/// An image of one static program under many names.
const IMAGE: &str = "esclusa/busybox:1";
const PROGRAMS: &[&str] =
    &["cat", "echo", "head", "id", "sh", "sleep", "stty", "tail", "test", "touch", "tr", "true", "wc"];

/// A run that is made twice: its words after `run`, and what is typed.
struct Case {
    words: &'static [&'static str],
    input: Option<&'static str>,
}

const fn case(words: &'static [&'static str]) -> Case {
    Case { words, input: None }
}

const CASES: &[Case] = &[
    case(&["--rm", IMAGE, "true"]),
    case(&["--rm", IMAGE, "sh", "-c", "echo out; echo err >&2; exit 7"]),
    case(&["--rm", IMAGE, "sh", "-c", "kill -9 $$"]),
    case(&["--rm", IMAGE, "sh", "-c", "exit 255"]),
    case(&["--rm", IMAGE, "no-such-program"]),
    case(&["--rm", IMAGE, "/no/such/program"]),
    case(&["--rm", IMAGE, "/etc"]),
    case(&["--rm", "--entrypoint", "", IMAGE]),
    case(&["--pull", "never", "esclusa/no-such-image"]),
    case(&["--rm", "-v", "x:relative", IMAGE, "true"]),
    case(&["--rm", "--network", "no-such-network", IMAGE, "true"]),
    case(&["--rm", "--no-such-flag", IMAGE]),
    case(&["--rm", "-it", IMAGE, "true"]),
    case(&["--rm", "-a", "stderr", IMAGE, "sh", "-c", "echo out; echo err >&2"]),
    case(&[
        "--rm",
        "-e",
        "A=a b",
        "-w",
        "/tmp",
        "-h",
        "host",
        IMAGE,
        "sh",
        "-c",
        "echo $A $PWD; cat /etc/hostname",
    ]),
    Case { words: &["--rm", "-i", IMAGE, "cat"], input: Some("typed\nand more") },
    Case { words: &["--rm", "-i", IMAGE, "wc", "-c"], input: Some("") },
    Case { words: &["--rm", "-i", IMAGE, "head", "-n", "1"], input: Some("one\ntwo\n") },
    // Nobody types into one without `-i`.
    Case { words: &["--rm", IMAGE, "cat"], input: Some("unheard") },
];

/// Lines of a shell around a client (`$0`): terminals and signals, which take more than words.
const SCRIPTS: &[&str] = &[
    "script --quiet --return --command \"$0 run -q --rm -t esclusa/busybox:1 sh -c 'echo x; exit 4'\" /dev/null",
    "script --quiet --return --command \"stty rows 33 cols 101; $0 run -q --rm -it esclusa/busybox:1 sh -c 'sleep 1; stty size; stty -a | head -n 1; exit 5'; echo \\$?; stty -a | head -n 1\" /dev/null",
    "$0 run -q --rm --name signalled esclusa/busybox:1 sh -c 'trap \"echo term; exit 9\" TERM; while true; do sleep 0.1; done' & \
     until docker inspect signalled 2>/dev/null | grep -q '\"Running\": true'; do sleep 0.1; done; sleep 0.5; kill -TERM $!; wait $!",
    "$0 run -q --rm --name signalled --stop-signal USR1 esclusa/busybox:1 sh -c 'trap \"echo usr; exit 8\" USR1; while true; do sleep 0.1; done' & \
     until docker inspect signalled 2>/dev/null | grep -q '\"Running\": true'; do sleep 0.1; done; sleep 0.5; kill -USR1 $!; wait $!",
    "id=$($0 run -q -d esclusa/busybox:1 sh -c 'echo kept; exit 6'); docker wait $id; docker logs $id; docker rm $id | wc -c",
    "head -c 3000000 /dev/zero | $0 run -q --rm -i esclusa/busybox:1 sh -c 'tr \"\\0\" a' | md5sum",
    "$0 run -q --name unheard esclusa/busybox:1 sh -c 'while true; do echo y; done' | head -n 1; docker rm -f unheard",
];

/// Holds every case.
pub(super) fn hold(esclusa: &Path, folder: &Path) -> anyhow::Result<()> {
    import(&folder.join("busybox"))?;
    let esclusa = esclusa.to_string_lossy().into_owned();
    let mut wrong = Vec::new();
    for one in CASES {
        // What Esclusa fills in and says of it is not the client's.
        let words: Vec<&str> = ["run", "-q"].iter().chain(one.words).copied().collect();
        let [theirs, ours] = ["docker", &esclusa].map(|client| said::run(client, &words, one.input));
        wrong.extend(differs(&theirs?, &ours?).map(|what| format!("{}: {what}", one.words.join(" "))));
    }
    for script in SCRIPTS {
        let [theirs, ours] =
            ["docker", &esclusa].map(|client| said::run("sh", &["-c", script, client], None));
        let theirs = theirs?;
        // A script that fails says nothing, and proves nothing.
        anyhow::ensure!(!theirs.standard.trim().is_empty(), "{script}: {}", theirs.error);
        wrong.extend(differs(&theirs, &ours?).map(|what| format!("{script}: {what}")));
    }
    let left = said::expect("docker", &["ps", "--all", "--quiet", "--filter", &format!("ancestor={IMAGE}")])?;
    if !left.trim().is_empty() {
        wrong.push(format!("containers are left: {left}"));
    }
    wrong.extend(shown(&esclusa)?);
    anyhow::ensure!(wrong.is_empty(), "esclusa run is not as docker run:\n{}", wrong.join("\n"));
    println!("{} runs as the client makes them, and one as it was shown", CASES.len() + SCRIPTS.len());
    let [theirs, ours] = compared(&esclusa)?;
    println!("{RUNS} runs of true each, by turns: docker {theirs:.3} s, esclusa {ours:.3} s (medians)\n");
    Ok(())
}

/// How often each client runs the shortest of programs.
const RUNS: usize = 15;

/// The median of what a run costs, of docker and of Esclusa. Nothing is held to it: machines differ, and so do hours.
fn compared(esclusa: &str) -> anyhow::Result<[f64; 2]> {
    let mut costs = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        for (client, costs) in ["docker", esclusa].into_iter().zip(&mut costs) {
            let since = Instant::now();
            said::expect(client, &["run", "-q", "--rm", IMAGE, "true"])?;
            costs.push(since.elapsed().as_secs_f64());
        }
    }
    Ok(costs.map(|mut costs| {
        costs.sort_by(f64::total_cmp);
        costs[RUNS / 2]
    }))
}

/// What is not the same.
fn differs(theirs: &Said, ours: &Said) -> Option<String> {
    // The client adds a line that names its own help, and both their own names.
    let daemon = |said: &Said| {
        let at = said.error.find("Error response from daemon: ")?;
        said.error.get(at..)?.lines().next().map(str::to_owned)
    };
    if theirs.code != ours.code {
        return Some(format!("code {:?} and not {:?}: {}", ours.code, theirs.code, ours.error));
    }
    if theirs.standard != ours.standard {
        return Some(format!("{:?} and not {:?}", ours.standard, theirs.standard));
    }
    (daemon(theirs) != daemon(ours)).then(|| format!("{} and not {}", ours.error, theirs.error))
}

/// The image: a static program, and a root that has little else.
fn import(root: &Path) -> anyhow::Result<()> {
    if root.exists() {
        fs::remove_dir_all(root)?;
    }
    for folder in ["bin", "etc", "run", "tmp"] {
        fs::create_dir_all(root.join(folder))?;
    }
    let found = said::expect("sh", &["-c", "command -v busybox"])?;
    fs::copy(found.trim(), root.join("bin/busybox"))?;
    for program in PROGRAMS {
        symlink("busybox", root.join("bin").join(program))?;
    }
    let script = format!("tar -C '{}' -c . | docker import - {IMAGE}", root.display());
    said::expect("sh", &["-c", &script]).map(drop)
}

/// What of a container is not as a dry run had shown it.
fn shown(esclusa: &str) -> anyhow::Result<Vec<String>> {
    let words = [
        "-d",
        "--name",
        "shown",
        "--hardening",
        "strict",
        "-p",
        "8080:80",
        "--cap-add",
        "CHOWN",
        "-e",
        "A=b",
        "-u",
        "7:7",
        "--allow",
        "unbounded-logs",
        "--reason",
        "it is short",
        IMAGE,
        "sleep",
        "1000",
    ];
    let dry = said::run(esclusa, &[&["run", "--dry-run"], &words[..]].concat(), None)?;
    let (_, request) = dry.standard.split_once('\n').with_context(|| dry.error.clone())?;
    let request: Value = serde_json::from_str(request).with_context(|| dry.error.clone())?;
    said::expect(esclusa, &[&["run"], &words[..]].concat())?;
    let inspected = said::expect("docker", &["inspect", "shown"]);
    said::run("docker", &["rm", "--force", "shown"], None)?;
    let inspected: Value = serde_json::from_str(&inspected?)?;
    let mut wrong = Vec::new();
    let hosts = (&request["HostConfig"], &inspected[0]["HostConfig"]);
    for key in [
        "CapAdd",
        "CapDrop",
        "LogConfig",
        "Memory",
        "NanoCpus",
        "PidsLimit",
        "PortBindings",
        "Privileged",
        "ReadonlyRootfs",
        "SecurityOpt",
        "Tmpfs",
    ] {
        let said = |host: &Value| match key {
            // The engine names its own driver where nobody did.
            "LogConfig" => host[key]["Config"].clone(),
            _ => host[key].clone(),
        };
        if said(hosts.0) != said(hosts.1) {
            wrong.push(format!("{key} was shown as {} and is {}", said(hosts.0), said(hosts.1)));
        }
    }
    for key in ["Cmd", "Image", "User", "Labels"] {
        if request[key] != inspected[0]["Config"][key] {
            wrong.push(format!("{key} was shown as {} and is {}", request[key], inspected[0]["Config"][key]));
        }
    }
    for (place, value) in [
        ("/HostConfig/PortBindings/80~1tcp/0/HostIp", json!("127.0.0.1")),
        ("/HostConfig/ReadonlyRootfs", json!(true)),
        ("/HostConfig/CapDrop", json!(["ALL"])),
        ("/Config/Labels/esclusa.allow.unbounded-logs", json!("it is short")),
    ] {
        if inspected[0].pointer(place) != Some(&value) {
            wrong.push(format!("{place} is {:?} and not {value}", inspected[0].pointer(place)));
        }
    }
    Ok(wrong)
}
