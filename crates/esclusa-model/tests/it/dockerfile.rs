//! Dockerfiles: what they say of the image that they build, alone and through a Compose file.

use std::collections::BTreeMap;

use esclusa_model::dialect::compose;
use esclusa_model::dialect::dockerfile::{Build, facts};
use esclusa_model::{Context, Fact, FactSource, Facts, ImageFacts, Mode, Reading};
use esclusa_source::syntax::dockerfile::parse;
use esclusa_source::{MemoryFiles, Sources};
use proptest::prelude::*;

use crate::shared::shared;

fn built(text: &str, build: &Build) -> (ImageFacts, Vec<String>) {
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let (dockerfile, mut problems) = parse(file, text);
    let (image, more) = facts(&dockerfile, build);
    problems.extend(more);
    (image, problems.into_iter().map(|problem| problem.detail.to_string()).collect())
}

fn image(text: &str) -> ImageFacts {
    let (image, problems) = built(text, &Build::default());
    assert_eq!(problems, [""; 0], "{text}");
    image
}

fn user(text: &str) -> Option<String> {
    image(text).user.known().cloned()
}

fn values(facts: &Facts) -> Vec<&str> {
    facts.values().collect()
}

#[test]
fn the_last_user_of_the_last_stage_counts() {
    assert_eq!(user("FROM example.com/a\nUSER root\nRUN x\nUSER app:app\n").as_deref(), Some("app:app"));
    assert_eq!(user("FROM example.com/a AS b\nUSER app\nFROM example.com/c\n"), None);
    assert_eq!(user("FROM example.com/a AS b\nUSER app\nFROM x\nUSER y\nFROM B\n").as_deref(), Some("app"));
    assert_eq!(user("FROM scratch\nCOPY a /\n").as_deref(), Some(""));
    assert_eq!(user("FROM nginx:1.29\n").as_deref(), Some(""));
    assert_eq!(user("FROM --platform=$BUILDPLATFORM nginx:1.29 AS web\n").as_deref(), Some(""));
    assert_eq!(user("\u{feff}FROM example.com/a\nUSER app\n").as_deref(), Some("app"));
}

#[test]
fn the_stage_that_is_asked_for_is_built() {
    let text = "FROM example.com/a AS one\nUSER a\nFROM example.com/a AS two\nUSER b\nFROM one\nUSER c\n";
    for (target, user) in [("one", "a"), ("TWO", "b"), ("1", "b"), ("2", "c"), ("", "c")] {
        let build = Build { target: Some(target.to_owned()), ..Build::default() };
        let (image, problems) = built(text, &build);
        assert_eq!(image.user.known().map(String::as_str), Some(user), "{target}");
        assert!(problems.is_empty());
    }
    let (image, problems) = built(text, &Build { target: Some("nine".to_owned()), ..Build::default() });
    assert_eq!((image.user, problems.len()), (Fact::Unknown, 1));
}

#[test]
fn arguments_come_from_the_build_the_default_or_nobody() {
    let text =
        "ARG TAG=1.29\nARG WHO=global\nFROM nginx:$TAG\nARG WHO\nARG ID=10${X:-}\nARG NONE\nUSER $WHO\n";
    assert_eq!(user(text).as_deref(), Some("global"));
    let given = |value: Option<&str>| Build {
        arguments: [("WHO".to_owned(), value.map(ToOwned::to_owned))].into_iter().collect(),
        ..Build::default()
    };
    assert_eq!(built(text, &given(Some("me"))).0.user.known().map(String::as_str), Some("me"));
    assert_eq!(built(text, &given(None)).0.user, Fact::Unknown);
    // What is global is not seen in a stage that does not ask for it.
    assert_eq!(user("ARG U=a\nFROM nginx\nUSER $U\n"), None);
    assert_eq!(user("FROM nginx\nARG U\nUSER $U\n"), None);
    assert_eq!(user("FROM nginx\nARG U\nUSER ${U:-app}\n"), None);
    assert_eq!(user("FROM scratch\nUSER ${U:-app}\n").as_deref(), Some("app"));
    assert_eq!(user("FROM nginx\nARG U=a\nENV U=b\nUSER $U\n").as_deref(), Some("b"));
    assert_eq!(user("ARG BASE\nFROM $BASE\n"), None);
    assert_eq!(user("ARG BASE=nginx\nFROM ${BASE}\n").as_deref(), Some(""));
    // A stage that starts from another has its arguments.
    assert_eq!(user("FROM x AS a\nARG U=u\nFROM a\nUSER $U\n").as_deref(), Some("u"));
}

