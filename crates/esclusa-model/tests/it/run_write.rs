//! What is written as a command line reads back as the same request.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its ground truth fails loudly")]

mod compose;

use std::path::{Path, PathBuf};

use esclusa_model::dialect::run;
use esclusa_model::{Context, Mode, Project, Wire, Written};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{Files, MemoryFiles, Sources, TextKind, docker_commands};
use serde_json::Value;

use crate::run_oracle::line;
use crate::run_truth::pruned;
use crate::shared::shared;
use crate::truth::{argv, records};

/// What a line that was read from a command line need not say again, and why.
const UNSAID: &[(&str, &str)] = &[
    (
        "HostConfig.SecurityOpt: a seccomp profile",
        "the request holds the profile's text, not the name of its file",
    ),
    ("Env: FILE_A is said twice", "a file and a flag may name the same variable; flags name it once"),
];

fn context(files: &dyn Files, mode: Mode) -> Context<'_> {
    Context { files, environment: [].into(), working_dir: PathBuf::from("/cwd"), mode }
}

fn read_words(words: &[Word], files: &dyn Files, mode: Mode) -> Option<Project> {
    run::read(words, &context(files, mode), &mut Sources::default()).projects.pop()
}

fn read_argv(argv: &[String], files: &dyn Files) -> Option<Project> {
    let words: Vec<Word> =
        std::iter::once("docker").chain(argv.iter().map(String::as_str)).map(Word::argument).collect();
    read_words(&words, files, Mode::Exact)
}

/// Every project that a text asks for; a command that is refused is an error.
fn read_text(text: &str, mode: Mode) -> Result<Vec<Project>, String> {
    let files = MemoryFiles::default().with("/cwd/.keep", "").with("/cwd/sub/.keep", "");
    let mut sources = Sources::default();
    let file = sources.add("line.sh", text);
    let commands = docker_commands(file, text, TextKind::Script);
    let read = commands.iter().map(|command| {
        assert_eq!(command.problem, None, "{text}");
        let mut reading = run::read(&command.words, &context(&files, mode), &mut sources);
        reading.projects.pop().ok_or_else(|| format!("{:?}", reading.problems))
    });
    read.collect()
}

/// The request without what says nothing, and without what is named as unsaid.
fn said(project: &Project, written: &Written) -> Value {
    let container = project.containers().next().unwrap();
    let mut request = container.request.write().to_json();
    for problem in &written.unsaid {
        let path = problem.detail.split(':').next().unwrap();
        let (record, key) = path.split_once('.').map_or(("", path), |(record, key)| (record, key));
        let within = if record.is_empty() { Some(&mut request) } else { request.get_mut(record) };
        if let Some(map) = within.and_then(Value::as_object_mut) {
            map.remove(key);
        }
    }
    pruned(&request)
}

/// Why a project that was read from a command line does not come back.
fn lost(project: &Project) -> Option<String> {
    let written = run::write(project);
    let unexpected = written
        .unsaid
        .iter()
        .find(|problem| !UNSAID.iter().any(|(known, _)| problem.detail.starts_with(known)));
    if let Some(problem) = unexpected {
        return Some(format!("{}unsaid: {}", written.text, problem.detail));
    }
    let again = match read_text(&written.text, Mode::Exact) {
        Ok(again) => again,
        Err(why) => return Some(format!("{}refused: {why}", written.text)),
    };
    let [again] = again.as_slice() else {
        return Some(format!("{} commands: {}", again.len(), written.text));
    };
    let (ours, theirs) = (project.containers().next().unwrap(), again.containers().next().unwrap());
    let same = (&ours.name, &ours.platform, &ours.pull) == (&theirs.name, &theirs.platform, &theirs.pull)
        && ours.identity == theirs.identity
        && (ours.request == theirs.request
            || (!written.unsaid.is_empty() && said(project, &written) == said(again, &written)));
    let show = |project: &Project| said(project, &Written::default()).to_string();
    (!same).then(|| format!("{}  before {}\n  after  {}", written.text, show(project), show(again)))
}

