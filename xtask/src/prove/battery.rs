//! The battery of attacks on a real engine: in the weakest container that this machine can start, where as many as can be
//! succeed; with docker's own settings; and hardened, where none does.

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use esclusa_prove::{Answered, Answers, Briefing, Decoys, Nonce, Outcome, Reason};

use super::battery_page::{self, NOT_HERE, NOT_STOPPED};
use super::images::{self, SCRATCH, TOOLS};
use super::said;

/// What stands for every secret, where the container has one.
pub(super) const SECRET: &str = "esclusa-planted-9f3b1c7d";
/// Has every outcome printed, container by container.
const SHOW: &str = "ESCLUSA_SHOW";
/// Where the planted folder is seen in the containers.
const PLANTED: &str = "/.esclusa";
const NEIGHBOUR: &str = "esclusa-neighbour";
const NEIGHBOUR_PORT: &str = "7777";
/// The longest that all of it may take, in seconds: a step of CI.
const LONGEST: u64 = 120;

/// A container that the battery is run in.
pub(super) struct Case {
    /// Its name, in the documents too.
    pub(super) name: &'static str,
    image: &'static str,
    flags: &'static [&'static str],
    /// What it is given besides, which only the machine tells.
    more: fn(&Ground) -> Vec<String>,
    /// Its secret stands in its command line.
    tells_secret: bool,
    /// No attack may succeed there.
    pub(super) is_hardened: bool,
}

/// Everything that docker lets a container ask for but `--privileged`, which does not start everywhere, and with every
/// capability that this machine has.
const EVERYTHING: &[&str] = &[
    "--security-opt=seccomp=unconfined",
    "--security-opt=apparmor=unconfined",
    "--security-opt=systempaths=unconfined",
    "--pid=host",
    "--network=host",
    "--ipc=host",
    "--uts=host",
    "--device-cgroup-rule=a *:* rwm",
    "--volume=/var/run/docker.sock:/var/run/docker.sock",
    "--volume=/sys:/sys",
    "--shm-size=1g",
    "--ulimit=nofile=20000:20000",
    concat!("--env=PASSWORD=", "esclusa-planted-9f3b1c7d"),
];

/// As `esclusa harden` writes it, with a number of open files besides, and no network that it does not need.
const HARDENED: &[&str] = &[
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--read-only",
    "--tmpfs=/tmp:size=16m,mode=1777,noexec,nosuid,nodev",
    "--user=1000:1000",
    "--memory=128m",
    "--memory-swap=128m",
    "--cpus=0.5",
    "--pids-limit=64",
    "--ulimit=nofile=1024:1024",
    "--network=none",
];

/// From the strongest to the weakest; those named for a flag have that one alone, so that its layer is seen by itself.
pub(super) const CASES: &[Case] = &[
    Case {
        name: "hardened",
        image: TOOLS,
        flags: HARDENED,
        more: |ground| vec![ground.secret_file("own-secret")],
        tells_secret: false,
        is_hardened: true,
    },
    Case {
        name: "hardened-scratch",
        image: SCRATCH,
        flags: HARDENED,
        more: |_| Vec::new(),
        tells_secret: false,
        is_hardened: true,
    },
    Case {
        name: "default",
        image: TOOLS,
        flags: &[],
        more: |_| Vec::new(),
        tells_secret: false,
        is_hardened: false,
    },
    Case {
        name: "default-user",
        image: TOOLS,
        flags: &["--user=1000:1000"],
        more: |_| Vec::new(),
        tells_secret: false,
        is_hardened: false,
    },
    Case {
        name: "read-only",
        image: TOOLS,
        flags: &["--read-only"],
        more: |_| Vec::new(),
        tells_secret: false,
        is_hardened: false,
    },
    Case {
        name: "no-new-privileges",
        image: TOOLS,
        flags: &["--security-opt=no-new-privileges"],
        more: |_| Vec::new(),
        tells_secret: false,
        is_hardened: false,
    },
    Case {
        name: "weak-scratch",
        image: SCRATCH,
        flags: EVERYTHING,
        more: |ground| [capabilities(), ground.disk()].concat(),
        tells_secret: false,
        is_hardened: false,
    },
    Case {
        name: "weak",
        image: TOOLS,
        flags: EVERYTHING,
        more: |ground| [capabilities(), ground.disk(), vec![ground.secret_file("open-secret")]].concat(),
        tells_secret: true,
        is_hardened: false,
    },
];

/// The capabilities by their numbers, as far as every engine knows them: what the later ones allow SYS_ADMIN does, too.
const CAPABILITIES: &str = "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE \
    NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT \
    SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP \
    MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ";

