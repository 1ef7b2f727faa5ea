//! Lines made of parts that people write, and of parts that nobody writes, with every kind of change.

use proptest::prelude::*;

use super::{container, page, try_change};
use crate::change::changes_for;

/// What stands before the client.
const BEFORE: &[&str] = &[
    "",
    "sudo ",
    "A=1 ",
    "ID=$(",
    "cd /; ",
    "if x; then ",
    "(",
    "x=`",
    "\u{feff}",
    "# no\n",
    "  ",
    "$ ",
    "echo \"$(",
];

/// Flags and their values in every way of writing them.
const FLAGS: &[&str] = &[
    "-d",
    "-it",
    "-itp 80:80",
    "-dp8080:80",
    "-P",
    "-dP",
    "-p 80:80/udp",
    "-p '80:80'",
    "-p \"0.0.0.0:80:80\"",
    "--publish=[::]:80:80",
    "-p target=80,published=8080",
    "-p $P:80",
    "-p 8000-8002:8000-8002",
    "--expose 80",
    "--privileged",
    "--privileged=true",
    "'--privileged'",
    "--privileged=$X",
    "${X:+--privileged}",
    "--cap-add=ALL",
    "--cap-add net_raw",
    "--cap-drop \"all\"",
    "--cap-add $C",
    "--security-opt seccomp=unconfined",
    "--security-opt=no-new-privileges",
    "--security-opt systempaths=unconfined",
    "--pid=host",
    "--net host",
    "--network=container:x",
    "--ipc host",
    "--uts host",
    "--userns=host",
    "--cgroupns host",
    "-m 1g",
    "-m1g",
    "--memory=$M",
    "--memory-swap -1",
    "--memory-reservation 2g",
    "--cpus 2",
    "--cpu-quota=5",
    "--pids-limit -1",
    "--restart always",
    "--rm",
    "--log-driver syslog",
    "--log-opt max-size=1g",
    "-u root",
    "--user=",
    "-u \"0:$G\"",
    "--read-only",
    "--read-only=false",
    "--tmpfs /run",
    "--tmpfs=/tmp:size=1m",
    "--tmpfs /x:exec,size=1m,suid",
    "-v /srv:/spread:rshared,z",
    "--mount type=bind,src=/srv,dst=/p,bind-propagation=shared",
    "-v /var/run/docker.sock:/var/run/docker.sock",
    "-v ~/a:/b",
    "-v \"$PWD/a b:/c\":ro",
    "-v data:/data:rw,z",
    "-v /anon",
    "--mount type=bind,src=/a,dst=/m",
    "--mount 'type=tmpfs,\"dst=/t\"'",
    "--device /dev/sda",
    "--device=/dev/sdb:/dev/x:r",
    "--device-cgroup-rule 'c 1:3 rwm'",
    "-e A=1",
    "-e \"PW=a b\"",
    "-ePW=2",
    "--env PW",
    "-e PW_FILE=/x",
    "-e X=$'a\\tb'",
    "--env A=\"$B\"c",
    "$OPTS",
    "\"${ARGS[@]}\"",
    "$(flags)",
    "--use-api-socket",
    "--oom-kill-disable",
    "--ulimit nofile=5",
    "--group-add docker",
    "--sysctl net.a=1",
    "--name x",
    "--name=x",
    "-l a=b",
    "`#comment`",
    "--nope",
    "-p x",
    "2>/dev/null",
    "<image>",
    "{{ x }}",
    "-e é=ü",
    "\\\n",
    "--cgroup-parent /",
];

/// What stands between two words.
const BLANKS: &[&str] =
    &[" ", " ", "  ", "\t", " \\\n  ", " \\\r\n\t", "\\\n", " `#c` \\\n    ", " `\n  ", " ^\r\n ", " \\\n> "];

/// The image, the command and what follows.
const AFTER: &[&str] = &[
    "nginx",
    "nginx:1 sh -c 'docker run x'",
    "-- a",
    "\"r:5/a\"",
    "$IMAGE",
    "a:$T \"$@\"",
    "a)",
    "a\")\"",
    "a`",
    "a > b 2>&1 | cat",
    "a # c",
    "a && docker run -p 80:80 b",
    "",
    "'a",
    "a <<EOF\ndocker run x\nEOF\n",
    "\n",
    "a; fi",
    "a &",
];

/// How the whole is handed to another shell, or shown.
const AROUND: &[(&str, &str)] = &[
    ("", ""),
    ("", "\n"),
    ("bash -c '", "'\n"),
    ("bash -c \"", "\""),
    ("ssh host <<'EOF'\n", "\nEOF\n"),
    ("bash <<EOF\n", "\nEOF\n"),
    ("eval ", ""),
];

fn lines() -> impl Strategy<Value = String> {
    let word = (0..FLAGS.len(), 0..BLANKS.len())
        .prop_map(|(flag, blank)| format!("{}{}", BLANKS[blank], FLAGS[flag]));
    let whole = (
        prop_oneof![3 => Just(0), 1 => 0..BEFORE.len()],
        prop_oneof![8 => Just("docker run"), 1 => Just("podman run"), 1 => Just("docker container create")],
        proptest::collection::vec(word, 0..7),
        0..BLANKS.len(),
        prop_oneof![2 => Just(0), 1 => 0..AFTER.len()],
        prop_oneof![2 => Just(0), 1 => 0..AROUND.len()],
    );
    whole.prop_map(|(before, client, words, blank, after, around)| {
        let (open, close) = AROUND[around];
        format!("{open}{}{client}{}{}{}{close}", BEFORE[before], words.concat(), BLANKS[blank], AFTER[after])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_change_of_any_line_reads_as_the_change(line in lines(), shown in 0..4) {
        let (name, text) = match shown {
            0 | 1 => ("x.sh", line),
            2 => ("x.md", format!("```\n{line}\n```\n")),
            _ => {
                let lines: Vec<String> = line.split('\n').map(|line| format!("> {line}\n")).collect();
                ("x.md", format!("> ```\n{}> ```\n", lines.concat()))
            }
        };
        let page = page(name, &text);
        for (number, project) in page.projects.iter().enumerate() {
            for change in changes_for(container(project)) {
                if let Err(why) = try_change(&page, name, number, &change) {
                    prop_assert!(false, "{change:?}: {why}\nfrom\n{text}");
                }
            }
        }
    }
}
