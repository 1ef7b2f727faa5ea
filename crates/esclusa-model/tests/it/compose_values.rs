//! What values become as their types, and how a project is printed, by our own cases.

#![expect(clippy::expect_used, reason = "a test that does not find what it needs fails loudly")]

use esclusa_model::dialect::compose::canonical_json;
use serde_json::{Value as Json, json};

use crate::compose_project::Project;

/// What is printed of a project.
fn printed(project: &mut Project) -> Json {
    let interpolated = project.options.interpolate;
    canonical_json(&project.tree(), interpolated).expect("printable")
}

/// What is printed of a service that says this, its image, command and networks left out.
fn service(entry: &str) -> Json {
    let mut project = Project::new(&format!("services:\n  web:\n    image: x\n    {entry}\n"));
    project.options.consistency = false;
    let mut json = printed(&mut project)["services"]["web"].take();
    let map = json.as_object_mut().expect("a service");
    for key in ["image", "networks"] {
        map.shift_remove(key);
    }
    for key in ["command", "entrypoint"] {
        if map[key].is_null() {
            map.shift_remove(key);
        }
    }
    json
}

/// Why a service that says this is refused.
fn refusal(entry: &str) -> String {
    let mut project = Project::new(&format!("services:\n  web:\n    image: x\n    {entry}\n"));
    project.options.consistency = false;
    project.refusal()
}

#[test]
fn scalars_become_their_types() {
    for (entry, expected) in [
        ("user: ${U:-5}", json!({"user": "5"})),
        ("privileged: 'YES'", json!({"privileged": true})),
        ("privileged: false", json!({})),
        ("init: false", json!({"init": false})),
        ("pids_limit: '100'", json!({"pids_limit": 100})),
        ("pids_limit: 1.9e1", json!({"pids_limit": 19})),
        ("cpus: '0.1'", json!({"cpus": 0.1})),
        ("cpus: 2.0", json!({"cpus": 2})),
        ("mem_limit: 1.5g", json!({"mem_limit": "1610612736"})),
        ("mem_limit: 0", json!({})),
        ("memswap_limit: -1", json!({"memswap_limit": "-1"})),
        ("mem_limit: 1.5", json!({})),
        ("stop_grace_period: 1h2m3.5s", json!({"stop_grace_period": "1h2m3.5s"})),
        ("stop_grace_period: 90s", json!({"stop_grace_period": "1m30s"})),
        ("stop_grace_period: 0s", json!({"stop_grace_period": "0s"})),
        ("scale: 0", json!({"scale": 0})),
        ("gpus: all", json!({"gpus": [{"count": -1}]})),
        ("configs: [{source: c, mode: 0440}]", json!({"configs": [{"source": "c", "mode": "0440"}]})),
        (
            "secrets: [{source: c, mode: '0400'}]",
            json!({"secrets": [{"source": "c", "mode": "0400", "target": "/run/secrets/c"}]}),
        ),
        (
            "ulimits: {a: 5, b: {soft: 1, hard: '2'}, c: 0}",
            json!({"ulimits": {"a": 5, "b": {"soft": 1, "hard": 2}, "c": {}}}),
        ),
        ("blkio_config: {device_read_bps: [{path: /a}]}", {
            json!({"blkio_config": {"device_read_bps": [{"Path": "/a", "Rate": "0"}]}})
        }),
        ("ports: [{target: '80', published: 8080}]", {
            json!({"ports": [{"target": 80, "published": "8080", "mode": "ingress", "protocol": "tcp"}]})
        }),
    ] {
        assert_eq!(service(entry), expected, "{entry}");
    }
}

