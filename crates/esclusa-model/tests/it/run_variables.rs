//! Variables of the shell in command lines: read, said in each dialect, or named as unsaid.

use esclusa_model::dialect::{compose, engine, run};
use esclusa_model::{Context, Mode, Project, Reading, Wire, Written};
use esclusa_source::{MemoryFiles, Sources, TextKind, docker_commands};

fn read(text: &str, mode: Mode) -> Reading {
    let files = MemoryFiles::default().with("/cwd/.keep", "");
    let context = Context { files: &files, environment: [].into(), working_dir: "/cwd".into(), mode };
    let mut sources = Sources::default();
    let file = sources.add("line.sh", text);
    let command = docker_commands(file, text, TextKind::Script).remove(0);
    run::read(&command.words, &context, &mut sources)
}

fn project(text: &str) -> Project {
    let mut reading = read(text, Mode::Exact);
    assert_eq!(reading.problems, [], "{text}");
    reading.projects.remove(0)
}

/// What is named as unsaid, without the reasons.
fn unsaid(written: &Written) -> Vec<&str> {
    let paths = written.unsaid.iter().map(|problem| {
        assert!(problem.span.is_some(), "{problem:?}");
        problem.detail.as_str().split(':').next().unwrap_or_default()
    });
    paths.collect()
}

/// Flags and words of a line, what stands in the Compose file, and what is named.
const SAID: &[(&str, &[&str], &[&str])] = &[
    ("-v $PWD/a:/b x", &["- ${PWD}/a:/b"], &[]),
    ("-v \"$HOME/a\":/b:ro x", &["- ${HOME}/a:/b:ro"], &[]),
    ("-v $(pwd):/b -v ~/a:/c x", &["- ${PWD}:/b", "- ${HOME}/a:/c"], &[]),
    ("-v $DATA:/b -v ${D:-/data}:/c x", &["- ${DATA}:/b", "- ${D:-/data}:/c"], &[]),
    ("-v ./$A:/b x", &["- /cwd/${A}:/b"], &[]),
    ("-v ${P}_data:/b x", &["- P_data:/b", "name: ${P}_data"], &[]),
    ("-v data:/b/$A x", &["- data:/b/${A}", "data:"], &[]),
    ("-v $V x", &["- ${V}"], &[]),
    ("-v /a:/b:$MODE x", &["- /a:/b:${MODE}"], &[]),
    ("-p ${PORT}:80 -p 127.0.0.1:$P:81 -p $Q x", &["- ${PORT}:80", "\"127.0.0.1:${P}:81\"", "- ${Q}"], &[]),
    ("-p published=$P,target=80 x", &["- ${P}:80/tcp"], &[]),
    ("--expose $E x", &["- ${E}"], &[]),
    ("--device $D --device /dev/$E:/dev/f x", &["- ${D}", "- /dev/${E}:/dev/f"], &[]),
    ("-e Z=$X -e A='$B'$C -e N x", &["Z: ${X}", "A: $$B${C}", "\"N\":"], &[]),
    ("-e $KV -e 'A=$B' x", &["- ${KV}", "- A=$$B"], &[]),
    ("--mount src=$Q,dst=/q x", &["source: Q", "name: ${Q}"], &[]),
    ("--mount type=bind,src=$Q/a,dst=/q x", &["source: ${Q}/a", "type: bind"], &[]),
    (
        "-m $M --cpus $C --pids-limit ${P:-9} x",
        &["mem_limit: ${M}", "cpus: ${C}", "pids_limit: ${P:-9}"],
        &[],
    ),
    ("--privileged=$P --read-only=$R x", &["privileged: ${P}", "read_only: ${R}"], &[]),
    ("-u $U:$G --cap-add $C --name $N x", &["user: ${U}:${G}", "- ${C}", "container_name: ${N}"], &[]),
    ("--network $N x", &["network_mode: ${N}"], &[]),
    ("--network $N --ip $I x", &["\"N\":", "ipv4_address: ${I}", "name: ${N}\n    external: true"], &[]),
    ("--ulimit nofile=$N --ulimit core=$S:5 x", &["nofile: ${N}", "soft: ${S}", "hard: 5"], &[]),
    (
        "--restart on-failure:$R --stop-timeout $T x",
        &["restart: on-failure:${R}", "grace_period: ${T}s"],
        &[],
    ),
    ("--health-cmd \"$H\" --health-interval $I x", &["- ${H}", "interval: ${I}"], &[]),
    ("--add-host h:$I --dns $D --tmpfs /t:size=$S x", &["- h:${I}", "- ${D}", "- /t:size=${S}"], &[]),
    ("--volumes-from $V --pid container:$C x", &["- container:${V}", "pid: container:${C}"], &[]),
    ("-l a=$A --sysctl net.a=$B --log-opt c=$C x", &["a: ${A}", "net.a: ${B}", "c: ${C}"], &[]),
    ("x $A", &["command: ${A}"], &[]),
    ("x a \"$A\"", &["- a\n", "- ${A}"], &[]),
    ("x a $A", &["- a\n", "- ${A}"], &["Cmd"]),
    // What Compose has no words for.
    ("-e Z=$(id) -e Y=1 x", &["\"Y\": \"1\""], &["Env"]),
    ("-e Z=${X%%y} -e Y=`id` -e A=$1 x", &[], &["Env", "Env", "Env"]),
    ("-v $(id):/x -v /a:/b x", &["- /a:/b"], &["HostConfig.Binds"]),
    (
        "-m $(id) -p $(id):80 --device $(id) x",
        &[],
        &["HostConfig.Memory", "HostConfig.PortBindings", "HostConfig.Devices"],
    ),
    ("--mount type=bind,src=$(id),dst=/x x", &[], &["HostConfig.Mounts"]),
    (
        "--mount $M --gpus $G --ulimit $U x",
        &[],
        &["HostConfig.DeviceRequests", "HostConfig.Ulimits", "HostConfig.Mounts"],
    ),
    ("--device-read-bps $B -l $L x", &[], &["Labels", "HostConfig.BlkioDeviceReadBps"]),
    ("--name $(id) \"$(cat image)\" x", &[], &["Name", "Image"]),
    ("x sh -c \"$(id)\"", &[], &["Cmd"]),
    ("x \"$@\"", &[], &["Cmd"]),
];

