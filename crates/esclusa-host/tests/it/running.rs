//! What is read of containers' processes.

use std::path::Path;

use esclusa_host::Processes;
use esclusa_model::running::Usage;

use crate::machine::Machine;

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn status(name: &str, user: u32, capabilities: &str) -> String {
    format!(
        "Name:\t{name}\nState:\tS (sleeping)\nUid:\t1000\t{user}\t1000\t1000\nCapEff:\t{capabilities}\nNoNewPrivs:\t1\nSeccomp:\t2\n"
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
        let running = Processes::look(&machine.0).of(ID, false).expect("processes");
        let [process] = &running.processes[..] else { panic!("{running:?}") };
        assert_eq!((process.pid, process.name.as_str(), process.user), (7, "a) b", 0));
        assert_eq!(process.held().collect::<Vec<_>>(), ["NET_BIND_SERVICE", "SYS_ADMIN"]);
        assert!(process.no_new_privileges && process.is_filtered == Some(true));
        assert_eq!(running.seconds, Some(600));
        // Nothing of these could be read.
        assert_eq!((running.listening, running.memory, running.tasks, running.cpu), (None, None, None, None));
    }
    let none = Processes::look(&machine("0::/docker/short\n").0);
    assert_eq!(none.of(ID, false), None);
    // What runs in an engine within a container is both's.
    let nested = Processes::look(&machine(&format!("0::/docker/{}/docker/{ID}\n", "f".repeat(64))).0);
    assert!(nested.of(&"f".repeat(64), false).is_some() && nested.of(ID, false).is_some());
}

#[test]
fn what_was_used_is_read_of_every_version() {
    let one =
        format!("4:memory:/docker/{ID}\n3:pids:/docker/{ID}\n2:cpu,cpuacct:/docker/{ID}\n0::/docker/{ID}\n");
    let first = machine(&one)
        .with(&format!("/sys/fs/cgroup/memory/docker/{ID}/memory.max_usage_in_bytes"), "1000\n")
        .with(&format!("/sys/fs/cgroup/memory/docker/{ID}/memory.limit_in_bytes"), "9223372036854771712\n")
        .with(&format!("/sys/fs/cgroup/pids/docker/{ID}/pids.current"), "3\n")
        .with(&format!("/sys/fs/cgroup/pids/docker/{ID}/pids.max"), "max\n")
        .with(&format!("/sys/fs/cgroup/cpu,cpuacct/docker/{ID}/cpuacct.usage"), "42\n");
    let running = Processes::look(&first.0).of(ID, true).expect("processes");
    assert_eq!(running.memory, Some(Usage { peak: 1000, limit: None }));
    assert_eq!(running.tasks, Some(Usage { peak: 3, limit: None }));
    assert_eq!(running.cpu, Some(42));
    let second = machine(&format!("0::/docker/{ID}\n"))
        .with(&format!("/sys/fs/cgroup/docker/{ID}/memory.peak"), "5000\n")
        .with(&format!("/sys/fs/cgroup/docker/{ID}/memory.current"), "10\n")
        .with(&format!("/sys/fs/cgroup/docker/{ID}/memory.max"), "8000\n")
        .with(&format!("/sys/fs/cgroup/docker/{ID}/pids.current"), "2\n")
        .with(&format!("/sys/fs/cgroup/docker/{ID}/pids.max"), "100\n")
        .with(&format!("/sys/fs/cgroup/docker/{ID}/cpu.stat"), "usage_usec 7\nuser_usec 1\n");
    let running = Processes::look(&second.0).of(ID, true).expect("processes");
    assert_eq!(running.memory, Some(Usage { peak: 5000, limit: Some(8000) }));
    assert_eq!(running.tasks, Some(Usage { peak: 2, limit: Some(100) }));
    assert_eq!(running.cpu, Some(7000));
}

#[test]
fn a_group_that_leads_out_is_not_followed() {
    let machine = machine(&format!("0::/../../docker/{ID}\n"))
        .with(&format!("/docker/{ID}/memory.peak"), "5000\n")
        .with("/sys/fs/cgroup/x", "");
    assert_eq!(Processes::look(&machine.0).of(ID, true).expect("processes").memory, None);
}

#[test]
fn the_sockets_are_of_its_own_network_alone() {
    let table = "  sl  local_address rem_address   st\n   0: 00000000:0050 00000000:0000 0A 0\n   1: 0100007F:1538 00000000:0000 0A 0\n";
    let machine = machine(&format!("0::/docker/{ID}\n")).with("/proc/7/net/tcp", table);
    let processes = Processes::look(&machine.0);
    let ports: Vec<(u16, bool)> = processes
        .of(ID, false)
        .and_then(|running| running.listening)
        .expect("a table")
        .iter()
        .map(|socket| (socket.port, socket.is_loopback))
        .collect();
    assert_eq!(ports, [(80, false), (5432, true)]);
    assert_eq!(processes.of(ID, true).expect("processes").listening, None);
}

#[test]
fn the_machine_itself_can_be_looked_at() {
    // No container need run here: it is to end, and to be right about those that do.
    assert_eq!(Processes::look(Path::new("/")).of("none", false), None);
}
