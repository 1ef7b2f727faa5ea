//! Every kind of change in the shapes in which people write it, with the exact text that comes out: ports, privileges,
//! devices.

use esclusa_model::{Change, Namespace, Setting};

use super::{Went, page, try_change};

pub(super) fn cases(change: &Change, lines: &[(&str, &str)]) {
    for (line, expected) in lines {
        let page = page("x.sh", line);
        assert_eq!(page.projects.len(), 1, "{line}");
        match try_change(&page, "x.sh", 0, change) {
            Ok(Went::Edited(text)) => assert_eq!(text, *expected, "{line}"),
            Ok(Went::Said) => assert_eq!(line, expected, "says it already"),
            Ok(Went::Refused(refusal)) => {
                assert_eq!(format!("refused: {} [{}]", refusal.why, refusal.by_hand), *expected, "{line}")
            }
            Err(why) => panic!("{line}: {change:?}: {why}"),
        }
    }
}

fn port(port: &str) -> String {
    port.to_owned()
}

#[test]
fn ports_are_bound_to_this_host() {
    cases(
        &Change::BindRangeToLoopback { ports: vec![port("80/tcp"), port("81/tcp")] },
        &[
            ("docker run -p 8080-8081:80-81 a", "docker run -p 127.0.0.1:8080-8081:80-81 a"),
            ("docker run -p 80-81 -p 9:9 a", "docker run -p 127.0.0.1::80-81 -p 9:9 a"),
            ("docker run -p 0.0.0.0:80-81:80-81/tcp a", "docker run -p 127.0.0.1:80-81:80-81/tcp a"),
            ("docker run -p 127.0.0.1:80-81:80-81 a", "docker run -p 127.0.0.1:80-81:80-81 a"),
            (
                "docker run -p 0.0.0.0:80-81:80-81 -p [::]:80-81:80-81 a",
                "docker run -p 127.0.0.1:80-81:80-81 a",
            ),
            ("docker run -p 9:80 -p 81:81 a", "docker run -p 127.0.0.1:9:80 -p 127.0.0.1:81:81 a"),
        ],
    );
    // Of what a variable holds the text is the port.
    cases(
        &Change::BindRangeToLoopback { ports: vec![port("80/udp"), port("$P:80")] },
        &[(
            "docker run -p 80:80/udp -p $P:80 a",
            "refused: what $P holds is said elsewhere [-p 127.0.0.1:80:80/udp -p \"127.0.0.1:$P:80\"]",
        )],
    );
    cases(
        &Change::BindPortToLoopback { port: port("80/tcp") },
        &[
            ("docker run -p 80:80 nginx", "docker run -p 127.0.0.1:80:80 nginx"),
            ("docker run -p8080:80 nginx", "docker run -p127.0.0.1:8080:80 nginx"),
            ("docker run -p=8080:80 nginx", "docker run -p=127.0.0.1:8080:80 nginx"),
            ("docker run -itp 8080:80 nginx", "docker run -itp 127.0.0.1:8080:80 nginx"),
            ("docker run -dp8080:80 nginx", "docker run -dp127.0.0.1:8080:80 nginx"),
            ("docker run --publish=80 nginx", "docker run --publish=127.0.0.1::80 nginx"),
            ("docker run --publish \"80:80\" nginx", "docker run --publish \"127.0.0.1:80:80\" nginx"),
            ("docker run '-p80:80/tcp' nginx", "docker run '-p127.0.0.1:80:80/tcp' nginx"),
            ("docker run -p 0.0.0.0:80:80 nginx", "docker run -p 127.0.0.1:80:80 nginx"),
            ("docker run -p 0.0.0.0::80 nginx", "docker run -p 127.0.0.1::80 nginx"),
            ("docker run -p [::]:80:80 nginx", "docker run -p 127.0.0.1:80:80 nginx"),
            ("docker run -p :::80:80 nginx", "docker run -p 127.0.0.1:80:80 nginx"),
            ("docker run -p 0.0.0.0:80:80 -p [::]:80:80 nginx", "docker run -p 127.0.0.1:80:80 nginx"),
            ("docker run -p target=80,published=8080 nginx", "docker run -p 127.0.0.1:8080:80/tcp nginx"),
            ("docker run -p 127.0.0.1:80:80 nginx", "docker run -p 127.0.0.1:80:80 nginx"),
            ("docker run -p [::1]:80:80 nginx", "docker run -p [::1]:80:80 nginx"),
            ("docker run -p 443:443 -p 80:80/udp nginx", "docker run -p 443:443 -p 80:80/udp nginx"),
            (
                "docker run -p 79-81:79-81 nginx",
                "refused: the flag publishes 3 ports at once [-p 127.0.0.1:80:80]",
            ),
        ],
    );
    cases(
        &Change::BindPortToLoopback { port: port("$PORT:80") },
        &[(
            "docker run -p $PORT:80 nginx",
            "refused: what $PORT holds is said elsewhere [-p \"127.0.0.1:$PORT:80\"]",
        )],
    );
}

