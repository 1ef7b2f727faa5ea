//! `esclusa harden`: what is shown, what is written, and what never is.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::command::{Folder, run};

/// A known image with nothing said; comments, and a line end of their own.
const NGINX: &str = "# the shop\nservices:\n  web: # front\n    image: nginx:1.29\n    ports:\n      - \"127.0.0.1:8080:80\"  # local\n";

fn text(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.0.join(name)).expect("the file")
}

#[test]
fn a_diff_is_shown_and_nothing_written_unless_asked() {
    let folder = Folder::new().with("compose.yaml", NGINX);
    let run = folder.esclusa(&["harden", "compose.yaml"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(text(&folder, "compose.yaml"), NGINX);
    assert!(run.out.contains("+      - no-new-privileges:true\n"), "{run:?}");
    assert!(run.out.contains("safe: web: "), "{run:?}");
    assert!(!run.out.contains('\u{1b}'), "{run:?}");
    // What `patch` makes of it is what `--write` writes.
    std::fs::write(folder.0.join("shown.diff"), &run.out).expect("a file");
    let patched = std::process::Command::new("patch")
        .args(["-p0", "-o", "patched.yaml", "-i", "shown.diff"])
        .current_dir(&folder.0)
        .output();
    let written = folder.esclusa(&["harden", "--write", "compose.yaml"]);
    assert_eq!(written.code, Some(0), "{written:?}");
    match patched {
        Ok(patched) if patched.status.success() => {
            assert_eq!(text(&folder, "patched.yaml"), text(&folder, "compose.yaml"));
        }
        other => eprintln!("skipped: the diff was not held against patch: {other:?}"),
    }
    for kept in ["# the shop\n", "web: # front\n", "\"127.0.0.1:8080:80\"  # local\n"] {
        assert!(text(&folder, "compose.yaml").contains(kept), "{kept}");
    }
    let again = folder.esclusa(&["harden", "--write", "compose.yaml"]);
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""), "{again:?}");
}

#[test]
fn an_unknown_image_is_changed_only_at_a_risk() {
    let folder = Folder::new().with("compose.yaml", "services:\n  a:\n    image: example.com/a:1\n");
    let safe = folder.esclusa(&["harden", "compose.yaml"]);
    assert!(!safe.out.contains("cap_drop"), "{safe:?}");
    assert!(safe.err.contains("--risky"), "{safe:?}");
    let risky = folder.esclusa(&["harden", "--risky", "compose.yaml"]);
    assert!(risky.out.contains("+    cap_drop:"), "{risky:?}");
}

