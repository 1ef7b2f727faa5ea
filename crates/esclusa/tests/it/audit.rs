//! `audit`: exit codes and what is told.

use crate::command::{Folder, run};

const CARELESS: &str = "services:\n  web:\n    image: nginx\n    privileged: true\n";

#[test]
fn findings_make_one_and_a_threshold_above_them_zero() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    let found = folder.esclusa(&["audit"]);
    assert_eq!(found.code, Some(1), "{found:?}");
    assert!(found.out.contains("compose.yaml:4:"), "{found:?}");
    assert!(found.out.contains("[privileged-container]"), "{found:?}");
    assert_eq!(found.err, "");
    let clean = Folder::new().with("compose.yaml", "services:\n  web:\n    image: nginx\n");
    assert_eq!(clean.esclusa(&["audit", "--severity", "high"]).code, Some(0));
}

#[test]
fn a_file_that_is_not_read_makes_two_and_the_others_are_judged() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    let found = folder.esclusa(&["audit", "missing.yaml", "compose.yaml"]);
    assert_eq!(found.code, Some(2));
    assert!(found.out.contains("[privileged-container]"), "{found:?}");
    assert!(found.err.contains("missing.yaml"), "{found:?}");
}

#[test]
fn the_language_is_the_readers() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    for (arguments, variables) in [
        (&["audit", "--lang", "es"][..], &[][..]),
        (&["audit"], &[("ESCLUSA_LANG", "es")]),
        (&["audit"], &[("LANG", "es_AR.UTF-8")]),
    ] {
        let found = run(&folder.0, arguments, variables);
        assert!(found.out.contains("el contenedor es privilegiado"), "{found:?}");
    }
    let found = run(&folder.0, &["audit"], &[("LANG", "es_AR.UTF-8"), ("ESCLUSA_LANG", "en")]);
    assert!(found.out.contains("the container runs privileged"), "{found:?}");
}

/// Rules named by `audit` of these arguments, in order.
fn rules(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let found = folder.esclusa(&[&["audit", "--format", "json"], arguments].concat());
    let report: serde_json::Value = serde_json::from_str(&found.out).expect("JSON");
    assert_eq!(report["problems"], serde_json::json!([]), "{found:?}");
    let findings = report["findings"].as_array().into_iter().flatten();
    findings.filter_map(|finding| finding["rule"].as_str().map(str::to_owned)).collect()
}

#[test]
fn files_of_a_chain_are_judged_as_one_project_in_their_order() {
    let folder = Folder::new()
        .with("base.yaml", CARELESS)
        .with("prod.yaml", "services:\n  web:\n    privileged: false\n    profiles: [p]\n");
    let privileged = |arguments: &[&str]| {
        rules(&folder, arguments).iter().filter(|rule| *rule == "privileged-container").count()
    };
    assert_eq!(privileged(&["-f", "base.yaml"]), 1);
    assert_eq!(privileged(&["-f", "base.yaml", "-f", "prod.yaml"]), 0);
    assert_eq!(privileged(&["-f", "prod.yaml", "--file", "base.yaml"]), 1);
    // Each by itself, an override alone is no project that the client would take.
    assert_eq!(folder.esclusa(&["audit", "base.yaml", "prod.yaml"]).code, Some(2));
    assert_eq!(privileged(&["-f", "base.yaml", "-f", "prod.yaml", "base.yaml"]), 0);
    assert_eq!(rules(&folder, &["-f", "base.yaml", "-f", "prod.yaml", "--profile", "other"]), [""; 0]);
    let named = folder.esclusa(&["audit", "-f", "base.yaml", "-p", "shop", "--format", "json"]);
    assert!(named.out.contains("shop"), "{named:?}");
    let missing = folder.esclusa(&["audit", "-f", "base.yaml", "-f", "none.yaml"]);
    assert_eq!(missing.code, Some(2), "{missing:?}");
    assert!(missing.err.contains("none.yaml"), "{missing:?}");
}

