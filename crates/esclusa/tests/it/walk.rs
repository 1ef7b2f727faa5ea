//! What `audit` of a folder finds below it, and how it names what it cannot read.

use crate::command::Folder;

#[test]
fn links_to_files_are_read_and_what_is_none_is_told() {
    let folder = Folder::new()
        .with("real/base.txt", "services:\n  web:\n    image: alpine:3.22\n    privileged: true\n")
        .with("link/keep", "")
        .with("gone/keep", "");
    std::os::unix::fs::symlink("../real/base.txt", folder.0.join("link/compose.yaml")).expect("a link");
    let run = folder.esclusa(&["audit", "--quiet"]);
    assert!(
        run.out.contains("link/compose.yaml:4:") && run.out.contains("[privileged-container]"),
        "{run:?}"
    );
    std::os::unix::fs::symlink("/nowhere", folder.0.join("gone/compose.yaml")).expect("a link");
    std::os::unix::fs::symlink("/nowhere", folder.0.join("gone/README.md")).expect("a link");
    let run = folder.esclusa(&["audit", "--quiet"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(run.err, "gone/compose.yaml:1:1: problem: cannot be read: no such file\n", "{run:?}");
}

#[test]
fn every_problem_has_a_place_below_this_folder() {
    let folder = Folder::new()
        .with("a/compose.yaml", "")
        .with("b/x.yaml", b"services: {a: {image: \xff}}\n")
        .with("c/Dockerfile", "# nothing\n")
        .with("d/i.sh", "docker run --network a --network a x\n");
    let run = folder.esclusa(&["audit", "--quiet", "."]);
    assert_eq!(run.code, Some(2), "{run:?}");
    for start in ["a/compose.yaml:1:1: ", "b/x.yaml:1:1: ", "c/Dockerfile:1:1: ", "d/i.sh:1:1: "] {
        assert!(run.err.lines().any(|line| line.starts_with(start)), "{start}: {}", run.err);
    }
}

#[test]
fn an_overlay_is_judged_on_its_base_and_what_a_project_includes_once() {
    let folder = Folder::new()
        .with("compose.yaml", "include: [more/compose.yaml]\nservices:\n  web:\n    image: alpine:3.22\n")
        .with("compose.prod.yaml", "services:\n  web:\n    privileged: true\n")
        .with("more/compose.yaml", "services:\n  db:\n    image: alpine:3.22\n    pid: host\n");
    let run = folder.esclusa(&["audit", "--quiet"]);
    let lines = |rule: &str| run.out.lines().filter(|line| line.ends_with(&format!("[{rule}]"))).count();
    assert_eq!((lines("privileged-container"), lines("host-pid-namespace")), (1, 1), "{run:?}");
    assert!(run.out.contains("compose.prod.yaml:3:"), "{run:?}");
    // Alone it would be a service without an image.
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""), "{run:?}");
}

#[test]
fn a_compose_file_that_cannot_be_understood_is_not_passed_over() {
    let folder = Folder::new()
        .with("half.yaml", "services:\n  web:\n    image: a\n    privil")
        .with("old-compose.yml", "web:\n  image: nginx\n  privileged: true\n")
        .with("all.yaml", "include: [more/x.yaml]\n")
        .with("more/x.yaml", "services: {db: {image: a, pid: host}}\n")
        .with("ci.yml", "services: [docker:dind]\nbuild: {script: x}\n")
        .with("chart.yaml", "kind: {{ .Values.kind }}\n");
    let run = folder.esclusa(&["audit", "--quiet"]);
    let mut told: Vec<&str> = run.err.lines().filter_map(|line| line.split(':').next()).collect();
    told.sort_unstable();
    assert_eq!(told, ["half.yaml", "old-compose.yml"], "{run:?}");
    assert!(run.out.contains("more/x.yaml:1:"), "{run:?}");
}