#[test]
fn only_the_rules_that_are_named() {
    let folder = Folder::new().with("compose.yaml", NGINX);
    let run = folder.esclusa(&["harden", "--only", "privilege-escalation-allowed", "compose.yaml"]);
    let added: Vec<&str> =
        run.out.lines().filter(|line| line.starts_with('+') && !line.starts_with("+++")).collect();
    assert_eq!(added, ["+    security_opt:", "+      - no-new-privileges:true"], "{run:?}");
    let run = folder.esclusa(&["harden", "--only", "no-such-rule", "compose.yaml"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("no-such-rule"), "{run:?}");
}

#[test]
fn a_command_line_is_printed_hardened_in_its_own_shape() {
    let folder = Folder::new();
    let run = folder.esclusa(&[
        "harden",
        "--",
        "docker",
        "run",
        "-d",
        "-p",
        "127.0.0.1:80:80",
        "-e",
        "A=b c",
        "nginx:1.29",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let line = run.out.trim_end();
    assert!(
        line.starts_with("docker run -d -p 127.0.0.1:80:80 ")
            && line.ends_with(" nginx:1.29")
            && line.contains(" 'A=b c' "),
        "{line}"
    );
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(run.err.contains("<command>:1:1: "), "{run:?}");
    // Written to be used in a script: what is accepted as an argument is accepted again.
    let words: Vec<&str> = line.split(' ').collect();
    assert!(words.contains(&"--security-opt") || line.contains("--security-opt="), "{line}");
}

#[test]
fn standard_input_is_printed_hardened() {
    let folder = Folder::new();
    let request = "{\n  \"Image\": \"nginx:1.29\",\n  \"HostConfig\": {\n    \"Privileged\": true\n  }\n}\n";
    let run = folder.piped(&["harden", "--risky", "-"], request);
    assert_eq!(run.code, Some(0), "{run:?}");
    let body: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_ne!(body["HostConfig"]["Privileged"], Value::Bool(true), "{run:?}");
    assert!(run.out.starts_with("{\n  \"Image\": \"nginx:1.29\",\n"), "{run:?}");
    let run = folder.piped(&["harden", "--write", "-"], request);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
}

#[test]
fn a_page_is_hardened_in_place() {
    let page = "# Install\n\n```sh\n# start it\ndocker run -d \\\n  --name web \\\n  -p 127.0.0.1:80:80 \\\n  nginx:1.29\n```\n\nDone.\n";
    let folder = Folder::new().with("README.md", page);
    let run = folder.esclusa(&["harden", "--write", "README.md"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let now = text(&folder, "README.md");
    assert!(now.starts_with("# Install\n\n```sh\n# start it\ndocker run -d \\\n  --name web \\\n"), "{now}");
    assert!(now.ends_with(" \\\n  nginx:1.29\n```\n\nDone.\n"), "{now}");
    assert!(now.contains("  --security-opt"), "{now}");
}

#[test]
fn a_secret_moves_into_a_file_of_its_own_and_is_never_told() {
    let file = "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: hunter2Xq9\n      TZ: UTC\n";
    let folder = Folder::new().with("compose.yaml", file).with(".gitignore", "target");
    let shown = folder.esclusa(&["harden", "--risky", "compose.yaml"]);
    let made = folder.esclusa(&["harden", "--risky", "--write", "compose.yaml"]);
    for run in [&shown, &made] {
        assert!(!run.out.contains("hunter2") && !run.err.contains("hunter2"), "{run:?}");
    }
    let now = text(&folder, "compose.yaml");
    assert!(now.contains("POSTGRES_PASSWORD_FILE: /run/secrets/") && !now.contains("hunter2"), "{now}");
    let path = now.lines().find_map(|line| line.trim().strip_prefix("file: ")).expect("the secret's file");
    let path = folder.0.join(path.trim_matches(['"', '\'']));
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), "hunter2Xq9");
    let mode = |path: &std::path::Path| path.metadata().expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().expect("a folder"))), (0o600, 0o700));
    assert!(
        text(&folder, ".gitignore").starts_with("target\n/secrets/\n"),
        "{:?}",
        text(&folder, ".gitignore")
    );
}

#[test]
fn a_file_that_holds_another_secret_is_not_overwritten() {
    let file =
        "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: hunter2Xq9\n";
    let folder = Folder::new().with("compose.yaml", file);
    let run = folder.esclusa(&["harden", "--risky", "--format", "json", "compose.yaml"]);
    let told: Value = serde_json::from_str(&run.out).expect("JSON");
    let path = told["secret_files"][0]["path"].as_str().expect("a path").to_owned();
    let folder = folder.with(&path, "another");
    let run = folder.esclusa(&["harden", "--risky", "--write", "compose.yaml"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.contains(&format!("not changed: {path} is there already")), "{run:?}");
    let now = text(&folder, "compose.yaml");
    assert!(now.contains("POSTGRES_PASSWORD: hunter2Xq9") && now.contains("security_opt"), "{now}");
    assert_eq!(text(&folder, &path), "another");
}

#[test]
fn each_fix_is_asked_about_with_its_attack() {
    let folder = Folder::new().with("compose.yaml", NGINX);
    let none = folder.piped(&["harden", "--interactive", "--write", "compose.yaml"], "n\nn\nq\n");
    assert_eq!(text(&folder, "compose.yaml"), NGINX, "{none:?}");
    assert!(none.err.contains("attack: ") && none.err.contains("safe: "), "{none:?}");
    let first = folder.piped(&["harden", "-i", "--write", "compose.yaml"], "y\nq\n");
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.err.contains("1 fix made"), "{first:?}");
    let spanish = folder.piped(&["harden", "-i", "--write", "--lang", "es", "compose.yaml"], "s\nq\n");
    assert!(spanish.err.contains("1 arreglo hecho"), "{spanish:?}");
    // What is no answer is asked again: `skip` is not `sí`, nor `absent` all.
    let odd =
        folder.piped(&["harden", "-i", "--write", "compose.yaml"], "skip\nstop\nabsent\ns\nt\n?\n\nno\n");
    assert!(odd.err.contains("nothing to change") && odd.err.matches("Do it?").count() > 8, "{odd:?}");
    let silent = folder.esclusa(&["harden", "-i", "--write", "compose.yaml"]);
    assert!(silent.err.contains("nothing to change"), "{silent:?}");
}