#[test]
fn generated_lines_come_back() {
    let files = MemoryFiles::default().with("/cwd/.keep", "").with("/cwd/sub/.keep", "");
    let (mut compared, mut failures) = (0, Vec::new());
    for seed in 0..30_000 {
        let argv = line(seed);
        let Some(project) = read_argv(&argv, &files) else { continue };
        compared += 1;
        if let Some(why) = lost(&project) {
            failures.push(format!("{argv:?}\n{why}"));
        }
    }
    assert!(compared > 5000, "{compared}");
    failures.truncate(40);
    assert!(failures.is_empty(), "of {compared}:\n{}", failures.join("\n"));
}

#[test]
fn recorded_lines_come_back() {
    let Some(shared) = shared("run_write") else { return };
    let mut files = MemoryFiles::default();
    for entry in std::fs::read_dir(shared.join("docker-run-cases-files")).unwrap() {
        let entry = entry.unwrap();
        files = files.with(Path::new("/cwd").join(entry.file_name()), std::fs::read(entry.path()).unwrap());
    }
    let mut lines = records(&shared.join("docker-run-cases.jsonl"));
    lines.extend(records(&shared.join("corpus/docker-run-truth.jsonl")));
    let mut failures = Vec::new();
    let mut compared = 0;
    for record in &lines {
        let argv = argv(record);
        let Some(project) = read_argv(&argv, &files) else { continue };
        compared += 1;
        if let Some(why) = lost(&project) {
            failures.push(format!("{argv:?}\n{why}"));
        }
    }
    assert!(compared > 700, "{compared}");
    assert!(failures.is_empty(), "{} of {compared}:\n{}", failures.len(), failures.join("\n"));
}

/// What a line is written as.
fn rewritten(text: &str, mode: Mode) -> String {
    let projects = read_text(text, mode).unwrap();
    let written: Vec<Written> = projects.iter().map(run::write).collect();
    assert!(written.iter().all(|written| written.unsaid.is_empty()), "{written:?}");
    written.iter().map(|written| written.text.as_str()).collect()
}

#[test]
fn lines_are_written_in_a_stable_order_and_broken_where_long() {
    for (text, expected) in [
        ("docker run nginx", "docker run nginx\n"),
        ("docker create -it --rm a sh -c 'echo $A'", "docker run -i -t --rm a sh -c 'echo $A'\n"),
        (
            "docker run -p 80:80 -d --cap-add CAP_CHOWN --cap-drop=all nginx",
            "docker run -d -p 80:80 --cap-drop ALL --cap-add CHOWN nginx\n",
        ),
        ("docker run -a stdout --entrypoint= a", "docker run --attach stdout --entrypoint '' a\n"),
        (
            "docker run -p 8000-8002:80-82/udp -p 127.0.0.1::5 a",
            "docker run -p 8000-8002:80-82/udp -p 127.0.0.1::5 a\n",
        ),
        (
            "docker run --net-alias B --net b --net name=c,alias=x a",
            "docker run --network b --network-alias B --network name=c,alias=x a\n",
        ),
        (
            "docker run --gpus '\"device=0,1\"' -m 1024k a",
            "docker run --memory 1m --gpus '\"device=0,1\"' a\n",
        ),
        (
            "docker run -d -e AAAAAAAAAAAAAAAAAAAAAAAAA=1 -e BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=2 -v /cccccccccccccccccccc:/d nginx",
            "docker run \\\n  -d \\\n  -e AAAAAAAAAAAAAAAAAAAAAAAAA=1 \\\n  -e BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=2 \\\n  \
             -v /cccccccccccccccccccc:/d \\\n  nginx\n",
        ),
    ] {
        assert_eq!(rewritten(text, Mode::Exact), expected, "{text}");
    }
}

#[test]
fn variables_stay_variables() {
    for (text, expected) in [
        (
            "docker run -e A=$B -v \"$(pwd)/x y:/a\" -p $PORT:80 --name ${N:-\"a b\"} nginx:$TAG",
            "docker run --name \"${N:-\"a b\"}\" -p \"$PORT:80\" -e \"A=$B\" -v \"$(pwd)/x y:/a\" \"nginx:$TAG\"\n",
        ),
        ("docker run -v ~/a:/b -m $M a", "docker run --memory \"$M\" -v ~/\"a:/b\" a\n"),
        (
            "docker run -e A -l k=$V --ulimit $U a \"$@\"",
            "docker run -e A --label \"k=$V\" --ulimit \"$U\" a \"$@\"\n",
        ),
        ("docker run -e '$A=$B' a", "docker run -e '$A=$B' a\n"),
    ] {
        let written = rewritten(text, Mode::Tolerant);
        assert_eq!(written, expected, "{text}");
        let (before, after) =
            (read_text(text, Mode::Tolerant).unwrap(), read_text(&written, Mode::Tolerant).unwrap());
        assert_eq!(before[0].workloads[0].containers[0].request, after[0].workloads[0].containers[0].request);
    }
}

