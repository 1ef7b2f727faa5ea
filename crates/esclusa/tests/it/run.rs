//! `esclusa run --dry-run`: what is left unsaid is filled in, what was said stays, and nothing is filled in silently.

use serde_json::Value;

use crate::command::{Folder, Run, run};

/// The line and the request that would be run.
fn shown(run: &Run) -> (&str, Value) {
    let (line, request) = run.out.split_once('\n').unwrap_or_else(|| panic!("{run:?}"));
    (line, serde_json::from_str(request).unwrap_or_else(|error| panic!("{error}: {run:?}")))
}

fn dry(folder: &Folder, words: &[&str]) -> Run {
    let words: Vec<&str> = ["run", "--dry-run"].iter().chain(words).copied().collect();
    folder.esclusa(&words)
}

#[test]
fn a_documented_image_is_hardened_whole() {
    let folder = Folder::new();
    let run = dry(&folder, &["-d", "-p", "80:80", "nginx:1.29"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let (line, request) = shown(&run);
    assert_eq!(
        line,
        "docker run -d -p 127.0.0.1:80:80 --cap-drop ALL --cap-add CHOWN --cap-add NET_BIND_SERVICE \
         --cap-add SETGID --cap-add SETUID -m 512m --cpus 1 --pids-limit 512 --log-opt max-size=10m --log-opt max-file=3 \
         --security-opt no-new-privileges:true --read-only --tmpfs /var/cache/nginx:size=64m --tmpfs /var/run:size=64m \
         --tmpfs /tmp:size=64m nginx:1.29"
    );
    let host = &request["HostConfig"];
    assert_eq!(host["PortBindings"]["80/tcp"][0]["HostIp"], "127.0.0.1");
    assert_eq!(host["ReadonlyRootfs"], true);
    assert_eq!(host["CapDrop"][0], "ALL");
    assert!(run.err.contains("port 80/tcp is open to this host only"), "{run:?}");
    assert!(run.err.contains("512 MiB (-m), 1 CPU (--cpus), 512 (--pids-limit)"), "{run:?}");
    assert!(!run.err.contains("left out"), "{run:?}");
    assert!(!run.err.contains("weaker"), "{run:?}");
}

#[test]
fn of_an_unknown_image_what_may_break_is_left_out_and_said() {
    let folder = Folder::new();
    let run = dry(&folder, &["my/app:1"]);
    let (line, request) = shown(&run);
    assert!(line.contains("no-new-privileges:true") && line.contains("--pids-limit 512"), "{line}");
    assert!(!line.contains("--read-only") && !line.contains("--cap-drop"), "{line}");
    assert_eq!(request["HostConfig"]["ReadonlyRootfs"], false);
    let left_out =
        run.err.lines().find(|line| line.contains("left out")).unwrap_or_else(|| panic!("{run:?}"));
    for part in ["my/app:1", "drop every capability", "read-only", "--hardening strict", "esclusa.lock"] {
        assert!(left_out.contains(part), "{part}: {left_out}");
    }
    let strict = dry(&folder, &["--hardening", "strict", "my/app:1"]);
    let (line, _) = shown(&strict);
    assert!(line.contains("--read-only --tmpfs /run:size=64m") && line.contains("--cap-drop ALL"), "{line}");
    assert!(strict.err.contains("although it may break something"), "{strict:?}");
    assert!(!strict.err.contains("left out"), "{strict:?}");
}

#[test]
fn a_lock_is_as_good_as_a_documentation() {
    let lock = "version = 1\n[[container]]\nimage = \"my/app\"\n\
                needs = { capabilities = [\"CHOWN\"], writable-paths = [\"/cache\"], new-privileges = false, memory = \"64m\", user = \"7:7\" }\n";
    let folder = Folder::new().with("esclusa.lock", lock);
    let run = dry(&folder, &["my/app:1"]);
    let (line, _) = shown(&run);
    for part in ["--cap-drop ALL --cap-add CHOWN", "--read-only --tmpfs /cache:size=64m", "-u 7:7", " 96m"] {
        assert!(line.replace("--user", "-u").contains(part), "{part}: {line}");
    }
    assert!(!run.err.contains("left out"), "{run:?}");
}

#[test]
fn what_was_said_stays_and_is_said_once() {
    let folder = Folder::new();
    let words = [
        "--read-only=false",
        "-m",
        "0",
        "--pids-limit",
        "-1",
        "-u",
        "root",
        "--cap-add",
        "CAP_SYS_ADMIN",
        "-p",
        "0.0.0.0:80:80",
        "--security-opt",
        "no-new-privileges:false",
        "nginx:1.29",
    ];
    let run = dry(&folder, &words);
    let (line, request) = shown(&run);
    assert!(line.starts_with("docker run --read-only=false -m 0 --pids-limit -1 -u root"), "{line}");
    let host = &request["HostConfig"];
    assert_eq!(host["Memory"], 0);
    assert_eq!(host["ReadonlyRootfs"], false);
    assert_eq!(host["SecurityOpt"][0], "no-new-privileges:false");
    assert_eq!(host["PortBindings"]["80/tcp"][0]["HostIp"], "0.0.0.0");
    // What was added by name is kept beside what the image needs.
    assert!(line.contains("--cap-drop ALL"), "{line}");
    for rule in [
        "no-memory-limit",
        "no-pids-limit",
        "explicit-root-user",
        "dangerous-capability-added",
        "published-on-all-interfaces",
        "privilege-escalation-allowed",
        "writable-root-filesystem",
    ] {
        let said =
            run.err.lines().filter(|line| line.contains("weaker because you asked") && line.contains(rule));
        assert_eq!(said.count(), 1, "{rule}: {}", run.err);
    }
}

#[test]
fn a_policy_refuses_by_name_and_says_how_to_ask_for_less() {
    let folder = Folder::new().with("esclusa.toml", "fail-on = \"high\"\n");
    let refused = dry(&folder, &["--privileged", "nginx:1.29"]);
    assert_eq!(refused.code, Some(125), "{refused:?}");
    assert!(refused.err.contains("the policy forbids it"), "{refused:?}");
    for part in ["[privileged-container]", "drop privileged", "--allow privileged-container --reason TEXT"] {
        assert!(refused.err.contains(part), "{part}: {refused:?}");
    }
    let through = dry(
        &folder,
        &["--privileged", "--allow", "privileged-container", "--reason", "loads a module", "nginx:1.29"],
    );
    assert_eq!(through.code, Some(0), "{through:?}");
    let (line, request) = shown(&through);
    assert!(line.contains("--label 'esclusa.allow.privileged-container=loads a module'"), "{line}");
    assert_eq!(request["Labels"]["esclusa.allow.privileged-container"], "loads a module");
    assert!(!through.err.contains("runs privileged"), "{through:?}");
    // A comment in a word of the line lets nothing through.
    let comment = "A=x # esclusa: ignore[privileged-container] no";
    assert_eq!(dry(&folder, &["--privileged", "-e", comment, "nginx:1.29"]).code, Some(125));
}

#[test]
fn what_is_let_through_is_not_filled_in() {
    let folder = Folder::new();
    let run = dry(&folder, &["--allow", "writable-root-filesystem", "--reason", "OPS-7", "nginx:1.29"]);
    let (line, _) = shown(&run);
    assert!(!line.contains("--read-only") && line.contains("--cap-drop ALL"), "{line}");
    let unused = dry(&folder, &["--allow", "host-network", "--reason", "x", "nginx:1.29"]);
    assert!(unused.err.contains("nothing to let through"), "{unused:?}");
    assert!(!unused.out.contains("esclusa.allow"), "{unused:?}");
    for words in [
        &["--allow", "host-network", "nginx"][..],
        &["--reason", "x", "nginx"],
        &["--allow", "host-network", "--reason", " ", "nginx"],
        &["--allow", "no-such-rule", "--reason", "x", "nginx"],
    ] {
        let refused = dry(&folder, words);
        assert_eq!((refused.code, refused.out.as_str()), (Some(125), ""), "{words:?}: {refused:?}");
    }
}

#[test]
fn secrets_are_shown_nowhere() {
    let folder = Folder::new();
    let words = ["-e", "PASSWORD=sup3r'secret\"x", "--log-opt", "splunk-token=abc123def456", "my/app"];
    let run = dry(&folder, &words);
    assert_eq!(run.code, Some(0), "{run:?}");
    for text in [&run.out, &run.err] {
        assert!(!text.contains("sup3r") && !text.contains("abc123def456"), "{text}");
    }
    assert!(run.out.contains("PASSWORD="), "{run:?}");
}

#[test]
fn what_docker_refuses_is_refused_with_dockers_code() {
    let folder = Folder::new();
    for words in [&["--no-such", "nginx"][..], &[], &["-m", "x", "nginx"], &["UPPER"]] {
        let refused = dry(&folder, words);
        assert_eq!((refused.code, refused.out.as_str()), (Some(125), ""), "{words:?}: {refused:?}");
        assert!(refused.err.contains("docker refuses it"), "{refused:?}");
    }
    assert_eq!(dry(&folder, &["--hardening", "none", "nginx"]).code, Some(125));
    // A policy that cannot be read could have said no.
    let folder = folder.with("esclusa.toml", "fail-on = 7\n");
    assert_eq!(dry(&folder, &["nginx"]).code, Some(125));
}

#[test]
fn words_of_the_command_are_its_own() {
    let folder = Folder::new();
    let run = run(&folder.0, &["run", "-h", "web", "--dry-run", "my/app", "--lang", "es", "--help"], &[]);
    let (_, request) = shown(&run);
    assert_eq!(request["Hostname"], "web");
    assert_eq!(request["Cmd"], serde_json::json!(["--lang", "es", "--help"]));
    assert!(run.err.contains("left out"), "{run:?}");
}