#[test]
fn compose_gets_its_own_variables_or_is_said_not_to() {
    for (words, expected, named) in SAID {
        let written = compose::write(&project(&format!("docker run {words}")));
        for part in *expected {
            assert!(written.text.contains(part), "{words}: {part}\n{}", written.text);
        }
        let mut named = named.to_vec();
        let mut found = unsaid(&written);
        named.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, named, "{words}\n{}", written.text);
        for literal in ["$$(", "$$@", "$$P", "$$1", "$(", "%%", "`"] {
            assert!(!written.text.contains(literal), "{words}\n{}", written.text);
        }
    }
}

#[test]
fn a_request_holds_no_variable_and_no_null() {
    for (words, ..) in SAID {
        let project = project(&format!("docker run {words}"));
        let written = engine::write(&project);
        // What is known and has a dollar sign of its own.
        let text = written.text.replace("A=$B", "");
        // The client itself says `null` of a whole list, never of an item.
        let item = |line: &str| matches!(line.trim(), "null" | "null,");
        assert!(!text.contains('$') && !text.lines().any(item), "{words}\n{text}");
        assert!(!written.unsaid.is_empty(), "{words}");
        unsaid(&written);
    }
}

#[test]
fn a_command_line_keeps_what_the_shell_replaces() {
    for (words, ..) in SAID {
        let line = format!("docker run {words}");
        let before = project(&line);
        let written = run::write(&before);
        assert_eq!(written.unsaid, [], "{words}");
        let after = project(&written.text);
        let request = |project: &Project| project.containers().next().unwrap().request.clone();
        assert_eq!(request(&before).write().to_json(), request(&after).write().to_json(), "{words}");
        assert_eq!(request(&before), request(&after), "{words}\n{}", written.text);
    }
    for (words, expected) in [
        ("-e A='$B'$C x $D \"$E\" \"$@\"", "docker run -e \"A=\\$B$C\" x $D \"$E\" \"$@\"\n"),
        ("-v '~'/$A:/b x", "docker run -v \"~/$A:/b\" x\n"),
        ("-p ${P:-1}:80 --expose $E x", "docker run -p \"${P:-1}:80\" --expose \"$E\" x\n"),
        (
            "--network $N --network name=$M,alias=a x",
            "docker run --network \"$N\" --network \"name=$M,alias=a\" x\n",
        ),
    ] {
        assert_eq!(run::write(&project(&format!("docker run {words}"))).text, expected, "{words}");
    }
}

