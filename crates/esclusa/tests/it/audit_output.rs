//! `audit`: what is told, in which form, and where to.

use crate::command::{Folder, Run, run};

const CARELESS: &str = "services:\n  web:\n    image: nginx\n    privileged: true\n    environment: {A_PASSWORD: hunter2hunter2}\n";

fn folder() -> Folder {
    Folder::new().with("compose.yaml", CARELESS)
}

fn names(folder: &Folder) -> Vec<String> {
    let entries = std::fs::read_dir(&folder.0).expect("the folder").flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn the_terminal_gets_excerpts_and_verdicts_and_no_secret() {
    let folder = folder();
    let found = folder.esclusa(&["audit"]);
    assert!(
        found.out.contains("      4 |     privileged: true\n        |                 ^^^^\n"),
        "{found:?}"
    );
    assert!(found.out.contains("\nweb:  + ports  x privileged"), "{found:?}");
    assert!(!found.out.contains("hunter2") && !found.out.contains('\u{1b}'), "{found:?}");
    let found = run(&folder.0, &["audit"], &[("LANG", "C.UTF-8")]);
    assert!(found.out.contains("\nweb:  ✓ ports  ✗ privileged"), "{found:?}");
    let quiet = folder.esclusa(&["audit", "-q"]).out;
    assert!(quiet.lines().all(|line| line.starts_with("compose.yaml:")), "{quiet}");
}

#[test]
fn a_least_severity_hides_what_is_below_it_and_changes_no_verdict() {
    let Run { code, out, .. } = folder().esclusa(&["audit", "--min-severity", "critical"]);
    assert_eq!(code, Some(1));
    assert_eq!(out.matches('[').count(), 1, "{out}");
    assert!(out.contains("x quotas"), "{out}");
    let clean = Folder::new().with("compose.yaml", "services:\n  web:\n    image: nginx\n");
    let shown = clean.esclusa(&["audit", "--min-severity", "critical", "--fail-on", "low"]);
    assert_eq!(shown.code, Some(0), "what is not told does not fail: {shown:?}");
}

#[test]
fn the_weight_that_fails_has_two_names() {
    let clean = Folder::new().with("compose.yaml", "services:\n  web:\n    image: nginx\n");
    for option in ["--fail-on", "--severity"] {
        assert_eq!(clean.esclusa(&["audit", option, "critical"]).code, Some(0));
        assert_eq!(clean.esclusa(&["audit", option, "low"]).code, Some(1));
    }
}

#[test]
fn a_file_is_written_whole_and_keeps_its_mode_and_its_links() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder().with("old.json", "old");
    std::fs::set_permissions(folder.0.join("old.json"), std::fs::Permissions::from_mode(0o600))
        .expect("a mode");
    std::os::unix::fs::symlink("old.json", folder.0.join("link.json")).expect("a link");
    let arguments = ["audit", "--format", "json", "--output", "link.json"];
    let Run { code, out, err } = folder.esclusa(&arguments);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(1), "", ""));
    let written = std::fs::read_to_string(folder.0.join("old.json")).expect("the report");
    assert_eq!(written, folder.esclusa(&["audit", "--format", "json"]).out);
    let mode = std::fs::metadata(folder.0.join("old.json")).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(names(&folder), ["compose.yaml", "link.json", "old.json"]);
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let folder = folder().with("kept/report.html/x", "");
    for output in ["missing/report.json", "kept/report.html"] {
        let found = folder.esclusa(&["audit", "--output", output]);
        assert_eq!(found.code, Some(2), "{found:?}");
        assert!(found.err.contains(output), "{found:?}");
    }
    assert_eq!(names(&folder), ["compose.yaml", "kept"]);
}

#[test]
fn a_device_is_written_to_and_stays_one() {
    let found = folder().esclusa(&["audit", "--format", "json", "--output", "/dev/stdout"]);
    assert!(found.out.contains("\"schema_version\": 1"), "{found:?}");
}

#[test]
fn each_form_is_written() {
    let folder = folder();
    for (format, begins) in [
        ("sarif", "{\n  \"$schema\": \"https://docs.oasis-open.org/"),
        ("junit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"esclusa\""),
        ("html", "<!DOCTYPE html>\n<html lang=\"en\">"),
        ("github", "::error file=compose.yaml,line=4,"),
    ] {
        let found = folder.esclusa(&["audit", "--format", format]);
        assert_eq!((found.code, found.err.as_str()), (Some(1), ""), "{found:?}");
        assert!(found.out.starts_with(begins), "{found:?}");
        assert!(!found.out.contains("hunter2"), "{found:?}");
        let spanish = folder.esclusa(&["audit", "--format", format, "--lang", "es"]).out;
        assert!(spanish.contains("el contenedor es privilegiado"), "{spanish}");
    }
}

#[test]
fn what_lies_outside_is_followed_and_not_shown() {
    let outside =
        Folder::new().with("base.yaml", "services:\n  web:\n    image: nginx\n    privileged: true\n");
    let folder = Folder::new().with("compose.yaml", "include: [link.yaml]\n");
    std::os::unix::fs::symlink(outside.0.join("base.yaml"), folder.0.join("link.yaml")).expect("a link");
    for format in ["terminal", "html"] {
        let found = folder.esclusa(&["audit", "--format", format]);
        assert!(found.out.contains("link.yaml:4:17"), "{found:?}");
        assert!(!found.out.contains("privileged: true") && !found.out.contains("<mark>"), "{found:?}");
    }
    for given in [outside.0.join("base.yaml"), "link.yaml".into()] {
        let found = folder.esclusa(&["audit", &given.to_string_lossy()]);
        assert!(found.out.contains("      4 |     privileged: true\n"), "{found:?}");
    }
}

#[test]
fn what_was_judged_is_not_overwritten_by_its_report() {
    let text = "services:\n  web:\n    image: alpine:3.22\n";
    let folder = Folder::new().with("compose.yaml", text);
    let run = folder.esclusa(&["audit", "-o", "./compose.yaml"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("name another file"), "{run:?}");
    assert_eq!(std::fs::read_to_string(folder.0.join("compose.yaml")).expect("the file"), text);
}
