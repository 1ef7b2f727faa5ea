//! What the Compose loader makes of one project's files, by our own cases.

use esclusa_model::Tree;
use esclusa_model::dialect::compose::Profiles;

use crate::compose_project::{Project, at, steps, text};

#[test]
fn variables_come_from_the_environment_before_the_env_file() {
    let mut project = Project::new(
        "services:\n  web:\n    image: ${A}-$B-${C:-c}\n    command: ['$$x']\n    privileged: ${D}\n    pids_limit: \"5\"\n",
    )
    .file(".env", "A=file\nB=b${A}\nD=Yes\n")
    .variable("A", "process");
    let tree = project.tree();
    assert_eq!(text(&tree, "services.web.image"), "\"process-bprocess-c\"");
    assert_eq!(text(&tree, "services.web.command"), "[\"$x\"]");
    assert_eq!(text(&tree, "services.web.privileged"), "true");
    assert_eq!(text(&tree, "services.web.pids_limit"), "5");
    let origin = &at(&tree, "services.web.image").origin;
    assert_eq!(steps(origin), ["variable A", "Environment", "variable B", "DotEnv", "variable C"]);
    let place = origin.links().nth(2).and_then(|link| link.place).expect("a place in .env");
    assert_eq!(project.sources.text(place), "B=b${A}\n");
    assert_eq!(project.sources.path(place.file).to_str(), Some(".env"));
}

#[test]
fn an_unset_variable_is_empty_and_unknown() {
    let text_of =
        "services:\n  web:\n    image: nginx:$TAG\n    privileged: ${P}\n    hostname: ${H:?set it}\n";
    let tree = Project::new(text_of).tolerant().tree();
    let image = at(&tree, "services.web.image");
    assert_eq!((image.as_str(), image.symbol.as_deref()), (Some("nginx:"), Some("nginx:$TAG")));
    assert_eq!(at(&tree, "services.web.privileged").symbol.as_deref(), Some("${P}"));
    assert_eq!(at(&tree, "services.web.hostname").symbol.as_deref(), Some("${H:?set it}"));
    let refusal = Project::new(text_of).refusal();
    assert!(refusal.contains("not a valid boolean"), "{refusal}");
    let refusal = Project::new("services: {web: {image: '${X:?set it}'}}").refusal();
    assert_eq!(refusal, "services.web.image: required variable X is missing a value: set it");
}

#[test]
fn nothing_is_replaced_without_interpolation() {
    let mut project = Project::new("services:\n  web:\n    image: ${A}\n    privileged: 'on'\n");
    project.options.interpolate = false;
    let tree = project.load().tree.expect("a tree");
    assert_eq!(text(&tree, "services.web.image"), "\"${A}\"");
}

#[test]
fn aliases_and_merge_keys_say_where_they_came_from() {
    let mut project = Project::new(
        "x-base: &base\n  image: nginx\n  environment: &env {A: b}\nservices:\n  web:\n    <<: *base\n    hostname: h\n  db:\n    image: db\n    environment: *env\n",
    );
    let tree = project.tree();
    let image = at(&tree, "services.web.image");
    assert_eq!(steps(&image.origin), ["Alias", "MergeKey"]);
    assert_eq!(project.sources.text(image.origin.place.expect("a place")), "nginx");
    assert_eq!(steps(&at(&tree, "services.db.environment.A").origin), ["Alias"]);
    assert!(steps(&at(&tree, "services.web.hostname").origin).is_empty());
}

#[test]
fn explicit_keys_win_over_merged_ones_and_earlier_over_later() {
    let tree = Project::new(
        "x-one: &one {init: true, hostname: one}\nx-two: &two {hostname: two, user: '2'}\nservices:\n  web:\n    <<: [*one, *two]\n    image: nginx\n    init: false\n",
    )
    .tree();
    assert_eq!(text(&tree, "services.web.init"), "false");
    assert_eq!(text(&tree, "services.web.hostname"), "\"one\"");
    assert_eq!(text(&tree, "services.web.user"), "\"2\"");
}

#[test]
fn what_yaml_or_compose_refuses_is_a_problem_at_its_place() {
    for (compose, expected) in [
        ("services: {web: {image: a, image: b}}", "key \"image\" is already defined in this mapping"),
        ("services: {web: {image: a, 8: b}}", "the key 8 is not text: quote it"),
        ("services: {web: {image: a, [x]: b}}", "a key must be text"),
        ("services: {web: {image: a, <<: b}}", "a merge key takes a mapping or a list of mappings"),
        ("services: {web: {image: !!int a}}", "the value is not a !!int"),
        ("- a", "top-level object must be a mapping"),
        ("", "empty compose file"),
        (
            "services: {web: {image: '${'}}",
            "services.web.image: invalid interpolation format: ${; a literal $ is written $$",
        ),
        ("services: {web: {image: a, labels: &a {b: *a}}}", "an anchor's value contains itself"),
        ("name: A b\nservices: {web: {image: a}}", ""),
    ] {
        let loaded = Project::new(compose).load();
        let detail = loaded.problems.first().map_or("", |problem| problem.detail.as_str());
        assert_eq!(detail, expected, "{compose}");
        assert_eq!(loaded.tree.is_none(), !expected.is_empty(), "{compose}");
    }
}

