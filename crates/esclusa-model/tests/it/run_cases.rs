//! Every flag by itself, and what the shell, `sudo` and the like leave of a line: our own cases, which need no corpus.

mod table;

use std::path::PathBuf;

use esclusa_model::dialect::run;
use esclusa_model::{Container, Context, Mode, Reading, Wire};
use esclusa_source::{MemoryFiles, Sources, TextKind, docker_commands};
use serde_json::{Value, json};

use crate::compose_model::client::pruned;
use crate::run_oracle::names;
use table::{ACCEPTED, REFUSED};

/// Reads every command of a text.
fn readings(text: &str, kind: TextKind, mode: Mode) -> Vec<Reading> {
    let files = MemoryFiles::default()
        .with("/cwd/ok.env", "A=1\n# c\nHOME\nB=two words\n")
        .with("/cwd/ok.labels", "a=1\nb\n")
        .with("/cwd/seccomp.json", "{ \"a\": 1 }\n");
    let environment = [("HOME", "/nonexistent"), ("DOCKER_HOST", "unix:///engine.sock")];
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let context = Context { files: &files, environment, working_dir: PathBuf::from("/cwd"), mode };
    let mut sources = Sources::default();
    let file = sources.add("text", text);
    let commands = docker_commands(file, text, kind);
    commands.iter().map(|command| run::read(&command.words, &context, &mut sources)).collect()
}

/// The container of a text of one command, if the client would make it.
fn container(text: &str) -> Option<Container> {
    let mut all = readings(text, TextKind::Script, Mode::Exact);
    assert_eq!(all.len(), 1, "{text}");
    all.pop()?.projects.pop()?.workloads.pop()?.containers.pop()
}

/// `over` laid on `base`, objects entry by entry.
fn laid(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                laid(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over,
    }
}

fn sorted(mut request: Value) -> Value {
    for pointer in ["/Env", "/HostConfig/Binds"] {
        if let Some(Value::Array(items)) = request.pointer_mut(pointer) {
            items.sort_by_key(ToString::to_string);
        }
    }
    request
}

