//! Practice 4, quotas: takes more than a service should be able to, up to a bound, and gives it back.

use esclusa_kernel::{
    Clock, Descriptor, Ended, Errno, Forked, Region, allowed_processors, exit, exit_after, fork, free_memory,
    memory_file, now, pause, raise_open_files, set_dumpable, set_out_of_memory_first, volume,
};

use crate::attack::{Attack, attack};
use crate::cgroup;
use crate::outcome::{Layer, Outcome, Reason, Unanswered};
use crate::places::{Path, in_some_place, nameless_file, no_place, places};
use crate::scene::{Scene, Suspects};

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("memory-taken", 4, "mmap, every page written", memory),
    attack!("memory-file-filled", 4, "memfd_create, write", memory_in_file),
    attack!("processes-made", 4, "clone, again and again", processes),
    attack!("processors-taken", 4, "busy processes on every processor", processors),
    attack!("tmpfs-filled", 4, "fallocate on a tmpfs", tmpfs),
    attack!("disk-filled", 4, "fallocate on a disk", disk),
    attack!("descriptors-taken", 4, "setrlimit(RLIMIT_NOFILE), fcntl(F_DUPFD)", descriptors),
];

const MIB: u64 = 1 << 20;
/// What is taken where the setup says nothing else: more than a service that has a limit should be given, and little
/// enough for any machine.
const MEMORY: u64 = 256;
const PROCESSES: u64 = 512;
const ROOM: u64 = 96;
const FILES: u64 = 16_384;
/// How long the processors are taken, in milliseconds: several of the kernel's periods.
const BUSY: u64 = 350;
/// How often, while it cannot be told from a busy machine.
const ROUNDS: usize = 5;
/// So many processes for each processor, and at most so many.
const PER_PROCESSOR: usize = 6;
const BUSY_PROCESSES: usize = 48;

fn bound(scene: &Scene<'_>, key: &'static str, usual: u64) -> u64 {
    scene.setup.number(key).unwrap_or(usual)
}

/// The bytes of memory to take, if the machine can spare them.
fn bytes_to_take(scene: &Scene<'_>) -> Result<usize, Outcome> {
    let bytes = bound(scene, "memory-mib", MEMORY).saturating_mul(MIB);
    let is_enough = free_memory().is_ok_and(|free| free > bytes.saturating_mul(2));
    let too_small = Outcome::Inapplicable(Reason::MachineTooSmall);
    if is_enough { usize::try_from(bytes).map_err(|_| too_small) } else { Err(too_small) }
}

/// Whoever ends a process for want of memory is to choose this one, never the service.
fn be_chosen_first() {
    let _ = set_dumpable(true);
    set_out_of_memory_first();
    let _ = set_dumpable(false);
}

fn memory(scene: &Scene<'_>) -> Outcome {
    let bytes = match bytes_to_take(scene) {
        Ok(bytes) => bytes,
        Err(outcome) => return outcome,
    };
    be_chosen_first();
    match Region::new(bytes) {
        Ok(mut region) => {
            region.touch();
            Outcome::counted(bytes as u64)
        }
        Err(error) => scene.refused(error, Suspects::plain(0)),
    }
}

fn memory_in_file(scene: &Scene<'_>) -> Outcome {
    let bytes = match bytes_to_take(scene) {
        Ok(bytes) => bytes,
        Err(outcome) => return outcome,
    };
    be_chosen_first();
    let page = [1; 4096];
    let filled = memory_file(c"esclusa")
        .and_then(|file| (0..bytes / page.len()).try_for_each(|_| file.write_all(&page)));
    match filled {
        Ok(()) => Outcome::counted(bytes as u64),
        Err(error) => scene.refused(error, Suspects::plain(0)),
    }
}

/// All of them are of the group of this process, and end with it.
fn processes(scene: &Scene<'_>) -> Outcome {
    let most = bound(scene, "processes", PROCESSES);
    for _ in 0..most {
        match fork() {
            Ok(Forked::Child) => {
                let _ = exit_after(6000);
                pause(6000);
                exit(0)
            }
            // It is not waited for here: the probe ends the whole group.
            Ok(Forked::Parent(child)) => core::mem::forget(child),
            Err(error) => return scene.refused(error, Suspects::plain(0)),
        }
    }
    Outcome::counted(most)
}

