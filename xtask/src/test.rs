//! The one test command, for a developer and for CI: sets up what it needs, runs everything, says what it could not.

use std::collections::BTreeSet;
use std::path::Path;

use crate::tools::{self, Tool};
use crate::{docs, fuzz, process, prove, workspace};

/// Fuzzing in all, in seconds: long enough to catch what was just broken, no longer.
const FUZZ_SECONDS: &str = "60";

/// How one step ended.
enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

/// Tests counted over all runners.
#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Runs everything; an error if any step failed.
pub(crate) fn run() -> anyhow::Result<()> {
    let root = workspace::root();
    let compose = tools::compose_client();
    let shared = tools::shared_corpus();
    let docker = tools::docker_client();
    let mut reasons = BTreeSet::new();
    let mut count = Count::default();

    let mut steps = vec![
        ("format", cargo(&root, &["fmt", "--all", "--", "--check"])),
        ("clippy", cargo(&root, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        // Without what only engines need, the rest is to build anywhere.
        (
            "clippy without the engine",
            cargo(
                &root,
                &["clippy", "--package", "esclusa", "--no-default-features", "--", "-D", "warnings"],
            ),
        ),
        ("deny", deny(&root)),
    ];
    if let Err(why) = &docker {
        steps.push(("docker client as oracle", Outcome::Skipped(why.clone())));
    }
    if let Err(why) = &compose {
        steps.push(("compose client as oracle", missing(why.clone())));
    }
    if let Err(why) = &shared {
        steps.push(("shared corpus", Outcome::Skipped(why.clone())));
    }
    steps.push(("fuzz", fuzz()));
    steps.push(("tests", tests(&root, &compose, &shared, &mut count, &mut reasons)));
    steps.push(("doc tests", doc_tests(&root, &mut count)));
    steps.push(("examples in documents", outcome(docs::run())));
    steps.push(("hardened services, and attacks, on an engine", hardened_services()));
    report(&steps, &reasons, &count)
}

fn cargo(root: &Path, arguments: &[&str]) -> Outcome {
    outcome(process::run(&mut process::cargo(root, arguments)))
}

/// A missing tool is said on a developer's machine; in CI, which can install it, it is a failure.
fn missing(why: String) -> Outcome {
    if std::env::var_os("CI").is_some() { Outcome::Failed(why) } else { Outcome::Skipped(why) }
}

fn outcome(result: anyhow::Result<()>) -> Outcome {
    match result {
        Ok(()) => Outcome::Passed,
        Err(error) => Outcome::Failed(format!("{error:#}")),
    }
}

/// Licences, bans and sources; the advisories' database is on a host that CI does not reach.
fn deny(root: &Path) -> Outcome {
    let program = match tools::cargo_deny() {
        Ok(program) => program,
        Err(why) => return missing(why),
    };
    let mut command = std::process::Command::new(program);
    command.current_dir(root).args(["--locked", "check", "bans", "licenses", "sources"]);
    outcome(process::run(&mut command))
}

fn fuzz() -> Outcome {
    if let Err(error) = fuzz::targets() {
        return Outcome::Skipped(format!("{error:#}"));
    }
    match tools::cargo_fuzz() {
        Ok(_) => {
            let fuzzed = outcome(fuzz::run(FUZZ_SECONDS));
            // CI's disk is small, and nothing after this reads the instrumented build.
            if std::env::var_os("CI").is_some() {
                let _ = std::fs::remove_dir_all(workspace::root().join("fuzz/target"));
            }
            fuzzed
        }
        Err(why) => missing(why),
    }
}

/// The proof of the safe fixes of `esclusa harden`; a machine whose kernel lets no engine run is not at fault.
fn hardened_services() -> Outcome {
    match prove::safe() {
        Ok(prove::Proof::Made) => Outcome::Passed,
        Ok(prove::Proof::Impossible(why)) => Outcome::Skipped(why),
        Err(error) => Outcome::Failed(format!("{error:#}")),
    }
}

fn tests(
    root: &Path,
    compose: &Tool,
    shared: &Tool,
    count: &mut Count,
    reasons: &mut BTreeSet<String>,
) -> Outcome {
    let nextest = process::answers("cargo-nextest", &["nextest", "--version"]);
    let mut command = if nextest {
        process::cargo(root, &["nextest", "run", "--workspace", "--no-fail-fast", "--profile", "xtask"])
    } else {
        process::cargo(root, &["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests", "--"])
    };
    if !nextest {
        command.arg("--show-output");
    }
    if let Ok(client) = compose {
        command.env("ESCLUSA_COMPOSE_CLIENT", client);
    }
    if let Ok(folder) = shared {
        command.env("ESCLUSA_SHARED", folder);
    }
    let result = process::run_and_read(&mut command);
    let Ok((success, said)) = result else { return outcome(result.map(|_| ())) };
    count_tests(&said, count);
    // What passing tests said is kept by nextest in its report only.
    let report = workspace::target().join("nextest/xtask/junit.xml");
    let kept = if nextest { std::fs::read_to_string(report).unwrap_or_default() } else { said };
    reasons.extend(kept.lines().filter_map(|line| line.split("skipped: ").nth(1)).map(str::to_owned));
    if success { Outcome::Passed } else { Outcome::Failed("tests failed".to_owned()) }
}

fn doc_tests(root: &Path, count: &mut Count) -> Outcome {
    let result = process::run_and_read(&mut process::cargo(root, &["test", "--workspace", "--doc"]));
    let Ok((success, said)) = result else { return outcome(result.map(|_| ())) };
    count_tests(&said, count);
    if success { Outcome::Passed } else { Outcome::Failed("doc tests failed".to_owned()) }
}

/// Adds what the closing lines of nextest (`Summary … 3 passed, 1 failed`) and of libtest
/// (`test result: ok. 3 passed; 0 failed; 1 ignored`) say.
fn count_tests(said: &str, count: &mut Count) {
    for line in said.lines().map(str::trim_start) {
        let words: Vec<&str> =
            line.split([' ', ';', ',', '(', ')', '.']).filter(|word| !word.is_empty()).collect();
        if !line.starts_with("test result:") && words.first() != Some(&"Summary") {
            continue;
        }
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<u64>() else { continue };
            match pair[1] {
                "passed" => count.passed += number,
                "failed" => count.failed += number,
                "ignored" | "skipped" => count.skipped += number,
                _ => {}
            }
        }
    }
}

fn report(steps: &[(&str, Outcome)], reasons: &BTreeSet<String>, count: &Count) -> anyhow::Result<()> {
    println!();
    let mut failed = 0;
    for (name, outcome) in steps {
        match outcome {
            Outcome::Passed => println!("{name}: passed"),
            Outcome::Skipped(why) => println!("{name}: skipped: {why}"),
            Outcome::Failed(why) => {
                failed += 1;
                println!("{name}: FAILED: {why}");
            }
        }
    }
    println!(
        "advisories: skipped: their database is on a host that CI does not reach (run `cargo deny check advisories`)"
    );
    for reason in reasons {
        println!("in tests: skipped: {reason}");
    }
    println!("{} passed, {} failed, {} skipped", count.passed, count.failed, count.skipped);
    anyhow::ensure!(failed == 0, "{failed} steps failed");
    anyhow::ensure!(count.passed > 0, "no test ran");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_both_runners_are_counted() {
        let mut count = Count::default();
        count_tests(
            "     Summary [   0.012s] 12 tests run: 11 passed (1 slow), 1 failed, 2 skipped\n",
            &mut count,
        );
        count_tests("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n", &mut count);
        assert_eq!((count.passed, count.failed, count.skipped), (14, 1, 3));
    }
}
