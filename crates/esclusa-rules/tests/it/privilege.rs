//! Practice 2 in every dialect: what amounts to privileged in any spelling, and what looks like it and does not.

use crate::read::Said::{Compose, Engine, Run};
use crate::read::check;

#[test]
fn privileged_is_a_value() {
    check(
        "privileged-container",
        &[
            (Run("--privileged"), &[" critical"]),
            (Run("--privileged=1"), &[" critical"]),
            (Run("--privileged=false"), &[]),
            (Run("-e privileged=true"), &[]),
            (Compose("privileged: true"), &[" critical"]),
            (Compose("privileged: \"true\""), &[" critical"]),
            (Compose("privileged: no"), &[]),
            (Engine(r#""Privileged":true"#), &[" critical"]),
            (Engine(r#""privileged":true"#), &[" critical"]),
        ],
    );
}

#[test]
fn the_socket_is_reached_by_every_path_and_in_every_dialect() {
    check(
        "engine-socket-mounted",
        &[
            (Run("-v /var/run/docker.sock:/var/run/docker.sock:ro"), &["/var/run/docker.sock critical"]),
            (Run("-v /var/run:/host"), &["/var/run critical"]),
            (Run("-v /run:/host:ro"), &["/run critical"]),
            (Run("-v //:/host"), &["/ critical"]),
            (Run("-v /.:/host"), &["/ critical"]),
            (Run("-v /var/lib/../run//docker.sock:/s"), &["/var/run/docker.sock critical"]),
            (Run("-v /proc/self/root:/host"), &["/proc/self/root critical"]),
            (Run("-v /proc/1/root/run:/host"), &["/proc/1/root/run critical"]),
            (
                Run("--mount type=bind,src=/var/run/docker.sock,dst=/s,readonly"),
                &["/var/run/docker.sock critical"],
            ),
            (Run("--mount type=bind,source=/run/containerd,target=/x"), &["/run/containerd critical"]),
            (
                Run(
                    "--mount 'type=volume,dst=/s,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/var/run'",
                ),
                &["/var/run critical"],
            ),
            (Run("-v /run/user/1000/podman/podman.sock:/s"), &["/run/user/1000/podman/podman.sock critical"]),
            (Compose("volumes: ['/var/run/docker.sock:/s']"), &["/var/run/docker.sock critical"]),
            (Compose("volumes: ['../../../../run:/s']"), &["/run critical"]),
            (Compose("volumes: [{type: bind, source: /run, target: /s}]"), &["/run critical"]),
            (
                Compose("volumes: [{type: bind, source: /run, target: /s, bind: {propagation: rslave}}]"),
                &["/run critical"],
            ),
            (Compose("use_api_socket: true"), &["/var/run/docker.sock critical"]),
            (
                Compose(
                    "volumes: ['sock:/s']\n---\nvolumes: {sock: {driver_opts: {type: none, o: bind, device: /var/run}}}\n",
                ),
                &["/var/run critical"],
            ),
            (
                Compose(
                    "volumes: [{type: volume, source: sock, target: /s, volume: {nocopy: true}}]\n---\n\
                     volumes: {sock: {name: own, driver: local, driver_opts: {type: none, o: 'ro,rbind', device: /}}}\n",
                ),
                &["/ critical"],
            ),
            (
                Compose(
                    "volumes: ['sock:/s']\n---\nvolumes: {sock: {driver_opts: {type: overlay, o: 'lowerdir=/run:/srv'}}}\n",
                ),
                &["/run critical"],
            ),
            (Engine(r#""Binds":["/run:/h"]"#), &["/run critical"]),
            (
                Engine(r#""Binds":["//./pipe/docker_engine://./pipe/docker_engine"]"#),
                &["/pipe/docker_engine critical"],
            ),
            (
                Engine(r#""Binds":["\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\docker_engine"]"#),
                &["\\\\.\\pipe\\docker_engine critical"],
            ),
            (Engine(r#""mounts":[{"type":"bind","source":"/","target":"/h"}]"#), &["/ critical"]),
            // What only looks like it: a target, a name, another folder, another driver, a link's own content.
            (Run("-v data:/var/run/docker.sock"), &[]),
            (Run("-v /srv/docker.sock.bak:/s"), &[]),
            (Run("-v /running:/run -v /var/runner:/x -v /run/myapp:/run/myapp"), &[]),
            (Run("-v /proc/self/rootless:/x"), &[]),
            (Run("--tmpfs /run"), &[]),
            (Run("-e DOCKER_HOST=unix:///var/run/docker.sock"), &[]),
            (
                Compose(
                    "volumes: ['sock:/s']\n---\nvolumes: {sock: {driver: nfs, driver_opts: {o: bind, device: /run}}}\n",
                ),
                &[],
            ),
            (
                Compose(
                    "volumes: ['sock:/s']\n---\nvolumes: {sock: {driver_opts: {type: nfs, o: addr=h, device: ':/run'}}}\n",
                ),
                &[],
            ),
            (
                Compose(
                    "volumes: ['other:/s']\n---\nvolumes: {other: {}, sock: {driver_opts: {o: bind, device: /run}}}\n",
                ),
                &[],
            ),
        ],
    );
}

#[test]
fn sensitive_paths_are_worse_to_write_than_to_read() {
    check(
        "sensitive-host-path",
        &[
            (Run("-v /etc:/host"), &["/etc critical"]),
            (Run("-v /etc:/host:ro"), &["/etc high"]),
            (Run("-v //etc/../etc/.:/host"), &["/etc critical"]),
            (Run("-v /proc/1/root/etc:/host"), &["/proc/1/root/etc critical"]),
            (Run("-v /:/host:ro,rslave"), &["/ high"]),
            (Run("-v /home/me/.ssh:/root/.ssh:ro"), &["/home/me/.ssh medium"]),
            (Run("-v /home/me/.ssh/id_ed25519:/key"), &["/home/me/.ssh/id_ed25519 high"]),
            (Run("-v /home/me/.docker/config.json:/c:ro"), &["/home/me/.docker/config.json medium"]),
            (Run("-v /home/me:/host"), &["/home/me high"]),
            (Run("--mount type=bind,src=/var/lib/docker,dst=/d"), &["/var/lib/docker critical"]),
            (
                Run("--mount type=bind,src=/var/lib/docker/containers,dst=/d,ro"),
                &["/var/lib/docker/containers medium"],
            ),
            (Run("-v /usr/bin/docker:/usr/bin/docker"), &["/usr/bin/docker critical"]),
            (Run("-v /lib/modules:/lib/modules:ro"), &["/lib/modules info"]),
            (Run("-v /sys/fs/cgroup:/sys/fs/cgroup:rw"), &["/sys/fs/cgroup high"]),
            (Compose("volumes: [/proc:/host/proc:ro, /sys:/host/sys:ro]"), &["/proc low", "/sys low"]),
            (Compose("volumes: [{type: bind, source: /root, target: /r, read_only: true}]"), &["/root high"]),
            (
                Compose(
                    "volumes: ['keys:/k:ro']\n---\nvolumes: {keys: {driver_opts: {type: none, o: bind, device: /boot}}}\n",
                ),
                &["/boot low"],
            ),
            (
                Compose(
                    "volumes: ['keys:/k']\n---\nvolumes: {keys: {driver_opts: {type: none, o: 'bind,ro', device: /boot}}}\n",
                ),
                &["/boot low"],
            ),
            (Engine(r#""Binds":["/dev:/dev"]"#), &["/dev high"]),
            (
                Engine(r#""Mounts":[{"Type":"bind","Source":"/etc/shadow","Target":"/s","ReadOnly":true}]"#),
                &["/etc/shadow high"],
            ),
            // What everybody mounts, and what only carries the name.
            (Run("-v /etc/localtime:/etc/localtime:ro -v /etc/timezone:/etc/timezone:ro"), &[]),
            (Run("-v /etc/passwd:/etc/passwd:ro -v /etc/nginx/nginx.conf:/n"), &[]),
            (Run("-v /home/me/project:/src -v /srv/etc:/e -v /etcetera:/x -v /opt/usr/bin:/b"), &[]),
            (Run("-v /usr/share/zoneinfo:/usr/share/zoneinfo:ro -v /usr/bin/tool:/t:ro"), &[]),
            (Run("-v /home/me/.ssh/known_hosts:/k:ro -v /home/me/.ssh/id_rsa.pub:/p"), &[]),
            (Run("-v etc:/etc -v /var/log/app:/logs -v /dev/shm:/dev/shm"), &[]),
            (Compose("volumes: ['./.docker/nginx.conf:/n', './root:/root', './etc:/etc']"), &[]),
            (Compose("tmpfs: [/etc]"), &[]),
            // What a variable stands for is not known: only what follows it may be.
            (
                Compose(
                    "volumes: ['${ROOT}/etc:/x', '${ROOT}/:/y', '/etc/${NAME}:/z', '${A}/b/${C}/root:/r']",
                ),
                &[],
            ),
            (Compose("volumes: ['${ME}/.ssh:/x']"), &["${ME}/.ssh high"]),
            (Compose("volumes: ['${ME:-/root}/.ssh:/x']"), &["/root/.ssh high"]),
            (
                Compose(
                    "volumes: ['keys:/k']\n---\nvolumes: {keys: {driver_opts: {o: bind, device: '${ROOT}/etc'}}}\n",
                ),
                &[],
            ),
            (Run("-v $ROOT/etc:/x -v $ROOT/:/y --mount type=bind,src=$ROOT/,dst=/z"), &[]),
            (Run("-v \"$ME/.ssh:/x\""), &["$ME/.ssh high"]),
            // A secret that is handed over as one.
            (Compose("secrets: [key]\n---\nsecrets: {key: {file: /home/me/.ssh/id_ed25519}}\n"), &[]),
        ],
    );
}

#[test]
fn volumes_mount_what_the_kernel_knows() {
    let options = |options: &str| {
        format!("volumes: ['vol:/v']\n---\nvolumes: {{vol: {{driver_opts: {{{options}}}}}}}\n")
    };
    let rule = "dangerous-volume-options";
    for kind in ["proc", "sysfs", "devtmpfs", "overlay", "cgroup", "cgroup2", "debugfs"] {
        let text = options(&format!("type: {kind}, device: {kind}"));
        check(rule, &[(Compose(&text), &[format!("{kind} high").as_str()])]);
    }
    for (text, expected) in [
        ("type: ext4, device: /dev/sda1", &["/dev/sda1 critical"][..]),
        ("type: ext4, o: 'noatime,ro', device: /dev/sda1", &["/dev/sda1 high"]),
        ("type: tmpfs, o: size=100m, device: tmpfs", &[]),
        ("type: nfs, o: 'addr=10.0.0.1,rw', device: ':/export'", &[]),
        ("type: cifs, o: username=u, device: //server/share", &[]),
        ("type: none, o: bind, device: /srv/data", &[]),
    ] {
        check(rule, &[(Compose(&options(text)), expected)]);
    }
    check(
        rule,
        &[
            (
                Run("--mount type=volume,dst=/h,volume-opt=type=devtmpfs,volume-opt=device=devtmpfs"),
                &["devtmpfs high"],
            ),
            (Run("--mount type=volume,src=data,dst=/h"), &[]),
            (
                Engine(
                    r#""Mounts":[{"Type":"volume","Target":"/h","VolumeOptions":{"DriverConfig":{"Name":"local",
                    "Options":{"type":"proc","device":"proc"}}}}]"#,
                ),
                &["proc high"],
            ),
            (
                Engine(
                    r#""Mounts":[{"Type":"volume","Target":"/h","VolumeOptions":{"DriverConfig":{"Name":"other",
                    "Options":{"type":"proc"}}}}]"#,
                ),
                &[],
            ),
        ],
    );
}

#[test]
fn mounts_spread_only_if_they_are_shared() {
    check(
        "shared-mount-propagation",
        &[
            (Run("-v /srv:/h:rshared"), &["/srv medium"]),
            (Run("-v /srv:/h:ro,shared"), &["/srv medium"]),
            (Run("--mount type=bind,src=/srv,dst=/h,bind-propagation=rshared"), &["/srv medium"]),
            (Run("-v /srv:/h:rslave -v /mnt:/m:rprivate -v /shared:/shared"), &[]),
            (Run("--mount type=bind,src=/srv,dst=/h,bind-propagation=rslave"), &[]),
            (Compose("volumes: ['/srv:/h:rshared']"), &["/srv medium"]),
            (
                Compose("volumes: [{type: bind, source: /srv, target: /h, bind: {propagation: shared}}]"),
                &["/srv medium"],
            ),
            // One volume in several services is no propagation.
            (Compose("volumes: ['vol:/h']\n---\nvolumes: {vol: {}}\n"), &[]),
            (Engine(r#""Binds":["/srv:/h:rshared"]"#), &["/srv medium"]),
            (
                Engine(
                    r#""Mounts":[{"Type":"bind","Source":"/srv","Target":"/h","BindOptions":{"Propagation":"shared"}}]"#,
                ),
                &["/srv medium"],
            ),
        ],
    );
}

#[test]
fn namespaces_of_the_host_and_of_others_are_values() {
    for (rule, severity, flag, key, member) in [
        ("host-pid-namespace", "high", "--pid", "pid", "PidMode"),
        ("host-ipc-namespace", "medium", "--ipc", "ipc", "IpcMode"),
        ("host-uts-namespace", "low", "--uts", "uts", "UTSMode"),
        ("host-user-namespace", "medium", "--userns", "userns_mode", "UsernsMode"),
        ("host-cgroup-namespace", "low", "--cgroupns", "cgroup", "CgroupnsMode"),
    ] {
        let found = format!(" {severity}");
        check(
            rule,
            &[
                (Run(&format!("{flag}=host")), &[&found]),
                (Compose(&format!("{key}: host")), &[&found]),
                (Engine(&format!(r#""{member}":"host""#)), &[&found]),
                (Run(""), &[]),
                (Run("--hostname host"), &[]),
                (Engine(&format!(r#""{member}":"Host""#)), &[]),
                (Engine(&format!(r#""{member}":"""#)), &[]),
            ],
        );
    }
    check(
        "joined-namespace",
        &[
            (Run("--pid container:db"), &["pid medium"]),
            (Run("--ipc=container:db --network container:db"), &["ipc low", "network info"]),
            (Run("--ipc shareable --network container-net"), &[]),
            (Compose("network_mode: service:db\n---\n  db: {image: 'app:1'}\n"), &["network info"]),
            (Compose("pid: service:db\n---\n  db: {image: 'app:1'}\n"), &["pid medium"]),
            (Compose("ipc: shareable"), &[]),
            (Engine(r#""PidMode":"container:0123abcd""#), &["pid medium"]),
        ],
    );
    check(
        "borrowed-volumes",
        &[
            (Run("--volumes-from db:ro --volumes-from cache"), &["db info", "cache info"]),
            (Compose("volumes_from: ['container:db:ro']"), &["db info"]),
            (Engine(r#""VolumesFrom":["other:rw"]"#), &["other info"]),
            (Run("-v db:/db"), &[]),
        ],
    );
}

#[test]
fn devices_are_told_apart() {
    check(
        "host-device",
        &[
            (Run("--device /dev/sda"), &["/dev/sda critical"]),
            (Run("--device /dev/sda:/dev/xvda:r"), &["/dev/sda high"]),
            (Run("--device //dev/./nvme0n1p2:/d:rw"), &["/dev/nvme0n1p2 critical"]),
            (
                Run("--device /dev/mapper/vg-root --device /dev/dm-0"),
                &["/dev/mapper/vg-root critical", "/dev/dm-0 critical"],
            ),
            (Run("--device /dev/mem --device /dev/port"), &["/dev/mem critical", "/dev/port critical"]),
            (Run("--device /dev:/dev"), &["/dev critical"]),
            (Run("--device /dev/kmsg"), &["/dev/kmsg medium"]),
            (Run("--device /dev/input --device /dev/uinput"), &["/dev/input high", "/dev/uinput high"]),
            (Run("--device /dev/sda:/dev/sda:m"), &["/dev/sda info"]),
            (
                Run("--device /dev/kvm --device /dev/fuse --device /dev/net/tun --device /dev/ttyUSB0"),
                &["/dev/kvm low", "/dev/fuse low", "/dev/net/tun low", "/dev/ttyUSB0 low"],
            ),
            (Compose("devices: ['/dev/vda:/dev/vda']"), &["/dev/vda critical"]),
            (Compose("devices: [{source: /dev/sda, target: /dev/sda, permissions: r}]"), &["/dev/sda high"]),
            (
                Engine(
                    r#""Devices":[{"PathOnHost":"/dev/sdb1","PathInContainer":"/dev/null","CgroupPermissions":"rwm"}]"#,
                ),
                &["/dev/sdb1 critical"],
            ),
            (Compose("devices: ['${STICK}:/dev/ttyUSB0']"), &["${STICK} low"]),
            // The place in the container says nothing; graphics cards are asked for in many ways.
            (
                Run("--device /dev/null:/dev/sda --device /dev/dri --device /dev/nvidia0 --device /dev/kfd"),
                &[],
            ),
            (Run("--gpus all"), &[]),
            (Run("--device nvidia.com/gpu=all"), &[]),
            (Compose("deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}"), &[]),
            (Engine(r#""DeviceRequests":[{"Count":-1,"Capabilities":[["gpu"]]}]"#), &[]),
        ],
    );
    check(
        "device-cgroup-rule",
        &[
            (Run("--device-cgroup-rule 'a *:* rwm'"), &["a *:* rwm critical"]),
            (Run("--device-cgroup-rule 'a 1:3 rwm'"), &["a 1:3 rwm critical"]),
            (Run("--device-cgroup-rule 'b *:* rw'"), &["b *:* rw critical"]),
            (Run("--device-cgroup-rule 'b 8:0 r'"), &["b 8:0 r high"]),
            (Run("--device-cgroup-rule 'b 259:* rwm' --cap-drop ALL"), &["b 259:* rwm high"]),
            (Run("--device-cgroup-rule 'c 1:1 rwm' --cap-drop mknod"), &["c 1:1 rwm high"]),
            (Run("--device-cgroup-rule 'c 188:* rmw'"), &["c 188:* rmw low"]),
            (Run("--device-cgroup-rule 'b 8:* m'"), &["b 8:* m info"]),
            (Compose("device_cgroup_rules: ['c *:* rwm']"), &["c *:* rwm critical"]),
            (Engine(r#""DeviceCgroupRules":["a *:* rwm"]"#), &["a *:* rwm critical"]),
            (Run("--device-cgroup-rule 'c 195:* rwm' --device-cgroup-rule 'c 1:3 rwm'"), &[]),
        ],
    );
}
