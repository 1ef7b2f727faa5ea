//! Every kind of change in the shapes in which people write it, with the exact text that comes out.

use esclusa_model::{Change, Namespace};

use super::{Went, page, try_change};

fn cases(change: &Change, lines: &[(&str, &str)]) {
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
            "refused: what $PORT holds is said elsewhere [-p '127.0.0.1:$PORT:80']",
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
fn capabilities_are_dropped_and_given() {
    cases(
        &Change::DropAllCapabilities { keep: vec!["CHOWN".to_owned(), "CAP_NET_BIND_SERVICE".to_owned()] },
        &[
            ("docker run a", "docker run --cap-drop ALL --cap-add CHOWN --cap-add NET_BIND_SERVICE a"),
            (
                "docker run --cap-add=SYS_ADMIN --cap-add=CHOWN a",
                "docker run --cap-add=NET_BIND_SERVICE --cap-add=CHOWN --cap-drop=ALL a",
            ),
            (
                "docker run --cap-drop=all --cap-add=chown a",
                "docker run --cap-drop=all --cap-add=chown --cap-add=net_bind_service a",
            ),
            (
                "docker run --cap-add CAP_CHOWN a",
                "docker run --cap-add CAP_CHOWN --cap-drop ALL --cap-add CAP_NET_BIND_SERVICE a",
            ),
        ],
    );
    cases(
        &Change::DropAllCapabilities { keep: Vec::new() },
        &[
            ("docker run --cap-add ALL a", "docker run --cap-drop ALL a"),
            ("docker run --cap-drop CHOWN --cap-drop KILL a", "docker run --cap-drop ALL a"),
            ("docker run --cap-add $CAP a", "refused: what $CAP holds is said elsewhere [--cap-drop ALL]"),
        ],
    );
    cases(
        &Change::AddCapability { capability: "NET_RAW".to_owned() },
        &[
            ("docker run a", "docker run --cap-add NET_RAW a"),
            ("docker run --cap-drop net_raw a", "docker run --cap-add net_raw a"),
            ("docker run --cap-add ALL a", "docker run --cap-add ALL a"),
        ],
    );
    cases(
        &Change::DropCapability { capability: "NET_RAW".to_owned() },
        &[
            ("docker run a", "docker run --cap-drop NET_RAW a"),
            ("docker run --cap-drop ALL --cap-add NET_RAW a", "docker run --cap-drop ALL a"),
        ],
    );
}

#[test]
fn quotas_are_set() {
    cases(
        &Change::LimitMemory { bytes: 512 << 20 },
        &[
            ("docker run a", "docker run --memory 512m a"),
            ("docker run -p 1:1 -v vol:/b a", "docker run -p 1:1 -v vol:/b -m 512m a"),
            ("docker run --publish 1:1 --name=x a", "docker run --publish 1:1 --name=x --memory 512m a"),
            ("docker run -m 1g a", "docker run -m 512m a"),
            ("docker run -m1g a", "docker run -m512m a"),
            ("docker run --memory='1g' --memory-swap -1 a", "docker run --memory='512m' a"),
            ("docker run --memory-reservation=1g a", "docker run --memory-reservation=512m --memory=512m a"),
            ("docker run -m 512m a", "docker run -m 512m a"),
            ("docker run -m $MEM a", "refused: what $MEM holds is said elsewhere [-m 512m]"),
        ],
    );
    cases(
        &Change::LimitCpus { nano_cpus: 1_500_000_000 },
        &[
            ("docker run --cpu-period 1000 --cpu-quota=500 a", "docker run --cpus 1.5 a"),
            ("docker run --cpus=2 a", "docker run --cpus=1.5 a"),
        ],
    );
    cases(
        &Change::LimitProcesses { processes: 100 },
        &[
            ("docker run --pids-limit -1 a", "docker run --pids-limit 100 a"),
            ("docker run a id", "docker run --pids-limit 100 a id"),
        ],
    );
    cases(
        &Change::LimitLogs { max_size: "10m".to_owned(), max_file: 3 },
        &[
            ("docker run a", "docker run --log-opt max-size=10m --log-opt max-file=3 a"),
            (
                "docker run --log-opt max-size=1g a",
                "docker run --log-opt max-size=10m --log-opt max-file=3 a",
            ),
            ("docker run --log-driver syslog a", "docker run --log-driver syslog a"),
        ],
    );
    cases(
        &Change::SetRestart { policy: "on-failure".to_owned(), most: 5 },
        &[
            ("docker run --restart always a", "docker run --restart on-failure:5 a"),
            ("docker run --restart=unless-stopped a", "docker run --restart=on-failure:5 a"),
            ("docker run -it --rm a", "docker run -it --restart on-failure:5 a"),
        ],
    );
    cases(
        &Change::SetRestart { policy: "no".to_owned(), most: 0 },
        &[("docker run --rm a", "docker run --rm --restart no a")],
    );
}

#[test]
fn users_and_filesystems_are_set() {
    cases(
        &Change::SetUser { user: "1000:1000".to_owned() },
        &[
            ("docker run a", "docker run --user 1000:1000 a"),
            ("docker run -u root a", "docker run -u 1000:1000 a"),
            ("docker run -v x:/y a", "docker run -v x:/y -u 1000:1000 a"),
            ("docker run --user= a", "docker run --user=1000:1000 a"),
            ("docker run --user '' a", "docker run --user 1000:1000 a"),
            ("docker run --user \"0:$G\" a", "docker run --user \"1000:1000\" a"),
        ],
    );
    cases(
        &Change::MakeRootReadOnly { tmpfs: vec!["/run".to_owned(), "/tmp".to_owned()] },
        &[
            ("docker run a", "docker run --read-only --tmpfs /run --tmpfs /tmp a"),
            ("docker run -v vol:/tmp/ a", "docker run -v vol:/tmp/ --read-only --tmpfs /run a"),
            (
                "docker run --read-only=false --tmpfs=/run a",
                "docker run --read-only=true --tmpfs=/run --tmpfs=/tmp a",
            ),
        ],
    );
    cases(
        &Change::RemoveMount { target: "/var/run/docker.sock".to_owned() },
        &[
            ("docker run -v /var/run/docker.sock:/var/run/docker.sock a", "docker run a"),
            ("docker run -itv /run/docker.sock:/var/run/docker.sock:ro a", "docker run -it a"),
            ("docker run --mount type=bind,src=/run/x,dst=/var/run/docker.sock a", "docker run a"),
            ("docker run -v \"$SOCK:/var/run/docker.sock\" a", "docker run a"),
            ("docker run --use-api-socket a", "docker run a"),
            ("docker run -v /var/run/docker.sock a", "docker run a"),
            ("docker run --tmpfs /var/run/docker.sock a", "docker run a"),
        ],
    );
    cases(
        &Change::MakeMountReadOnly { target: "/b".to_owned() },
        &[
            ("docker run -v vol:/b x", "docker run -v vol:/b:ro x"),
            ("docker run -v vol:/b:rw x", "docker run -v vol:/b:ro x"),
            ("docker run -v vol:/b:z x", "docker run -v vol:/b:ro,z x"),
            ("docker run -v \"$(pwd)/a\":/b x", "docker run -v \"$(pwd)/a\":/b:ro x"),
            ("docker run -v \"$PWD/a:/b\" x", "docker run -v \"$PWD/a:/b:ro\" x"),
            ("docker run -v ~/a:/b x", "docker run -v ~/a:/b:ro x"),
            ("docker run -v vol:/b:ro x", "docker run -v vol:/b:ro x"),
            ("docker run -v /b x", "docker run -v /b x"),
            (
                "docker run --mount type=bind,src=/a,dst=/b x",
                "docker run --mount type=bind,src=/a,dst=/b,readonly x",
            ),
            (
                "docker run --mount type=bind,src=/a,ro=false,dst=/b x",
                "docker run --mount type=bind,src=/a,readonly,dst=/b x",
            ),
        ],
    );
}

#[test]
fn secrets_leave_variables() {
    cases(
        &Change::ReadSecretFromFile {
            variable: "PW".to_owned(),
            source: "/srv/pw".to_owned(),
            target: "/run/secrets/pw".to_owned(),
        },
        &[
            (
                "docker run -e A=1 -e PW=hunter2 -e B=2 a",
                "docker run -e A=1 -e PW_FILE=/run/secrets/pw -e B=2 --mount type=bind,source=/srv/pw,target=/run/secrets/pw,readonly a",
            ),
            (
                "docker run --env \"PW=hun ter2\" --mount type=tmpfs,dst=/x a",
                "docker run --env \"PW_FILE=/run/secrets/pw\" --mount type=bind,source=/srv/pw,target=/run/secrets/pw,readonly --mount type=tmpfs,dst=/x a",
            ),
            (
                "docker run --env PW=\"$X y\" a",
                "docker run --env PW_FILE=/run/secrets/pw --mount type=bind,source=/srv/pw,target=/run/secrets/pw,readonly a",
            ),
            (
                "docker run -ePW=1 -e PW_FILE=/old a",
                "docker run -e PW_FILE=/run/secrets/pw --mount type=bind,source=/srv/pw,target=/run/secrets/pw,readonly a",
            ),
            ("docker run a", "docker run a"),
        ],
    );
    cases(
        &Change::RemoveVariable { variable: "PW".to_owned() },
        &[
            ("docker run -e PW=1 -e A=1 a", "docker run -e A=1 a"),
            ("docker run -e PW a", "docker run a"),
            ("docker run -ite PW='a b' a", "docker run -it a"),
            ("docker run -e PW=1 -e PW=2 a", "docker run a"),
        ],
    );
    cases(
        &Change::RemoveVariable { variable: "FROM_FILE".to_owned() },
        &[("docker run --env-file x.env a", "refused: the variable is set in x.env []")],
    );
}