#[test]
fn collections_become_their_types() {
    for (entry, expected) in [
        ("command: sh -c \"a b\" && c", json!({"command": ["sh", "-c", "a b"]})),
        ("command: ''", json!({"command": []})),
        ("entrypoint: []", json!({"entrypoint": []})),
        ("healthcheck: {test: a b, retries: '3'}", {
            json!({"healthcheck": {"test": ["CMD-SHELL", "a b"], "retries": 3}})
        }),
        ("healthcheck: {}", json!({"healthcheck": {}})),
        ("environment: [A=b=c, B, C=]", json!({"environment": {"A": "b=c", "B": null, "C": ""}})),
        (
            "environment: {A: 1.0, B: 1e6, C: true, D: }",
            json!({"environment": {"A": "1", "B": "1e+06", "C": "true", "D": null}}),
        ),
        ("labels: [a=b, c]", json!({"labels": {"a": "b", "c": ""}})),
        ("labels: {}", json!({})),
        ("sysctls: {a: , b: 5}", json!({"sysctls": {"a": "", "b": "5"}})),
        ("dns_search: x", json!({"dns_search": ["x"]})),
        ("expose: [80, 90/udp]", json!({"expose": ["80", "90/udp"]})),
        (
            "extra_hosts: ['b:1.1.1.1,2.2.2.2', 'a=[::1]']",
            json!({"extra_hosts": ["a=::1", "b=1.1.1.1", "b=2.2.2.2"]}),
        ),
        ("extra_hosts: {a: [1.1.1.1]}", json!({"extra_hosts": ["a=1.1.1.1"]})),
        ("logging: {options: {a: 3, b: }}", json!({"logging": {"options": {"a": "3", "b": ""}}})),
        ("deploy: {}", json!({"deploy": {"resources": {}, "placement": {}}})),
        ("deploy: {resources: {limits: {cpus: '0.5', memory: 50M}}}", {
            json!({"deploy": {"placement": {}, "resources": {"limits": {"cpus": 0.5, "memory": "52428800"}}}})
        }),
        ("provider: {type: a, options: {b: [1, c], d: true}}", {
            json!({"provider": {"type": "a", "options": {"b": ["1", "c"], "d": ["true"]}}})
        }),
        ("develop: {watch: [{path: /a, action: rebuild, x-initialSync: true}]}", {
            json!({"develop": {"watch": [
                {"path": "/a", "action": "rebuild", "initial_sync": true, "exec": {"command": null}}
            ]}})
        }),
        ("x-own: {a: b}", json!({})),
        // A key that begins with `x-` is an extension for Compose, even among labels.
        ("labels: {x-b: c, x-a: b, d: e}", json!({"labels": {"#extensions": "map[x-a:b x-b:c]", "d": "e"}})),
    ] {
        assert_eq!(service(entry), expected, "{entry}");
    }
}

#[test]
fn what_a_type_does_not_take_is_refused() {
    for (entry, expected) in [
        ("stop_grace_period: 5", "services.web.stop_grace_period must be string"),
        ("stop_grace_period: '5'", "services.web.stop_grace_period: missing unit in duration \"5\""),
        ("mem_limit: lots", "services.web.mem_limit: invalid size: 'lots'"),
        ("command: 'a \"b'", "services.web.command: invalid command line string"),
        ("extra_hosts: [a]", "services.web.extra_hosts: invalid additional host, missing IP"),
        ("extra_hosts: ['=1']", "services.web.extra_hosts: bad host name \"\""),
        ("environment: ['A =b']", {
            "services.web.environment: environment variable \"A \" is declared with a trailing space"
        }),
        ("storage_opt: {x-a: b}", "services.web.storage_opt.#extensions: expected text"),
        ("storage_opt: {a: true}", "services.web.storage_opt.a: expected text"),
        ("blkio_config: {weight: '5'}", "services.web.blkio_config.weight: expected a number"),
        ("healthcheck: {retries: -1}", "services.web.healthcheck.retries: the number is below zero"),
        ("configs: [{source: c, mode: '9'}]", "services.web.configs.[].mode: invalid octal mode"),
        ("gpus: [{count: some}]", "services.web.gpus.[].count: expected all or a number"),
        ("build: {additional_contexts: {a: 1}}", "services.web.build.additional_contexts.a must be text"),
    ] {
        assert_eq!(refusal(entry), expected, "{entry}");
    }
}