#[test]
fn ports_have_protocols_and_ranges() {
    let image = image("FROM scratch\nENV P=90\nEXPOSE 80 53/UDP 8000-8002 \"$P\"\nEXPOSE 80/tcp\n");
    let ports = ["80/tcp", "53/udp", "8000/tcp", "8001/tcp", "8002/tcp", "90/tcp"];
    assert_eq!(values(&image.exposed_ports), ports);
    assert!(image.exposed_ports.complete);
    let (image, problems) = built("FROM nginx\nARG P\nEXPOSE $P 90000 1-0 8080\n", &Build::default());
    assert_eq!(values(&image.exposed_ports), ["80/tcp", "8080/tcp"]);
    assert!(!image.exposed_ports.complete);
    assert_eq!(problems, ["not a port", "not a port"]);
    let sources: Vec<bool> = image
        .exposed_ports
        .items
        .iter()
        .map(|(_, source)| matches!(source, FactSource::Dockerfile(_)))
        .collect();
    assert_eq!(sources, [false, true], "each with its own source");
}

#[test]
fn volumes_environment_and_entry_points_have_two_forms() {
    let one = image("FROM scratch\nVOLUME [\"/a\", \"/b c\"]\nVOLUME /d /e\nENTRYPOINT [\"/x\", \"-y\"]\n");
    assert_eq!(values(&one.volumes), ["/a", "/b c", "/d", "/e"]);
    assert_eq!(one.entrypoint.known().map(Vec::as_slice), Some(&["/x".to_owned(), "-y".to_owned()][..]));
    let two = image("FROM scratch\nENV A=1 B=\"x y\"\nENV C d e\nENV A=2 B=$A\nENTRYPOINT exec x $A\n");
    assert_eq!(values(&two.env), ["A=2", "B=1", "C=d e"]);
    let words: Vec<&str> = two.entrypoint.known().into_iter().flatten().map(String::as_str).collect();
    assert_eq!(words, ["/bin/sh", "-c", "exec x $A"]);
    let three = image("FROM scratch\nSHELL [\"/bin/bash\", \"-c\"]\nENTRYPOINT x\n");
    assert_eq!(three.entrypoint.known().map(Vec::len), Some(3));
    assert_eq!(
        three.entrypoint.known().and_then(|words| words.first()).map(String::as_str),
        Some("/bin/bash")
    );
    assert_eq!(values(&image("FROM nginx\nENV A=$NOBODY\n").env), ["A=$NOBODY"]);
    assert!(image("FROM nginx\nENTRYPOINT [\"/x\"]\n").needs_capabilities.is_unknown());
}

#[test]
fn health_is_known_where_it_is_said() {
    let health = |text: &str| image(text).healthcheck.known().copied();
    assert_eq!(health("FROM example.com/a\nHEALTHCHECK --interval=5m CMD x\n"), Some(true));
    assert_eq!(health("FROM example.com/a\nHEALTHCHECK none\n"), Some(false));
    assert_eq!(health("FROM example.com/a\n"), None);
    assert_eq!(health("FROM nginx\n"), Some(false));
}

#[test]
fn what_is_kept_for_later_happens_in_the_next_stage() {
    let text = "FROM example.com/a AS a\nONBUILD USER app\nONBUILD RUN <<E\nUSER no\nE\nUSER root\n";
    assert_eq!(user(text).as_deref(), Some("root"));
    assert_eq!(user(&format!("{text}FROM a\n")).as_deref(), Some("app"));
}

