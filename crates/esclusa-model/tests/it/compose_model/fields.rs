//! Every key of a service: what it asks of the engine.

use serde_json::{Value as Json, json};

use super::{project_of, request_of};

/// A key of a service, and what of the request it makes.
fn table() -> Vec<(Json, Json)> {
    vec![
        (json!({"hostname": "h"}), json!({"Hostname": "h"})),
        (json!({"domainname": "d"}), json!({"Domainname": "d"})),
        (json!({"user": "1000:1000"}), json!({"User": "1000:1000"})),
        (json!({"command": ["a", "b"], "entrypoint": null}), json!({"Cmd": ["a", "b"]})),
        (json!({"entrypoint": ["/e"]}), json!({"Entrypoint": ["/e"]})),
        (json!({"working_dir": "/w"}), json!({"WorkingDir": "/w"})),
        (json!({"tty": true, "stdin_open": true}), json!({"Tty": true, "OpenStdin": true})),
        (json!({"environment": {"B": "x=y", "A": null}}), json!({"Env": ["A", "B=x=y"]})),
        (json!({"labels": {"b": "2", "a": ""}}), json!({"Labels": {"a": "", "b": "2"}})),
        (
            json!({"stop_signal": "SIGINT", "stop_grace_period": "1m30s"}),
            json!({"StopSignal": "SIGINT", "StopTimeout": 90}),
        ),
        (json!({"stop_grace_period": "0s"}), json!({"StopTimeout": 0})),
        (
            json!({"expose": ["80", "90-92/udp"]}),
            json!({"ExposedPorts": {"80/tcp": {}, "90/udp": {}, "91/udp": {}, "92/udp": {}}}),
        ),
        (
            json!({"healthcheck": {"test": ["CMD", "t"], "interval": "1m30s", "timeout": "500ms", "retries": 3,
            "start_period": "1h", "start_interval": "5s"}}),
            json!({"Healthcheck": {"Test": ["CMD", "t"], "Interval": 90_000_000_000_i64, "Timeout": 500_000_000,
                "Retries": 3, "StartPeriod": 3_600_000_000_000_i64, "StartInterval": 5_000_000_000_i64}}),
        ),
        (json!({"healthcheck": {"disable": true}}), json!({"Healthcheck": {"Test": ["NONE"]}})),
    ]
}

