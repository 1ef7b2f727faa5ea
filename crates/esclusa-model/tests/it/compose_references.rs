//! Files that a Compose file refers to: `extends`, `include`, `env_file`.

use crate::compose_project::{Project, at, steps, text};

#[test]
fn a_service_extends_one_of_its_file_and_of_another() {
    let mut project = Project::new(
        "services:\n  base: {image: a, environment: {A: '1'}}\n  web:\n    extends: base\n    environment: {B: '2'}\n  far:\n    extends: {file: sub/other.yaml, service: top}\n    hostname: far\n",
    )
    .file(
        "sub/other.yaml",
        "services:\n  top:\n    extends: {service: bottom}\n    user: '5'\n  bottom:\n    image: deep\n    user: '1'\n",
    );
    let tree = project.tree();
    assert_eq!(text(&tree, "services.web.image"), "\"a\"");
    assert_eq!(text(&tree, "services.web.environment.A"), "\"1\"");
    assert_eq!(text(&tree, "services.web.environment.B"), "\"2\"");
    assert!(at(&tree, "services.web").get("extends").is_none());
    assert_eq!(text(&tree, "services.far.image"), "\"deep\"");
    assert_eq!(text(&tree, "services.far.user"), "\"5\"");
    assert_eq!(steps(&at(&tree, "services.web.image").origin), ["extends base"]);
    let deep = &at(&tree, "services.far.image").origin;
    assert_eq!(steps(deep), ["extends bottom", "extends top"]);
    let place = deep.place.expect("a place");
    assert_eq!(project.sources.path(place.file).to_str(), Some("sub/other.yaml"));
}

#[test]
fn extends_that_leads_nowhere_or_in_circles_is_refused() {
    for (services, expected) in [
        ("{a: {extends: b}, b: {extends: a}}", "circular reference: service a extends itself"),
        ("{a: {image: x, extends: none}}", "cannot extend service \"a\": service \"none\" not found"),
        ("{a: {image: x, extends: {file: none.yaml, service: b}}}", "/p/none.yaml: no such file"),
        ("{a: {image: x, extends: {}}}", "services.a.extends.service is required"),
        (
            "{a: {image: x, extends: {file: compose.yaml, service: a}}}",
            "circular reference: service a extends itself",
        ),
    ] {
        assert_eq!(Project::new(&format!("services: {services}")).refusal(), expected);
    }
    let tolerant = Project::new("services: {a: {image: x, extends: none}}").tolerant().load();
    assert_eq!(text(&tolerant.tree.expect("the rest"), "services.a.image"), "\"x\"");
    assert_eq!(tolerant.problems.len(), 1);
}

#[test]
fn an_include_brings_its_services_and_sees_its_own_variables() {
    let mut project = Project::new(
        "include:\n  - sub/compose.yaml\n  - path: [two/a.yaml, two/b.yaml]\n    env_file: two.env\nservices:\n  web: {image: w}\n  inner: {hostname: outer}\n",
    )
    .file("sub/compose.yaml", "services:\n  inner: {image: 'i:${V}', volumes: ['data:/d']}\nvolumes: {data: {}}\n")
    .file("sub/.env", "V=1\n")
    .file("two/a.yaml", "services:\n  two: {image: 't:${V}'}\n")
    .file("two/b.yaml", "services:\n  two: {user: '2'}\n")
    .file("two.env", "V=2\n");
    let tree = project.tree();
    assert_eq!(text(&tree, "services.inner.image"), "\"i:1\"");
    assert_eq!(text(&tree, "services.inner.hostname"), "\"outer\"");
    assert_eq!(text(&tree, "services.two.image"), "\"t:2\"");
    assert_eq!(text(&tree, "services.two.user"), "\"2\"");
    assert!(at(&tree, "volumes").get("data").is_some());
    assert!(tree.get("include").is_none());
    let image = &at(&tree, "services.inner.image").origin;
    assert_eq!(steps(image), ["variable V", "DotEnv", "Include"]);
    assert_eq!(steps(&at(&tree, "services.two.user").origin), ["Override", "Include"]);
}

#[test]
fn includes_in_circles_or_from_nowhere_are_refused() {
    let cycle = Project::new("include: [a.yaml]\nservices: {w: {image: x}}")
        .file("a.yaml", "include: [compose.yaml]\nservices: {a: {image: x}}")
        .refusal();
    assert_eq!(cycle, "include cycle detected: compose.yaml includes itself");
    for (include, expected) in [
        ("[none.yaml]", "/p/none.yaml: no such file"),
        ("none.yaml", "include must be a list"),
        ("[{path: [1]}]", "include.path must be text or a list of texts"),
        ("[{path: a.yaml, env_file: none.env}]", "include.env_file: \"none.env\": no such file"),
        ("['https://example.com/x.git']", "https://example.com/x.git: remote files are not fetched"),
    ] {
        let refusal = Project::new(&format!("include: {include}\nservices: {{w: {{image: x}}}}"))
            .file("a.yaml", "services: {a: {image: x}}")
            .refusal();
        assert_eq!(refusal, expected, "{include}");
    }
}

#[test]
fn env_files_fill_the_environment_below_what_is_written() {
    let mut project = Project::new(
        "services:\n  web:\n    image: x\n    env_file: [a.env, {path: b.env, required: false}, {path: none.env, required: false}, {path: raw.env, format: raw}]\n    environment: {C: own, D: null, E: null}\n    label_file: l.labels\n    labels: {two: own}\n",
    )
    .file("a.env", "A=1\nB=${A}x\nC=file\nE=file\n")
    .file("b.env", "A=2\nF=${B}${C}\n")
    .file("raw.env", "R='$A'\n")
    .file("l.labels", "one=1\ntwo=2\n")
    .variable("D", "outside");
    let tree = project.tree();
    let environment = at(&tree, "services.web.environment");
    for (name, expected) in [
        ("A", "\"2\""),
        ("B", "\"1x\""),
        ("C", "\"own\""),
        ("D", "\"outside\""),
        ("E", "null"),
        ("F", "\"1xown\""),
        ("R", "\"'$A'\""),
    ] {
        assert_eq!(text(environment, name), expected, "{name}");
    }
    assert!(at(&tree, "services.web").get("env_file").is_none());
    assert_eq!(text(&tree, "services.web.labels.one"), "\"1\"");
    assert_eq!(text(&tree, "services.web.labels.two"), "\"own\"");
    let origin = &at(environment, "A").origin;
    assert_eq!(steps(origin), ["EnvFile"]);
    assert_eq!(project.sources.path(origin.place.expect("a place").file).to_str(), Some("b.env"));
    let missing = Project::new("services: {web: {image: x, env_file: none.env}}").refusal();
    assert_eq!(missing, "env file \"none.env\" not found");
}
