//! Processes, who they are and what they may do. A copy of a test's process does nothing that another thread may hold.

use esclusa_kernel::{
    Call, Capabilities, Clock, Ended, Errno, Forked, Process, Region, allowed_open_files, allowed_processors,
    bounding_has, capabilities, exec, exit, exit_after, fork, free_memory, identity, memory_file, now,
    parent, pause, set_capabilities, signal, status, this_process, witness,
};

/// What a copy of this process ends with.
fn in_copy(work: impl FnOnce() -> i32) -> Ended {
    match fork().expect("a process") {
        Forked::Child => exit(work()),
        Forked::Parent(child) => child.wait().expect("its end"),
    }
}

#[test]
fn a_copy_ends_with_its_code_and_knows_its_parent() {
    let own = this_process();
    assert_eq!(own.number().unsigned_abs(), std::process::id());
    assert_eq!(in_copy(|| i32::from(parent() != own)), Ended::Exited(0));
    assert_eq!(in_copy(|| 77), Ended::Exited(77));
}

#[test]
fn memory_of_a_copy_is_its_own() {
    let mut value = 1;
    let ended = in_copy(|| {
        value = 2;
        value
    });
    assert_eq!((ended, value), (Ended::Exited(2), 1));
}

#[test]
fn a_copy_that_is_forgotten_is_killed() {
    let Forked::Parent(child) = fork().unwrap() else {
        pause(60_000);
        exit(0)
    };
    let process = child.process();
    assert_eq!(signal(process, 0), Ok(()));
    drop(child);
    assert_eq!(signal(process, 0), Err(Errno::ESRCH));
    assert_eq!(Process::of(0), None);
    assert_eq!(Process::of(-1), None);
}

#[test]
fn a_copy_ends_by_itself_after_its_time() {
    let begin = now();
    let ended = in_copy(|| {
        let _ = exit_after(50);
        pause(30_000);
        0
    });
    assert_eq!(ended, Ended::Killed(14));
    assert!(now() - begin < 20_000_000_000);
}

#[test]
fn another_program_takes_its_words() {
    let ended = in_copy(|| {
        let _ = exec(c"/bin/sh", &[c"sh", c"-c", c"exit $((N + 1))"], &[c"N=41"]);
        1
    });
    assert_eq!(ended, Ended::Exited(42));
    assert_eq!(exec(c"/nowhere", &[], &[]), Errno::ENOENT);
}

#[test]
fn identity_and_capabilities_are_those_that_proc_shows() {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line =
        |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).expect("its line").trim().to_owned();
    let set = |key: &str| u64::from_str_radix(&line(key), 16).expect("a set");
    let seen = capabilities().unwrap();
    assert_eq!((seen.effective, seen.permitted), (set("CapEff:"), set("CapPrm:")));
    assert_eq!(seen.inheritable, set("CapInh:"));
    for bit in 0..41 {
        assert_eq!(bounding_has(bit), set("CapBnd:") >> bit & 1 == 1, "{bit}");
    }
    assert!(!bounding_has(63));
    let users: Vec<u32> = line("Uid:").split_whitespace().map(|number| number.parse().unwrap()).collect();
    assert_eq!((identity().user, identity().effective_user), (users[0], users[1]));
    assert_eq!(
        in_copy(|| {
            let _ = set_capabilities(Capabilities::default());
            capabilities().map_or(1, |sets| i32::from(sets != Capabilities::default()))
        }),
        Ended::Exited(0)
    );
}

#[test]
fn a_request_that_cannot_be_read_is_refused_for_that() {
    for (call, expected) in [
        (Call::Mount, Errno::EFAULT),
        (Call::Chroot, Errno::EFAULT),
        (Call::Enter, Errno::EBADF),
        (Call::Unshare, Errno::EINVAL),
        (Call::CloneUsers, Errno::EINVAL),
        (Call::Trace, Errno::ESRCH),
        (Call::InternetSocket, Errno::EINVAL),
        (Call::PacketSocket, Errno::EINVAL),
        (Call::Node, Errno::EINVAL),
        (Call::Performance, Errno::EINVAL),
        (Call::Key, Errno::EFAULT),
        (Call::Bpf, Errno::E2BIG),
    ] {
        // A filter around the tests may refuse before; nothing else may.
        let said = witness(call).expect("no request is granted");
        assert!([expected, Errno::EPERM, Errno::ENOSYS].contains(&said), "{call:?}: {said:?}");
    }
    assert!([None, Some(Errno::EPERM)].contains(&witness(Call::Clock)));
    assert_eq!(witness(Call::User), None);
}

#[test]
fn memory_and_limits_are_there() {
    let mut region = Region::new(1 << 20).unwrap();
    region.touch();
    assert!(Region::new(usize::MAX / 2).is_err());
    let file = memory_file(c"test").unwrap();
    file.write_all(&[7; 5000]).unwrap();
    assert_eq!(status(&file, c"").unwrap().size, 5000);
    assert!(free_memory().unwrap() > 1 << 20);
    let parallel = std::thread::available_parallelism().unwrap().get();
    assert!(allowed_processors() as usize >= parallel);
    let (soft, hard) = allowed_open_files().unwrap();
    assert!(soft <= hard && soft > 0);
    let (begin, used) = (now(), Clock::Process.nanoseconds());
    pause(20);
    assert!(now() - begin >= 20_000_000 && Clock::Process.nanoseconds() >= used);
}
