//! What is read of containers' processes.

use std::os::unix::fs::symlink;
use std::path::Path;

use esclusa_host::{Processes, Sockets};
use esclusa_model::running::{Cpu, Memory, Right, Socket, Tasks, names};

use crate::machine::Machine;

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Real user 1000, and one effective capability less than are permitted.
fn status(name: &str, user: u32, capabilities: &str) -> String {
    format!(
        "Name:\t{name}\nState:\tS (sleeping)\nUid:\t1000\t{user}\t1001\t1000\nGid:\t5\t6\t7\t8\n\
         CapInh:\t0000000000000000\nCapPrm:\t{capabilities}\nCapEff:\t0000000000000400\n\
         CapBnd:\t00000000a80425fb\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n\
         Seccomp_filters:\t3\n"
    )
}

/// A process 7 of the container, and one 8 that is not.
fn machine(groups: &str) -> Machine {
    Machine::new()
        .with("/proc/uptime", "1000.50 2000.00\n")
        .with("/proc/7/cgroup", groups)
        .with("/proc/7/status", status("a) b", 0, "0000000000200400"))
        .with("/proc/7/stat", format!("7 (a) b) S 1 7 7 0 -1 0 {} 40000 0 0\n", "0 ".repeat(12).trim()))
        .with("/proc/8/cgroup", "0::/user.slice\n")
        .with("/proc/8/status", status("other", 1, "0"))
}

#[test]
fn processes_are_those_in_the_groups_named_after_the_container() {
    for groups in [
        format!("0::/system.slice/docker-{ID}.scope\n"),
        format!("4:memory:/docker/{ID}\n1:name=systemd:/docker/{ID}\n"),
        format!("0::/machine.slice/libpod-{ID}.scope/container\n"),
        format!("0::/docker/{}/docker/{ID}\n", "f".repeat(64)),
    ] {
        let machine = machine(&groups);
        let running = Processes::look(&machine.0).of(ID, None, Sockets::OfNetwork).expect("processes");
        let [process] = &running.processes[..] else { panic!("{running:?}") };
        assert_eq!((process.pid, process.name.as_str(), process.user), (7, "a) b", 0));
        assert_eq!((process.other_users, process.group), ([1000, 1001], 6));
        assert_eq!(names(process.capabilities).collect::<Vec<_>>(), ["NET_BIND_SERVICE", "SYS_ADMIN"]);
        assert_eq!((process.effective, process.bounding, process.ambient), (0x400, 0xa804_25fb, 0));
        assert!(process.no_new_privileges && process.is_filtered == Some(true));
        assert_eq!((process.filters, running.unlisted), (Some(3), 0));
        assert_eq!(running.seconds, Some(600));
        // Nothing of these could be read.
        assert_eq!((running.listening, running.memory, running.tasks, running.cpu), (None, None, None, None));
    }
    let other = machine("0::/docker/short\n");
    assert_eq!(Processes::look(&other.0).of(ID, None, Sockets::OfNetwork), None);
    // What runs in an engine within a container is both's.
    let outer = "f".repeat(64);
    let nested = machine(&format!("0::/docker/{outer}/docker/{ID}\n"));
    let nested = |id: &str| Processes::look(&nested.0).of(id, None, Sockets::OfNetwork).is_some();
    assert!(nested(&outer) && nested(ID) && !nested(&"e".repeat(64)));
}

#[test]
fn the_first_process_is_the_one_that_the_engine_names() {
    let table = |port: &str| format!("  sl\n   0: 00000000:{port} 00000000:0000 0A 0\n");
    let group = format!("0::/docker/{ID}\n");
    let machine = machine(&group)
        .with("/proc/7/net/tcp", table("0050"))
        .with("/proc/9/cgroup", &group)
        .with("/proc/9/status", status("late", 0, "0"))
        .with("/proc/9/net/tcp", table("0051"));
    let ports = |first| {
        let running = Processes::look(&machine.0).of(ID, first, Sockets::OfNetwork).expect("processes");
        assert_eq!(running.processes.len(), 2);
        running.listening.expect("a table").iter().map(|socket| socket.port).collect::<Vec<_>>()
    };
    assert_eq!(ports(Some(9)), [81]);
    assert_eq!(ports(Some(7)), [80]);
    // Another has that number by now, or it is not known.
    assert_eq!((ports(Some(8)), ports(None)), (vec![80], vec![80]));
}