#[test]
fn flags_are_those_that_buildkit_knows() {
    let said = |line: &str| built(&format!("FROM scratch\n{line}\n"), &Build::default()).1;
    for line in [
        "COPY --from=a --chown=1:1 --chmod=755 --link --parents --exclude=b --exclude=c x /y",
        "COPY --link=false x /y",
        "COPY \"--chown=1:1\" x /y",
        "COPY -- --x /y",
        "ADD --checksum=sha256:0 --keep-git-dir=true --unpack https://a /b",
        "RUN --mount=type=cache,target=/a,sharing=locked --mount=type=secret,id=b,required --network=none c",
        "RUN --mount=type=bind,\\\"target=/a,b\\\",ro c",
        "RUN --mount=type=$T,sharing=${S} --security=insecure --device=a --device=b c",
        "HEALTHCHECK --interval=1s --timeout=1s --start-period=1s --start-interval=1s --retries=3 CMD x",
        "HEALTHCHECK --anything NONE",
        "RUN x --foo",
        "CMD x --foo",
    ] {
        assert_eq!(said(line), [""; 0], "{line}");
    }
    let copy = "COPY has only the flags --chmod, --chown, --exclude, --from, --link, --parents";
    let kinds = "type takes one of bind, cache, tmpfs, secret, ssh";
    for (line, expected) in [
        ("COPY --foo x /y", copy),
        ("COPY --checksum=1 x /y", copy),
        ("COPY --from x /y", "--from has no value"),
        ("COPY --from=a --from=b x /y", "--from is said twice"),
        ("COPY --link=yes x /y", "--link takes one of true, false"),
        ("COPY --link= x /y", "--link takes one of true, false"),
        ("RUN --network=bridge x", "--network takes one of default, none, host"),
        ("RUN --security=none x", "--security takes one of insecure, sandbox"),
        ("RUN --mount=type=volume,target=/a x", kinds),
        ("RUN --mount=type=cache,sharing=both x", "sharing takes one of shared, private, locked"),
        ("ENTRYPOINT --foo", "ENTRYPOINT has no flags"),
        ("USER --foo x", "USER has no flags"),
    ] {
        assert_eq!(said(line), [expected], "{line}");
    }
    assert!(
        said("RUN --mount=type=bind,where=/a x")
            .iter()
            .all(|said| said.starts_with("a mount has only the options"))
    );
    assert_eq!(said("RUN --mount=type=bind,where=/a --mount=target x").len(), 2);
    // Nothing of the file is repeated.
    assert!(!said("COPY --hunter2 x /y").concat().contains("hunter2"));
    let twice = built("FROM --platform=a --platform=b scratch\n", &Build::default()).1;
    assert_eq!(twice, ["--platform is said twice"]);
}

#[test]
fn what_the_builder_refuses_is_said() {
    for (text, details) in [
        ("", &["no FROM: it builds no image"][..]),
        ("RUN x\n", &["an instruction before the first FROM", "no FROM: it builds no image"]),
        ("FROM a\nroot:x:0:0\n", &["unknown instruction", "an instruction without arguments"]),
        ("FROM a as\n", &["FROM takes an image, or an image AS a name"]),
        ("FROM a\nUSER\n", &["an instruction without arguments"]),
        ("FROM a\nENV A\n", &["ENV without a value"]),
        ("FROM a\nENV A=1 B\n", &["ENV takes NAME=VALUE"]),
        ("FROM a\nHEALTHCHECK x\n", &["HEALTHCHECK takes CMD or NONE"]),
        ("FROM a\nSHELL sh\n", &["SHELL takes a JSON list"]),
    ] {
        assert_eq!(built(text, &Build::default()).1, details, "{text}");
    }
    let (_, problems) = built(&"no such thing\n".repeat(1000), &Build::default());
    assert_eq!(problems.len(), 10, "what is no Dockerfile at all is not told line by line");
}

fn compose(files: &[(&str, &str)], mode: Mode) -> (Reading, Sources) {
    let mut memory = MemoryFiles::default();
    for (name, text) in files {
        memory = memory.with(format!("/p/{name}"), *text);
    }
    let context = Context { files: &memory, environment: BTreeMap::new(), working_dir: "/p".into(), mode };
    let mut sources = Sources::default();
    let reading = compose::read(&compose::LoadOptions::default(), &context, &mut sources);
    (reading, sources)
}

/// The user of each service's image, in order.
fn users(reading: &Reading) -> Vec<Option<&str>> {
    let containers = reading.projects.iter().flat_map(|project| project.containers());
    containers.map(|container| container.image.user.known().map(String::as_str)).collect()
}