#[test]
fn a_later_file_overrides_by_the_rules_of_each_path() {
    let mut project = Project::new(
        "services:\n  web:\n    image: a\n    command: [a, b]\n    environment: {A: '1', B: '2'}\n    ports: ['80:80']\n    build: ./ctx\n    depends_on: [db]\n    logging: {driver: x, options: {a: '1'}}\n    cap_add: [A]\n  db:\n    image: d\n",
    )
    .file(
        "compose.override.yaml",
        "services:\n  web:\n    image: b\n    command: [c]\n    environment: [B=3, C=4]\n    ports: ['81:81']\n    build: {target: t}\n    depends_on: {db: {condition: service_healthy}}\n    logging: {driver: y}\n    cap_add: [B, A]\n",
    );
    let tree = project.tree();
    assert_eq!(text(&tree, "services.web.image"), "\"b\"");
    assert_eq!(text(&tree, "services.web.command"), "[\"c\"]");
    assert_eq!(text(&tree, "services.web.build.target"), "\"t\"");
    assert_eq!(text(&tree, "services.web.environment.B"), "\"3\"");
    assert_eq!(text(&tree, "services.web.environment.A"), "\"1\"");
    assert_eq!(text(&tree, "services.web.depends_on.db.condition"), "\"service_healthy\"");
    assert_eq!(text(&tree, "services.web.logging"), "{\"driver\":\"y\"}");
    assert_eq!(text(&tree, "services.web.cap_add"), "[\"A\",\"B\"]");
    assert_eq!(at(&tree, "services.web.ports").as_seq().map(<[Tree]>::len), Some(2));
    let image = &at(&tree, "services.web.image").origin;
    assert_eq!(steps(image), ["Override"]);
    let place = image.place.expect("a place");
    assert_eq!(project.sources.path(place.file).to_str(), Some("compose.override.yaml"));
    assert!(steps(&at(&tree, "services.web.environment.A").origin).is_empty());
}

#[test]
fn reset_and_override_take_the_earlier_value_away() {
    let tree = Project::new(
        "services:\n  web:\n    image: a\n    ports: ['80:80']\n    environment: {A: '1', B: '2'}\n    hostname: h\n    cap_add: [A]\n",
    )
    .file(
        "compose.override.yaml",
        "services:\n  web:\n    ports: !reset []\n    environment: !override {C: '3'}\n    hostname: !reset null\n    cap_add: !override [B]\n",
    )
    .tree();
    let web = at(&tree, "services.web");
    assert!(web.get("ports").is_none() && web.get("hostname").is_none());
    assert_eq!(text(web, "environment"), "{\"C\":\"3\"}");
    assert_eq!(text(web, "cap_add"), "[\"B\"]");
}

#[test]
fn profiles_choose_services() {
    let names = |profiles: Profiles, variable: &str| {
        let mut project = Project::new(
            "services:\n  always: {image: x}\n  debug: {image: x, profiles: [debug]}\n  test: {image: x, profiles: [test]}\n",
        )
        .variable("COMPOSE_PROFILES", variable);
        project.options.profiles = profiles;
        let tree = project.tree();
        let services = at(&tree, "services").as_map().expect("services").keys().cloned();
        services.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(Profiles::All, ""), "always debug test");
    assert_eq!(names(Profiles::Only(vec!["debug".into()]), ""), "always debug");
    assert_eq!(names(Profiles::Only(Vec::new()), "test, debug"), "always debug test");
    assert_eq!(names(Profiles::Only(Vec::new()), ""), "always");
}

#[test]
fn the_project_is_named_as_compose_names_it() {
    let name = |compose: &str, given: Option<&str>, variable: &str| {
        let mut project =
            Project::new(compose).variable("COMPOSE_PROJECT_NAME", variable).variable("N", "From Env");
        project.options.project_name = given.map(str::to_owned);
        project.load().name
    };
    let plain = "services: {web: {image: x}}";
    let named = "name: My-$N\nservices: {web: {image: x}}";
    assert_eq!(name(plain, None, ""), "p");
    assert_eq!(name(named, None, ""), "my-fromenv");
    assert_eq!(name(named, None, "variable"), "variable");
    assert_eq!(name(named, Some("given"), "variable"), "given");
    let mut bad = Project::new(plain);
    bad.options.project_name = Some("Bad Name".into());
    assert!(bad.refusal().starts_with("invalid project name"));
}

#[test]
fn files_are_found_as_compose_finds_them() {
    let found = |files: &[&str], variable: Option<&str>| {
        let mut project = Project::new("services: {compose: {image: x}}");
        project.options.project_directory = Some("sub".into());
        for file in files {
            let name = file.rsplit('/').next().unwrap_or(file).replace('.', "-");
            project = project.file(file, &format!("services: {{{name}: {{image: x}}}}"));
        }
        if let Some(variable) = variable {
            project = project.variable("COMPOSE_FILE", variable);
        }
        let tree = project.tree();
        let services = at(&tree, "services").as_map().expect("services").keys().cloned();
        services.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(&["sub/docker-compose.yml", "sub/compose.yml"], None), "compose-yml");
    assert_eq!(
        found(&["sub/docker-compose.yaml", "sub/docker-compose.override.yml"], None),
        "docker-compose-yaml docker-compose-override-yml"
    );
    assert_eq!(found(&["sub/x"], None), "compose", "the folder above is searched too");
    assert_eq!(found(&["a.yml", "b.yml"], Some("a.yml:b.yml")), "a-yml b-yml");
}
