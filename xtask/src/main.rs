//! The chores of this repository, in Rust so that they run wherever the code does: `cargo xtask help`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for developers talks to its terminal"
)]

mod bench;
mod compare;
mod docs;
mod fuzz;
mod oracle;
mod process;
mod prove;
mod test;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

const HELP: &str = "\
usage: cargo xtask COMMAND

  tidy             hold the code base to its own rules (also a test)
  test             everything CI runs: tools, fmt, clippy, deny, tests, docs examples, a minute of fuzzing, services hardened
  docs             run the examples in README.md, README.es.md and docs/
  fuzz SECONDS     fuzz every reader, SECONDS in all
  oracle [N] [SEED]  N generated docker run lines, each asked of the real docker client (20000)
  prove-harden [--safe] [SERVICE...]  eight services, hardened, on a real engine: docs/harden-proof.md
               --run       only `esclusa run` beside the real client, on the same engine
  prove-attacks    the battery of attacks in weak and hardened containers on a real engine: docs/attacks.md
  bench            audit's CPU against the parser's alone; one small file; peak memory
  bench-engine     audit of 50 and 500 containers on a real engine, beside docker inspect (and docker-bench-security,
                   where ESCLUSA_DOCKER_BENCH says where it lies)
  compare          what compose-lint, hadolint and checkov find and cost beside us, on the shared corpus
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["tidy"] => tidy::run(),
        ["test"] => test::run(),
        ["docs"] => docs::run(),
        ["fuzz", seconds] => fuzz::run(seconds),
        ["oracle"] => oracle::run(oracle::LINES, oracle::SEED),
        ["oracle", lines] => oracle::run(lines, oracle::SEED),
        ["oracle", lines, seed] => oracle::run(lines, seed),
        ["prove-harden", arguments @ ..] => prove::run(arguments),
        ["prove-attacks"] => prove::attacks(),
        [prove::INSIDE, arguments @ ..] => prove::inside(arguments),
        ["bench"] => bench::run(),
        ["bench-engine"] => prove::bench(),
        ["compare"] => compare::run(),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
