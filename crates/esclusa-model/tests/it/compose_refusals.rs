//! What Compose refuses beyond the shape of a file, by our own cases: the message, and the place that it points at.

use esclusa_model::dialect::compose::Profiles;

use crate::compose_project::{Project, at};

/// The first problem of a project, and the text it points at.
fn refusal(mut project: Project) -> (String, String) {
    let loaded = project.load();
    assert!(loaded.tree.is_none(), "this is refused: {:?}", loaded.tree.map(|tree| tree.to_json()));
    let problem = &loaded.problems[0];
    (
        problem.detail.to_string(),
        problem.span.map_or_else(String::new, |span| project.sources.text(span).to_owned()),
    )
}

/// The keys of one service, what of the message must be there, and the text that it points at.
fn services_are_refused(cases: &[(&str, &str, &str)]) {
    for (keys, message, place) in cases {
        let text = format!("services:\n  web: {{{keys}}}\n  db: {{image: y}}\n");
        let (detail, at) = refusal(Project::new(&text));
        assert!(detail.contains(message), "{keys}: {detail}");
        assert_eq!(at, *place, "{keys}: {detail}");
        assert!(!detail.contains('\n') && !detail.ends_with('.'), "{detail}");
    }
}

#[test]
fn what_a_service_names_must_be_defined() {
    services_are_refused(&[
        (
            "image: x, networks: [n]",
            "\"web\" refers to undefined network \"n\": define it under networks",
            "n",
        ),
        ("image: x, networks: {n: null}", "undefined network \"n\"", "n"),
        ("image: x, networks: [x-n]", "a network's name can't begin with x-", "x-n"),
        ("image: x, volumes: ['vol:/a']", "undefined volume \"vol\"", "'vol:/a'"),
        ("image: x, volumes: [{type: volume, source: v, target: /a}]", "undefined volume \"v\"", "source"),
        ("image: x, secrets: [s]", "undefined secret \"s\"", "s"),
        ("image: x, configs: [{source: c}]", "undefined config \"c\"", "source"),
        ("image: x, models: [m]", "undefined model \"m\"", "m"),
        ("build: {context: ., secrets: [s]}", "undefined build secret \"s\"", "s"),
        ("image: x, depends_on: [none]", "\"web\" depends on service \"none\", that is not defined", "none"),
        ("image: x, links: [none]", "depends on service \"none\"", "none"),
        ("image: x, network_mode: 'service:none'", "depends on service \"none\"", "'service:none'"),
        ("build: {context: ., additional_contexts: {a: 'service:none'}}", "which is not defined", "a"),
        ("build: {context: ., additional_contexts: {a: 'service:db'}}", "which is not built", "a"),
    ]);
}

#[test]
fn what_a_service_says_must_agree() {
    services_are_refused(&[
        ("command: x", "neither an image nor a build context: add one of them", "web"),
        ("image: ''", "neither an image nor a build context", "image"),
        ("image: x, network_mode: host, networks: [default]", "exclude each other", "network_mode"),
        (
            "build: {context: ., dockerfile: a, dockerfile_inline: b}",
            "exclude each other",
            "dockerfile_inline",
        ),
        ("build: {context: ., platforms: [a]}, platform: b", "must include platform \"b\"", "platform"),
        ("image: x, healthcheck: {test: [true.sh]}", "\"CMD\", \"CMD-SHELL\" or \"NONE\"", "true.sh"),
        ("image: x, scale: 2, deploy: {replicas: 3}", "scale and deploy.replicas must be the same", "scale"),
        ("image: x, scale: -1", "scale: must be 0 or more", "scale"),
        ("image: x, deploy: {replicas: -1}", "deploy.replicas: must be 0 or more", "replicas"),
        ("image: x, cpus: 1, deploy: {resources: {limits: {cpus: 2}}}", "must be the same", "cpus"),
        (
            "image: x, mem_limit: 1g, deploy: {resources: {limits: {pids: 1}}}",
            "must be the same",
            "mem_limit",
        ),
        (
            "image: x, mem_reservation: 1g, deploy: {resources: {reservations: {memory: 2g}}}",
            "must be the same",
            "mem_reservation",
        ),
        (
            "image: x, pids_limit: 1, deploy: {resources: {limits: {pids: 2}}}",
            "must be the same",
            "pids_limit",
        ),
        ("image: x, container_name: one, scale: 2", "can't share one container_name", "container_name"),
        (
            "image: x, develop: {watch: [{path: ., action: sync}]}",
            "needs a target",
            "{path: ., action: sync}",
        ),
        ("image: x, tmpfs: /a, volumes: [/a]", "\"/a\" is already mounted by tmpfs", "/a"),
    ]);
}

