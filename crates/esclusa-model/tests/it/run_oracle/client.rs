//! The real docker client, asked one line after another through the oracle of the shared corpus.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

/// The oldest client that speaks as this dialect does.
const OLDEST: u32 = 28;

/// The client's version and the program of Python, or why it cannot be asked.
pub(crate) fn find() -> Result<(String, String), String> {
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
    };
    let docker = said("docker", &["--version"]);
    let version = docker.strip_prefix("Docker version ").and_then(|rest| rest.split(',').next());
    let Some(version) = version else { return Err("no docker client on the PATH".to_owned()) };
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        return Err(format!("the docker client on the PATH is {version}, not {OLDEST} or later"));
    }
    // The program itself: what stands before it on the PATH may change the PATH, which the lines ask for.
    let python = said("python3", &["-c", "import sys; print(sys.executable)"]);
    if python.is_empty() {
        Err("no python3 on the PATH".to_owned())
    } else {
        Ok((version.to_owned(), python))
    }
}

/// One oracle at work.
pub(crate) struct Client {
    process: Child,
    questions: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Client {
    /// Starts the oracle in a folder.
    pub(crate) fn start(python: &str, script: &Path, folder: &Path) -> Self {
        let script = script.canonicalize().unwrap();
        let mut process = Command::new(python)
            .arg(script)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let questions = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, questions, answers }
    }

    /// What the client does with a line.
    pub(crate) fn ask(&mut self, argv: &[String]) -> Value {
        let questions = self.questions.as_mut().unwrap();
        writeln!(questions, "{}", serde_json::to_string(argv).unwrap()).unwrap();
        serde_json::from_str(&self.answers.next().unwrap().unwrap()).unwrap()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // The oracle ends when nobody asks any more.
        drop(self.questions.take());
        drop(self.process.wait());
    }
}