#[test]
fn what_somebody_accepted_stays() {
    let waived =
        NGINX.replace("web: # front", "web: # esclusa: ignore[privilege-escalation-allowed] tested by hand");
    let folder = Folder::new().with("compose.yaml", &waived);
    let run = folder.esclusa(&["harden", "compose.yaml"]);
    assert!(run.out.contains("cap_drop") && !run.out.contains("security_opt"), "{run:?}");
    let run = folder.esclusa(&["harden", "--no-inline", "compose.yaml"]);
    assert!(run.out.contains("security_opt"), "{run:?}");
}

#[test]
fn a_file_outside_of_what_was_named_is_not_changed() {
    let folder = Folder::new()
        .with("shared/base.yaml", "services:\n  web:\n    image: nginx:1.29\n    privileged: true\n")
        .with("own/compose.yaml", "include: [../shared/base.yaml]\n");
    let own = folder.0.join("own");
    let run = run(&own, &["harden", "--risky", "--write", "compose.yaml"], &[]);
    assert!(text(&folder, "shared/base.yaml").contains("privileged: true"), "{run:?}");
    assert!(run.err.contains("outside"), "{run:?}");
    assert_eq!(run.code, Some(1), "{run:?}");
}

#[test]
fn several_files_change_together_or_not_at_all() {
    let folder = Folder::new().with("a/compose.yaml", NGINX).with("b/compose.yaml", NGINX);
    // A second name of the file: it cannot be replaced without leaving the old text under it.
    std::fs::hard_link(folder.0.join("b/compose.yaml"), folder.0.join("b/other")).expect("a link");
    let run = folder.esclusa(&["harden", "--write", "."]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("b/compose.yaml: "), "{run:?}");
    assert_eq!(text(&folder, "a/compose.yaml"), NGINX);
    assert_eq!(text(&folder, "b/compose.yaml"), NGINX);
    std::fs::remove_file(folder.0.join("b/other")).expect("removed");
    let run = folder.esclusa(&["harden", "--write", "."]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(text(&folder, "a/compose.yaml") != NGINX && text(&folder, "b/compose.yaml") != NGINX);
}

#[test]
fn programs_read_what_was_done_and_what_was_not() {
    let folder = Folder::new().with("compose.yaml", NGINX);
    let run = folder.esclusa(&["harden", "--format", "json", "compose.yaml"]);
    let told: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(told["schema_version"], 1, "{told}");
    let applied = told["applied"].as_array().expect("a list");
    assert!(
        applied.iter().any(|one| one["rule"] == "privilege-escalation-allowed" && one["safety"] == "safe"),
        "{told}"
    );
    assert!(
        applied.iter().all(|one| one["reason"].is_string() && one["location"]["line"].is_u64()),
        "{told}"
    );
    assert_eq!(told["files"][0]["path"], "compose.yaml", "{told}");
    assert!(told["files"][0]["diff"].as_str().is_some_and(|diff| diff.contains("+++ ")), "{told}");
}

#[test]
fn reports_carry_the_same_edits() {
    let folder = Folder::new().with("compose.yaml", NGINX);
    let run = folder.esclusa(&["audit", "--format", "json", "compose.yaml"]);
    let told: Value = serde_json::from_str(&run.out).expect("JSON");
    let findings = told["findings"].as_array().expect("a list");
    let found =
        findings.iter().find(|one| one["rule"] == "privilege-escalation-allowed").expect("the finding");
    let edit = &found["fix"]["edits"][0];
    assert!(edit["text"].as_str().is_some_and(|text| text.contains("no-new-privileges:true")), "{found}");
    let run = folder.esclusa(&["audit", "--format", "sarif", "compose.yaml"]);
    let told: Value = serde_json::from_str(&run.out).expect("JSON");
    let results = told["runs"][0]["results"].as_array().expect("a list");
    let result =
        results.iter().find(|one| one["ruleId"] == "privilege-escalation-allowed").expect("the result");
    let change = &result["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "compose.yaml", "{result}");
    let replacement = &change["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], edit["text"], "{result}");
    assert_eq!(replacement["deletedRegion"]["startLine"], edit["location"]["line"], "{result}");
}

#[test]
fn a_lock_makes_safe_what_would_be_a_guess() {
    let lock = "version = 1\n[[container]]\nservice = \"a\"\nneeds = { capabilities = [\"CHOWN\"], new-privileges = false, ports = [] }\n";
    let folder = Folder::new()
        .with("own/compose.yaml", "services:\n  a:\n    image: example.com/a:1\n    ports: [\"8080:80\"]\n")
        .with("esclusa.lock", lock);
    let run = folder.esclusa(&["harden", "own/compose.yaml"]);
    for added in ["+    cap_drop: [ALL]\n", "+    cap_add: [CHOWN]\n", "no-new-privileges:true"] {
        assert!(run.out.contains(added), "{added}{run:?}");
    }
    assert!(run.out.contains("esclusa.lock"), "the reason names it: {run:?}");
    let folder = folder.with("other.lock", "version = 1\n[[container]]\nservice = \"b\"\nneed = {}\n");
    let run = folder.esclusa(&["harden", "--lock", "other.lock", "own/compose.yaml"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("other.lock:4:1: ") && !run.out.contains("cap_drop"), "{run:?}");
    let run = folder.esclusa(&["audit", "--format", "json", "own/compose.yaml"]);
    assert!(run.out.contains("\"safety\": \"safe\""), "{run:?}");
}

#[test]
fn a_fix_that_stood_in_the_way_is_tried_again() {
    // To take the only key of a service away would leave nothing of it, until other fixes have written theirs.
    let text = "services:\n  a:\n    volumes:\n      - type: bind\n        source: /etc\n        target: /host/etc\n";
    let folder = Folder::new().with("compose.yaml", text);
    let run = folder.esclusa(&["harden", "--risky", "--write", "compose.yaml"]);
    let written = self::text(&folder, "compose.yaml");
    assert!(!written.contains("/host/etc") && written.contains("cap_drop"), "{written}{run:?}");
    assert!(!run.err.contains("sensitive-host-path") && !run.err.contains("--risky"), "{run:?}");
    let again = folder.esclusa(&["harden", "--risky", "--write", "compose.yaml"]);
    assert_eq!(again.out, "", "{again:?}");
    assert_eq!(self::text(&folder, "compose.yaml"), written);
}

#[test]
fn what_a_lock_shows_is_given_back_by_name() {
    // Named, `NET_RAW` would be a finding; the engine gives it by default, and the lock shows the need.
    let lock = "version = 1\n[[container]]\nproject = \"p\"\nservice = \"a\"\nneeds = { capabilities = [\"NET_RAW\"] }\n";
    let text = "name: p\nservices:\n  a:\n    image: example.com/a:1\n";
    let folder = Folder::new().with("compose.yaml", text).with("esclusa.lock", lock);
    let run = folder.esclusa(&["harden", "--only", "capabilities-not-dropped", "--write", "compose.yaml"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(self::text(&folder, "compose.yaml").contains("cap_add:\n      - NET_RAW\n"), "{run:?}");
    let found = folder.esclusa(&["audit", "compose.yaml"]);
    assert!(!found.out.contains("dangerous-capability-added"), "{found:?}");
    std::fs::remove_file(folder.0.join("esclusa.lock")).expect("the lock");
    let found = folder.esclusa(&["audit", "compose.yaml"]);
    assert!(found.out.contains("dangerous-capability-added"), "{found:?}");
}

#[test]
fn a_comment_in_what_goes_stays() {
    let text = "services:\n  a:\n    image: nginx:1.29\n    security_opt:\n      - seccomp=unconfined\n      # because\n      - apparmor:unconfined\n    restart: always\n";
    let only = ["--only", "seccomp-unconfined", "--only", "apparmor-unconfined"];
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let folder = Folder::new().with("compose.yaml", &text);
        let run = folder.esclusa(&[&["harden", "--risky", "--write", "compose.yaml"], &only[..]].concat());
        let end = if text.contains('\r') { "\r\n" } else { "\n" };
        let expected =
            ["services:", "  a:", "    image: nginx:1.29", "      # because", "    restart: always", ""];
        assert_eq!(self::text(&folder, "compose.yaml"), expected.join(end), "{run:?}");
    }
}
