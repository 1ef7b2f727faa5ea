//! What is read of the machine itself.

use esclusa_host::facts;
use esclusa_model::host::{Cgroups, Role};

use crate::machine::Machine;

#[test]
fn a_machine_without_an_engine_has_nothing_to_say() {
    let host = facts(&Machine::new().0);
    assert_eq!((host.files.len(), host.gaps.len()), (0, 0), "{host:?}");
    // Neither list is there: whether there are members is not known.
    assert_eq!((host.engine_group, host.data_is_apart, host.cgroups), (None, None, None));
    assert_eq!(host.audit.map(|audit| audit.missing().count()), Some(0));
}

#[test]
fn files_come_with_their_modes_and_what_they_are_for() {
    let machine = Machine::new()
        .with("/usr/lib/systemd/system/docker.service", "")
        .with("/etc/systemd/system/docker.service", "")
        .with("/etc/docker/daemon.json", r#"{"tlskey":"/etc/docker/key.pem","tlscert":"relative.pem"}"#)
        .with("/etc/docker/key.pem", "")
        .with("/etc/docker/certs.d/registry:5000/ca.crt", "")
        // A file where a socket is expected is none.
        .with("/run/docker.sock", "")
        .mode("/etc/docker/daemon.json", 0o646)
        .mode("/etc/docker/key.pem", 0o4640);
    let host = facts(&machine.0);
    let files: Vec<(&str, Role)> = host.files.iter().map(|file| (file.path.as_str(), file.role)).collect();
    let expected = [
        ("/etc/systemd/system/docker.service", Role::Service),
        ("/etc/docker", Role::Folder),
        ("/etc/docker/daemon.json", Role::Settings),
        ("/etc/docker/certs.d/registry:5000/ca.crt", Role::RegistryCertificate),
        ("/etc/docker/key.pem", Role::Key),
    ];
    assert_eq!(files, expected);
    let mode = |role: Role| host.files.iter().find(|file| file.role == role).map(|file| file.mode);
    assert_eq!((mode(Role::Settings), mode(Role::Key)), (Some(0o646), Some(0o4640)));
}

#[test]
fn members_are_listed_or_have_the_group_as_their_own() {
    let users = "root:x:0:0::/:\nalice:x:1000:1000::/:\nbob:x:1001:998::/:\ncarol:x:1002:998::/:\n";
    let of = |groups: &str| {
        facts(&Machine::new().with("/etc/group", groups).with("/etc/passwd", users).0).engine_group
    };
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    assert_eq!(of("root:x:0:\ndocker:x:998:alice,bob\n"), names(&["alice", "bob", "carol"]));
    assert_eq!(of("docker:x:997:\n"), names(&[]));
    assert_eq!(of("dockerx:x:998:alice\n"), names(&[]));
}

#[test]
fn data_are_apart_if_a_file_system_is_mounted_on_the_way_to_them() {
    let of = |mounts: &str, settings: &str| {
        let machine =
            Machine::new().with("/proc/self/mountinfo", mounts).with("/etc/docker/daemon.json", settings);
        facts(&machine.0).data_is_apart
    };
    let root = "21 1 8:1 / / rw - ext4 /dev/a rw\n";
    let data = format!("{root}30 21 8:2 / /var/lib/docker rw - ext4 /dev/b rw\n");
    let near = format!("{root}30 21 8:2 / /var/lib/dock rw - ext4 /dev/b rw\n");
    let spaced = format!("{root}30 21 8:2 / /my\\040data rw - ext4 /dev/b rw\n");
    assert_eq!(of(root, "{}"), Some(false));
    assert_eq!(of(&data, "{}"), Some(true));
    assert_eq!(of(&near, "{}"), Some(false));
    assert_eq!(of(&data, r#"{"data-root":"/srv"}"#), Some(false));
    assert_eq!(of(&spaced, r#"{"data-root":"/my data/docker"}"#), Some(true));
}

#[test]
fn settings_groups_and_audit_rules_are_read() {
    let machine = Machine::new()
        .with("/proc/sys/kernel/kptr_restrict", "0\n")
        .with("/sys/fs/cgroup/memory/tasks", "")
        .with("/usr/bin/dockerd", "")
        .with("/usr/bin/runc", "")
        .with("/etc/audit/rules.d/docker.rules", "-w /usr/bin/dockerd -p wa\n")
        .with("/etc/audit/rules.d/notes.txt", "-w /usr/bin/runc\n");
    let host = facts(&machine.0);
    assert_eq!(host.settings.get("kernel.kptr_restrict").map(String::as_str), Some("0"));
    assert_eq!(host.cgroups, Some(Cgroups::V1));
    let audit = host.audit.expect("rules");
    assert_eq!(audit.missing().collect::<Vec<_>>(), ["/usr/bin/runc"]);
    let newer = Machine::new().with("/sys/fs/cgroup/cgroup.controllers", "cpu\n");
    assert_eq!(facts(&newer.0).cgroups, Some(Cgroups::V2));
}
