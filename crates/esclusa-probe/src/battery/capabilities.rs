//! Practice 3, capabilities dropped: what each one by itself allows.

use esclusa_kernel::{
    Access, Call, Errno, Family, Forked, Style, Text, ask_to_restart, chroot, exit, exit_after, fork,
    handle_of, interface_up_again, memory_file, mount, open, open_by_handle, pause, read_kernel_log,
    rewrite_host_name, rewrite_tick, set_dumpable, set_groups, set_niceness, set_user, signal, socket, trace,
    unmount,
};

use crate::attack::{Attack, attack};
use crate::outcome::{Outcome, Reason, Unanswered};
use crate::scene::{Scene, Suspects, capability};

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("owner-changed", 3, "memfd_create, fchown", owner),
    attack!("permission-overridden", 3, "fchmod(0), open(/proc/self/fd/…)", permission),
    attack!("foreign-process-signalled", 3, "setresuid, kill", foreign),
    attack!("filesystem-mounted", 3, "mount(tmpfs)", filesystem),
    attack!("raw-socket-opened", 3, "socket(AF_INET, SOCK_RAW)", raw),
    attack!("packet-socket-opened", 3, "socket(AF_PACKET)", packet),
    attack!("process-traced", 3, "ptrace(PTRACE_SEIZE)", traced),
    attack!("root-changed", 3, "chroot", root),
    attack!("handle-opened", 3, "name_to_handle_at, open_by_handle_at", handle),
    attack!("clock-set", 3, "adjtimex(ADJ_TICK), the value read", clock),
    attack!("host-name-set", 3, "sethostname, the value read", host_name),
    attack!("priority-raised", 3, "setpriority(-5)", priority),
    attack!("interface-set", 3, "ioctl(SIOCSIFFLAGS), the value read", interface),
    attack!("kernel-log-read", 3, "syslog(SYSLOG_ACTION_READ_ALL)", log),
    attack!("restart-allowed", 3, "reboot(no magic number)", restart),
    attack!("groups-taken", 3, "setgroups", groups),
];

/// Another user, whom no system has for people.
const OTHER: u32 = 65_534;

/// A call that did what it says, or was refused.
fn outcome(scene: &Scene<'_>, result: Result<(), Errno>, suspects: Suspects) -> Outcome {
    match result {
        Ok(()) => Outcome::counted(1),
        Err(error) => scene.refused(error, suspects),
    }
}

fn owner(scene: &Scene<'_>) -> Outcome {
    let changed = memory_file(c"esclusa").and_then(|file| file.set_owner(OTHER, OTHER));
    outcome(scene, changed, Suspects::plain(capability::CHOWN))
}

/// Opens a file once more that nobody may open.
fn permission(scene: &Scene<'_>) -> Outcome {
    if !scene.has_proc {
        return Outcome::Inapplicable(Reason::NoProc);
    }
    let opened = memory_file(c"esclusa").and_then(|file| {
        file.set_mode(0)?;
        // Of this process its folder in `/proc` may be root's.
        set_dumpable(true)?;
        let mut path = Text::<64>::of(&[b"/proc/self/fd/"]);
        path.push_number(file.number() as u64);
        open(path.as_c_str(), Access::ReadWrite).map(|_| ())
    });
    outcome(scene, opened, Suspects::plain(capability::DAC_OVERRIDE))
}

fn foreign(scene: &Scene<'_>) -> Outcome {
    match fork() {
        Err(_) => Outcome::Unanswered(Unanswered::NoProcess),
        Ok(Forked::Child) => {
            // Who became another user may be out of reach: it ends by itself.
            let became = exit_after(1500).and_then(|()| set_user(Some(OTHER), Some(OTHER), Some(OTHER)));
            if let Err(error) = became {
                exit(error.number());
            }
            pause(1000);
            exit(0)
        }
        Ok(Forked::Parent(child)) => {
            pause(100);
            // Its end by itself says that it could not become another user, with which error.
            let sent = signal(child.process(), 15);
            let ended = child.wait();
            match (sent, ended) {
                (_, Ok(esclusa_kernel::Ended::Exited(number))) if number != 0 => {
                    scene.refused(Errno::of(number), Suspects::call(capability::SETUID, Call::User))
                }
                (Ok(()), _) => Outcome::counted(1),
                (Err(error), _) => scene.refused(error, Suspects::plain(capability::KILL)),
            }
        }
    }
}

