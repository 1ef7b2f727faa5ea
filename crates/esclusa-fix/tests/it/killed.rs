//! Killed at every step, and at any time: each file is wholly old or wholly new; after recovery all of them are, together,
//! and nothing else is there.

use std::cell::Cell;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::time::Duration;

use esclusa_fix::replace::{ReplaceError, Replacement, Steps, recover, replace_all};
use rustix::process::{Signal, getpid, kill_process};

use crate::folder::Folder;
use crate::process;

const STEP: &str = "ESCLUSA_FIX_STEP";
const CASE: &str = "ESCLUSA_FIX_CASE";

/// Long enough to be written in several pieces.
fn text(word: &str) -> String {
    format!("{word}\n").repeat(1_000)
}

/// What is changed: its name, the files there before, and those after.
type Case = (&'static str, &'static [&'static str], &'static [&'static str]);

const CASES: [Case; 4] = [
    ("one file", &["a"], &["a"]),
    ("a new file", &["a"], &["a", "new"]),
    ("two files", &["a", "z"], &["a", "z"]),
    ("files in folders", &["a", "b/b", "c/c"], &["a", "b/b", "b/new", "c/c"]),
];

fn replacements(case: &Case, folder: &Path) -> Vec<Replacement> {
    let (_, before, after) = case;
    let changed: Vec<Replacement> = after
        .iter()
        .map(|name| match before.contains(name) {
            true => Replacement::of(folder.join(name), text("old"), text("new")),
            false => Replacement::new_file(folder.join(name), text("new"), 0o600),
        })
        .collect();
    // Of the file that is not to change, nothing is said.
    if case.0 == "a new file" { changed.into_iter().skip(1).collect() } else { changed }
}

/// In the process that is to be killed: does what it is asked, up to its step.
fn work(folder: &Path) {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let last: usize = variable(STEP).parse().unwrap_or(usize::MAX);
    let case = variable(CASE);
    let (kind, case) = case.split_once(' ').expect("a kind and a case");
    let count = Cell::new(0);
    let before = |step: &'static str| {
        if count.get() == last {
            kill_process(getpid(), Signal::KILL).expect("it can be killed");
        }
        count.set(count.get() + 1);
        if kind == "failing" && step == "rename" && count.get() > 1 && !folder.join("other").exists() {
            // Somebody else writes the last of the files.
            fs::write(folder.join("other"), "").expect("it can be written");
            fs::write(folder.join("c/c"), "other").expect("it can be written");
        }
    };
    let steps = Steps::watched(&before, kind != "named");
    if kind == "recover" {
        for name in ["", "b", "c"] {
            steps.recover(&folder.join(name)).expect("it recovers");
        }
        return;
    }
    let case = CASES.iter().find(|(name, ..)| *name == case).expect("a case");
    let done = steps.replace_all(&replacements(case, folder));
    let expected = if kind == "failing" { Err(ReplaceError::Changed(folder.join("c/c"))) } else { Ok(()) };
    assert_eq!(done, expected);
}

/// Starts it, to be killed at a step; whether it was.
fn is_killed(test: &str, kind: &str, case: &Case, folder: &Folder, step: usize) -> bool {
    let done = process::again(test, folder.path(), false, |command| {
        command.env(STEP, step.to_string()).env(CASE, format!("{kind} {}", case.0));
    });
    match done.status.signal() {
        Some(signal) => assert_eq!(signal, 9, "{done:?}"),
        None => assert!(done.status.success(), "{done:?}"),
    }
    done.status.signal().is_some()
}

fn prepared(case: &Case) -> Folder {
    let folder = Folder::new();
    case.1.iter().for_each(|name| drop(folder.with(name, &text("old"))));
    folder
}

/// Every file of the case is wholly old or wholly new; how many others there are.
fn whole(case: &Case, folder: &Folder) -> usize {
    let files = folder.files();
    for name in case.1 {
        let found = files.get(*name).expect("a file that was there is there");
        assert!(*found == text("old") || *found == text("new"), "{name}: {} bytes", found.len());
    }
    for name in case.2.iter().filter(|name| !case.1.contains(name)) {
        assert!(files.get(*name).is_none_or(|found| *found == text("new")), "{name}");
    }
    let others = files.keys().filter(|name| !case.2.contains(&name.as_str()));
    others.inspect(|name| assert!(name.contains(".esclusa-"), "{name}")).count()
}

/// After recovery: all old or all new, and nothing else. Whether all is new.
fn settled(case: &Case, folder: &Folder) -> bool {
    for name in ["", "b", "c"] {
        recover(&folder.join(name)).expect("it recovers");
    }
    let files = folder.files();
    let with = |names: &[&str], word: &str| -> std::collections::BTreeMap<String, String> {
        let kept = |name: &&str| case.0 == "a new file" && **name == *"a";
        let text_of = |name: &&str| if kept(name) { text("old") } else { text(word) };
        names.iter().map(|name| ((*name).to_owned(), text_of(name))).collect()
    };
    let (old, new) = (files == with(case.1, "old"), files == with(case.2, "new"));
    assert!(old || new, "{:?}", files.iter().map(|(name, text)| (name, text.len())).collect::<Vec<_>>());
    new
}

fn at_every_step(test: &str, kind: &str) -> Vec<(usize, usize)> {
    CASES
        .iter()
        .map(|case| {
            let (mut left, mut seen) = (0, (false, false));
            for step in 0.. {
                let folder = prepared(case);
                let killed = is_killed(test, kind, case, &folder, step);
                left += usize::from(whole(case, &folder) > 0);
                let new = settled(case, &folder);
                seen = (seen.0 || !new, seen.1 || new);
                if !killed {
                    assert!(new, "{}: it ended", case.0);
                    assert_eq!(seen, (true, true), "{}", case.0);
                    return (step, left);
                }
            }
            unreachable!("an end comes before the numbers do")
        })
        .collect()
}

#[test]
fn killed_at_every_step() {
    const ME: &str = "killed::killed_at_every_step";
    if let Some(folder) = process::asked() {
        return work(&folder);
    }
    let found = at_every_step(ME, "unnamed");
    assert!(found.iter().all(|(steps, _)| *steps >= 5), "{found:?}");
    if cfg!(target_os = "linux") {
        // One file leaves its new text in one moment only, a new file never.
        assert_eq!(found[0].1, 1, "{found:?}");
        assert_eq!(found[1].1, 0, "{found:?}");
    }
}

#[test]
fn killed_at_every_step_where_every_file_has_a_name() {
    const ME: &str = "killed::killed_at_every_step_where_every_file_has_a_name";
    if let Some(folder) = process::asked() {
        return work(&folder);
    }
    let found = at_every_step(ME, "named");
    assert!(found.iter().all(|(steps, _)| *steps >= 5), "{found:?}");
}

#[test]
fn killed_while_it_recovers_at_every_step() {
    const ME: &str = "killed::killed_while_it_recovers_at_every_step";
    if let Some(folder) = process::asked() {
        return work(&folder);
    }
    let case = &CASES[3];
    let mut kills = 0;
    for step in (0..).step_by(3) {
        let mut again = true;
        for second in 0.. {
            let folder = prepared(case);
            again = is_killed(ME, "unnamed", case, &folder, step);
            if whole(case, &folder) == 0 {
                break;
            }
            let killed = is_killed(ME, "recover", case, &folder, second);
            whole(case, &folder);
            settled(case, &folder);
            kills += usize::from(killed);
            if !killed {
                break;
            }
        }
        if !again {
            break;
        }
    }
    assert!(kills > 20, "{kills}");
}

#[test]
fn killed_while_it_takes_back_at_every_step() {
    const ME: &str = "killed::killed_while_it_takes_back_at_every_step";
    if let Some(folder) = process::asked() {
        return work(&folder);
    }
    let case = &CASES[3];
    let (mut failed, mut step) = (0, 0);
    loop {
        let folder = prepared(case);
        let killed = is_killed(ME, "failing", case, &folder, step);
        step += 1;
        for name in ["", "b", "c"] {
            recover(&folder.join(name)).expect("it recovers");
        }
        let mut files = folder.files();
        let reached = files.remove("other").is_some();
        failed += usize::from(reached && killed);
        // What somebody else wrote stays, and all else is as it was.
        assert_eq!(
            files.remove("c/c"),
            Some(if reached { "other".to_owned() } else { text("old") }),
            "{step}"
        );
        assert_eq!(files, ["a", "b/b"].map(|name| (name.to_owned(), text("old"))).into(), "{step}");
        if !killed {
            break;
        }
    }
    assert!(failed > 10, "{failed}");
}

#[test]
fn killed_at_any_time() {
    const ME: &str = "killed::killed_at_any_time";
    let case = &("three files", &["a", "b/b", "c/c"][..], &["a", "b/b", "c/c"][..]);
    let all = |folder: &Path, (from, to): (&str, &str)| -> Vec<Replacement> {
        case.1.iter().map(|name| Replacement::of(folder.join(name), text(from), text(to))).collect()
    };
    if let Some(folder) = process::asked() {
        // Slowly, where it is to be met in the moments that are short.
        let pause =
            Duration::from_micros(std::env::var(STEP).ok().and_then(|text| text.parse().ok()).unwrap_or(0));
        let before = |step: &'static str| {
            if !matches!(step, "write" | "write on" | "keep attributes" | "synchronise") {
                std::thread::sleep(pause);
            }
        };
        let steps = Steps::watched(&before, true);
        loop {
            steps.replace_all(&all(&folder, ("old", "new"))).expect("nothing stops it but the kill");
            steps.replace_all(&all(&folder, ("new", "old"))).expect("nothing stops it but the kill");
        }
    }
    let mut mixed = [0, 0];
    for round in 0..40 {
        let folder = prepared(case);
        let slow = round % 2;
        let mut command = process::command(ME, folder.path(), false);
        command.env(STEP, (2_000 * slow).to_string());
        let mut child = command.spawn().expect("it can be started");
        // The time to start, and then another part of the time that a change takes.
        std::thread::sleep(Duration::from_micros(20_000 + round * 1_777));
        child.kill().expect("it can be killed");
        let done = child.wait_with_output().expect("it ends");
        assert_eq!(done.status.signal(), Some(9), "{done:?}");
        mixed[usize::from(slow == 1)] += usize::from(whole(case, &folder) > 0);
        settled(case, &folder);
        // And it works again.
        let now = fs::read_to_string(folder.join("a")).expect("it is there");
        let turn = if now == text("old") { ("old", "new") } else { ("new", "old") };
        replace_all(&all(folder.path(), turn)).expect("nothing is in the way");
        assert_eq!(folder.files().len(), 3);
    }
    println!("killed midway: {} of 20 at full speed, {} of 20 slowly", mixed[0], mixed[1]);
    assert!(mixed[1] > 0, "it is met midway");
}