#[test]
fn an_unknown_value_is_of_any_type() {
    let mut project = Project::new(
        "services:\n  web:\n    image: x\n    mem_limit: ${M}\n    command: sh -c \"$C\"\n    stop_grace_period: ${S}\n",
    )
    .tolerant();
    let loaded = project.load();
    assert_eq!(loaded.problems, []);
    let tree = loaded.tree.expect("a tree");
    let web = crate::compose_project::at(&tree, "services.web");
    assert_eq!(web.get("mem_limit").and_then(|tree| tree.symbol.as_deref()), Some("${M}"));
    let words = crate::compose_project::at(web, "command");
    let symbols: Vec<_> = words.as_seq().expect("words").iter().map(|word| word.symbol.as_deref()).collect();
    assert_eq!(symbols, [None, None, Some("$C")]);
}

#[test]
fn a_project_is_printed_as_the_client_prints_it() {
    let mut project = Project::new(
        "name: shop\nservices:\n  web:\n    image: a$$b\n    networks: {front: {priority: 5}, back: }\n    volumes: [data:/d]\n    secrets: [s]\n    depends_on: [db]\n  db: {image: y, network_mode: none, configs: [c]}\nnetworks: {front: {enable_ipv6: false}, back: {external: true}, unused: }\nvolumes: {data: {driver_opts: {a: 1}}, unused: }\nsecrets: {s: {environment: S}, unused: {file: f}}\nconfigs: {c: {environment: S}}\nx-top: {a$$: [1.0, null]}\n",
    )
    .variable("S", "hidden");
    let expected = json!({
        "configs": {"c": {"environment": "S", "name": "shop_c"}},
        "name": "shop",
        "networks": {
            "back": {"external": true, "ipam": {}, "name": "back"},
            "front": {"enable_ipv6": false, "ipam": {}, "name": "shop_front"},
        },
        "secrets": {"s": {"environment": "S", "name": "shop_s"}},
        "services": {
            "db": {
                "command": null, "configs": [{"source": "c"}], "entrypoint": null, "image": "y",
                "network_mode": "none",
            },
            "web": {
                "command": null,
                "depends_on": {"db": {"condition": "service_started", "required": true}},
                "entrypoint": null,
                "image": "a$$b",
                "networks": {"back": null, "front": {"priority": 5}},
                "secrets": [{"source": "s", "target": "/run/secrets/s"}],
                "volumes": [{"source": "data", "target": "/d", "type": "volume", "volume": {}}],
            },
        },
        "volumes": {"data": {"driver_opts": {"a": "1"}, "name": "shop_data"}},
        "x-top": {"a$$$$": [1, null]},
    });
    let printed = printed(&mut project);
    assert_eq!(printed, expected);
    let keys = |json: &Json| json.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let mut sorted = keys(&printed["services"]["web"]);
    sorted.sort();
    assert_eq!(keys(&printed["services"]["web"]), sorted);
}

#[test]
fn without_interpolation_nothing_is_typed_or_looked_up() {
    let mut project = Project::new(
        "services:\n  web:\n    image: $I\n    environment: [A, B=c]\n    build: {args: [A], additional_contexts: [c]}\n    mem_limit: 1g\n    ulimits: {a: '$U'}\nnetworks: {unused: }\n",
    )
    .variable("A", "hidden");
    project.options.interpolate = false;
    let expected = json!({
        "name": "p",
        "networks": {"default": {"name": "p_default"}, "unused": {"name": "p_unused"}},
        "services": {"web": {
            "build": {"additional_contexts": ["/p/c"], "args": null, "context": "/p", "dockerfile": "Dockerfile"},
            "environment": ["A", "B=c"],
            "image": "$I",
            "mem_limit": "1g",
            "networks": {"default": null},
            "ulimits": {"a": "$U"},
        }},
    });
    assert_eq!(printed(&mut project), expected);
}

#[test]
fn a_name_alone_overrides_as_a_list_of_it() {
    let mut project =
        Project::new("services:\n  web: {image: x, networks: [a], depends_on: [a]}\n  a: {image: x}\n")
            .file("compose.override.yaml", "services: {web: {networks: b, depends_on: web}}\n");
    project.options.consistency = false;
    let web = printed(&mut project)["services"]["web"].take();
    let started = json!({"condition": "service_started", "required": true});
    assert_eq!(web["networks"], json!({"a": null, "b": null}));
    assert_eq!(web["depends_on"], json!({"a": started, "web": started}));
}