/// A request of the Engine API, and what no flag says of it.
#[test]
fn what_no_flag_says_is_named() {
    use esclusa_model::{Container, Field, Origin, Workload};
    let mut container = Container::default();
    let nowhere = Origin::default;
    let request = &mut container.request;
    request.image = Field::new("nginx".to_owned(), nowhere());
    for word in ["/entry", "-x"] {
        request.entrypoint.push(word.to_owned(), nowhere());
    }
    for word in ["CMD", "curl", "a b"] {
        request.healthcheck.test.push(word.to_owned(), nowhere());
    }
    request.on_build.push("RUN x".to_owned(), nowhere());
    request.shell.push("/bin/sh".to_owned(), nowhere());
    request.network_disabled = Field::new(true, nowhere());
    request.host.masked_paths.push("/proc/x".to_owned(), nowhere());
    request.host.cpu_count = Field::new(2, nowhere());
    request.host.kernel_memory = Field::new(4, nowhere());
    request.host.memory = Field::new(-5, nowhere());
    request.host.pid_mode = Field::new("nonsense".to_owned(), nowhere());
    request.host.cap_add.push("NET_ADMIN".to_owned(), nowhere());
    let workload = Workload { containers: vec![container], ..Workload::default() };
    let written = run::write(&Project { workloads: vec![workload], ..Project::default() });
    assert_eq!(
        written.text,
        "docker run -d --health-cmd 'curl '\\''a b'\\''' --cap-add NET_ADMIN --pid nonsense --memory -5 --entrypoint /entry nginx -x\n"
            .replace("docker run -d", "docker run \\\n  -d")
            .replace(" --", " \\\n  --")
            .replace(" nginx", " \\\n  nginx")
    );
    assert!(written.is_refused());
    let unsaid = written.unsaid.iter().filter(|problem| problem.id == "unsaid");
    let mut named: Vec<&str> = unsaid.map(|problem| problem.detail.split(':').next().unwrap()).collect();
    named.sort_unstable();
    named.dedup();
    assert_eq!(
        named,
        [
            "Cmd",
            "Entrypoint",
            "Healthcheck.Test",
            "HostConfig.CpuCount",
            "HostConfig.KernelMemory",
            "HostConfig.MaskedPaths",
            "HostConfig.Memory",
            "NetworkDisabled",
            "OnBuild",
            "Shell",
        ]
    );
}

#[test]
fn the_real_shell_reads_the_words_that_we_wrote() {
    let files = MemoryFiles::default().with("/cwd/.keep", "").with("/cwd/sub/.keep", "");
    let projects: Vec<Project> = (0..4000).filter_map(|seed| read_argv(&line(seed), &files)).collect();
    let texts: Vec<String> = projects.iter().map(|project| run::write(project).text).collect();
    let script = format!("docker() {{ printf '%s\\0' docker \"$@\" .; }}\n{}", texts.concat());
    let path = std::env::temp_dir().join(format!("esclusa-words-{}.sh", std::process::id()));
    std::fs::write(&path, script).unwrap();
    let output = std::process::Command::new("bash").arg(&path).output();
    drop(std::fs::remove_file(&path));
    let Ok(output) = output else { return eprintln!("skipped: run_write: no bash on the PATH") };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let mut words = said.split('\0');
    for text in &texts {
        let mut sources = Sources::default();
        let file = sources.add("line.sh", text.as_str());
        let command = docker_commands(file, text, TextKind::Script).remove(0);
        for word in &command.words {
            assert_eq!(words.next(), Some(word.text.as_str()), "{text}");
        }
        assert_eq!(words.next(), Some("."), "{text}");
    }
    assert!(texts.len() > 1000);
}