fn filesystem(scene: &Scene<'_>) -> Outcome {
    // Over a folder that nobody looks at, and away again at once.
    let folder = if open(c"/proc/tty", Access::Path).is_ok() { c"/proc/tty" } else { c"/proc" };
    let mounted = mount(c"tmpfs", folder, c"size=4k");
    if mounted.is_ok() {
        let _ = unmount(folder);
    }
    outcome(scene, mounted, Suspects::call(capability::SYS_ADMIN, Call::Mount))
}

fn raw(scene: &Scene<'_>) -> Outcome {
    const ICMP: i32 = 1;
    let opened = socket(Family::Internet, Style::Raw, ICMP).map(|_| ());
    outcome(scene, opened, Suspects::call(capability::NET_RAW, Call::InternetSocket))
}

fn packet(scene: &Scene<'_>) -> Outcome {
    match socket(Family::Packet, Style::Raw, 0) {
        Err(Errno::EAFNOSUPPORT) => Outcome::Inapplicable(Reason::NoKernelSupport),
        opened => outcome(scene, opened.map(|_| ()), Suspects::call(capability::NET_RAW, Call::PacketSocket)),
    }
}

/// Traces a process that nobody of its user may look into.
fn traced(scene: &Scene<'_>) -> Outcome {
    match fork() {
        Err(_) => Outcome::Unanswered(Unanswered::NoProcess),
        Ok(Forked::Child) => {
            let _ = set_dumpable(false);
            pause(3000);
            exit(0)
        }
        Ok(Forked::Parent(child)) => {
            // Until it has run: like its parent it is out of reach from the beginning.
            pause(20);
            let suspects = Suspects::call(capability::SYS_PTRACE, Call::Trace).or_setting();
            outcome(scene, trace(child.process()), suspects)
        }
    }
}

fn root(scene: &Scene<'_>) -> Outcome {
    outcome(scene, chroot(c"/proc"), Suspects::call(capability::SYS_CHROOT, Call::Chroot))
}

fn handle(scene: &Scene<'_>) -> Outcome {
    // Of a folder of the container itself, or of one that the probe was told of.
    let mut refusal = Errno::EOPNOTSUPP;
    let told = scene.setup.values("place").map(|place| Text::<256>::of(&[place]));
    for place in told.chain([Text::of(&[b"/"]), Text::of(&[b"/etc/hosts"]), Text::of(&[b"/dev/shm"])]) {
        let opened = handle_of(place.as_c_str())
            .and_then(|handle| open_by_handle(&open(place.as_c_str(), Access::Read)?, &handle));
        match opened {
            Ok(_) => return Outcome::at(place.bytes()),
            Err(Errno::EOPNOTSUPP | Errno::ENOENT | Errno::ESTALE | Errno::EOVERFLOW) => {}
            Err(error) => refusal = error,
        }
    }
    match refusal {
        Errno::EOPNOTSUPP => Outcome::Inapplicable(Reason::NoKernelSupport),
        error => scene.refused(error, Suspects::unsure(capability::DAC_READ_SEARCH)),
    }
}

fn clock(scene: &Scene<'_>) -> Outcome {
    outcome(scene, rewrite_tick(), Suspects::call(capability::SYS_TIME, Call::Clock))
}

fn host_name(scene: &Scene<'_>) -> Outcome {
    outcome(scene, rewrite_host_name(), Suspects::unsure(capability::SYS_ADMIN))
}

fn priority(scene: &Scene<'_>) -> Outcome {
    outcome(scene, set_niceness(-5), Suspects::plain(capability::SYS_NICE))
}

fn interface(scene: &Scene<'_>) -> Outcome {
    let set = socket(Family::Internet, Style::Datagram, 0).and_then(|socket| interface_up_again(&socket));
    outcome(scene, set, Suspects::plain(capability::NET_ADMIN))
}

fn log(scene: &Scene<'_>) -> Outcome {
    let mut bytes = [0; 64];
    let read = read_kernel_log(&mut bytes).map(|_| ());
    outcome(scene, read, Suspects::unsure(capability::SYSLOG | capability::SYS_ADMIN).or_setting())
}

fn restart(scene: &Scene<'_>) -> Outcome {
    match ask_to_restart() {
        // Who may not is told so before the numbers are looked at.
        Errno::EINVAL => Outcome::counted(1),
        error => scene.refused(error, Suspects::unsure(capability::SYS_BOOT)),
    }
}

fn groups(scene: &Scene<'_>) -> Outcome {
    outcome(scene, set_groups(&[OTHER]), Suspects::plain(capability::SETGID))
}
