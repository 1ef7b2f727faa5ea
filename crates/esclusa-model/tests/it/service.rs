//! Services of a Swarm, as `GET /services` tells them.

use esclusa_model::Project;
use esclusa_model::dialect::engine::services;
use esclusa_source::Sources;

/// As an engine 20.10 answered, and with what it leaves out by default.
const SERVICE: &str = r#"[{"ID":"rt65","Spec":{"Name":"stack_web","Labels":{"com.docker.stack.namespace":"stack"},
"TaskTemplate":{"ContainerSpec":{"Image":"nginx:1.29@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
"Command":["/entry"],"Args":["sleep","1000"],"Env":["A=b"],"Dir":"/srv","User":"1000:1000","Groups":["5"],"Init":false,
"ReadOnly":true,"Mounts":[{"Type":"bind","Source":"/var/run","Target":"/x","ReadOnly":true}],"CapabilityAdd":["CAP_CHOWN"],
"CapabilityDrop":["ALL"],"Privileges":{"NoNewPrivileges":true,"Seccomp":{"Mode":"unconfined"},"AppArmor":{"Mode":"disabled"},
"SELinuxContext":{"Disable":true}},"Ulimits":[{"Name":"nofile","Soft":10,"Hard":10}],"DNSConfig":{},"Isolation":"default"},
"Resources":{"Limits":{"MemoryBytes":67108864,"NanoCPUs":500000000,"Pids":20},"Reservations":{}},
"RestartPolicy":{"Condition":"on-failure","MaxAttempts":3},"LogDriver":{"Name":"json-file","Options":{"max-size":"1m"}},
"Runtime":"container"},"Mode":{"Replicated":{"Replicas":0}},
"EndpointSpec":{"Ports":[{"Protocol":"tcp","TargetPort":80,"PublishedPort":8088,"PublishMode":"ingress"},{"TargetPort":81}]}}}]"#;

fn read(text: &str) -> (Vec<Project>, usize) {
    let mut sources = Sources::default();
    let file = sources.add_answer("service:x", text);
    let reading = services(file, &sources);
    (reading.projects, reading.problems.len())
}

#[test]
fn a_service_asks_for_what_its_tasks_get() {
    let (projects, problems) = read(SERVICE);
    assert_eq!((projects.len(), problems), (1, 0));
    let workload = &projects[0].workloads[0];
    let container = &workload.containers[0];
    let identity = &container.identity;
    assert_eq!((workload.name.as_str(), identity.to_string().as_str()), ("web", "stack/web"));
    assert_eq!(identity.image.as_deref(), Some("nginx"));
    let request = &container.request;
    let values = |list: &esclusa_model::List<String>| list.values().cloned().collect::<Vec<_>>();
    assert_eq!(
        (values(&request.entrypoint), values(&request.cmd)),
        (vec!["/entry".to_owned()], vec!["sleep".to_owned(), "1000".to_owned()])
    );
    assert_eq!(request.user.get().map(String::as_str), Some("1000:1000"));
    assert_eq!(request.working_dir.get().map(String::as_str), Some("/srv"));
    let host = &request.host;
    assert_eq!(
        (host.memory.get(), host.nano_cpus.get(), host.pids_limit.get()),
        (Some(&67_108_864), Some(&500_000_000), Some(&20))
    );
    assert_eq!(
        (values(&host.cap_drop), values(&host.cap_add)),
        (vec!["ALL".to_owned()], vec!["CAP_CHOWN".to_owned()])
    );
    assert_eq!(host.readonly_rootfs.get(), Some(&true));
    let options = ["no-new-privileges", "seccomp=unconfined", "apparmor=unconfined", "label=disable"];
    assert_eq!(values(&host.security_opt), options);
    assert_eq!(host.restart_policy.name.get().map(String::as_str), Some("on-failure"));
    assert_eq!(host.restart_policy.maximum_retry_count.get(), Some(&3));
    assert_eq!(host.log_config.config.get("max-size").map(String::as_str), Some("1m"));
    let mount = host.mounts.items[0].get().expect("a mount");
    assert_eq!(
        (mount.source.get().map(String::as_str), mount.read_only.get()),
        (Some("/var/run"), Some(&true))
    );
    let ports: Vec<&String> = host.port_bindings.entries.iter().map(|(port, _)| port).collect();
    assert_eq!(ports, ["80/tcp", "81/tcp"]);
    // A finding points at what asks.
    assert!(host.memory.origin.place.is_some() && host.security_opt.items[1].origin.place.is_some());
}

#[test]
fn a_task_is_started_anew_unless_told_otherwise() {
    let condition = |text: &str| {
        let (projects, _) = read(&SERVICE.replace("\"Condition\":\"on-failure\"", text));
        projects[0].workloads[0].containers[0].request.host.restart_policy.name.get().cloned()
    };
    assert_eq!(condition("\"Condition\":\"any\"").as_deref(), Some("always"));
    assert_eq!(condition("\"Condition\":\"none\"").as_deref(), Some("no"));
    assert_eq!(condition("\"Delay\":1").as_deref(), Some("always"));
}

#[test]
fn what_is_no_service_is_a_problem() {
    for text in [
        "[{}]",
        "[null]",
        "[{\"Spec\":{\"Name\":\"x\"}}]",
        "[{\"Spec\":{\"TaskTemplate\":{}}}]",
        "{\"message\":\"no\"}",
    ] {
        assert_eq!(read(text), (Vec::new(), 1), "{text}");
    }
    // Fields of other types are problems, too, and nothing else is lost.
    let (projects, problems) = read(&SERVICE.replace("67108864", "\"much\""));
    assert!(projects.len() == 1 && problems > 0);
}
