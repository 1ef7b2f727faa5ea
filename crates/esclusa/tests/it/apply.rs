//! `harden container:NAME --apply`: what is sent to an engine, and when nothing is.

use std::fs::File;
use std::io::Write as _;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::{Value, json};

use crate::command::{Folder, Run, run_with};
use crate::fake::{FakeEngine, Manner, Manners, document, engine_of};

const MIB: i64 = 1 << 20;
/// What is known of what web needs: with it limits are safe.
const LOCK: &str = "version = 1\n[[container]]\ncontainer = \"web\"\nneeds = { memory = \"96m\", processes = 12, new-privileges = false }\n";

/// The container as it was recorded, which is started again without end.
fn web() -> Value {
    let mut web = document("web");
    web["HostConfig"]["RestartPolicy"] = json!({ "Name": "on-failure", "MaximumRetryCount": 0 });
    web
}

fn id(document: &Value) -> String {
    document["Id"].as_str().expect("an identifier").to_owned()
}

/// An engine of one container, which does this when it is to change it.
fn manners(web: &Value, manner: Manner) -> Manners {
    let mut manners = engine_of(std::slice::from_ref(web));
    manners.insert(format!("/containers/{}/update", id(web)), manner);
    manners
}

fn start(manners: Manners) -> FakeEngine {
    FakeEngine::start(Some("1.41"), manners)
}

/// Runs `harden container:web --apply` beside a lock.
fn apply(engine: &FakeEngine, arguments: &[&str], input: Stdio) -> Run {
    let folder = Folder::new().with("esclusa.lock", LOCK);
    let arguments: Vec<&str> =
        ["harden", "container:web", "--apply"].iter().chain(arguments).copied().collect();
    run_with(&folder.0, &arguments, &[("DOCKER_HOST", &engine.url())], input)
}

/// The same on a terminal at which somebody types this.
fn typed(engine: &FakeEngine, arguments: &[&str], answer: &str) -> Run {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&master).and_then(|()| unlockpt(&master)).expect("a terminal");
    let name = ptsname(&master, Vec::new()).expect("its name").into_string().expect("text");
    let slave = File::options().read(true).write(true).open(name).expect("its other side");
    let mut master = File::from(master);
    master.write_all(answer.as_bytes()).expect("keys");
    apply(engine, arguments, slave.into())
}

/// How many requests were not GET.
fn changes(engine: &FakeEngine) -> Vec<String> {
    engine.asked().into_iter().filter(|line| !line.starts_with("GET ")).collect()
}

/// What the lock asks for.
fn wanted() -> Value {
    json!({ "Memory": 144 * MIB, "MemorySwap": 288 * MIB, "PidsLimit": 64 })
}

#[test]
fn answered_with_yes_exactly_one_update_is_sent() {
    for (answer, language) in
        [("y\n", "en"), ("YES\n", "en"), ("what?\nyes\n", "en"), ("s\n", "es"), ("sí\n", "es")]
    {
        let web = web();
        let engine = start(manners(&web, Manner::Updates));
        let run = typed(&engine, &["--lang", language], answer);
        assert_eq!(run.code, Some(0), "{answer:?}: {run:?}");
        assert_eq!(changes(&engine), [format!("POST /v1.41/containers/{}/update", id(&web))]);
        assert_eq!(engine.sent(), [wanted()]);
    }
}

#[test]
fn what_changes_is_shown_before_and_told_after() {
    let web = web();
    let engine = start(manners(&web, Manner::Updates));
    let run = apply(&engine, &["--yes"], Stdio::null());
    assert_eq!((run.code, engine.sent()), (Some(0), vec![wanted()]), "{run:?}");
    // The line of a new container is what it was.
    assert!(
        run.out.starts_with("docker run ") && run.out.contains("--security-opt no-new-privileges"),
        "{run:?}"
    );
    let at = |part: &str| run.err.find(part).unwrap_or_else(|| panic!("{part}: {}", run.err));
    let parts = [
        "in place, without making web anew:\n",
        "    safe: limit memory to 144 MiB [no-memory-limit]\n",
        "        Memory: no limit -> 144 MiB\n",
        "        MemorySwap: no limit -> 288 MiB\n",
        "        PidsLimit: no limit -> 64\n",
        "only in a new container, by the line above: ",
        // CPU time is in no lock, and what nobody has measured is not set.
        "1 more in place that may break something",
        "1 limit is yours to set",
        "changed: limit memory to 144 MiB [no-memory-limit]\n",
        "changed: limit processes to 64 [no-pids-limit]\n",
    ];
    assert!(parts.map(at).is_sorted(), "{}", run.err);
    let needs_new =
        run.err.lines().find(|line| line.starts_with("only in a new container")).expect("the line");
    assert!(needs_new.contains("privilege-escalation-allowed") && !needs_new.contains("no-memory-limit"));
    // Done twice, there is nothing left to ask about.
    let again = apply(&engine, &[], Stdio::null());
    assert!(again.code == Some(0) && again.err.contains("nothing to change in place"), "{again:?}");
    assert_eq!(engine.sent().len(), 1);
    let quiet = apply(&start(manners(&web, Manner::Updates)), &["--yes", "--quiet"], Stdio::null());
    let told: Vec<&str> = quiet.err.lines().collect();
    assert!(told.iter().all(|line| line.starts_with("changed: ")) && told.len() == 2, "{quiet:?}");
}

