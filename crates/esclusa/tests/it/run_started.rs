//! `esclusa run` on an engine: what it is sent, and what becomes of its answers, of signals and of the terminal.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};
use serde_json::{Value, json};

use crate::command::{Folder, Run, run};
use crate::fake::{FakeEngine, Manner, Manners, frame};

const ID: &str = "abc123";
const IMAGE: &str = "/images/my/app:1/json";

fn says(status: u16, text: &str) -> Manner {
    Manner::Says(status, text.to_owned())
}

fn message(status: u16, text: &str) -> Manner {
    Manner::Says(status, json!({ "message": text }).to_string())
}

/// An engine that has the image, and whose container says this and ends with 3.
fn manners(said: Vec<u8>) -> Manners {
    let mut manners = Manners::new();
    let made = json!({ "Id": ID, "Warnings": ["no swap here"] }).to_string();
    manners.insert(IMAGE.to_owned(), says(200, r#"{"Config":{"User":""}}"#));
    manners.insert("/containers/create".to_owned(), says(201, &made));
    for attached in ["&stdout=1&stderr=1", "&stdin=1&stdout=1&stderr=1"] {
        let echoes = attached.contains("stdin");
        let path = format!("/containers/{ID}/attach?stream=1{attached}");
        manners.insert(path, Manner::Attaches(said.clone(), echoes));
    }
    manners.insert(format!("/containers/{ID}/wait?condition=next-exit"), says(200, r#"{"StatusCode":3}"#));
    manners.insert(format!("/containers/{ID}/wait?condition=removed"), says(200, r#"{"StatusCode":3}"#));
    manners.insert(format!("/containers/{ID}/start"), says(204, ""));
    manners
}

fn engine(changed: &[(&str, Manner)]) -> FakeEngine {
    let mut manners = manners([frame(1, b"out"), frame(2, b"err")].concat());
    manners.extend(changed.iter().map(|(path, manner)| ((*path).to_owned(), manner.clone())));
    FakeEngine::start(Some("1.41"), manners)
}

fn on(engine: &FakeEngine, folder: &Folder, words: &[&str]) -> Run {
    let words: Vec<&str> = ["run"].iter().chain(words).copied().collect();
    run(&folder.0, &words, &[("DOCKER_HOST", &engine.url())])
}

/// The requests that were not GET.
fn changes(engine: &FakeEngine) -> Vec<String> {
    engine.asked().into_iter().filter(|line| !line.starts_with("GET ")).collect()
}

#[test]
fn the_request_is_the_one_that_was_shown() {
    let folder = Folder::new();
    let words = ["--hardening", "strict", "-m", "64m", "my/app:1", "serve"];
    let engine = engine(&[]);
    let dry = on(&engine, &folder, &[&["--dry-run"], &words[..]].concat());
    assert_eq!(engine.asked(), Vec::<String>::new(), "to show asks nobody");
    let (_, shown) = dry.out.split_once('\n').unwrap_or_else(|| panic!("{dry:?}"));
    let run = on(&engine, &folder, &words);
    assert_eq!((run.code, run.out.as_str()), (Some(3), "out"), "{run:?}");
    assert!(run.err.ends_with("WARNING: no swap here\nerr"), "{run:?}");
    let shown: Value = serde_json::from_str(shown).expect("JSON");
    assert_eq!(engine.sent(), [shown]);
    assert_eq!(
        changes(&engine),
        [
            "POST /v1.41/containers/create".to_owned(),
            format!("POST /v1.41/containers/{ID}/attach?stream=1&stdout=1&stderr=1"),
            format!("POST /v1.41/containers/{ID}/wait?condition=next-exit"),
            format!("POST /v1.41/containers/{ID}/start"),
        ]
    );
}

#[test]
fn detached_it_is_told_by_its_identifier_and_quiet_says_nothing_else() {
    let engine = engine(&[]);
    let folder = Folder::new();
    let run = on(&engine, &folder, &["-d", "-q", "--cidfile", "id", "my/app:1"]);
    assert_eq!((run.code, run.out), (Some(0), format!("{ID}\n")));
    assert_eq!(run.err, "WARNING: no swap here\n");
    assert_eq!(std::fs::read_to_string(folder.0.join("id")).expect("the file"), ID);
    assert!(!changes(&engine).iter().any(|line| line.contains("attach")), "{:?}", engine.asked());
    // The file is another container's now.
    let again = on(&engine, &folder, &["-d", "--cidfile", "id", "my/app:1"]);
    assert_eq!(again.code, Some(125), "{again:?}");
    assert!(again.err.contains("container ID file found"), "{again:?}");
    assert_eq!(engine.sent().len(), 1, "nothing is made for it");
}

#[test]
fn what_the_policy_forbids_reaches_no_engine() {
    let folder = Folder::new().with("esclusa.toml", "fail-on = \"medium\"\n");
    let engine = engine(&[]);
    let words = ["--hardening", "strict", "my/app:1"];
    let refused = on(&engine, &folder, &words);
    // Of the image it is known here that it starts as root.
    assert_eq!(refused.code, Some(125), "{refused:?}");
    assert!(refused.err.contains("[root-by-default]"), "{refused:?}");
    assert_eq!(changes(&engine), Vec::<String>::new());
    let user = engine_with_user("1000");
    assert_eq!(on(&user, &folder, &words).code, Some(3));
    // Nor is an image pulled for it.
    let missing = self::engine(&[(IMAGE, message(404, "No such image"))]);
    let refused = on(&missing, &folder, &["--privileged", "my/app:1"]);
    assert_eq!((refused.code, changes(&missing)), (Some(125), Vec::new()), "{refused:?}");
}

fn engine_with_user(user: &str) -> FakeEngine {
    let image = json!({ "Config": { "User": user } }).to_string();
    engine(&[(IMAGE, says(200, &image))])
}

#[test]
fn what_cannot_be_started_has_dockers_codes() {
    let start = format!("/containers/{ID}/start");
    let folder = Folder::new();
    for (said, code) in [
        ("exec: \"x\": executable file not found in $PATH", 127),
        ("exec: \"/x\": stat /x: no such file or directory", 127),
        ("exec: \"/etc\": permission denied", 126),
        ("exec: \"/etc\": is a directory", 126),
        ("driver failed programming external connectivity", 125),
    ] {
        let engine = engine(&[(&start, message(400, said))]);
        for words in [&["my/app:1"][..], &["-d", "my/app:1"]] {
            let run = on(&engine, &folder, words);
            assert_eq!(run.code, Some(code), "{run:?}");
            assert!(run.err.contains(&format!("Error response from daemon: {said}")), "{run:?}");
        }
    }
    let engine = engine(&[("/containers/create", message(409, "the name is in use"))]);
    let run = on(&engine, &folder, &["--cidfile", "id", "my/app:1"]);
    assert_eq!(run.code, Some(125), "{run:?}");
    assert!(run.err.contains("the name is in use") && !folder.0.join("id").exists(), "{run:?}");
    let nobody = run_at(&folder, "unix:///nonexistent.sock");
    assert_eq!(nobody.code, Some(125), "{nobody:?}");
}

fn run_at(folder: &Folder, url: &str) -> Run {
    folder.esclusa(&["run", "--engine", url, "my/app:1"])
}

#[test]
fn an_image_that_is_missing_is_pulled_once() {
    let there = says(200, r#"{"Config":{"User":"7"}}"#);
    let pull = "/images/create?fromImage=my%2Fapp&tag=1";
    let lines = [r#"{"status":"Pulling from my/app","id":"1"}"#, r#"{"status":"Status: Downloaded"}"#];
    let pulls = || (pull, Manner::Streams(lines.map(str::to_owned).to_vec()));
    let missing = || Manner::Turns(vec![message(404, "No such image"), there.clone()]);
    let folder = Folder::new();
    let engine = engine(&[(IMAGE, missing()), pulls()]);
    let run = on(&engine, &folder, &["-d", "my/app:1"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let err = run.err;
    assert!(
        err.contains("Unable to find image 'my/app:1' locally\n1: Pulling from my/app\nStatus: Downloaded\n"),
        "{err}"
    );
    assert!(changes(&engine)[0].ends_with(pull), "{:?}", changes(&engine));
    let quiet = self::engine(&[(IMAGE, missing()), pulls()]);
    assert!(!on(&quiet, &folder, &["-d", "-q", "my/app:1"]).err.contains("Pulling"));
    let never = self::engine(&[
        (IMAGE, message(404, "No such image")),
        ("/containers/create", message(404, "No such image: my/app:1")),
    ]);
    let run = on(&never, &folder, &["--pull", "never", "my/app:1"]);
    assert_eq!((run.code, changes(&never).len()), (Some(125), 1), "{run:?}");
    let always = self::engine(&[pulls()]);
    assert_eq!(on(&always, &folder, &["-d", "--pull", "always", "my/app:1"]).code, Some(0));
    assert!(changes(&always)[0].ends_with(pull));
    let denied = (pull, Manner::Streams(vec![r#"{"errorDetail":{"message":"denied"}}"#.to_owned()]));
    let failing = self::engine(&[(IMAGE, missing()), denied]);
    let run = on(&failing, &folder, &["my/app:1"]);
    assert_eq!((run.code, changes(&failing).len()), (Some(125), 1), "{run:?}");
    assert!(run.err.contains("Error response from daemon: denied"), "{run:?}");
}

#[test]
fn an_engine_whose_logs_are_elsewhere_is_asked_again_without_their_limit() {
    let made = says(201, &json!({ "Id": ID, "Warnings": [] }).to_string());
    let refusal = message(400, "unknown log opt 'max-size' for journald log driver");
    let turns = Manner::Turns(vec![refusal.clone(), made]);
    let engine = engine(&[("/containers/create", turns)]);
    let run = on(&engine, &Folder::new(), &["-d", "my/app:1"]);
    assert_eq!((run.code, run.out), (Some(0), format!("{ID}\n")));
    assert!(run.err.contains("the engine's own log driver takes no such options"), "{}", run.err);
    let sent = engine.sent();
    assert_eq!(sent[0]["HostConfig"]["LogConfig"]["Config"]["max-size"], "10m");
    assert_eq!(sent[1]["HostConfig"]["LogConfig"]["Config"], json!({}));
    // Who asked for it by name is told no.
    let said = self::engine(&[("/containers/create", refusal)]);
    let run = on(&said, &Folder::new(), &["-d", "--log-opt", "max-size=1m", "my/app:1"]);
    assert_eq!((run.code, said.sent().len()), (Some(125), 1), "{run:?}");
}

/// A run that goes on, with a terminal or without.
struct Going {
    child: Child,
    _folder: Folder,
}

impl Going {
    fn start(engine: &FakeEngine, words: &[&str], stream: impl Fn() -> Stdio) -> Self {
        let folder = Folder::new();
        let mut command = Command::new(env!("CARGO_BIN_EXE_esclusa"));
        command.arg("run").args(words).current_dir(&folder.0).env_clear();
        command.env("DOCKER_HOST", engine.url()).stdin(stream()).stdout(stream()).stderr(stream());
        Self { child: command.spawn().expect("the binary"), _folder: folder }
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).expect("it runs");
    }

    fn code(&mut self) -> Option<i32> {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            if since.elapsed() > Duration::from_secs(20) {
                drop(self.child.kill());
                panic!("it does not end");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Waits until the engine was asked for something.
fn asked_for(engine: &FakeEngine, part: &str) {
    let since = Instant::now();
    while !engine.asked().iter().any(|line| line.contains(part)) {
        assert!(since.elapsed() < Duration::from_secs(20), "{part}: {:?}", engine.asked());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The wait for a container that runs for a while and ends with 9.
fn lasting() -> (String, Manner) {
    let mut parts = vec![" ".to_owned(); 20];
    parts.push(r#"{"StatusCode":9}"#.to_owned());
    (format!("/containers/{ID}/wait?condition=next-exit"), Manner::Streams(parts))
}

#[test]
fn signals_are_passed_on_unless_that_is_not_wanted() {
    let (path, lasting) = lasting();
    let kill = |name: &str| format!("/containers/{ID}/kill?signal={name}");
    let started = format!("/containers/{ID}/start");
    let engine =
        engine(&[(&path, lasting.clone()), (&kill("TERM"), says(204, "")), (&kill("USR1"), says(204, ""))]);
    let mut going = Going::start(&engine, &["my/app:1"], Stdio::null);
    asked_for(&engine, &started);
    going.signal(Signal::USR1);
    asked_for(&engine, &kill("USR1"));
    going.signal(Signal::TERM);
    asked_for(&engine, &kill("TERM"));
    assert_eq!(going.code(), Some(9));

    let other = self::engine(&[(&path, lasting)]);
    let mut going = Going::start(&other, &["--sig-proxy=false", "my/app:1"], Stdio::null);
    asked_for(&other, &started);
    going.signal(Signal::TERM);
    assert_eq!(going.code(), None, "it ends by the signal");
    assert!(!other.asked().iter().any(|line| line.contains("/kill")), "{:?}", other.asked());
}

/// A terminal: the side that is typed at, and the one that a program has.
fn terminal() -> (File, File) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&master).and_then(|()| unlockpt(&master)).expect("a terminal");
    let name = ptsname(&master, Vec::new()).expect("its name").into_string().expect("text");
    let slave = File::options().read(true).write(true).open(name).expect("its other side");
    let size = Winsize { ws_row: 33, ws_col: 101, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&slave, size).expect("a size");
    (File::from(master), slave)
}

fn is_raw(terminal: &File) -> bool {
    !tcgetattr(terminal).expect("a terminal").local_modes.contains(LocalModes::ICANON)
}

fn becomes(terminal: &File, raw: bool) {
    let since = Instant::now();
    while is_raw(terminal) != raw {
        assert!(since.elapsed() < Duration::from_secs(20), "raw is to be {raw}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_terminal_is_the_containers_and_is_given_back_on_every_way_out() {
    let (path, lasting) = lasting();
    let resize = format!("/containers/{ID}/resize?h=33&w=101");
    let attach = format!("/containers/{ID}/attach?stream=1&stdin=1&stdout=1&stderr=1");
    let changed = [
        (path.as_str(), lasting),
        (resize.as_str(), says(200, "")),
        (attach.as_str(), Manner::Attaches(b"prompt# ".to_vec(), true)),
    ];
    let ways: [(&str, &[&str]); 3] =
        [("keys", &[]), ("other keys", &["--detach-keys", "ctrl-a,b"]), ("signal", &["--sig-proxy=false"])];
    for (way, flags) in ways {
        let engine = engine(&changed);
        let (mut master, slave) = terminal();
        let words: Vec<&str> = [&["-q", "-it"], flags, &["my/app:1"]].concat();
        let mut going = Going::start(&engine, &words, || slave.try_clone().expect("a terminal").into());
        becomes(&slave, true);
        asked_for(&engine, &resize);
        let code = match way {
            "keys" => {
                master.write_all(b"x\x03\x10").and_then(|()| master.write_all(b"\x11")).expect("keys");
                going.code()
            }
            "other keys" => {
                master.write_all(b"\x10\x11\x01b").expect("keys");
                going.code()
            }
            _ => {
                going.signal(Signal::HUP);
                assert_eq!(going.code(), None, "it ends by the signal");
                Some(0)
            }
        };
        assert_eq!(code, Some(0), "{way}");
        assert!(!is_raw(&slave), "{way}: the terminal is not as it was");
        let mut heard = [0; 64];
        let length = master.read(&mut heard).expect("its words");
        assert!(String::from_utf8_lossy(&heard[..length]).contains("prompt# "), "{way}");
    }
    // One that ends by itself, and one that is never started.
    let refused = format!("/containers/{ID}/start");
    let closes = (attach.as_str(), Manner::Attaches(b"bye".to_vec(), false));
    for (more, code) in
        [(None, 3), (Some((refused.as_str(), message(400, "executable file not found"))), 127)]
    {
        let changed: Vec<(&str, Manner)> =
            [closes.clone(), (resize.as_str(), says(200, ""))].into_iter().chain(more).collect();
        let engine = engine(&changed);
        let (_master, slave) = terminal();
        let mut going =
            Going::start(&engine, &["-q", "-it", "my/app:1"], || slave.try_clone().expect("one").into());
        assert_eq!(going.code(), Some(code));
        assert!(!is_raw(&slave), "{code}: the terminal is not as it was");
    }
}

#[test]
fn without_a_terminal_there_is_none_to_give() {
    let engine = engine(&[]);
    let run = on(&engine, &Folder::new(), &["-it", "my/app:1"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), "the input device is not a TTY\n"));
    assert_eq!(engine.asked(), Vec::<String>::new());
}