#[test]
fn ports_are_no_longer_published() {
    cases(
        &Change::UnpublishPort { port: port("80/tcp") },
        &[
            ("docker run -d -p 80:80 nginx", "docker run -d --expose 80 nginx"),
            ("docker run -dp 80:80 nginx", "docker run -d --expose 80 nginx"),
            ("docker run -dp80:80 --name=x nginx", "docker run -d --name=x --expose=80 nginx"),
            ("docker run -p 80:80 --expose 80 nginx", "docker run --expose 80 nginx"),
            ("docker run -p 80:80 -p 8080:80 nginx", "docker run --expose 80 nginx"),
            ("docker run \\\n  -p 80:80 \\\n  nginx", "docker run \\\n  --expose 80 \\\n  nginx"),
            ("docker run -p 53:53/udp nginx", "docker run -p 53:53/udp nginx"),
        ],
    );
    cases(
        &Change::UnpublishPort { port: port("53/udp") },
        &[("docker run -p 53:53/udp dns", "docker run --expose 53/udp dns")],
    );
    cases(
        &Change::PublishNamedPortsOnly,
        &[
            ("docker run -P nginx", "docker run nginx"),
            ("docker run -dP nginx", "docker run -d nginx"),
            ("docker run -Pd nginx", "docker run -d nginx"),
            ("docker run -dP=true nginx", "docker run -d nginx"),
            ("docker run --publish-all=true -d nginx", "docker run -d nginx"),
            ("docker run -PP nginx", "docker run nginx"),
            ("docker run -P=false nginx", "docker run -P=false nginx"),
        ],
    );
}

#[test]
fn privileges_go() {
    cases(
        &Change::DropPrivileged,
        &[
            ("docker run --privileged nginx", "docker run nginx"),
            ("docker run --privileged=true -d nginx", "docker run -d nginx"),
            ("docker run --privileged --privileged nginx", "docker run nginx"),
            ("docker run --privileged=false nginx", "docker run --privileged=false nginx"),
            ("podman run --replace --privileged nginx", "podman run --replace nginx"),
            ("docker run --privileged=$P nginx", "refused: what $P holds is said elsewhere []"),
            ("docker run ${P:+--privileged} nginx", "refused: what $P holds is said elsewhere []"),
        ],
    );
    for (namespace, line, expected) in [
        (Namespace::Pid, "docker run --pid=host nginx", "docker run nginx"),
        (Namespace::Pid, "docker run --pid host -d nginx", "docker run -d nginx"),
        (Namespace::Uts, "docker run --uts host nginx", "docker run nginx"),
        (Namespace::User, "docker run --userns=host nginx", "docker run nginx"),
        (Namespace::Ipc, "docker run --ipc=host nginx", "docker run --ipc=private nginx"),
        (Namespace::Ipc, "docker run nginx", "docker run nginx"),
        (Namespace::Cgroup, "docker run --cgroupns host nginx", "docker run --cgroupns private nginx"),
        (Namespace::Cgroup, "docker run nginx", "docker run --cgroupns private nginx"),
        (Namespace::Network, "docker run --net host nginx", "docker run --net bridge nginx"),
        (Namespace::Network, "docker run --network=host nginx", "docker run --network=bridge nginx"),
        (Namespace::Network, "docker run --net=\"host\" nginx", "docker run --net=\"bridge\" nginx"),
        (Namespace::Network, "docker run --network container:x nginx", "docker run --network bridge nginx"),
        (Namespace::Network, "docker run nginx", "docker run nginx"),
        (
            Namespace::Network,
            "docker run --network $NET nginx",
            "refused: what $NET holds is said elsewhere [--network bridge]",
        ),
    ] {
        cases(&Change::PrivateNamespace(namespace), &[(line, expected)]);
    }
}

