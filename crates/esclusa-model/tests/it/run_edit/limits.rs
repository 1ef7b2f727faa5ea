//! The same of capabilities, quotas, users, filesystems and secrets.

use esclusa_model::Change;

use super::cases::cases;

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
            ("docker run --use-api-socket --use-api-socket a", "docker run a"),
            ("docker run -v /var/run/docker.sock a", "docker run a"),
            ("docker run --tmpfs /var/run/docker.sock a", "docker run a"),
        ],
    );
    cases(
        &Change::StopMountPropagation { target: "/b".to_owned() },
        &[
            ("docker run -v /a:/b:rshared x", "docker run -v /a:/b:rslave x"),
            ("docker run -v /a:/b:ro,shared,z x", "docker run -v /a:/b:ro,slave,z x"),
            ("docker run -v \"$PWD/a:/b:shared\" x", "docker run -v \"$PWD/a:/b:slave\" x"),
            ("docker run -v /a:/b:rslave x", "docker run -v /a:/b:rslave x"),
            ("docker run -v /a:/c:shared x", "docker run -v /a:/c:shared x"),
            (
                "docker run --mount type=bind,src=/a,dst=/b,bind-propagation=rshared,readonly x",
                "docker run --mount type=bind,src=/a,dst=/b,bind-propagation=rslave,readonly x",
            ),
            (
                "docker run --mount 'type=bind,src=/a,dst=/b,bind-propagation=shared' x",
                "docker run --mount 'type=bind,src=/a,dst=/b,bind-propagation=slave' x",
            ),
        ],
    );
    cases(
        &Change::RestrictTmpfs { target: "/b".to_owned() },
        &[
            ("docker run --tmpfs /b:exec x", "docker run --tmpfs /b x"),
            ("docker run --tmpfs=/b:size=1m,suid,dev,mode=700 x", "docker run --tmpfs=/b:size=1m,mode=700 x"),
            ("docker run --tmpfs /b:exec,noexec x", "docker run --tmpfs /b:noexec x"),
            ("docker run --tmpfs /b/:exec x", "docker run --tmpfs /b/ x"),
            (
                "docker run --tmpfs /c:exec --tmpfs /b:size=1m x",
                "docker run --tmpfs /c:exec --tmpfs /b:size=1m x",
            ),
            ("docker run --mount type=tmpfs,dst=/b x", "docker run --mount type=tmpfs,dst=/b x"),
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