#[test]
fn a_folder_is_judged_with_its_override() {
    let folder = Folder::new()
        .with("compose.yaml", CARELESS)
        .with("compose.override.yaml", "services: {web: {privileged: false}}\n");
    assert!(!rules(&folder, &[]).contains(&"privileged-container".to_owned()));
    assert!(rules(&folder, &["compose.yaml"]).contains(&"privileged-container".to_owned()));
}

#[test]
fn a_file_given_twice_is_judged_once_however_it_is_spelled() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    let once = rules(&folder, &["compose.yaml"]);
    let absolute = folder.0.join("compose.yaml");
    let absolute = absolute.to_str().expect("a path in UTF-8");
    assert_eq!(rules(&folder, &["compose.yaml", "./compose.yaml", absolute]), once);
    assert_eq!(rules(&folder, &[".", "./", "././."]), once);
}

#[test]
fn what_only_a_shell_knows_may_be_dangerous() {
    let script = "docker run -p ${PORT}:5432 -p $IP:1:2 -v $SOCK:/var/run/docker.sock -v ${S:-/run/docker.sock}:/x \\\n \
                  --network=$NET --privileged=$P --user $U --cap-add $C a\ndocker run $OPTS --privileged b\n";
    let run = Folder::new().with("a.sh", script).esclusa(&["audit", "--quiet", "a.sh"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    for (place, severity, rule) in [
        ("1:15", "medium", "published-on-all-interfaces"),
        ("1:15", "high", "sensitive-port-published"),
        ("1:31", "info", "published-on-all-interfaces"),
        ("1:42", "high", "engine-socket-mounted"),
        ("1:72", "critical", "engine-socket-mounted"),
        ("2:2", "info", "host-network"),
        ("2:17", "info", "privileged-container"),
        ("2:40", "info", "explicit-root-user"),
        ("2:53", "info", "dangerous-capability-added"),
        ("3:18", "critical", "privileged-container"),
    ] {
        let line = |line: &str| {
            line.starts_with(&format!("a.sh:{place}: {severity}: ")) && line.ends_with(&format!("[{rule}]"))
        };
        assert!(run.out.lines().any(line), "{place} {rule}: {}", run.out);
    }
    assert!(run.err.starts_with("a.sh:3:12: ") && run.err.contains("$OPTS"), "{run:?}");
}

#[test]
fn compose_files_of_a_page_are_judged_where_they_stand() {
    let page = "# A\n\n1. ñ:\n\n   ```yaml\n   services:\n     web:\n       image: a\n       env_file: .env\n       \
                privileged: true\n   ```\n\n> ```yml\n> services: {b: {image: b, pid: host}}\n> ```\n\n```yaml\nservices:\n  \
                - image: c\n```\n\n```yaml\nservices:\n  d: {privileged: true}\n```\n\n```json\nservices:\n  e: {image: e}\n```\n\n\
                ```sh\ndocker run --privileged f\n```\n";
    let folder = Folder::new().with("README.md", page).with(".env", "SECRET_TOKEN=aaaaaaaaaaaaaaaa\n");
    let run = folder.esclusa(&["audit", "--quiet", "README.md"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""), "{run:?}");
    let critical: Vec<&str> =
        run.out.lines().filter(|line| line.contains("[privileged-") || line.contains("[host-pid")).collect();
    let places: Vec<&str> = critical.iter().map(|line| line.split(": ").next().unwrap_or("")).collect();
    let mut sorted = places.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["README.md:10:20", "README.md:14:33", "README.md:33:12"], "{run:?}");
    assert!(!run.out.contains("secret-in"), "the page's files are not read: {run:?}");
}

#[test]
fn what_two_steps_of_compose_refuse_is_said_once() {
    let text = "services:\n  a:\n    image: nginx:1\n    volumes:\n      - :/data\n      - ./b:/b\n";
    let folder = Folder::new().with("compose.yaml", text);
    let run = folder.esclusa(&["audit", "compose.yaml"]);
    assert_eq!(run.err.matches("empty section between colons").count(), 1, "{run:?}");
}