#[test]
fn devices_and_options_go() {
    cases(
        &Change::RemoveDevice { path: "/dev/sda".to_owned() },
        &[
            ("docker run --device /dev/sda a", "docker run a"),
            ("docker run --device=/dev/sda:/dev/x:r --device /dev/sdb a", "docker run --device /dev/sdb a"),
        ],
    );
    cases(
        &Change::RemoveDeviceRule { rule: "c 1:3 rwm".to_owned() },
        &[("docker run --device-cgroup-rule='c 1:3 rwm' a", "docker run a")],
    );
    cases(
        &Change::RemoveSecurityOption { option: "seccomp=unconfined".to_owned() },
        &[
            ("docker run --security-opt seccomp=unconfined a", "docker run a"),
            ("docker run --security-opt=seccomp:unconfined a", "docker run a"),
            (
                "docker run --security-opt apparmor=unconfined a",
                "docker run --security-opt apparmor=unconfined a",
            ),
        ],
    );
    cases(
        &Change::RestoreSystemPaths,
        &[
            ("docker run --security-opt systempaths=unconfined a", "docker run a"),
            ("docker run a", "docker run a"),
        ],
    );
    cases(
        &Change::ForbidNewPrivileges,
        &[
            ("docker run a", "docker run --security-opt no-new-privileges:true a"),
            ("docker run --name=x a", "docker run --name=x --security-opt=no-new-privileges:true a"),
            (
                "docker run --security-opt no-new-privileges a",
                "docker run --security-opt no-new-privileges:true a",
            ),
            (
                "docker run --security-opt no-new-privileges=false --security-opt seccomp=unconfined a",
                "docker run --security-opt seccomp=unconfined --security-opt no-new-privileges:true a",
            ),
            (
                "docker run --security-opt no-new-privileges --security-opt no-new-privileges:false a",
                "docker run --security-opt no-new-privileges:true a",
            ),
        ],
    );
}

#[test]
fn images_devices_and_settings_are_said_anew() {
    cases(
        &Change::PinImage { digest: "sha256:00".to_owned() },
        &[
            ("docker run nginx:1 id", "docker run nginx:1@sha256:00 id"),
            ("docker run -- 'r:5/nginx'", "docker run -- 'r:5/nginx:latest@sha256:00'"),
            ("docker run nginx:$TAG", "docker run nginx:$TAG"),
            ("docker run nginx@sha256:11", "docker run nginx@sha256:11"),
        ],
    );
    cases(
        &Change::AddDevice { path: "/dev/net/tun".to_owned() },
        &[
            ("docker run a", "docker run --device /dev/net/tun a"),
            ("docker run --device=/dev/net/tun a", "docker run --device=/dev/net/tun a"),
        ],
    );
    for (setting, line, expected) in [
        (Setting::OomKillDisable, "docker run --oom-kill-disable a", "docker run a"),
        (Setting::OomScoreAdj, "docker run --oom-score-adj -500 -d a", "docker run -d a"),
        (Setting::CgroupParent, "docker run --cgroup-parent=/ a", "docker run a"),
        (Setting::LogDriver, "docker run --log-driver none -d a", "docker run -d a"),
        (Setting::LogDriver, "docker run --log-driver=syslog --log-opt tag=a a", "docker run a"),
        (
            Setting::Sysctl("net.a".to_owned()),
            "docker run --sysctl net.a=1 --sysctl net.b=1 a",
            "docker run --sysctl net.b=1 a",
        ),
        (Setting::Group("docker".to_owned()), "docker run --group-add docker a", "docker run a"),
        (
            Setting::Ulimit("core".to_owned()),
            "docker run --ulimit core=0 --ulimit nofile=5:6 a",
            "docker run --ulimit nofile=5:6 a",
        ),
    ] {
        cases(&Change::Remove(setting), &[(line, expected)]);
    }
}