#[test]
fn the_last_pair_of_a_key_counts_but_an_item_is_not_repeated() {
    let mut project =
        Project::new("services:\n  web: {image: x, environment: [A=1, B=2], tmpfs: [a=1, b]}\n")
            .file("compose.override.yaml", "services: {web: {environment: [A, A=1], tmpfs: [a=2, a=1]}}\n");
    let web = printed(&mut project)["services"]["web"].take();
    assert_eq!(web["environment"], json!({"A": "1", "B": "2"}));
    assert_eq!(web["tmpfs"], json!(["a=2", "b"]));
}

#[test]
fn hooks_take_over_what_their_service_says() {
    let mut project = Project::new(
        "services:\n  web:\n    image: x\n    user: u\n    environment: {A: '1', B: '2'}\n    cap_add: [A]\n    volumes: [/data]\n    logging: {driver: a, options: {b: c}}\n    pre_start:\n      - {command: one two}\n      - {image: y, environment: [B=3], cap_add: [A, C], volumes: ['./s:/t'], logging: {driver: d}, per_replica: 'on'}\n",
    );
    let hooks = printed(&mut project)["services"]["web"]["pre_start"].take();
    let expected = json!([
        {
            "cap_add": ["A"], "command": ["one", "two"], "entrypoint": null, "environment": {"A": "1", "B": "2"},
            "image": "x", "logging": {"driver": "a", "options": {"b": "c"}}, "networks": {"default": null}, "user": "u",
        },
        {
            "cap_add": ["A", "C"], "command": null, "entrypoint": null, "environment": {"A": "1", "B": "3"},
            "image": "y", "logging": {"driver": "d"}, "networks": {"default": null}, "per_replica": true, "user": "u",
            "volumes": [{"bind": {}, "source": "/p/s", "target": "/t", "type": "bind"}],
        },
    ]);
    assert_eq!(hooks, expected);
}

#[test]
fn jobs_are_printed_beside_services() {
    let mut project = Project::new(
        "services: {web: {image: x}}\njobs:\n  night:\n    image: y\n    environment: [A]\n    triggers: {manual: 'no', schedule: ['0 0 * * *']}\n",
    )
    .variable("A", "a");
    let expected = json!({"night": {
        "command": null, "entrypoint": null, "environment": {"A": "a"}, "image": "y",
        "networks": {"default": null},
        "triggers": {"manual": false, "schedule": [{"cron": "0 0 * * *"}]},
    }});
    assert_eq!(printed(&mut project)["jobs"], expected);
}

#[test]
fn files_of_variables_and_labels_are_read_into_the_service() {
    let mut project = Project::new(
        "services:\n  web:\n    image: x\n    env_file: [a.env, {path: none.env, required: false}]\n    environment: {B: own, D: }\n    label_file: l.env\n    labels: {L: own}\n",
    )
    .file("a.env", "A=1\nB=file\nC=${B}\nD=file\n")
    .file("l.env", "L=file\nM=m\n");
    let web = printed(&mut project)["services"]["web"].take();
    assert_eq!(web["environment"], json!({"A": "1", "B": "own", "C": "own", "D": null}));
    assert_eq!(web["labels"], json!({"L": "own", "M": "m"}));
    assert_eq!((web.get("env_file"), &web["label_file"]), (None, &json!(["/p/l.env"])));
    project.options.resolve_env = false;
    let web = printed(&mut project)["services"]["web"].take();
    assert_eq!(web["env_file"], json!([{"path": "/p/a.env"}, {"path": "/p/none.env", "required": false}]));
}

#[test]
fn what_the_client_cannot_print_is_said() {
    let mut project = Project::new("services: {web: {build: {ssh: [default, key=/k]}}}");
    let error = canonical_json(&project.tree(), true).expect_err("not printable");
    assert_eq!(error.to_string(), "services.web.build.ssh: an SSH key with a path cannot be printed as JSON");
    let mut project = Project::new("services: {web: {build: {ssh: [default]}}}");
    assert_eq!(printed(&mut project)["services"]["web"]["build"]["ssh"], json!(["default"]));
}