#[test]
fn what_has_ended_and_what_cannot_be_understood_is_no_process() {
    let group = format!("0::/docker/{ID}\n");
    let machine = machine(&group)
        .with("/proc/9/cgroup", &group)
        .with("/proc/9/status", status("dead", 0, "0").replace("S (sleeping)", "Z (zombie)"))
        .with("/proc/10/cgroup", &group)
        .with("/proc/10/status", [0xff, b'\n', 0])
        // This one ended between the two looks.
        .with("/proc/11/cgroup", &group)
        .with("/proc/12/cgroup", [0xff; 100])
        .with("/proc/acpi/cgroup", &group);
    let running = Processes::look(&machine.0).of(ID, None, Sockets::OfNetwork).expect("processes");
    assert_eq!(running.processes.iter().map(|process| process.pid).collect::<Vec<_>>(), [7]);
}

#[test]
fn what_was_used_is_read_of_every_version() {
    let one =
        format!("4:memory:/docker/{ID}\n3:pids:/docker/{ID}\n2:cpu,cpuacct:/docker/{ID}\n0::/docker/{ID}\n");
    let memory = format!("/sys/fs/cgroup/memory/docker/{ID}");
    let pids = format!("/sys/fs/cgroup/pids/docker/{ID}");
    let cpu = format!("/sys/fs/cgroup/cpu,cpuacct/docker/{ID}");
    let first = machine(&one)
        .with(&format!("{memory}/memory.max_usage_in_bytes"), "1000\n")
        .with(&format!("{memory}/memory.usage_in_bytes"), "800\n")
        .with(&format!("{memory}/memory.limit_in_bytes"), "9223372036854771712\n")
        .with(
            &format!("{memory}/memory.stat"),
            "active_file 1\ntotal_inactive_file 200\ntotal_active_file 50\n",
        )
        .with(&format!("{memory}/memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
        .with(&format!("{pids}/pids.current"), "3\n")
        .with(&format!("{pids}/pids.max"), "max\n")
        .with(&format!("{cpu}/cpuacct.usage"), "42\n")
        .with(&format!("{cpu}/cpu.cfs_quota_us"), "50000\n")
        .with(&format!("{cpu}/cpu.cfs_period_us"), "100000\n")
        .with(&format!("{cpu}/cpu.stat"), "nr_periods 9\nnr_throttled 4\nthrottled_time 0\n");
    let running = Processes::look(&first.0).of(ID, None, Sockets::None).expect("processes");
    let memory = Memory { peak: 1000, now: 800, cache: 250, limit: None, killed: 2 };
    assert_eq!((memory.held(), memory.needed()), (550, 750));
    assert_eq!(running.memory, Some(memory));
    assert_eq!(running.tasks, Some(Tasks { peak: 3, limit: None, refused: 0 }));
    assert_eq!(running.cpu, Some(Cpu { used: 42, limit: Some(500_000_000), periods: (9, 4) }));
    let folder = format!("/sys/fs/cgroup/docker/{ID}");
    let second = machine(&format!("0::/docker/{ID}\n"))
        .with(&format!("{folder}/memory.peak"), "5000\n")
        .with(&format!("{folder}/memory.current"), "10\n")
        .with(&format!("{folder}/memory.max"), "8000\n")
        .with(&format!("{folder}/memory.stat"), "anon 1\ninactive_file 3\nactive_file 4\n")
        .with(&format!("{folder}/memory.events"), "oom 1\noom_kill 1\n")
        .with(&format!("{folder}/pids.current"), "2\n")
        .with(&format!("{folder}/pids.peak"), "6\n")
        .with(&format!("{folder}/pids.max"), "100\n")
        .with(&format!("{folder}/pids.events"), "max 5\n")
        .with(&format!("{folder}/cpu.max"), "max 100000\n")
        .with(&format!("{folder}/cpu.stat"), "usage_usec 7\nuser_usec 1\n");
    let running = Processes::look(&second.0).of(ID, None, Sockets::None).expect("processes");
    let memory = Memory { peak: 5000, now: 10, cache: 7, limit: Some(8000), killed: 1 };
    assert_eq!(running.memory, Some(memory));
    assert_eq!(running.tasks, Some(Tasks { peak: 6, limit: Some(100), refused: 5 }));
    assert_eq!(running.cpu, Some(Cpu { used: 7000, limit: None, periods: (0, 0) }));
    // Of one that is made anew only what was used counts.
    let evidence = running.clone().evidence();
    assert!(running.is_live() && !evidence.is_live());
    assert_eq!(evidence.memory, Some(Memory { limit: None, killed: 0, ..memory }));
    assert_eq!(evidence.tasks, Some(Tasks { peak: 6, limit: None, refused: 0 }));
    assert_eq!((evidence.seconds, evidence.cpu), (running.seconds, running.cpu));
}

#[test]
fn both_versions_at_once_are_read_where_each_keeps_its_numbers() {
    // The controllers are those of version 1; version 2 is there for the groups, and measures time.
    let groups = format!("8:pids:/x/{ID}\n2:cpuacct:/x/{ID}\n1:cpu:/x/{ID}\n0::/x/{ID}\n");
    let machine = machine(&groups)
        .with(&format!("/sys/fs/cgroup/pids/x/{ID}/pids.peak"), "3\n")
        .with(&format!("/sys/fs/cgroup/pids/x/{ID}/pids.max"), "10\n")
        .with(&format!("/sys/fs/cgroup/cpuacct/x/{ID}/cpuacct.usage"), "99\n")
        .with(&format!("/sys/fs/cgroup/cpu/x/{ID}/cpu.cfs_quota_us"), "-1\n")
        .with(&format!("/sys/fs/cgroup/unified/x/{ID}/cpu.stat"), "usage_usec 7\n");
    let running = Processes::look(&machine.0).of(ID, None, Sockets::None).expect("processes");
    assert_eq!(running.tasks, Some(Tasks { peak: 3, limit: Some(10), refused: 0 }));
    assert_eq!(running.cpu, Some(Cpu { used: 99, limit: None, periods: (0, 0) }));
}

#[test]
fn the_group_is_the_containers_own_and_none_below_it() {
    let folder = format!("/sys/fs/cgroup/machine.slice/libpod-{ID}.scope");
    for below in ["", "/container", "/init.scope", "/docker/eeee"] {
        let machine = machine(&format!("0::/machine.slice/libpod-{ID}.scope{below}\n"))
            .with(&format!("{folder}/memory.current"), "10\n")
            .with(&format!("{folder}/memory.max"), "8000\n")
            .with(&format!("{folder}/container/memory.current"), "3\n");
        let running = Processes::look(&machine.0).of(ID, None, Sockets::None).expect("processes");
        assert_eq!(
            running.memory.map(|memory| (memory.now, memory.limit)),
            Some((10, Some(8000))),
            "{below}"
        );
    }
}

#[test]
fn a_group_that_leads_out_is_not_followed() {
    let machine = machine(&format!("0::/../../docker/{ID}\n"))
        .with(&format!("/docker/{ID}/memory.peak"), "5000\n")
        .with("/sys/fs/cgroup/x", "");
    assert_eq!(Processes::look(&machine.0).of(ID, None, Sockets::None).expect("processes").memory, None);
}

#[test]
fn the_sockets_are_of_its_own_network_alone() {
    let table = "  sl  local_address rem_address   st\n   0: 00000000:0050 00000000:0000 0A 0\n   1: 0100007F:1538 00000000:0000 0A 0\n";
    let machine = machine(&format!("0::/docker/{ID}\n")).with("/proc/7/net/tcp", table);
    let processes = Processes::look(&machine.0);
    let ports: Vec<(u16, bool)> = processes
        .of(ID, None, Sockets::OfNetwork)
        .and_then(|running| running.listening)
        .expect("a table")
        .iter()
        .map(|socket| (socket.port, socket.is_loopback))
        .collect();
    assert_eq!(ports, [(80, false), (5432, true)]);
    assert_eq!(processes.of(ID, None, Sockets::None).expect("processes").listening, None);
}

#[test]
fn the_groups_themselves_list_the_processes() {
    for (groups, folder) in [
        (format!("0::/docker/{ID}/init.scope\n"), "/sys/fs/cgroup"),
        (format!("0::/docker/{ID}\n"), "/sys/fs/cgroup/unified"),
        (format!("3:pids:/docker/{ID}\n0::/\n"), "/sys/fs/cgroup/pids"),
        (format!("3:name=systemd:/docker/{ID}/init.scope\n"), "/sys/fs/cgroup/systemd"),
    ] {
        let folder = format!("{folder}/docker/{ID}");
        let machine = machine(&groups)
            .with(&format!("{folder}/cgroup.procs"), "9\n0\nx\n")
            .with(&format!("{folder}/init.scope/cgroup.procs"), "7\n99\n")
            .with(&format!("{folder}/a/b/c/cgroup.procs"), "10\n")
            // Those of another are not the container's.
            .with(&format!("{folder}-not/cgroup.procs"), "8\n")
            .with("/proc/9/status", status("nine", 0, "0"))
            .with("/proc/10/status", status("ten", 0, "0"));
        let pids = |first| {
            let running = Processes::look(&machine.0).of(ID, first, Sockets::None).expect("processes");
            running.processes.iter().map(|process| process.pid).collect::<Vec<_>>()
        };
        assert_eq!(pids(Some(7)), [7, 9, 10], "{folder}");
        // Where the engine's number is not known, each process is asked, and but one can say.
        assert_eq!((pids(None), pids(Some(8))), (vec![7], vec![7]), "{folder}");
    }
}

#[test]
fn in_the_hosts_network_only_what_its_processes_hold_is_theirs() {
    let line = |at: u32, port: &str, number: u32| {
        format!(
            "   {at}: 00000000:{port} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 {number} 1\n"
        )
    };
    let table = format!("  sl\n{}{}", line(0, "0050", 4242), line(1, "0016", 4343));
    let machine =
        machine(&format!("0::/docker/{ID}\n")).with("/proc/7/net/tcp", table).with("/proc/7/fd/x", "");
    for (file, target) in
        [("0", "/dev/null"), ("3", "socket:[4242]"), ("4", "socket:[9]"), ("5", "socket:[x]")]
    {
        symlink(target, machine.0.join("proc/7/fd").join(file)).expect("a link");
    }
    let running = Processes::look(&machine.0).of(ID, Some(7), Sockets::OfProcesses).expect("processes");
    assert_eq!(running.listening.expect("known").iter().map(|socket| socket.port).collect::<Vec<_>>(), [80]);
    assert_eq!(running.missing, []);
}

#[test]
fn a_right_that_is_missing_is_named() {
    let table = "  sl\n   0: 00000000:0050 00000000:0000 0A 0\n";
    let machine = machine(&format!("0::/docker/{ID}\n"))
        .with("/proc/7/net/tcp", table)
        .with("/proc/7/fd/0", "")
        .mode("/proc/7/fd", 0);
    if std::fs::read_dir(machine.0.join("proc/7/fd")).is_ok() {
        eprintln!("skipped: root may look into every folder");
    } else {
        let running = Processes::look(&machine.0).of(ID, Some(7), Sockets::OfProcesses).expect("processes");
        assert_eq!((running.listening, running.missing), (None, vec![Right::TraceProcesses]));
    }
    let machine = machine.mode("/proc/7/fd", 0o700);
    assert_eq!(Processes::look(&machine.0).missing(), None);
    for (options, missing) in [
        ("rw,nosuid,hidepid=invisible", Some(Right::SeeProcesses)),
        ("rw,hidepid=2,gid=4", Some(Right::SeeProcesses)),
        ("rw,hidepid=0", None),
        ("rw,relatime", None),
    ] {
        let mounts = format!("proc /proc proc {options} 0 0\ntmpfs /tmp tmpfs rw,hidepid=2 0 0\n");
        std::fs::create_dir_all(machine.0.join("proc/self")).expect("a folder");
        std::fs::write(machine.0.join("proc/self/mounts"), mounts).expect("a file");
        assert_eq!(Processes::look(&machine.0).missing(), missing, "{options}");
    }
}

/// A machine of one container, which is this process as its own system shows it, in a group of our making.
#[test]
fn this_process_is_read_as_its_status_says() {
    let me = std::process::id();
    let own = Path::new("/proc/self");
    let machine = Machine::new().with(&format!("/proc/{me}/cgroup"), format!("0::/docker/{ID}\n"));
    let folder = machine.0.join(format!("proc/{me}"));
    for name in ["status", "stat", "net", "fd"] {
        symlink(own.join(name), folder.join(name)).expect("a link");
    }
    symlink("/proc/uptime", machine.0.join("proc/uptime")).expect("a link");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a socket");
    let udp = std::net::UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let connected = std::net::UdpSocket::bind("127.0.0.1:0").expect("a socket");
    connected.connect(udp.local_addr().expect("an address")).expect("a peer");
    let port = |address: std::io::Result<std::net::SocketAddr>| address.expect("an address").port();
    let status = std::fs::read_to_string(own.join("status")).expect("a status");
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(":\t"));
        line.expect("a field").to_owned()
    };
    for sockets in [Sockets::OfNetwork, Sockets::OfProcesses] {
        let running = Processes::look(&machine.0).of(ID, Some(me), sockets).expect("processes");
        let [process] = &running.processes[..] else { panic!("{running:?}") };
        assert_eq!((process.pid, &process.name), (me, &field("Name")));
        let [real, saved] = process.other_users;
        assert!(field("Uid").starts_with(&format!("{real}\t{}\t{saved}\t", process.user)));
        assert_eq!(format!("{:016x}", process.capabilities), field("CapPrm"));
        assert_eq!(format!("{:016x}", process.effective), field("CapEff"));
        assert_eq!(format!("{:016x}", process.bounding), field("CapBnd"));
        assert_eq!(process.no_new_privileges, field("NoNewPrivs") == "1");
        assert!(running.seconds.is_some_and(|seconds| seconds < 600), "{:?}", running.seconds);
        let listening = running.listening.expect("a table");
        let has = |is_tcp, port| listening.contains(&Socket { is_tcp, port, is_loopback: true });
        assert!(has(true, port(listener.local_addr())) && has(false, port(udp.local_addr())), "{sockets:?}");
        assert!(!has(false, port(connected.local_addr())));
    }
}

#[test]
fn the_machine_itself_can_be_looked_at() {
    // No container need run here: it is to end, and to be right about those that do.
    assert_eq!(Processes::look(Path::new("/")).of("none", None, Sockets::OfNetwork), None);
}
