//! `esclusa harden` in a folder that somebody else has prepared.

use std::fs;
use std::os::unix::fs::symlink;

use crate::command::{Folder, run};

/// A secret that the image reads from a file, too.
const POSTGRES: &str =
    "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: hunter2Xq9\n";

const NGINX: &str = "services:\n  web:\n    image: nginx:1.29\n";

fn text(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.0.join(name)).expect("the file")
}

#[test]
fn a_link_takes_no_secret_out_of_the_folder() {
    for (link, target) in [("secrets", "../out"), ("secrets", "../nowhere"), (".gitignore", "../out/profile")]
    {
        let folder = Folder::new().with("own/compose.yaml", POSTGRES).with("out/profile", "a\n");
        symlink(target, folder.0.join("own").join(link)).expect("a link");
        let run = run(&folder.0.join("own"), &["harden", "--write", "compose.yaml"], &[]);
        assert_eq!(run.code, Some(1), "{link}: {run:?}");
        assert!(run.err.contains("not changed: ") && run.err.contains(link), "{link}: {run:?}");
        let now = text(&folder, "own/compose.yaml");
        assert!(now.contains("POSTGRES_PASSWORD: hunter2Xq9") && now.contains("security_opt"), "{now}");
        assert_eq!(text(&folder, "out/profile"), "a\n", "{link}: {run:?}");
        assert_eq!(fs::read_dir(folder.0.join("out")).expect("a folder").count(), 1, "{link}: {run:?}");
        assert!(!folder.0.join("nowhere").exists(), "{link}: {run:?}");
    }
}

#[test]
fn what_is_no_text_is_not_waited_for() {
    for name in ["secrets/db_postgres_password", ".gitignore", ".dockerignore"] {
        let folder = Folder::new().with("compose.yaml", POSTGRES).with("secrets/other", "");
        // Of a FIFO nothing comes, of this device no end.
        let fifo = std::process::Command::new("mkfifo").arg(folder.0.join(name)).status();
        if !fifo.is_ok_and(|status| status.success()) {
            symlink("/dev/zero", folder.0.join(name)).expect("a link");
        }
        let run = folder.esclusa(&["harden", "compose.yaml"]);
        assert_eq!(run.code, Some(1), "{name}: {run:?}");
        assert!(run.err.contains(&format!("not changed: {name}")), "{name}: {run:?}");
        assert!(run.out.contains("security_opt") && !run.out.contains("_FILE"), "{name}: {run:?}");
    }
}