/// The same for what stands in `HostConfig`.
fn host_table() -> Vec<(Json, Json)> {
    vec![
        (
            json!({"cap_add": ["b", "CAP_A", "cap_b"], "cap_drop": ["all"]}),
            json!({"CapAdd": ["CAP_A", "CAP_B"], "CapDrop": ["ALL"]}),
        ),
        (json!({"privileged": true, "read_only": true}), json!({"Privileged": true, "ReadonlyRootfs": true})),
        (
            json!({"security_opt": ["no-new-privileges:true", "apparmor=x", "seccomp:unconfined"]}),
            json!({"SecurityOpt": ["no-new-privileges:true", "apparmor=x", "seccomp:unconfined"]}),
        ),
        (
            json!({"pid": "host", "ipc": "host", "uts": "host", "userns_mode": "host", "cgroup": "host"}),
            json!({"PidMode": "host", "IpcMode": "host", "UTSMode": "host", "UsernsMode": "host", "CgroupnsMode": "host"}),
        ),
        (
            json!({"pid": "service:db", "ipc": "container:x"}),
            json!({"PidMode": "container:shop-db-1", "IpcMode": "container:x"}),
        ),
        (json!({"init": false}), json!({"Init": false})),
        (
            json!({"restart": "on-failure:3"}),
            json!({"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}}),
        ),
        (
            json!({"restart": "no", "deploy": {"restart_policy": {"condition": "any", "max_attempts": 2}}}),
            json!({"RestartPolicy": {"Name": "always", "MaximumRetryCount": 2}}),
        ),
        (
            json!({"mem_limit": "536870912", "mem_reservation": "1", "memswap_limit": "-1", "mem_swappiness": "60"}),
            json!({"Memory": 536_870_912, "MemoryReservation": 1, "MemorySwap": -1, "MemorySwappiness": 60}),
        ),
        (
            json!({"mem_limit": "512m", "shm_size": "64mb"}),
            json!({"Memory": 536_870_912, "ShmSize": 67_108_864}),
        ),
        (json!({"cpus": 1.5, "pids_limit": 100}), json!({"NanoCpus": 1_500_000_000, "PidsLimit": 100})),
        (json!({"cpus": 0.001}), json!({"NanoCpus": 1_000_000})),
        (
            json!({"deploy": {"resources": {"limits": {"cpus": "0.5", "memory": "1048576", "pids": 7},
            "reservations": {"memory": "2097152"}}}}),
            json!({"NanoCpus": 500_000_000, "Memory": 1_048_576, "PidsLimit": 7, "MemoryReservation": 2_097_152}),
        ),
        (
            json!({"cpu_shares": 1, "cpu_period": 2, "cpu_quota": 3, "cpu_rt_period": 4, "cpu_rt_runtime": 5,
            "cpu_count": 6, "cpu_percent": 50, "cpuset": "0,1"}),
            json!({"CpuShares": 1, "CpuPeriod": 2, "CpuQuota": 3, "CpuRealtimePeriod": 4, "CpuRealtimeRuntime": 5,
                "CpuCount": 6, "CpuPercent": 5000, "CpusetCpus": "0,1"}),
        ),
        (
            json!({"oom_kill_disable": true, "oom_score_adj": 5, "cgroup_parent": "p", "runtime": "r", "isolation": "i"}),
            json!({"OomKillDisable": true, "OomScoreAdj": 5, "CgroupParent": "p", "Runtime": "r", "Isolation": "i"}),
        ),
        (
            json!({"ulimits": {"nproc": 65535, "nofile": {"soft": 1, "hard": 2}}}),
            json!({"Ulimits": [{"Name": "nofile", "Hard": 2, "Soft": 1}, {"Name": "nproc", "Hard": 65535, "Soft": 65535}]}),
        ),
        (
            json!({"sysctls": {"net.x": "1"}, "storage_opt": {"size": "1G"}, "annotations": {"a": "b"}}),
            json!({"Sysctls": {"net.x": "1"}, "StorageOpt": {"size": "1G"}, "Annotations": {"a": "b"}}),
        ),
        (
            json!({"logging": {"driver": "local", "options": {"max-size": "1m"}}}),
            json!({"LogConfig": {"Type": "local", "Config": {"max-size": "1m"}}}),
        ),
    ]
}

/// Networks, devices and mounts, in `HostConfig`, too.
fn shared_table() -> Vec<(Json, Json)> {
    vec![
        (
            json!({"dns": ["8.8.8.8"], "dns_opt": ["use-vc"], "dns_search": ["x"], "extra_hosts": ["b=::1", "a=1.2.3.4"]}),
            json!({"Dns": ["8.8.8.8"], "DnsOptions": ["use-vc"], "DnsSearch": ["x"],
                "ExtraHosts": ["a:1.2.3.4", "b:::1"]}),
        ),
        (
            json!({"devices": [{"source": "/dev/a", "target": "/dev/b", "permissions": "rwm"}],
            "device_cgroup_rules": ["c 1:3 mr"], "group_add": ["audio"]}),
            json!({"Devices": [{"PathOnHost": "/dev/a", "PathInContainer": "/dev/b", "CgroupPermissions": "rwm"}],
                "DeviceCgroupRules": ["c 1:3 mr"], "GroupAdd": ["audio"]}),
        ),
        (
            json!({"devices": [{"source": "vendor.com/gpu=0", "target": "vendor.com/gpu=0", "permissions": "rwm"}]}),
            json!({"DeviceRequests": [{"Driver": "cdi", "DeviceIDs": ["vendor.com/gpu=0"]}]}),
        ),
        (
            json!({"gpus": [{"driver": "nvidia", "count": -1}]}),
            json!({"DeviceRequests": [{"Driver": "nvidia", "Count": -1, "Capabilities": [["gpu"]]}]}),
        ),
        (
            json!({"deploy": {"resources": {"reservations": {"devices": [{"capabilities": ["gpu"], "count": "all"}]}}}}),
            json!({"DeviceRequests": [{"Count": -1, "Capabilities": [["gpu"]]}]}),
        ),
        (
            json!({"blkio_config": {"weight": 300, "weight_device": [{"Path": "/dev/sda", "Weight": 400}],
            "device_read_bps": [{"path": "/dev/sda", "rate": "1mb"}]}}),
            json!({"BlkioWeight": 300, "BlkioWeightDevice": [{"Path": "/dev/sda", "Weight": 400}],
                "BlkioDeviceReadBps": [{"Path": "/dev/sda", "Rate": 1_048_576}]}),
        ),
        (json!({"tmpfs": ["/run", "/tmp:size=1m"]}), json!({"Tmpfs": {"/run": "", "/tmp": "size=1m"}})),
        (json!({"volumes_from": ["db:ro", "container:x"]}), json!({"VolumesFrom": ["shop-db-1", "x"]})),
        (json!({"network_mode": "service:db"}), json!({"NetworkMode": "container:shop-db-1"})),
        (
            json!({"links": ["db:d"], "external_links": ["e:f"]}),
            json!({"Links": ["shop-db-1:d", "shop-db-1:db-1", "shop-db-1:shop-db-1", "e:f"]}),
        ),
        (
            json!({"volumes": [{"type": "bind", "source": "/a", "target": "/b", "read_only": true, "bind": {"selinux": "z"}}]}),
            json!({"Binds": ["/a:/b:ro,z"]}),
        ),
        (
            json!({"volumes": [{"type": "bind", "source": "/a", "target": "/b", "bind": {"create_host_path": false}}]}),
            json!({"Mounts": [{"Type": "bind", "Source": "/a", "Target": "/b"}]}),
        ),
        (
            json!({"volumes": [{"type": "volume", "source": "data", "target": "/d", "volume": {}}]}),
            json!({"Binds": ["shop_data:/d:rw"]}),
        ),
        (
            json!({"volumes": [{"type": "volume", "source": "data", "target": "/d", "volume": {"nocopy": true}}]}),
            json!({"Mounts": [{"Type": "volume", "Source": "shop_data", "Target": "/d", "VolumeOptions": {"NoCopy": true}}]}),
        ),
        (
            json!({"volumes": [{"type": "volume", "target": "/d", "volume": {}}]}),
            json!({"Mounts": [{"Type": "volume", "Target": "/d"}]}),
        ),
        (
            json!({"volumes": [{"type": "tmpfs", "target": "/d", "tmpfs": {"size": "1m"}}]}),
            json!({"Mounts": [{"Type": "tmpfs", "Target": "/d", "TmpfsOptions": {"SizeBytes": 1_048_576}}]}),
        ),
        (
            json!({"secrets": [{"source": "key"}], "configs": [{"source": "conf", "target": "/etc/c"}, {"source": "text"}]}),
            json!({"Mounts": [
                {"Type": "bind", "Source": "/k", "Target": "/run/secrets/key", "ReadOnly": true},
                {"Type": "bind", "Source": "/c", "Target": "/etc/c", "ReadOnly": true}]}),
        ),
        (json!({"use_api_socket": true}), json!({"Binds": ["/var/run/docker.sock:/var/run/docker.sock:rw"]})),
    ]
}

/// A project with the service, a database beside it, and definitions.
fn shop(service: &Json) -> Json {
    let mut service = service.clone();
    service["image"] = "nginx".into();
    json!({
        "name": "shop",
        "services": {"web": service, "db": {"image": "postgres"}},
        "networks": {"default": {"name": "shop_default"}, "back": {"name": "shop_back"}},
        "volumes": {"data": {"name": "shop_data"}},
        "secrets": {"key": {"name": "shop_key", "file": "/k"}},
        "configs": {"conf": {"name": "shop_conf", "file": "/c"}, "text": {"name": "shop_text", "content": "x"}},
    })
}

/// What a service asks beyond one that only names its image.
fn beyond(asked: &Json, plain: &Json) -> Json {
    let asked = asked.as_object();
    asked
        .into_iter()
        .flatten()
        .filter(|(key, value)| plain.get(*key) != Some(value))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}

#[test]
fn every_key_asks_what_the_client_asks() {
    let plain = request_of(&shop(&json!({})));
    for (service, expected) in table() {
        let asked = request_of(&shop(&service));
        assert_eq!(beyond(&asked, &plain), expected, "{service}");
    }
}

#[test]
fn every_key_of_the_host_asks_what_the_client_asks() {
    let plain = request_of(&shop(&json!({})))["HostConfig"].clone();
    for (service, expected) in host_table().into_iter().chain(shared_table()) {
        let asked = request_of(&shop(&service))["HostConfig"].clone();
        assert_eq!(beyond(&asked, &plain), expected, "{service}");
    }
}

#[test]
fn ports_are_exposed_and_bound() {
    let ports = json!({"ports": [
        {"mode": "ingress", "target": 80, "published": "8080", "protocol": "tcp"},
        {"mode": "ingress", "target": 80, "published": "8081", "protocol": "tcp", "host_ip": "127.0.0.1"},
        {"mode": "ingress", "target": 53, "protocol": "udp"},
    ]});
    let asked = request_of(&shop(&ports));
    assert_eq!(asked["ExposedPorts"], json!({"80/tcp": {}, "53/udp": {}}));
    assert_eq!(
        asked["HostConfig"]["PortBindings"],
        json!({"80/tcp": [{"HostPort": "8080"}, {"HostIp": "127.0.0.1", "HostPort": "8081"}], "53/udp": [{}]})
    );
}

#[test]
fn the_first_network_is_the_mode_and_all_have_endpoints() {
    let networks = json!({"networks": {
        "default": null,
        "back": {"priority": 10, "aliases": ["w"], "ipv4_address": "10.0.0.2", "interface_name": "eth9"},
    }, "mac_address": "02:42:ac:11:65:43"});
    let asked = request_of(&shop(&networks));
    assert_eq!(asked["HostConfig"]["NetworkMode"], "shop_back");
    assert_eq!(
        asked["NetworkingConfig"]["EndpointsConfig"],
        json!({
            "shop_back": {"IPAMConfig": {"IPv4Address": "10.0.0.2"}, "Aliases": ["shop-web-1", "web", "w"],
                "MacAddress": "02:42:ac:11:65:43", "DriverOpts": {"com.docker.network.endpoint.ifname": "eth9"}},
            "shop_default": {"Aliases": ["shop-web-1", "web"]},
        })
    );
}

#[test]
fn what_is_built_is_named_after_project_and_service() {
    let built = json!({"name": "shop", "services": {"web": {"build": {"context": "/x"}, "command": null}}});
    let project = project_of(&built);
    let workload = &project.workloads[0];
    assert_eq!(workload.containers[0].request.image.get().unwrap(), "shop-web");
    assert_eq!(workload.containers[0].identity.to_string(), "shop/web");
    assert!(workload.rest.contains_key("build"));
}

#[test]
fn what_is_no_part_of_the_request_is_kept() {
    let service = json!({
        "depends_on": {"db": {"condition": "service_started", "required": true}},
        "profiles": ["p"],
        "deploy": {"replicas": 2, "resources": {"limits": {"cpus": 1}}, "restart_policy": {"condition": "any", "delay": "5s"}},
        "secrets": [{"source": "key", "uid": "1"}],
    });
    let project = project_of(&shop(&service));
    let rest = &project.workloads[0].rest;
    let keys: Vec<_> = rest.keys().map(String::as_str).collect();
    assert_eq!(keys, ["depends_on", "profiles", "secrets", "deploy"]);
    assert_eq!(
        rest.get("deploy").map(esclusa_model::Tree::to_json),
        Some(json!({"replicas": 2, "restart_policy": {"delay": "5s"}}))
    );
}