#[test]
fn without_a_yes_nothing_but_get_is_sent() {
    for answer in ["n\n", "no\n", "\n", "perhaps\nn\n", "\u{4}"] {
        let engine = start(manners(&web(), Manner::Updates));
        let run = typed(&engine, &[], answer);
        assert!(run.code == Some(1) && run.err.ends_with("nothing is changed\n"), "{answer:?}: {run:?}");
        assert!(run.err.contains("Change it on the engine now? [y]es, [n]o:"), "{run:?}");
        assert_eq!(changes(&engine), [""; 0]);
    }
    // No terminal: whatever stands there is no answer.
    let folder = Folder::new().with("answer", "yes\n");
    let answer = File::open(folder.0.join("answer")).expect("a file");
    for input in [Stdio::null(), answer.into()] {
        let engine = start(manners(&web(), Manner::Updates));
        let run = apply(&engine, &[], input);
        assert!(run.code == Some(2) && run.err.ends_with("--yes says yes\n"), "{run:?}");
        assert_eq!(changes(&engine), [""; 0]);
    }
}

#[test]
fn risky_ones_are_made_if_asked_for_and_placeholders_never() {
    let engine = start(manners(&web(), Manner::Updates));
    let run = apply(&engine, &["--yes", "--risky"], Stdio::null());
    assert_eq!(run.code, Some(0), "{run:?}");
    let mut all = wanted();
    all["RestartPolicy"] = json!({ "Name": "on-failure", "MaximumRetryCount": 5 });
    assert_eq!(engine.sent(), [all]);
    assert!(run.err.contains("RestartPolicy: on-failure -> on-failure:5"), "{run:?}");
    let one = start(manners(&web(), Manner::Updates));
    let run = apply(&one, &["--yes", "--only", "no-pids-limit"], Stdio::null());
    assert_eq!((run.code, one.sent()), (Some(0), vec![json!({ "PidsLimit": 64 })]), "{run:?}");
    // Without a lock nothing is known.
    let bare = start(manners(&web(), Manner::Updates));
    let folder = Folder::new();
    let arguments = ["harden", "container:web", "--apply", "--yes", "--only", "no-memory-limit", "--risky"];
    let run = run_with(&folder.0, &arguments, &[("DOCKER_HOST", &bare.url())], Stdio::null());
    assert!(run.code == Some(0) && run.err.contains("1 limit is yours to set"), "{run:?}");
    assert_eq!(changes(&bare), [""; 0]);
}

#[test]
fn a_waiver_holds_here_too() {
    let waiver = "[[waiver]]\nrule = \"no-memory-limit\"\nservice = \"web\"\nreason = \"made up\"\n";
    let engine = start(manners(&web(), Manner::Updates));
    let folder = Folder::new().with("esclusa.lock", LOCK).with("esclusa.toml", waiver);
    let arguments = ["harden", "container:web", "--apply", "--yes"];
    let run = run_with(&folder.0, &arguments, &[("DOCKER_HOST", &engine.url())], Stdio::null());
    assert_eq!((run.code, engine.sent()), (Some(0), vec![json!({ "PidsLimit": 64 })]), "{run:?}");
    // A policy that is not understood could have one.
    let folder = folder.with("esclusa.toml", "[[waiver]]\nrule = 1\n");
    let engine = start(manners(&web(), Manner::Updates));
    let run = run_with(&folder.0, &arguments, &[("DOCKER_HOST", &engine.url())], Stdio::null());
    assert_eq!((run.code, changes(&engine)), (Some(2), Vec::new()), "{run:?}");
}

