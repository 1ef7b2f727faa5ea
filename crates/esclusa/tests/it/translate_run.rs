//! `esclusa translate --to run`.

use crate::command::Folder;

#[test]
fn a_line_is_written_for_each_service_and_what_no_flag_says_is_named_at_its_place() {
    let compose = "name: shop\nservices:\n  web:\n    image: nginx\n    ports: ['80:80']\n    depends_on: [db]\n    \
                   healthcheck:\n      test: [CMD, curl, a b]\n  db:\n    image: postgres\n    network_mode: none\n";
    let folder = Folder::new().with("compose.yaml", compose);
    let run = folder.esclusa(&["translate", "--to", "run", "compose.yaml"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let lines: Vec<&str> = run.out.lines().map(str::trim).collect();
    assert!(
        lines.contains(&"-p 80:80 \\") && lines.contains(&"--health-cmd 'curl '\\''a b'\\''' \\"),
        "{run:?}"
    );
    assert!(run.out.ends_with("\ndocker run -d --name shop-db-1 --network none postgres\n"), "{run:?}");
    for (place, unsaid) in [("compose.yaml:6:5", "web.depends_on"), ("compose.yaml:8:13", "Healthcheck.Test")]
    {
        let named = |line: &str| line.starts_with(place) && line.contains(unsaid);
        assert!(run.err.lines().any(named), "{unsaid}: {run:?}");
    }
}

#[test]
fn a_line_becomes_itself_again() {
    let folder = Folder::new();
    let line = "docker run -d --name web -p 80:80 -e 'A=b c' --cap-drop ALL nginx";
    let words = ["docker", "run", "-e", "A=b c", "-dp80:80", "--cap-drop=all", "--name", "web", "nginx"];
    let mut arguments = vec!["translate", "--to", "run", "--"];
    arguments.extend(words);
    let run = folder.esclusa(&arguments);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), format!("{line}\n").as_str(), ""));
}

#[test]
fn what_the_client_refuses_is_not_translated() {
    let run =
        Folder::new().esclusa(&["translate", "--to", "run", "--", "docker", "run", "--privileged=YES", "x"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
}

#[test]
fn the_variable_of_a_label_is_its_value_and_not_its_key_again() {
    let script = "docker run --label a=$B --log-opt k=$L nginx\n";
    let folder = Folder::new().with("run.sh", script);
    let run = folder.esclusa(&["translate", "--to", "compose", "run.sh"]);
    assert!(!run.out.contains("a=$"), "{run:?}");
    assert!(!run.out.contains("k=$"), "{run:?}");
}

#[test]
fn what_only_a_shell_knows_is_named_at_its_place() {
    let script = "ssh host 'docker run -p ${PORT}:80 --device $D -e A=$(id) -v $PWD/a:/b nginx'\n";
    let folder = Folder::new().with("run.sh", script);
    let compose = folder.esclusa(&["translate", "--to", "compose", "run.sh"]);
    for said in ["- ${PORT}:80", "- ${D}", "- ${PWD}/a:/b"] {
        assert!(compose.out.contains(said), "{said}: {compose:?}");
    }
    assert_eq!((compose.code, compose.err.lines().count()), (Some(0), 1), "{compose:?}");
    assert!(compose.err.contains("run.sh:1:51: ") && compose.err.contains("Env"), "{compose:?}");
    let engine = folder.esclusa(&["translate", "--to", "engine", "run.sh"]);
    let request: serde_json::Value = serde_json::from_str(&engine.out).expect("JSON");
    assert!(!engine.out.contains('$'), "{engine:?}");
    assert_eq!(request["HostConfig"]["Devices"], serde_json::json!([]), "{engine:?}");
    assert_eq!(request["HostConfig"]["PortBindings"], serde_json::json!({}), "{engine:?}");
    assert_eq!((engine.code, engine.err.lines().count()), (Some(0), 4), "{engine:?}");
    let run = folder.esclusa(&["translate", "--to", "run", "run.sh"]);
    let line = "docker run -p \"${PORT}:80\" -e \"A=$(id)\" -v \"$PWD/a:/b\" --device \"$D\" nginx\n";
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), line, ""));
}

#[test]
fn a_line_that_docker_refuses_is_printed_and_named_and_no_success() {
    let compose = "name: shop\nservices:\n  web: {image: a}\n  odd: {image: b, sysctls: {foo.bar: 1}}\n";
    let folder = Folder::new().with("compose.yaml", compose);
    let run = folder.esclusa(&["translate", "--to", "run", "compose.yaml"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.out.contains("--sysctl foo.bar=1") && run.out.contains("shop-web-1"), "{run:?}");
    let named =
        |line: &str| line.starts_with("compose.yaml:4:3: docker refuses it: ") && line.contains("foo.bar");
    assert!(run.err.lines().any(named), "{run:?}");
    let spanish = folder.esclusa(&["translate", "--lang", "es", "--to", "run", "compose.yaml"]);
    assert!(!spanish.err.contains("docker refuses"), "{spanish:?}");
}
