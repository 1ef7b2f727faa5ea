//! Practice 2, not privileged: what belongs to the host and its engine.

use core::ops::ControlFlow;

use esclusa_kernel::{
    Access, Address, Descriptor, Errno, Family, Namespace, Process, Shared, Style, Text, enter_namespace,
    entries, keep_mounts_private, leave_namespace, link_text, mount, niceness, open, parent, session_of,
    signal, socket, status,
};

use crate::attack::{Attack, attack};
use crate::outcome::{Layer, Layers, Outcome, Reason};
use crate::places::{Path, rewrite};
use crate::scene::{Scene, Suspects, beginning, capability};

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("engine-socket-answered", 2, "connect(AF_UNIX, engine's socket), GET /_ping", engine_socket),
    attack!("host-process-seen", 2, "kill(pid, 0), getsid, getpriority", process),
    attack!("host-memory-shared", 2, "shmget(key of the host)", memory),
    attack!("host-root-opened", 2, "openat(/proc/1/root)", root),
    attack!("host-mounts-entered", 2, "setns(/proc/1/ns/mnt)", mounts),
    attack!("core-pattern-written", 2, "write(/proc/sys/kernel/core_pattern), the value read", core_pattern),
    attack!("sys-setting-written", 2, "write(/sys/…), the value read", sys_setting),
    attack!(
        "release-agent-written",
        2,
        "unshare(CLONE_NEWNS), mount(cgroup), write(release_agent), the value read",
        release_agent
    ),
];

/// Where engines listen.
const SOCKETS: [&[u8]; 5] = [
    b"/var/run/docker.sock",
    b"/run/docker.sock",
    b"/run/podman/podman.sock",
    b"/run/containerd/containerd.sock",
    b"/run/crio/crio.sock",
];

fn engine_socket(scene: &Scene<'_>) -> Outcome {
    let mut refusal = None;
    for path in scene.setup.values("engine-socket").chain(SOCKETS) {
        match ping(path) {
            Ok(()) => return Outcome::at(path),
            Err(Errno::ENOENT | Errno::ENOTDIR) => {}
            Err(error) => refusal = Some(error),
        }
    }
    match refusal {
        // No socket is there to be opened.
        None => Outcome::kept_out(Layer::Namespace),
        Some(Errno::ECONNREFUSED) => Outcome::Inapplicable(Reason::NothingThere),
        Some(error) => scene.refused(error, Suspects::file_of_root()),
    }
}

fn ping(path: &[u8]) -> Result<(), Errno> {
    let address = Address::path(path).ok_or(Errno::ENAMETOOLONG)?;
    let socket = socket(Family::Unix, Style::Stream, 0)?;
    socket.connect(&address, 1000)?;
    socket.write_all(b"GET /_ping HTTP/1.0\r\n\r\n")?;
    let mut answer = [0; 8];
    let length = if socket.is_readable_within(2000)? { socket.read(&mut answer)? } else { 0 };
    // An engine that speaks something else has still been reached: it has taken the connection.
    if length == 0 { Err(Errno::ECONNREFUSED) } else { Ok(()) }
}

/// The host has a process of its own running: the leader of its session, and as nice as no other is.
fn process(scene: &Scene<'_>) -> Outcome {
    let told = scene.setup.number("host-process").zip(scene.setup.number("host-process-nice"));
    let Some((number, nice)) = told else { return Outcome::Inapplicable(Reason::NotTold) };
    let Some(process) = i32::try_from(number).ok().and_then(Process::of) else {
        return Outcome::Inapplicable(Reason::NotTold);
    };
    let is_seen = session_of(process) == Ok(process) && niceness(process).map(i64::from) == Ok(nice as i64);
    match signal(process, 0) {
        Ok(()) if is_seen => Outcome::counted(number),
        Err(Errno::EPERM) if is_seen => scene.refused(Errno::EPERM, Suspects::plain(capability::KILL)),
        // Another process has the number here, or none.
        Ok(()) | Err(Errno::EPERM | Errno::ESRCH) => Outcome::kept_out(Layer::Namespace),
        Err(error) => scene.refused(error, Suspects::unsure(capability::KILL)),
    }
}

fn memory(scene: &Scene<'_>) -> Outcome {
    let Some(key) = scene.setup.number("host-memory-key").and_then(|key| u32::try_from(key).ok()) else {
        return Outcome::Inapplicable(Reason::NotTold);
    };
    match Shared::of_key(key) {
        Ok(_) => Outcome::counted(key.into()),
        Err(Errno::ENOENT) => Outcome::Blocked(Errno::ENOENT, Layers::one(Layer::Namespace)),
        Err(error) => scene.refused(error, Suspects::file_of_root()),
    }
}