/// Those that this machine has: not every one has all, and an engine cannot give what it lacks.
fn capabilities() -> Vec<String> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let had = status.lines().find_map(|line| line.strip_prefix("CapBnd:")).map(str::trim);
    let had = had.and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0);
    let names = CAPABILITIES.split_whitespace().enumerate().filter(|(bit, _)| had >> bit & 1 == 1);
    names.map(|(_, name)| format!("--cap-add={name}")).collect()
}

/// What came of the battery in one container.
pub(super) struct Seen {
    pub(super) case: &'static Case,
    pub(super) answered: Answered,
}

/// What the containers stand on.
struct Ground {
    planted: std::path::PathBuf,
    secrets: std::path::PathBuf,
    decoys: Decoys,
    neighbour: String,
}

impl Ground {
    fn lay(folder: &Path) -> anyhow::Result<Self> {
        let [planted, secrets] = ["planted", "secrets"].map(|name| folder.join(name));
        for place in [&planted, &secrets] {
            if place.exists() {
                std::fs::remove_dir_all(place)?;
            }
            std::fs::create_dir_all(place)?;
        }
        esclusa_prove::plant(&planted)?;
        for (name, mode) in [("own-secret", 0o400), ("open-secret", 0o644)] {
            use std::os::unix::fs::{PermissionsExt as _, chown};
            let place = secrets.join(name);
            std::fs::write(&place, SECRET)?;
            chown(&place, Some(1000), Some(1000))?;
            std::fs::set_permissions(&place, std::fs::Permissions::from_mode(mode))?;
        }
        let decoys = esclusa_prove::decoys(&planted)?;
        let listen = ["nc", "-ll", "-p", NEIGHBOUR_PORT, "-e", "/bin/true"];
        let run = ["run", "--detach", "--name", NEIGHBOUR, TOOLS];
        said::expect("docker", &[&run[..], &listen].concat())?;
        let format = "{{.NetworkSettings.IPAddress}}";
        let neighbour = said::expect("docker", &["inspect", "--format", format, NEIGHBOUR])?;
        Ok(Self { planted, secrets, decoys, neighbour: neighbour.trim().to_owned() })
    }

    fn secret_file(&self, name: &str) -> String {
        format!("--volume={}:/run/secret:ro", self.secrets.join(name).display())
    }

    /// A disk of the machine that may be read here, if there is one.
    fn disk(&self) -> Vec<String> {
        let partitions = std::fs::read_to_string("/proc/partitions").unwrap_or_default();
        let names = partitions.lines().filter_map(|line| line.split_whitespace().nth(3));
        let paths = names.map(|name| format!("/dev/{name}"));
        let disk = paths.chain(["/dev/zram0".to_owned()]).find(|path| std::fs::File::open(path).is_ok());
        disk.map(|path| format!("--device={path}")).into_iter().collect()
    }

    fn briefing(&self) -> Briefing {
        self.decoys
            .briefing()
            .with("planted", PLANTED)
            .with("neighbour", format_args!("{}:{NEIGHBOUR_PORT}", self.neighbour))
            .with("secret", SECRET)
            .with("secret-file", "/run/secret")
    }
}

/// Runs the battery in every container; writes the documents where `write` says so, and holds what must be.
pub(super) fn hold(folder: &Path, engine: &str, write: bool) -> anyhow::Result<()> {
    let since = Instant::now();
    clear()?;
    images::make(folder)?;
    let ground = Ground::lay(folder)?;
    let seen = CASES.iter().map(|case| attack(case, &ground)).collect::<anyhow::Result<Vec<Seen>>>();
    let hostile = super::hostile::hold(&ground.planted, &ground.briefing());
    drop(ground);
    clear()?;
    let (seen, hostile) = (seen?, hostile?);
    println!("{}", battery_page::summary(&seen));
    let mut wrong = wrong(&seen, is_old(engine));
    wrong.extend(hostile);
    anyhow::ensure!(wrong.is_empty(), "the battery is not as it must be:\n{}", wrong.join("\n"));
    let took = since.elapsed().as_secs();
    anyhow::ensure!(took < LONGEST, "the battery took {took} s, at most {LONGEST}");
    if write {
        battery_page::write(&seen, engine)?;
    }
    println!("the battery in {} containers: {took} s\n", CASES.len());
    Ok(())
}

fn clear() -> anyhow::Result<()> {
    for name in CASES.iter().map(|case| case.name).chain([NEIGHBOUR, super::hostile::NAME]) {
        said::run("docker", &["rm", "--force", name], None)?;
    }
    Ok(())
}