#[test]
fn a_container_that_is_another_meanwhile_is_left_alone() {
    let web = web();
    let mut other = web.clone();
    other["Id"] = "0ther".into();
    let mut worse = web.clone();
    worse["HostConfig"]["CpuShares"] = 2.into();
    let mut lower = web.clone();
    lower["HostConfig"]["Memory"] = (32 * MIB).into();
    let says = |document: &Value| Manner::Says(200, document.to_string());
    let gone = Manner::Says(404, r#"{"message":"No such container: web"}"#.to_owned());
    for (then, said) in [
        (gone, "nothing is changed: web is gone"),
        (says(&other), "nothing is changed: another container is called web now"),
        (says(&worse), "nothing is changed: web was changed by somebody else meanwhile"),
        (says(&lower), "not changed: Memory would be limited less than it is"),
    ] {
        let mut manners = manners(&web, Manner::Updates);
        manners.insert("/containers/0ther/update".to_owned(), Manner::Updates);
        // Once for the line, once for the plan.
        let turns = vec![says(&web), says(&web), then];
        manners.insert("/containers/web/json".to_owned(), Manner::Turns(turns));
        let engine = start(manners);
        let run = apply(&engine, &["--yes"], Stdio::null());
        assert!(run.code == Some(2) && run.err.contains(said), "{said}: {run:?}");
        assert_eq!(changes(&engine), [""; 0], "{said}");
    }
}

#[test]
fn what_an_engine_does_not_do_is_told_in_one_line() {
    let swap = "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time";
    let cases = [
        (Manner::Says(500, json!({ "message": swap }).to_string()), format!("status 500: {swap}"), 1),
        (
            Manner::Says(409, json!({ "message": "a\nb\u{1b}[2J" }).to_string()),
            "status 409: a\\u{a}b".to_owned(),
            1,
        ),
        (Manner::BreaksOff, "whether it was changed is not known: ".to_owned(), 3),
        // An old engine takes what it does not know, and leaves it.
        (
            Manner::Says(200, r#"{"Warnings":null}"#.to_owned()),
            "not all in force although the engine took it (PidsLimit): limit processes to 64 [no-pids-limit]"
                .to_owned(),
            2,
        ),
    ];
    for (manner, said, lines) in cases {
        let engine = start(manners(&web(), manner.clone()));
        let run = apply(&engine, &["--yes", "--quiet"], Stdio::null());
        assert!(run.code == Some(2) && run.err.contains(&said), "{manner:?}: {run:?}");
        assert!(run.err.lines().count() == lines && !run.err.contains('\u{1b}'), "{manner:?}: {run:?}");
        assert_eq!(changes(&engine).len(), 1, "{manner:?}");
    }
}

#[test]
fn what_the_engine_warns_of_is_told() {
    let warned = "Your kernel does not support swap limit capabilities or the cgroup is not mounted.";
    let web = web();
    let mut after = web.clone();
    after["HostConfig"]["Memory"] = (144 * MIB).into();
    after["HostConfig"]["MemorySwap"] = (-1).into();
    let mut manners = manners(&web, Manner::Says(200, json!({ "Warnings": [warned] }).to_string()));
    manners.insert(format!("/containers/{}/json", id(&web)), Manner::Says(200, after.to_string()));
    let engine = start(manners);
    let run = apply(&engine, &["--yes", "--quiet", "--only", "no-memory-limit"], Stdio::null());
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.starts_with(&format!("the engine warns: {warned}\n")), "{run:?}");
    assert!(run.err.contains("not all in force although the engine took it (MemorySwap): "), "{run:?}");
}

#[test]
fn only_a_container_is_changed() {
    let folder = Folder::new().with("compose.yaml", "services:\n  a:\n    image: x\n");
    for arguments in [
        &["harden", "--apply", "."][..],
        &["harden", "--apply", "-f", "compose.yaml"],
        &["harden", "--apply", "--write", "container:web"],
        &["harden", "--apply", "--interactive", "container:web"],
        &["harden", "--apply", "--", "docker", "run", "x"],
        &["harden", "--yes", "container:web"],
        &["harden", "--apply", "engine:"],
    ] {
        assert_eq!(folder.esclusa(arguments).code, Some(2), "{arguments:?}");
    }
    let engine = start(manners(&web(), Manner::Updates));
    let json = apply(&engine, &["--yes", "--format", "json"], Stdio::null());
    assert!(json.code == Some(2) && json.err.contains("not as JSON"), "{json:?}");
    assert_eq!(changes(&engine), [""; 0]);
}