/// Whether the first process that is seen is one of this container: the probe, or one with its root.
fn root(scene: &Scene<'_>) -> Outcome {
    if !scene.has_proc {
        return Outcome::Inapplicable(Reason::NoProc);
    }
    if parent() == Process::FIRST {
        return Outcome::kept_out(Layer::Namespace);
    }
    let place = |path| open(path, Access::Folder).and_then(|folder| status(&folder, c""));
    match (place(c"/proc/1/root/"), place(c"/")) {
        (Ok(first), Ok(own)) if (first.device, first.inode) != (own.device, own.inode) => {
            Outcome::at(b"/proc/1/root")
        }
        (Ok(_), _) => Outcome::kept_out(Layer::Namespace),
        (Err(error), _) => scene.refused(error, Suspects::plain(capability::SYS_PTRACE)),
    }
}

fn mounts(scene: &Scene<'_>) -> Outcome {
    if !scene.has_proc {
        return Outcome::Inapplicable(Reason::NoProc);
    }
    if parent() == Process::FIRST {
        return Outcome::kept_out(Layer::Namespace);
    }
    let (mut first, mut own) = ([0; 64], [0; 64]);
    match (link_text(c"/proc/1/ns/mnt", &mut first), link_text(c"/proc/self/ns/mnt", &mut own)) {
        (Ok(first), Ok(own)) if first == own => return Outcome::kept_out(Layer::Namespace),
        (Ok(_), Ok(_)) => {}
        (Err(error), _) | (_, Err(error)) => {
            return scene.refused(error, Suspects::plain(capability::SYS_PTRACE));
        }
    }
    let enter = |namespace: Descriptor| enter_namespace(&namespace, Namespace::Mounts);
    match open(c"/proc/1/ns/mnt", Access::Read).and_then(enter) {
        Ok(()) => Outcome::at(b"/proc/1/ns/mnt"),
        Err(error) => {
            let suspects = Suspects::call(capability::SYS_ADMIN, esclusa_kernel::Call::Enter);
            scene.refused(error, suspects)
        }
    }
}

fn core_pattern(scene: &Scene<'_>) -> Outcome {
    match rewrite(c"/proc/sys/kernel/core_pattern") {
        Ok(()) => Outcome::counted(1),
        Err(Errno::ENOENT) => Outcome::Inapplicable(Reason::NoProc),
        Err(error) => scene.refused(error, Suspects::file_of_root()),
    }
}

/// Settings of the machine that take the value back which they show.
const SETTINGS: [&core::ffi::CStr; 4] = [
    c"/sys/kernel/uevent_helper",
    c"/sys/kernel/mm/ksm/pages_to_scan",
    c"/sys/kernel/mm/lru_gen/min_ttl_ms",
    c"/sys/kernel/mm/transparent_hugepage/khugepaged/pages_to_scan",
];

fn sys_setting(scene: &Scene<'_>) -> Outcome {
    for path in SETTINGS {
        match rewrite(path) {
            Ok(()) => return Outcome::at(path.to_bytes()),
            Err(Errno::ENOENT) => {}
            Err(error) => return scene.refused(error, Suspects::file_of_root()),
        }
    }
    Outcome::Inapplicable(Reason::NothingThere)
}

/// What the kernel runs when a control group is empty: whoever writes it runs a program on the host. Only a hierarchy that
/// is there is mounted, and in a namespace of mounts that ends with this process.
fn release_agent(scene: &Scene<'_>) -> Outcome {
    let mut bytes = [0; 2048];
    let Ok(groups) = beginning(c"/proc/self/cgroup", &mut bytes) else {
        return Outcome::Inapplicable(Reason::NoProc);
    };
    let controllers = groups.split(|byte| *byte == b'\n').find_map(|line| {
        let mut parts = line.splitn(3, |byte| *byte == b':').skip(1);
        parts.next().filter(|names| !names.is_empty() && !names.starts_with(b"name="))
    });
    let Some(controllers) = controllers else { return Outcome::Inapplicable(Reason::NoKernelSupport) };
    if let Err(error) = leave_namespace(Namespace::Mounts) {
        let suspects = Suspects::call(capability::SYS_ADMIN, esclusa_kernel::Call::Unshare);
        return scene.refused(error, suspects);
    }
    let options = Text::<128>::of(&[controllers]);
    let mounted = keep_mounts_private().and_then(|()| mount(c"cgroup", c"/proc", options.as_c_str()));
    if let Err(error) = mounted {
        let suspects = Suspects::call(capability::SYS_ADMIN, esclusa_kernel::Call::Mount);
        return scene.refused(error, suspects);
    }
    match rewrite(c"/proc/release_agent") {
        Ok(()) => Outcome::at(controllers),
        // Only the root of the hierarchy has it.
        Err(Errno::ENOENT) => Outcome::kept_out(Layer::Namespace),
        Err(error) => scene.refused(error, Suspects::unsure(capability::SYS_ADMIN)),
    }
}

/// The first block device that a folder shows.
pub(crate) fn block_device(folder: &core::ffi::CStr) -> Option<Path> {
    let mut found = None;
    let _ = entries(folder, |name, kind| {
        if kind == esclusa_kernel::Kind::BlockDevice {
            found = Some(Text::of(&[folder.to_bytes(), b"/", name.to_bytes()]));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    found
}
