//! What the binary says to people: in their language whole, the words of others as quotations.

use std::process::Command;

use crate::command::{Folder, Run, run};

/// Words that no Spanish text has.
const ENGLISH: [&str; 36] = [
    "the", "of", "is", "are", "and", "or", "not", "must", "with", "without", "for", "by", "from", "this",
    "that", "its", "an", "be", "it", "cannot", "only", "more", "than", "missing", "invalid", "unknown",
    "expected", "read", "print", "list", "folder", "usage", "command", "argument", "value", "options",
];

/// The English words of a text outside its quotations.
fn english(text: &str) -> Vec<String> {
    let mut own = String::new();
    for (at, piece) in text.split(['«', '»']).enumerate() {
        if at % 2 == 0 {
            own.push_str(piece);
        }
    }
    own.split(|character: char| !character.is_alphanumeric() && !"-_./\"'".contains(character))
        .map(str::to_lowercase)
        .filter(|word| ENGLISH.contains(&word.as_str()))
        .collect()
}

fn spanish(folder: &Folder, arguments: &[&str]) -> Run {
    run(&folder.0, arguments, &[("ESCLUSA_LANG", "es")])
}

#[test]
fn the_help_of_every_command_is_spanish() {
    let folder = Folder::new();
    for command in
        ["", "audit", "run", "translate", "model", "explain", "rules", "rules test", "rules schema"]
    {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = spanish(&folder, &arguments).out;
        let (words, _) = help.split_once("Ejemplos:").unwrap_or((&help, ""));
        assert_eq!(english(words), Vec::<String>::new(), "{command}: {words}");
        for name in ["FILE", "DIR", "NAME", "PATH", "RULE", "COMMAND", "OPTIONS", "DIALECT", "PROFILE"] {
            let said =
                words.split(|character: char| !character.is_ascii_uppercase()).any(|word| word == name);
            assert!(!said, "{command}: {name} in {words}");
        }
    }
    assert!(
        !english(&folder.esclusa(&["audit", "--help"]).out).is_empty(),
        "the test tells the languages apart"
    );
}