#[test]
fn flags_may_hide_in_variables() {
    // The image, what is said of privileged, and the word that is ambiguous.
    for (words, image, privileged, ambiguous) in [
        ("$OPTS --privileged nginx", "nginx", "true", Some("$OPTS")),
        ("-d $A $B --privileged nginx", "nginx", "true", Some("$A")),
        ("\"${ARGS[@]}\" nginx", "nginx", "", Some("$ARGS")),
        ("\"$@\" nginx", "nginx", "", Some("the list of arguments")),
        ("\"$@\"", "$@", "", Some("the list of arguments")),
        ("$DOCKER_OPTS nginx", "nginx", "", Some("$DOCKER_OPTS")),
        ("$OPTS $IMAGE sh -c x", "$IMAGE", "", Some("$OPTS")),
        ("${X:+--privileged} nginx", "nginx", "${X:+--privileged}", Some("$X")),
        ("${X:+\"--privileged\" -p 80:80} nginx", "nginx", "${X:+\"--privileged\" -p 80:80}", Some("$X")),
        ("$NAME sh", "$NAME", "", Some("$NAME")),
        ("$NAME --port 80", "$NAME", "", Some("$NAME")),
        ("$(flags) --privileged nginx", "nginx", "true", Some("a substitution")),
        ("$IMAGE", "$IMAGE", "", None),
        ("$NAME", "$NAME", "", None),
        ("-it $IMG sh -c x", "$IMG", "", None),
        ("$(docker build -q .) sh", "$(docker build -q .)", "", None),
        ("$REGISTRY/app:$V --privileged", "$REGISTRY/app:$V", "", None),
        ("\"$NAME\" --privileged", "$NAME", "", None),
        ("-v $A:/b --privileged -e $B nginx $OPTS", "nginx", "true", None),
    ] {
        let reading = read(&format!("docker run {words}"), Mode::Tolerant);
        let request = &reading.projects[0].workloads[0].containers[0].request;
        assert_eq!(request.image.get().map(String::as_str), Some(image), "{words}");
        let asked = &request.host.privileged;
        let said = asked.unknown().map(str::to_owned).or_else(|| asked.get().map(bool::to_string));
        assert_eq!(said.unwrap_or_default(), privileged, "{words}");
        let problem = reading.problems.first();
        assert_eq!(problem.map(|problem| problem.id), ambiguous.map(|_| "ambiguous-word"), "{words}");
        if let (Some(problem), Some(name)) = (problem, ambiguous) {
            assert_eq!(problem.detail.as_str(), format!("{name} may hold flags, or the image"));
            assert!(problem.span.is_some(), "{words}");
            assert_eq!(read(&format!("docker run {words}"), Mode::Exact).projects, [], "{words}");
        }
    }
    let many = format!("docker run {} --privileged x", "$A --rm ".repeat(5_000));
    assert!(!read(&many, Mode::Tolerant).problems.is_empty());
}

#[test]
fn a_switch_that_is_no_field_must_be_known() {
    for flag in ["--use-api-socket=$A", "--detach=$A", "--no-healthcheck=$A", "-a $A"] {
        let reading = read(&format!("docker run {flag} x"), Mode::Exact);
        assert_eq!(reading.problems[0].id, "unknown-flag-value", "{flag}");
    }
    let reading = read("docker run --env-file $F x", Mode::Exact);
    assert_eq!(reading.problems[0].id, "unknown-file");
}
