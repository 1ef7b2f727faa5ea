//! The probe as a program. What is tried of it here is harmless anywhere; all of it is tried on an engine
//! (`cargo xtask prove-attacks`).

use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use esclusa_prove::{Answered, Answers, Briefing, Nonce, Outcome, PROBE, Reason};

/// It is small enough to be carried along and put anywhere.
const LARGEST: usize = 128 * 1024;

struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("esclusa-prove-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let place = Self(folder);
        fs::write(place.probe(), PROBE).expect("the probe");
        fs::set_permissions(place.probe(), Permissions::from_mode(0o755)).expect("its mode");
        place
    }

    fn probe(&self) -> PathBuf {
        self.0.join("probe")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run(mut command: Command, told: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = loop {
        match command.spawn() {
            // Another thread's new process may still hold the file open that was just written.
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            spawned => break spawned.expect("the probe"),
        }
    };
    let _ = child.stdin.take().expect("its input").write_all(told);
    child.wait_with_output().expect("its end")
}

fn asked(command: Command, briefing: Briefing, ids: &[&str]) -> Answered {
    let nonce = Nonce::new().expect("a nonce");
    let briefing = ids.iter().fold(briefing, |briefing, id| briefing.with("only", id));
    let output = run(command, &briefing.text(&nonce));
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
    let mut answers = Answers::new(nonce, |attack| ids.contains(&attack.id));
    answers.take(&output.stdout);
    answers.end()
}

#[test]
fn it_is_a_small_program_that_needs_no_other_file() {
    println!("the probe: {} bytes", PROBE.len());
    assert!(PROBE.len() < LARGEST, "{} bytes", PROBE.len());
    assert_eq!(PROBE.get(..5), Some(&b"\x7fELF\x02"[..]));
    let number = |at: usize, length: usize| {
        PROBE[at..at + length].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
    };
    let (headers, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    let kinds: Vec<usize> = (0..count).map(|at| number(headers + at * size, 4)).collect();
    // Something to load, no loader that it asks for, no libraries.
    assert!(kinds.contains(&1) && !kinds.contains(&3) && !kinds.contains(&2), "{kinds:?}");
}

#[test]
fn it_says_nothing_to_who_does_not_tell_it_the_word() {
    let place = Place::new("silent");
    for told in [&b""[..], b"go\n", b"nonce 00\ngo\n", b"nonce 0123456789abcdef0123456789abcdef\n"] {
        let output = run(Command::new(place.probe()), told);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty() && output.stderr.is_empty());
    }
}

#[test]
fn a_secret_in_its_environment_is_found_and_its_value_not_told() {
    let place = Place::new("environment");
    let secret = "correct-horse-battery";
    let mut command = Command::new(place.probe());
    command.env_clear().env("A", "b").env("PASSWORD", format!("x{secret}"));
    let briefing = Briefing::default().with("secret", secret);
    let answered = asked(command, briefing, &["own-environment-read"]);
    assert_eq!(answered.fault, None);
    let Some(Outcome::Succeeded(observed)) = answered.outcomes[0].1 else {
        panic!("{:?}", answered.outcomes);
    };
    assert_eq!(observed.said(), "PASSWORD");

    let mut command = Command::new(place.probe());
    command.env_clear();
    let briefing = Briefing::default().with("secret", secret);
    let answered = asked(command, briefing, &["own-environment-read"]);
    assert_eq!(answered.outcomes[0].1, Some(Outcome::Inapplicable(Reason::NothingThere)));
}

#[test]
fn attacks_are_told_by_their_names_in_order() {
    let place = Place::new("names");
    let ids = ["descriptors-taken", "key-added", "neighbour-reached"];
    let briefing = Briefing::default().with("files", 10);
    let answered = asked(Command::new(place.probe()), briefing, &ids);
    assert_eq!(answered.fault, None);
    let said: Vec<&str> = answered.outcomes.iter().map(|(attack, _)| attack.id).collect();
    assert_eq!(said, ["neighbour-reached", "key-added", "descriptors-taken"]);
    assert_eq!(answered.outcomes[0].1, Some(Outcome::Inapplicable(Reason::NotTold)));
    assert!(matches!(answered.outcomes[2].1, Some(Outcome::Succeeded(observed)) if observed.number == 10));
}

#[test]
fn a_limit_of_files_is_told_as_a_quota() {
    let place = Place::new("files");
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 32; exec \"$0\""]).arg(place.probe());
    let answered = asked(command, Briefing::default().with("files", 100), &["descriptors-taken"]);
    let Some(Outcome::Blocked(errno, layers)) = answered.outcomes[0].1 else {
        panic!("{:?}", answered.outcomes);
    };
    assert_eq!(errno.number(), 24);
    assert!(layers.iter().map(|layer| layer.word()).eq(["quota"]));
}