#[test]
fn every_flag_asks_what_the_client_asks() {
    let mut failures = Vec::new();
    for (flags, asked) in ACCEPTED {
        let line = format!("docker run {flags} x");
        let Some(container) = container(&line) else {
            failures.push(format!("{line}: refused"));
            continue;
        };
        let plain =
            json!({"RestartPolicy": {"Name": "no"}, "MemorySwappiness": -1, "NetworkMode": "default"});
        let mut expected =
            json!({"AttachStdout": true, "AttachStderr": true, "Image": "x", "HostConfig": plain.clone()});
        laid(&mut expected, serde_json::from_str(&format!("{{{asked}}}")).unwrap());
        let query = expected.as_object_mut().and_then(|map| map.remove("query")).unwrap_or_else(|| json!({}));
        let mut ours = json!({"HostConfig": plain});
        laid(&mut ours, container.request.write().to_json());
        let (expected, ours) = (sorted(pruned(expected).unwrap()), sorted(pruned(ours).unwrap()));
        let own_query = [("name", &container.name), ("platform", &container.platform)];
        let own_query: serde_json::Map<String, Value> = own_query
            .into_iter()
            .filter_map(|(key, field)| Some((key.to_owned(), json!(field.get()?))))
            .collect();
        if expected != ours || query != Value::Object(own_query) {
            failures.push(format!("{line}\n  client {expected}\n  ours   {ours}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_the_client_refuses_is_refused_and_in_tolerant_reading_a_problem() {
    for flags in REFUSED {
        let line = format!("docker run {flags} x");
        assert_eq!(container(&line), None, "{line}");
        let tolerant = readings(&line, TextKind::Script, Mode::Tolerant).pop().unwrap();
        // Whether the engine runs on Windows, or files are there, an auditor does not know.
        let elsewhere = ["--cpu-", "--io-", "--cidfile"].iter().any(|flag| flags.starts_with(flag));
        assert!(elsewhere || !tolerant.problems.is_empty(), "{line}");
    }
}

#[test]
fn the_table_has_every_flag() {
    let lines: Vec<&str> = ACCEPTED.iter().map(|(line, _)| *line).chain(REFUSED.iter().copied()).collect();
    let short =
        [("attach", "-a"), ("cpu-shares", "-c"), ("detach", "-d"), ("env", "-e"), ("interactive", "-i")];
    let short = short.into_iter().chain([
        ("label", "-l"),
        ("memory", "-m"),
        ("publish", "-p"),
        ("publish-all", "-P"),
    ]);
    let short =
        short.chain([("quiet", "-q"), ("tty", "-t"), ("user", "-u"), ("volume", "-v"), ("workdir", "-w")]);
    let short: Vec<(&str, &str)> = short.collect();
    for name in names() {
        let letter = short.iter().find(|(long, _)| *long == name).map_or("--", |(_, letter)| letter);
        let named = |line: &&str| {
            line.split([' ', '=']).any(|word| word.strip_prefix("--") == Some(name) || word == letter)
        };
        assert!(lines.iter().any(named), "{name}");
    }
}

/// The image of every container that a text asks for; `-` where none is named.
fn images(text: &str, kind: TextKind) -> Vec<String> {
    let projects = readings(text, kind, Mode::Tolerant).into_iter().flat_map(|reading| {
        assert!(
            reading.problems.iter().all(|problem| problem.id == "docker-refuses"),
            "{:?}",
            reading.problems
        );
        reading.projects
    });
    let containers = projects.flat_map(|mut project| project.workloads.remove(0).containers);
    containers.map(|container| container.request.image.value.unwrap_or_else(|| "-".to_owned())).collect()
}

#[test]
fn the_client_is_found_behind_whatever_starts_it() {
    for line in [
        "sudo docker run x",
        "sudo -E -u me -- docker run x",
        "sudo HOME=/h docker run x",
        "A=b env C=d docker container create x",
        "env -i PATH=/bin docker run x",
        "docker container run x",
        "docker --context c run x",
        "docker -c c -l debug run x",
        "docker -H tcp://1.2.3.4:2375 run x",
        "docker --host=tcp://h --tls --tlscacert ca.pem container run x",
        "docker --config /c -D run x",
        "/usr/local/bin/docker run x",
        "docker.exe run x",
        "podman --url unix:///s --log-level debug run --replace x",
        "podman --remote container run --tz local x",
        "nohup docker run x",
        "time docker run x",
        "timeout 5 docker run x",
        "xargs docker run x",
        "watch docker run x",
        "if ! docker run x; then exit 1; fi",
        "docker \\\n  run \\\n  x",
        "docker run -e A=1 `# why` \\\n -e B=2 `#optional` \\\n x",
        "docker run x > out 2>&1",
        "X=$(docker run x)",
    ] {
        for text in [
            line.to_owned(),
            format!("# T\n\n```bash\n{line}\n```\n"),
            format!("- a:\n\n      {}\n", line.replace('\n', "\n      ")),
        ] {
            let kind = if text.len() == line.len() { TextKind::Script } else { TextKind::Markdown };
            assert_eq!(images(&text, kind), ["x"], "{text}");
        }
    }
    for line in
        ["docker compose run x", "echo docker run x", "docker ps", "docker volume create x", "nerdctl run x"]
    {
        assert_eq!(images(line, TextKind::Script), [""; 0], "{line}");
    }
}

#[test]
fn a_tolerant_reading_keeps_variables_and_what_is_there_of_a_broken_line() {
    let text = "docker run --privileged -v \"$(pwd):/a\" -m $MEMORY -p $PORT:80 --name ${N:-x} -e A=\"$B c\" -e TOKEN --nope img:$TAG \"$@\"";
    let reading = readings(text, TextKind::Script, Mode::Tolerant).pop().unwrap();
    let messages: Vec<&str> = reading.problems.iter().map(|problem| problem.detail.as_str()).collect();
    assert_eq!(messages, ["unknown flag: --nope"]);
    let container = &reading.projects[0].workloads[0].containers[0];
    let request = &container.request;
    assert_eq!(request.host.privileged.get(), Some(&true));
    assert_eq!(request.host.binds.items[0].unknown(), Some("$(pwd):/a"));
    assert_eq!((request.host.memory.get(), request.host.memory.unknown()), (None, Some("$MEMORY")));
    let binding = request.host.port_bindings.entries.get("$PORT:80");
    assert_eq!(binding.and_then(|field| field.unknown()), Some("$PORT:80"));
    assert_eq!(container.name.unknown(), Some("${N:-x}"));
    assert_eq!(request.env.items[0].unknown(), Some("A=$B c"));
    assert_eq!(request.env.items[1].unknown(), Some("${TOKEN}"));
    assert_eq!(request.image.unknown(), Some("img:$TAG"));
    assert_eq!(request.cmd.items[0].unknown(), Some("$@"));

    let reading = readings("docker run --privileged", TextKind::Script, Mode::Tolerant).pop().unwrap();
    assert_eq!(reading.problems[0].detail, "no image: at least one argument needed");
    let container = &reading.projects[0].workloads[0].containers[0];
    assert_eq!(container.request.host.privileged.get(), Some(&true));
    assert!(container.request.image.is_default());
}