#[test]
fn bad_usage_is_told_in_spanish() {
    let folder = Folder::new();
    for arguments in [
        &["audit", "--no-such"][..],
        &["audit", "--format", "xml"],
        &["audit", "--severity"],
        &["translate"],
        &["translate", "--to", "engine"],
        &["translate", "--to", "run", "--canonical", "x"],
        &["translate", "--to", "run", "-f", "a", "--", "docker", "run", "x"],
        &["explain"],
        &["explain", "no-such-rule"],
        &["no-such-command"],
        &["rules", "--lang", "fr"],
    ] {
        let run = spanish(&folder, arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(!run.err.is_empty(), "{arguments:?}");
        assert_eq!(english(&run.err), Vec::<String>::new(), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn a_language_that_nobody_speaks_is_named() {
    let folder = Folder::new();
    let bad = folder.esclusa(&["rules", "--lang", "xx"]);
    assert_eq!(bad.code, Some(2));
    assert!(bad.err.contains("invalid value xx for --lang <LANG>: en, es"), "{bad:?}");

    let warned = run(&folder.0, &["rules"], &[("ESCLUSA_LANG", "xx"), ("LANG", "es_ES.UTF-8")]);
    assert_eq!(warned.code, Some(0));
    assert_eq!(warned.err, "aviso: ESCLUSA_LANG=xx no es un idioma que hable Esclusa (en, es)\n");
    assert!(warned.out.starts_with("1 no exponer"), "{warned:?}");
    let told = run(&folder.0, &["rules", "--lang", "en"], &[("ESCLUSA_LANG", "xx")]);
    assert_eq!(told.err, "", "the option has decided");
    assert_eq!(run(&folder.0, &["rules"], &[("ESCLUSA_LANG", "")]).err, "", "empty is unset");
}

#[test]
fn problems_are_told_in_spanish_and_others_quoted() {
    let folder = Folder::new()
        .with("keys.yaml", "services:\n  web: {image: a, image: b, foo: 1, ports: {}, build: 3}\n")
        .with(
            "fit.yaml",
            "services: {web: {depends_on: [db], networks: [n], volumes: ['v:/v'], scale: -1}}\n",
        )
        .with(
            "types.yaml",
            "services: {web: {image: x, privileged: maybe, mem_limit: much, ulimits: {a: {}}}}\n",
        )
        .with(
            "extends.yaml",
            "services: {web: {image: x, extends: {file: no.yaml, service: y}}}\ninclude: [7]\n",
        )
        .with("variable.yaml", "services: {web: {image: '${', command: '${A:?}', env_file: no.env}}\n")
        .with("circle.yaml", "services: {a: {image: x, labels: &a {b: *a}}}\n")
        .with("broken.yaml", "services: {\n")
        .with("top.yaml", "services: []\nvolumes: 3\n")
        .with("request.json", "{\"HostConfig\": {\"Memory\": \"x\", \"Binds\": 3}, \"Image\": 7}")
        .with("broken.json", "{\"Image\": }")
        .with("lines.sh", "docker run --memory x nginx\ndocker run -v a:b:c:d nginx\ndocker run 'x\n")
        .with("text.md", "nothing\n")
        .with("latin.yaml", b"a: caf\xe9");
    let names = [
        "keys.yaml",
        "fit.yaml",
        "types.yaml",
        "extends.yaml",
        "variable.yaml",
        "circle.yaml",
        "broken.yaml",
        "top.yaml",
        "request.json",
        "broken.json",
        "lines.sh",
        "latin.yaml",
        "none.yaml",
    ];
    for name in names {
        let run = spanish(&folder, &["audit", name]);
        assert_eq!(run.code, Some(2), "{name}: {run:?}");
        let mut lines = run.err.lines();
        assert!(lines.all(|line| line.contains("problema: ")), "{name}: {run:?}");
        assert_eq!(english(&run.err), Vec::<String>::new(), "{name}: {}", run.err);
    }
    let quoted = spanish(&folder, &["audit", "lines.sh"]).err;
    assert!(quoted.contains("docker lo rechaza: «"), "{quoted}");
    assert!(
        quoted.contains("la orden puede no ser lo que quiso su autor: un entrecomillado que no termina"),
        "{quoted}"
    );
    let plain = folder.esclusa(&["audit", "lines.sh"]).err;
    assert!(plain.contains("docker refuses it: invalid"), "{plain}");
}

#[test]
fn what_is_left_unsaid_is_told_in_spanish() {
    let folder = Folder::new().with(
        "compose.yaml",
        "services: {web: {image: x, build: ., networks: [n], volumes: ['v:/v'], deploy: {replicas: 2}}}\n\
         networks: {n: {}}\nvolumes: {v: {driver: local}}\n",
    );
    for dialect in ["run", "engine"] {
        let run = spanish(&folder, &["translate", "--to", dialect, "compose.yaml"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(!run.err.is_empty(), "{dialect}");
        assert_eq!(english(&run.err), Vec::<String>::new(), "{dialect}: {}", run.err);
    }
}

#[test]
fn counts_agree_with_what_they_count() {
    let folder = Folder::new().with("one.sh", "docker run --privileged --pid host x\n");
    let sum = |run: &Run| run.out.lines().last().unwrap_or_default().to_owned();
    let spanish = spanish(&folder, &["audit", "one.sh"]);
    let english = folder.esclusa(&["audit", "one.sh"]);
    let critical = english.out.lines().filter(|line| line.contains(" critical: ")).count();
    assert_eq!(critical, 1, "{english:?}");
    assert!(sum(&spanish).contains(" hallazgos: 1 crítica, "), "{spanish:?}");
    assert!(sum(&spanish).contains(" medias"), "{spanish:?}");
    assert!(sum(&english).contains(" findings: 1 critical, "), "{english:?}");
}

#[test]
fn a_circle_is_named_once() {
    let folder = Folder::new()
        .with(
            "extends.yaml",
            "services:\n  a: {image: x, extends: {file: base.yaml, service: a}}\n  \
             b: {image: x, extends: {file: base.yaml, service: a}}\n",
        )
        .with("base.yaml", "services: {a: {extends: {file: extends.yaml, service: a}}}\n")
        .with("merge.yaml", "services: {a: {image: x, environment: &e {<<: *e}}}\n")
        .with("include.yaml", "include: [other.yaml]\nservices: {a: {image: x}}\n")
        .with("other.yaml", "include: [include.yaml]\n");
    for name in ["extends.yaml", "merge.yaml", "include.yaml"] {
        let run = folder.esclusa(&["audit", name]);
        assert_eq!(run.err.lines().count(), 1, "{name}: {run:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_fifo_of_variables_is_not_the_clients_refusal() {
    let folder = Folder::new();
    let made = Command::new("mkfifo").arg(folder.0.join("pipe")).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: mkfifo is not there");
        return;
    }
    let line = ["translate", "--to", "engine", "--", "docker", "run", "--env-file", "pipe", "nginx"];
    let run = folder.esclusa(&line);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("a FIFO, socket or device, not a regular file"), "{run:?}");
    assert!(!run.err.contains("docker refuses"), "{run:?}");
}

#[test]
fn standard_input_has_its_own_name() {
    let folder = Folder::new();
    for text in ["services: {a: 3}\n", "services: {\n", "a\0b", "hello\n", "{\"Image\": 3}", "include: [-]\n"]
    {
        let run = folder.piped(&["audit", "-"], text);
        assert_eq!(run.code, Some(2), "{text:?}: {run:?}");
        assert!(!run.err.is_empty(), "{text:?}");
        assert!(run.err.lines().all(|line| line.starts_with("<stdin>:")), "{text:?}: {run:?}");
        assert!(!run.err.contains("/<stdin>"), "{text:?}: {run:?}");
    }
    let run = folder.piped(&["translate", "--to", "compose", "-f", "-"], "a: \0");
    assert!(run.err.contains("<stdin>: holds a NUL byte") && !run.err.contains("/<stdin>"), "{run:?}");
}