/// Starts a container, runs the probe in it and takes it away.
fn attack(case: &'static Case, ground: &Ground) -> anyhow::Result<Seen> {
    let mount = mount_of(&ground.planted);
    let more = (case.more)(ground);
    let mut flags: Vec<&str> = vec!["--name", case.name, &mount];
    flags.extend(case.flags);
    flags.extend(more.iter().map(String::as_str));
    let nonce = Nonce::new()?;
    let text = String::from_utf8(ground.briefing().text(&nonce))?;
    let probe = format!("{PLANTED}/probe");
    let said = if case.image == SCRATCH {
        // Nothing else can be run there: the probe is the first process.
        let run = [&["run", "--interactive", "--entrypoint", &probe], &flags[..], &[SCRATCH]].concat();
        said::run("docker", &run, Some(&text))?
    } else {
        let command = ["sh", "-c", "sleep 600; :", if case.tells_secret { SECRET } else { "-" }];
        said::expect("docker", &[&["run", "--detach"], &flags[..], &[case.image], &command].concat())?;
        said::run("docker", &["exec", "--interactive", case.name, &probe], Some(&text))?
    };
    said::run("docker", &["rm", "--force", case.name], None)?;
    let mut answers = Answers::new(nonce, |_| true);
    answers.take(said.standard.as_bytes());
    let answered = answers.end();
    if let Some(fault) = &answered.fault {
        anyhow::bail!("{}: {fault}: {}{}", case.name, said.standard, said.error);
    }
    if std::env::var_os(SHOW).is_some() {
        for (attack, outcome) in &answered.outcomes {
            println!("{} {}: {outcome:?}", case.name, attack.id);
        }
    }
    Ok(Seen { case, answered })
}

/// Whether an engine is from before its default filter refused what [`NOT_STOPPED`] names: `dockerd 20.10.24, runc …`.
fn is_old(engine: &str) -> bool {
    const FIRST: u32 = 25;
    let number = engine.split([' ', '.']).find_map(|word| word.parse::<u32>().ok());
    number.is_none_or(|number| number < FIRST)
}

/// What must hold and does not.
fn wrong(seen: &[Seen], is_old: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for Seen { case, answered } in seen.iter().filter(|seen| seen.case.is_hardened) {
        for (attack, outcome) in &answered.outcomes {
            let is_stopped = matches!(outcome, Some(Outcome::Blocked(..) | Outcome::Inapplicable(_)));
            let is_told = is_old
                && matches!(outcome, Some(Outcome::Succeeded(_)))
                && NOT_STOPPED.iter().any(|(id, _)| *id == attack.id);
            if !is_stopped && !is_told {
                wrong.push(format!("{}: {}: {outcome:?}", case.name, attack.id));
            }
        }
    }
    for (at, attack) in esclusa_prove::attacks().enumerate() {
        let outcomes = || seen.iter().filter_map(|seen| seen.answered.outcomes.get(at)?.1);
        let succeeded = outcomes().any(|outcome| matches!(outcome, Outcome::Succeeded(_)));
        let is_exempt = NOT_HERE.iter().any(|(id, _)| *id == attack.id)
            || outcomes().any(|outcome| outcome == Outcome::Inapplicable(Reason::MachineTooSmall));
        if !succeeded && !is_exempt {
            wrong.push(format!("{} succeeded nowhere: {:?}", attack.id, outcomes().next_back()));
        }
    }
    wrong
}

/// A container that is named in the documents.
pub(super) fn flags_of(case: &Case) -> String {
    let shown = case.flags.iter().filter(|flag| !flag.contains(SECRET));
    shown
        .map(|flag| if flag.contains(' ') { format!("'{flag}'") } else { (*flag).to_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs the probe in a container that is there, and gives what it said.
pub(super) fn exec(container: &str, briefing: &Briefing) -> anyhow::Result<Answered> {
    let nonce = Nonce::new()?;
    let text = String::from_utf8(briefing.text(&nonce)).context("a briefing is text")?;
    let said =
        said::run("docker", &["exec", "--interactive", container, &format!("{PLANTED}/probe")], Some(&text))?;
    let mut answers = Answers::new(nonce, |_| true);
    answers.take(said.standard.as_bytes());
    Ok(answers.end())
}

/// How the planted folder is mounted.
pub(super) fn mount_of(planted: &Path) -> String {
    format!("--volume={}:{PLANTED}:ro", planted.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_old_engine_lets_through_a_new_one_may_not() {
        assert!(is_old("dockerd 20.10.24+dfsg1, runc 1.1.5"));
        assert!(!is_old("dockerd 28.5.2, runc 1.3.0"));
    }

    #[test]
    fn the_secret_that_the_weak_containers_have_is_the_one_that_is_looked_for() {
        assert!(EVERYTHING.iter().any(|flag| flag.strip_prefix("--env=PASSWORD=") == Some(SECRET)));
        assert!(CASES.iter().all(|case| !flags_of(case).contains(SECRET)));
    }
}
