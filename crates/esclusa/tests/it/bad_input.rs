//! Input that nobody can read: a problem at its place, exit code 2, and the other files are still judged.

use std::fs::File;
use std::process::Command;

use crate::command::{Folder, Run};

/// A file that is judged beside the bad one.
const GOOD: &str = "services:\n  web:\n    image: nginx\n    privileged: true\n";

/// Audits a bad file and a good one: the bad one is named, the good one judged.
fn audited(folder: &Folder, bad: &str) -> Run {
    std::fs::write(folder.0.join("good.yaml"), GOOD).expect("a file");
    let run = folder.esclusa(&["audit", bad, "good.yaml"]);
    assert_eq!(run.code, Some(2), "{bad}: {run:?}");
    assert!(run.out.contains("good.yaml:4:"), "{bad}: the good file is not judged: {run:?}");
    assert!(run.err.lines().any(|line| line.contains(bad)), "{bad} is not named: {run:?}");
    run
}

#[test]
fn what_is_not_text_is_named_with_its_byte() {
    let folder =
        Folder::new().with("latin.yaml", b"services: {web: {image: caf\xe9}}").with("nul.yaml", "a: \0");
    assert!(audited(&folder, "latin.yaml").err.contains("byte 27"));
    assert!(audited(&folder, "nul.yaml").err.contains("NUL"));
}

#[test]
fn a_file_of_a_hundred_megabytes_is_not_read() {
    let folder = Folder::new();
    let file = File::create(folder.0.join("huge.yaml")).expect("a file");
    file.set_len(100 * 1024 * 1024).expect("a sparse file");
    assert!(audited(&folder, "huge.yaml").err.contains("16 MiB"));
}

#[test]
fn deep_nesting_and_growing_aliases_end_in_a_problem() {
    let mut bomb = String::from("x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("x-{level}: &a{level} [{aliases}]\n"));
    }
    bomb.push_str("services: {web: {image: x}}\n");
    let blocks: String = (0..100_000).map(|depth| format!("{}a:\n", " ".repeat(depth.min(400)))).collect();
    let folder = Folder::new()
        .with("brackets.yaml", format!("services: {}", "[".repeat(100_000)))
        .with("braces.json", "{\"HostConfig\":".repeat(100_000))
        .with("blocks.yaml", blocks)
        .with("bomb.yaml", bomb);
    for bad in ["brackets.yaml", "braces.json", "blocks.yaml", "bomb.yaml"] {
        audited(&folder, bad);
    }
}

#[test]
fn circles_are_broken() {
    let folder = Folder::new()
        .with("anchor.yaml", "services: {web: {image: a, labels: &a {b: *a}}}")
        .with("include.yaml", "include: [include.yaml]\nservices: {web: {image: a}}")
        .with("extends.yaml", "services: {web: {extends: db}, db: {extends: web}}")
        .with("keys.yaml", "services:\n  web: {image: a}\n  web: {image: b}\n");
    for bad in ["anchor.yaml", "include.yaml", "extends.yaml", "keys.yaml"] {
        let run = audited(&folder, bad);
        assert!(run.err.starts_with(&format!("{bad}:")), "{bad} has no place: {run:?}");
    }
}

#[test]
fn what_is_no_regular_file_is_not_opened() {
    let folder = Folder::new().with("folder.yaml/inside", "");
    // A reader that opened the FIFO would wait for a writer for ever.
    let made =
        Command::new("mkfifo").arg(folder.0.join("fifo.yaml")).status().is_ok_and(|status| status.success());
    assert!(made, "mkfifo");
    for bad in ["folder.yaml", "fifo.yaml", "missing.yaml"] {
        audited(&folder, bad);
    }
}

#[test]
fn what_another_file_holds_is_never_printed() {
    let folder = Folder::new()
        .with("secret.txt", "hunter2-is-not-for-you\nservices\n")
        .with("env.yaml", "services:\n  web:\n    image: a\n    env_file: secret.txt\n")
        .with("include.yaml", "include: [secret.txt]\nservices: {web: {image: a}}\n");
    std::os::unix::fs::symlink("secret.txt", folder.0.join("link.yaml")).expect("a link");
    for arguments in [["audit", "env.yaml"], ["audit", "include.yaml"], ["audit", "link.yaml"]] {
        for format in ["terminal", "json"] {
            let run = folder.esclusa(&[&arguments[..], &["--format", format]].concat());
            assert!(!format!("{run:?}").contains("hunter2"), "{arguments:?}: {run:?}");
        }
    }
}

#[test]
fn control_characters_of_a_file_do_not_reach_the_terminal() {
    let folder = Folder::new().with(
        "compose.yaml",
        "services:\n  \"w\\e[31meb\":\n    image: \"a\\e]0;x\\a\"\n    privileged: true\n    cap_add: [\"X\\u202e\"]\n",
    );
    for format in ["terminal", "json"] {
        let run = folder.esclusa(&["audit", "--format", format]);
        let told = run.out + &run.err;
        assert!(!told.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{told}");
    }
}

#[test]
fn bad_usage_is_said_in_one_line_with_a_hint() {
    let folder = Folder::new();
    for arguments in
        [&["audti"][..], &["audit", "--format", "xml"], &["audit", "--severty", "low"], &["translate", "x"]]
    {
        let run = folder.esclusa(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {run:?}");
        assert_eq!(run.out, "", "{arguments:?}");
        assert!(run.err.contains("--help"), "{arguments:?}: {run:?}");
    }
}

#[test]
fn the_lines_of_an_included_file_that_is_none_are_not_keys_to_show() {
    let folder = Folder::new()
        .with("shadow", "root:$6$hunter2hash:0: x\nPASSWORD=hunter2: y\n")
        .with("compose.yaml", "include: [shadow]\nservices: {web: {image: a}}\n")
        .with("list.yaml", "services: {web: {image: a, environment: ['PASSWORD: hunter2']}}\n")
        .with("env.yaml", "services: {web: {image: a, env_file: shadow}}\n");
    for file in ["compose.yaml", "list.yaml", "env.yaml"] {
        for command in ["audit", "model"] {
            let run = folder.esclusa(&[command, file]);
            assert!(!format!("{run:?}").contains("hunter2"), "{command} {file}: {run:?}");
        }
    }
}

#[test]
fn ports_and_containers_beyond_the_limits_are_named_and_the_other_lines_judged() {
    let every = "docker run -p 1-65535:1-65535 nginx\n".repeat(4);
    let list = vec!["{\"Image\":\"a\"}"; 10_001].join(",");
    let folder = Folder::new()
        .with("ports.sh", format!("{every}docker run --privileged nginx\n"))
        .with("requests.json", format!("[{list}]"))
        .with("nodes.json", format!("[{}1]", "1,".repeat(1_000_000)));
    let ports = audited(&folder, "ports.sh");
    assert!(ports.err.contains("ports.sh:3:"), "{}", ports.err);
    assert!(ports.out.contains("ports.sh:5:"), "the line behind is not judged");
    assert!(audited(&folder, "requests.json").err.contains("10000"));
    assert!(audited(&folder, "nodes.json").err.contains("1000000"));
}