#[test]
fn a_list_that_takes_its_word_back_says_it_again() {
    let list = "/secrets/\n!/secrets/\n";
    let folder = Folder::new().with("compose.yaml", POSTGRES).with(".gitignore", list);
    let run = folder.esclusa(&["harden", "--write", "compose.yaml"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(text(&folder, ".gitignore"), format!("{list}/secrets/\n"));
}

#[test]
fn a_link_in_a_named_folder_changes_nothing_beside_it() {
    for named in [".", "../own", ""] {
        let folder = Folder::new().with("own/readme.txt", "").with("out/compose.yaml", NGINX);
        symlink("../out/compose.yaml", folder.0.join("own/compose.yaml")).expect("a link");
        let arguments: Vec<&str> =
            ["harden", "--write", named].into_iter().filter(|word| !word.is_empty()).collect();
        let run = run(&folder.0.join("own"), &arguments, &[]);
        assert_eq!(text(&folder, "out/compose.yaml"), NGINX, "{named}: {run:?}");
        assert!(run.err.contains("lies outside"), "{named}: {run:?}");
    }
    // Who names the link means what it leads to.
    let folder = Folder::new().with("own/readme.txt", "").with("out/compose.yaml", NGINX);
    symlink("../out/compose.yaml", folder.0.join("own/compose.yaml")).expect("a link");
    let run = run(&folder.0.join("own"), &["harden", "--write", "compose.yaml"], &[]);
    assert!(text(&folder, "out/compose.yaml").contains("security_opt"), "{run:?}");
}

#[test]
fn places_are_those_of_the_file_as_it_is() {
    // The second fix of a list waits until the first is made, which moves what stands below.
    let text =
        "services:\n  a:\n    image: nginx:1.29\n  b:\n    image: nginx:1.29\n    cap_add: [SYS_ADMIN]\n";
    let folder = Folder::new().with("compose.yaml", text);
    let run = folder.esclusa(&["harden", "--risky", "compose.yaml"]);
    for expected in [
        "compose.yaml:6:15: risky: b: take the capability SYS_ADMIN away",
        "compose.yaml:4:3: risky: b: limit memory",
        "compose.yaml:4:3: safe: b: set no-new-privileges",
    ] {
        assert!(run.out.contains(expected), "{expected}\n{}", run.out);
    }
}

#[test]
fn what_a_comment_only_seems_to_hold_is_judged_and_not_edited() {
    let text = "services:\n  web:\n    image: nginx:1.29 # stable\u{2028}    privileged: true\n";
    let folder = Folder::new().with("compose.yaml", text);
    let found = folder.esclusa(&["audit", "compose.yaml"]);
    assert!(found.out.contains("[privileged-container]") && !found.out.contains('\u{2028}'), "{found:?}");
    let run = folder.esclusa(&["harden", "--risky", "--write", "compose.yaml"]);
    assert_eq!((run.code, self::text(&folder, "compose.yaml").as_str()), (Some(1), text), "{run:?}");
    assert!(run.err.contains("not changed: a character that looks like none ends a line"), "{run:?}");
}

#[test]
fn the_diff_has_every_text_that_is_written() {
    let folder = Folder::new().with("compose.yaml", POSTGRES).with("Dockerfile", "FROM scratch\n");
    let folder = folder.with(".gitignore", "target\n");
    let shown = folder.esclusa(&["harden", "--quiet", "compose.yaml"]);
    for expected in
        ["--- .gitignore\n+++ .gitignore\n@@ -1 +1,2 @@\n target\n+/secrets/\n", "+++ .dockerignore\n"]
    {
        assert!(shown.out.contains(expected), "{expected}{shown:?}");
    }
    let told = folder.esclusa(&["harden", "--format", "json", "compose.yaml"]);
    let told: serde_json::Value = serde_json::from_str(&told.out).expect("JSON");
    let paths: Vec<&str> =
        told["files"].as_array().expect("a list").iter().filter_map(|one| one["path"].as_str()).collect();
    assert_eq!(paths, ["compose.yaml", ".dockerignore", ".gitignore"], "{told}");
    assert!(folder.esclusa(&["harden", "compose.yaml"]).err.contains("would be made"), "{shown:?}");
    let written = folder.esclusa(&["harden", "--quiet", "--write", "compose.yaml"]);
    assert_eq!(written.out, shown.out);
    assert_eq!(text(&folder, ".gitignore"), "target\n/secrets/\n");
}

#[test]
fn what_could_not_be_written_is_not_said_to_be_made() {
    let folder = Folder::new().with("compose.yaml", POSTGRES);
    fs::hard_link(folder.0.join("compose.yaml"), folder.0.join("other")).expect("a link");
    let run = folder.esclusa(&["harden", "--write", "compose.yaml"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("hard links") && !run.err.contains("made"), "{run:?}");
    assert!(!folder.0.join("secrets").exists(), "{run:?}");
}

#[test]
fn mappings_that_are_merged_in_many_ways_are_looked_at_once() {
    // The reader gives up; to look at each way by itself would take longer than anybody lives.
    let mut text = "services:\n  a0: &a0\n    image: nginx:1.29\n".to_owned();
    for at in 1..60 {
        let base = at - 1;
        text.push_str(&format!("  a{at}: &a{at}\n    <<: [*a{base}, *a{base}, {{cap_add: [KILL]}}]\n"));
    }
    let folder = Folder::new().with("compose.yaml", text);
    let run = folder.esclusa(&["harden", "--only", "privilege-escalation-allowed", "compose.yaml"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("too large"), "{run:?}");
}