fn processors(_: &Scene<'_>) -> Outcome {
    let count = allowed_processors().min(BUSY_PROCESSES as u32);
    let limit = cgroup::processor_limit();
    let mut most = 0;
    for _ in 0..ROUNDS {
        let before = cgroup::held_up();
        let Some(percent) = keep_busy() else { return Outcome::Unanswered(Unanswered::NoProcess) };
        most = most.max(percent);
        let was_held_up = before.zip(cgroup::held_up()).map(|(before, after)| after > before);
        match was_held_up {
            Some(true) => return Outcome::kept_out(Layer::Quota),
            // It was busy everywhere and nothing held it up: what it did not get, others had.
            Some(false) if limit.is_some_and(|limit| limit >= u64::from(count) * 100) => {
                return Outcome::counted(count.into());
            }
            None if percent >= count * 90 => return Outcome::counted(count.into()),
            _ => {}
        }
    }
    // A machine so busy that the limit was hardly reached: it is one nevertheless, and nothing went beyond it. A while that
    // begins and ends inside of periods has a part of one more.
    match limit {
        Some(limit) if limit < u64::from(count) * 100 && u64::from(most) <= limit + limit / 2 => {
            Outcome::kept_out(Layer::Quota)
        }
        _ => Outcome::Unanswered(Unanswered::Undecided),
    }
}

/// Keeps every processor busy for a while, with more processes than there are of them, since others want them, too; gives
/// how much of them it had, in percent of one.
fn keep_busy() -> Option<u32> {
    let count = (allowed_processors() as usize).saturating_mul(PER_PROCESSOR);
    let mut children = [const { None }; BUSY_PROCESSES];
    for place in children.iter_mut().take(count) {
        match fork() {
            Ok(Forked::Child) => exit(busy()),
            Ok(Forked::Parent(child)) => *place = Some(child),
            Err(_) => return None,
        }
    }
    let mut percent = 0;
    for child in children.into_iter().flatten() {
        if let Ok(Ended::Exited(part)) = child.wait() {
            percent += part.unsigned_abs();
        }
    }
    Some(percent)
}

/// Is busy for a while; gives how much of the time it had the processor, in percent.
fn busy() -> i32 {
    let (begin, had) = (now(), Clock::Process.nanoseconds());
    while now().saturating_sub(begin) < BUSY * 1_000_000 {
        core::hint::spin_loop();
    }
    let passed = now().saturating_sub(begin).max(1);
    (Clock::Process.nanoseconds().saturating_sub(had).saturating_mul(100) / passed).min(100) as i32
}

fn fill(folder: &Path, bytes: u64) -> Result<(), Errno> {
    let bytes = usize::try_from(bytes).map_err(|_| Errno::EFBIG)?;
    nameless_file(folder, 0o600).and_then(|file: Descriptor| file.allocate(bytes))
}

fn tmpfs(scene: &Scene<'_>) -> Outcome {
    let room = bound(scene, "room-mib", ROOM).saturating_mul(MIB);
    if !free_memory().is_ok_and(|free| free > room.saturating_mul(2)) {
        return Outcome::Inapplicable(Reason::MachineTooSmall);
    }
    be_chosen_first();
    let is_memory = |volume: &esclusa_kernel::Volume| volume.kind == esclusa_kernel::Volume::IN_MEMORY;
    match in_some_place(scene, is_memory, |place| fill(place, room)) {
        Ok((_, place)) => Outcome::at(place.bytes()),
        Err(error) => no_place(scene, error),
    }
}

fn disk(scene: &Scene<'_>) -> Outcome {
    let room = bound(scene, "room-mib", ROOM).saturating_mul(MIB);
    let is_disk = |volume: &esclusa_kernel::Volume| volume.kind != esclusa_kernel::Volume::IN_MEMORY;
    let on_disk = |place: &Path| volume(place.as_c_str()).ok().filter(is_disk);
    // A disk that is nearly full belongs to somebody.
    if places(scene).filter_map(|place| on_disk(&place)).any(|volume| volume.free < room.saturating_mul(4)) {
        return Outcome::Inapplicable(Reason::MachineTooSmall);
    }
    match in_some_place(scene, is_disk, |place| fill(place, room)) {
        Ok((_, place)) => Outcome::at(place.bytes()),
        Err(Errno::EOPNOTSUPP) => Outcome::Inapplicable(Reason::NoKernelSupport),
        Err(error) => no_place(scene, error),
    }
}

/// So many that they fill every table; each ends with this process.
fn descriptors(scene: &Scene<'_>) -> Outcome {
    let most = bound(scene, "files", FILES);
    let taken = raise_open_files().and_then(|_| {
        let file = memory_file(c"esclusa")?;
        for _ in 0..most {
            core::mem::forget(file.duplicate()?);
        }
        Ok(())
    });
    match taken {
        Ok(()) => Outcome::counted(most),
        // What the limit of files refuses.
        Err(error) => scene.refused(error, Suspects::plain(0)),
    }
}