#[test]
fn a_service_has_the_facts_of_what_it_builds() {
    let text = "services:
  a: {build: app}
  b: {build: {context: app, target: one, args: {WHO: me}}}
  c: {build: {context: ., dockerfile: app/Other}, image: nginx}
  d: {build: {dockerfile_inline: \"FROM example.com/x\\nUSER inline\\n\"}}
  e: {build: {context: app, args: [WHO=you]}}
  f: {build: \"https://example.com/a.git\"}
  g: {build: nowhere, image: nginx}
  h: {build: {context: app, args: {WHO: \"$$NOT\"}}}
  i: {image: nginx}
";
    let dockerfile = "FROM example.com/x AS one\nARG WHO=nobody\nUSER $WHO\nFROM one\n";
    let files = [
        ("compose.yaml", text),
        ("app/Dockerfile", dockerfile),
        ("app/Other", "FROM example.com/x\nUSER other\n"),
    ];
    for mode in [Mode::Exact, Mode::Tolerant] {
        let (reading, sources) = compose(&files, mode);
        assert_eq!(reading.problems, []);
        let expected = [
            Some("nobody"),
            Some("me"),
            Some("other"),
            Some("inline"),
            Some("you"),
            None,
            None,
            Some("$NOT"),
            Some(""),
        ];
        assert_eq!(users(&reading), expected);
        let place = |at: usize| {
            let container = reading.projects[0].containers().nth(at).expect("a service");
            let Fact::Known(_, FactSource::Dockerfile(origin)) = &container.image.user else {
                panic!("{at}")
            };
            let location = sources.location(origin.place.expect("a place"));
            (location.path.display().to_string(), location.line)
        };
        assert_eq!(place(0), ("app/Dockerfile".to_owned(), 3));
        assert_eq!(place(3), ("compose.yaml".to_owned(), 5));
    }
}

#[test]
fn a_variable_that_is_not_known_leaves_what_is_built_unknown() {
    let text = "services:
  a: {build: {context: app, args: {WHO: \"$NOBODY\"}}}
  b: {build: {context: \"$NOBODY/app\"}}
  c: {build: {context: app, target: \"$NOBODY\"}}
";
    let dockerfile = "FROM example.com/x\nARG WHO\nUSER $WHO\n";
    let (reading, _) = compose(&[("compose.yaml", text), ("app/Dockerfile", dockerfile)], Mode::Tolerant);
    assert_eq!(users(&reading), [None, None, None]);
}

#[test]
fn a_broken_dockerfile_is_a_problem_of_the_auditor_only() {
    let files =
        [("compose.yaml", "services: {a: {build: .}, b: {build: .}}\n"), ("Dockerfile", "FROM a\nNO x\n")];
    let (reading, _) = compose(&files, Mode::Exact);
    assert_eq!((reading.projects.len(), reading.problems.len()), (1, 0));
    let (reading, sources) = compose(&files, Mode::Tolerant);
    assert_eq!(reading.projects.len(), 1);
    assert_eq!(reading.problems.len(), 1, "once for both services: {:?}", reading.problems);
    let location = sources.location(reading.problems[0].span.expect("a place"));
    assert_eq!((location.path.display().to_string(), location.line), ("Dockerfile".to_owned(), 2));
}

/// Files of the corpus that are no Dockerfile to the builder, with the reason.
const REFUSED: &[(&str, &str)] = &[
    (
        "docker-library__postgres__Dockerfile-alpine.template",
        "a template of jq, from which Dockerfiles are made",
    ),
    (
        "docker-library__python__Dockerfile-windows.template",
        "a template of jq, from which Dockerfiles are made",
    ),
];

#[test]
fn every_dockerfile_of_the_corpus_is_read() {
    let Some(folder) = shared("dockerfiles") else { return };
    let (mut files, mut instructions, mut users, mut refused) = (0, 0, 0, Vec::new());
    let mut paths: Vec<_> = std::fs::read_dir(folder.join("corpus/dockerfiles"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let mut sources = Sources::default();
        let file = sources.add("Dockerfile", text.as_str());
        files += 1;
        instructions += parse(file, &text).0.instructions.len();
        let (image, problems) = built(&text, &Build::default());
        users += usize::from(image.user.known().is_some());
        let excepted = REFUSED.iter().any(|(file, _)| *file == name);
        if problems.is_empty() == excepted {
            refused.push(format!("{name}: {problems:?}"));
        }
    }
    println!("{files} Dockerfiles, {instructions} instructions, {users} users known");
    assert!(files > 400, "{files}");
    assert_eq!(refused, [""; 0]);
}

proptest! {
    #[test]
    fn any_text_builds_or_is_refused(
        text in "((FROM|ARG|ENV|USER|EXPOSE|VOLUME|ENTRYPOINT|ONBUILD|AS|HEALTHCHECK) |[ \\\\\n$A{}:=+\"'\\[\\]0-9/-]){0,60}"
    ) {
        let (image, problems) = built(&text, &Build::default());
        prop_assert!(text.contains("FROM") || image == ImageFacts::default());
        prop_assert!(text.contains("FROM") || !problems.is_empty());
    }
}