#[test]
fn values_at_certain_paths_are_looked_at() {
    services_are_refused(&[
        ("image: x, ports: [{target: 80, host_ip: 1.2}]", "host_ip must be", "1.2"),
        ("image: x, ports: [{target: 80, host_ip: here}]", "invalid IP address \"here\"", "host_ip"),
        ("image: x, develop: {watch: [{path: '', action: rebuild}]}", "value can't be blank", "path"),
        (
            "image: x, gpus: [{count: 1, device_ids: [a], capabilities: [gpu]}]",
            "count and device_ids exclude each other",
            "device_ids",
        ),
    ]);
    for (section, message, place) in [
        (
            "volumes: {v: {external: true, driver: d}}",
            "volumes.v: an external resource can't have \"driver\"",
            "driver",
        ),
        ("configs: {c: {}}", "configs.c: one of file, environment, content must be set", "c"),
        (
            "configs: {c: {file: a, content: b}}",
            "configs.c: file, environment, content exclude each other",
            "content",
        ),
        ("secrets: {s: {}}", "secrets.s: one of file, environment must be set", "s"),
        ("secrets: {s: {driver: d}}", "secret \"s\" must have file or environment", "s"),
        ("x-a: {b: [.inf]}", "x-a.b.[] must be a finite number", ".inf"),
        ("jobs: {web: {image: x, triggers: {manual: true}}}", "\"web\" is both a service and a job", "web"),
        ("jobs: {j: {image: x, triggers: {}}}", "missing property 'manual' or 'schedule'", "{}"),
        (
            "jobs: {j: {image: x, triggers: {manual: true}, depends_on: [no]}}",
            "neither a service nor a job",
            "no",
        ),
    ] {
        let (detail, at) = refusal(Project::new(&format!("services: {{web: {{image: x}}}}\n{section}\n")));
        assert!(detail.contains(message), "{section}: {detail}");
        assert_eq!(at, place, "{section}: {detail}");
    }
}

#[test]
fn services_must_not_wait_for_themselves_or_share_a_name() {
    for (services, message, place) in [
        ("a: {image: x, depends_on: [a]}", "dependency cycle detected: a -> a", "a"),
        (
            "a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [c]}, c: {image: x, links: [b]}",
            "dependency cycle detected: b -> c -> b",
            "b",
        ),
        (
            "a: {image: x, container_name: one}, b: {image: x, container_name: one}",
            "services.b: service \"a\" has container name \"one\" too",
            "container_name",
        ),
    ] {
        let (detail, at) = refusal(Project::new(&format!("services: {{{services}}}")));
        assert_eq!((detail.as_str(), at.as_str()), (message, place), "{services}");
    }
}

#[test]
fn a_disabled_service_is_missed_where_it_is_required() {
    let text = |required: bool| {
        format!(
            "services:\n  web: {{image: x, depends_on: {{db: {{condition: service_started, required: {required}}}}}}}\n  db: {{image: y, profiles: [p]}}\n"
        )
    };
    let mut project = Project::new(&text(true));
    project.options.profiles = Profiles::Only(Vec::new());
    assert_eq!(refusal(project).0, "service \"web\" depends on service \"db\", that its profiles disable");
    let mut project = Project::new(&text(false));
    project.options.profiles = Profiles::Only(Vec::new());
    assert!(project.load().problems.is_empty());
}

#[test]
fn nothing_is_compared_without_consistency() {
    let mut project = Project::new("services: {web: {networks: [n], depends_on: [none]}}");
    project.options.consistency = false;
    assert!(project.load().problems.is_empty());
}

#[test]
fn what_cannot_be_known_is_not_refused_by_an_auditor() {
    let text = "services:\n  web:\n    image: ${IMAGE}\n    network_mode: ${MODE}\n    networks: [n]\n    cpus: ${CPUS}\n    deploy: {resources: {limits: {cpus: 2}}}\n    volumes: ['${DATA}:/a', '${MORE}:/b']\n    ports: [{target: 80, host_ip: '${IP}'}]\n    healthcheck: {test: ['${CHECK}', a]}\nnetworks: {n: {}}\n";
    let loaded = Project::new(text).tolerant().load();
    assert!(
        loaded.problems.iter().all(|problem| problem.detail.contains("empty section between colons")),
        "{:?}",
        loaded.problems
    );
    assert!(!Project::new(text).load().problems.is_empty());
}

#[test]
fn an_auditor_reads_the_rest_of_what_is_refused() {
    let mut project = Project::new(
        "services:\n  bad: {image: [x]}\n  lost: {networks: [none], depends_on: [lost]}\n  good: {image: x, privileged: true}\n",
    )
    .tolerant();
    let loaded = project.load();
    assert!(loaded.problems.len() >= 4, "{:?}", loaded.problems);
    let tree = loaded.tree.expect("a tree");
    assert_eq!(at(&tree, "services.good.privileged").as_bool(), Some(true));
    assert!(at(&tree, "services").as_map().is_some_and(|services| services.len() == 3));
}

#[test]
fn lists_that_override_hold_nothing_twice() {
    let tree = Project::new("services: {web: {image: x, security_opt: [a, b], group_add: [1]}}")
        .file("compose.override.yaml", "services: {web: {security_opt: [c, a, c], group_add: [1, '1']}}")
        .tree();
    let texts = |path: &str| {
        let items = at(&tree, path).as_seq().unwrap_or_default().iter();
        items.map(|item| item.to_json().to_string().replace('"', "")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(texts("services.web.security_opt"), "a b c");
    assert_eq!(texts("services.web.group_add"), "1 1");
}
