//! What auditing an engine costs, beside the docker client that inspects the same containers, and docker-bench-security.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use nix::sys::resource::{Usage, UsageWho, getrusage};

use super::engine::BASE;
use super::said;

/// So many idle containers run; then so many more are there.
const RUNNING: usize = 50;
const MADE: usize = 450;
/// The least of so many rounds counts.
const ROUNDS: usize = 10;
/// So many containers are started while the engine is followed.
const STARTED: usize = 60;
/// By so many clients at once.
const CLIENTS: usize = 6;
/// Where docker-bench-security lies, if it is to be compared with.
const PEER: &str = "ESCLUSA_DOCKER_BENCH";

/// Wall clock and CPU of children.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
}

/// Measures, and prints a table.
pub(super) fn run(esclusa: &Path) -> anyhow::Result<()> {
    clear()?;
    let measured = measure(esclusa);
    clear()?;
    measured
}

/// Takes every container away: the engine is this program's own.
fn clear() -> anyhow::Result<()> {
    said::run("sh", &["-c", "docker ps --all --quiet | xargs --no-run-if-empty docker rm --force"], None)?;
    Ok(())
}

fn measure(esclusa: &Path) -> anyhow::Result<()> {
    for at in 0..RUNNING {
        said::expect(
            "docker",
            &["run", "--detach", "--name", &format!("idle{at}"), BASE, "sleep", "100000"],
        )?;
    }
    let audit = || {
        let mut command = Command::new(esclusa);
        command.args(["audit", "engine:"]);
        command
    };
    let inspect = || {
        let mut command = Command::new("sh");
        command.args(["-c", "docker inspect $(docker ps --all --quiet)"]);
        command
    };
    println!("| {RUNNING} idle containers | wall ms | CPU ms |\n|---|---|---|");
    let ours = row("esclusa audit engine:", least(audit, ROUNDS)?);
    let client = row("docker inspect $(docker ps -aq)", least(inspect, ROUNDS)?);
    println!("| ratio | {:.2} | {:.2} |", ratio(ours.wall, client.wall), ratio(ours.cpu, client.cpu));
    if let Some(folder) = std::env::var_os(PEER) {
        let peer = || {
            let mut command = Command::new("sh");
            command.current_dir(&folder).arg("docker-bench-security.sh");
            command.args(["-b", "-c", "container_runtime", "-l", "/run/bench.log"]);
            command
        };
        let peer = row("docker-bench-security -c container_runtime", least(peer, 1)?);
        println!("| ratio | {:.0} | {:.0} |", ratio(peer.wall, ours.wall), ratio(peer.cpu, ours.cpu));
    }
    watched(esclusa)?;
    for at in 0..MADE {
        said::expect("docker", &["create", "--name", &format!("made{at}"), BASE, "sleep", "100000"])?;
    }
    println!("\n| {} containers | wall ms | CPU ms |\n|---|---|---|", RUNNING + MADE);
    let more = row("esclusa audit engine:", least(audit, ROUNDS)?);
    row("docker inspect $(docker ps -aq)", least(inspect, ROUNDS)?);
    println!("| to {RUNNING} | {:.2} | {:.2} |", ratio(more.wall, ours.wall), ratio(more.cpu, ours.cpu));
    Ok(())
}

/// What following the engine costs for each container that is started.
fn watched(esclusa: &Path) -> anyhow::Result<()> {
    let mut watch = Command::new(esclusa);
    watch.args(["audit", "engine:", "--watch", "--quiet"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = watch.spawn()?;
    // The first report is not what is measured.
    std::thread::sleep(Duration::from_secs(2));
    let before = ticks(&child)?;
    let since = Instant::now();
    // Several clients at once: one alone starts three a second.
    let start = format!(
        "seq {STARTED} | xargs --max-procs {CLIENTS} --replace=N docker run --detach --name newN {BASE} sleep 100000"
    );
    said::expect("sh", &["-c", &start])?;
    let wall = since.elapsed();
    std::thread::sleep(Duration::from_secs(2));
    let used = ticks(&child)? - before;
    child.kill()?;
    child.wait()?;
    let each = used * 1000.0 / f64::from(u32::try_from(STARTED)?);
    println!(
        "\n--watch: {each:.2} ms of CPU a start ({STARTED} in {:.1} s, {:.1} a second), {:.2} % of a core at ten a second",
        wall.as_secs_f64(),
        f64::from(u32::try_from(STARTED)?) / wall.as_secs_f64(),
        each
    );
    Ok(())
}

/// CPU of a process so far, in seconds; the kernel counts hundredths, on average right.
fn ticks(child: &Child) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/schedstat", child.id()))?;
    let nanoseconds: f64 = stat.split(' ').next().context("schedstat")?.parse()?;
    Ok(nanoseconds / 1e9)
}

fn row(what: &str, cost: Cost) -> Cost {
    println!("| {what} | {:.1} | {:.1} |", cost.wall.as_secs_f64() * 1e3, cost.cpu.as_secs_f64() * 1e3);
    cost
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(1e-9)
}

/// The least of several runs, of each measure by itself.
fn least(command: impl Fn() -> Command, rounds: usize) -> anyhow::Result<Cost> {
    let mut least = Cost { wall: Duration::MAX, cpu: Duration::MAX };
    for _ in 0..rounds {
        let before = cpu()?;
        let since = Instant::now();
        let status = command().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        anyhow::ensure!(status.code().is_some_and(|code| code < 2), "{:?}: {status}", command());
        least.wall = least.wall.min(since.elapsed());
        least.cpu = least.cpu.min(cpu()?.saturating_sub(before));
    }
    Ok(least)
}

/// CPU of the children that have ended.
fn cpu() -> anyhow::Result<Duration> {
    let usage: Usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let one = |time: nix::sys::time::TimeVal| {
        Duration::from_micros(u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).unwrap_or(0))
    };
    Ok(one(usage.user_time()) + one(usage.system_time()))
}
