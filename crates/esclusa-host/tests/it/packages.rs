//! Which packages the parts of an engine were installed from.

use std::os::unix::fs::symlink;

use esclusa_host::packages;

use crate::machine::Machine;

/// As dpkg writes it on Debian 12, shortened; one package is only half removed.
const STATUS: &str = "Package: containerd
Status: install ok installed
Priority: optional
Architecture: amd64
Version: 1.6.20~ds1-1+deb12u3
Depends: runc (>= 1.0.0~rc2~), libc6 (>= 2.34)
Description: open and reliable container runtime
 Package: runc
 Version: 9

Package: docker.io
Status: install ok installed
Source: docker.io (20.10.24+dfsg1-1+deb12u1)
Version: 20.10.24+dfsg1-1+deb12u1+b6

Package: runc-stable
Status: deinstall ok config-files
Version: 1.3.4-0ubuntu1

Package: runc
Status: install ok installed
Version: 1.1.5+ds1-1+deb12u1
";

/// A machine with this list and these processes: number, name, and where its program lies.
fn machine(status: &str, processes: &[(&str, &str, &str)]) -> Machine {
    let machine = Machine::new().with("/var/lib/dpkg/status", status);
    processes.iter().fold(machine, |machine, (pid, name, program)| {
        let machine = machine.with(&format!("/proc/{pid}/comm"), format!("{name}\n"));
        let folder = machine.0.join("proc").join(pid);
        symlink(program, folder.join("exe")).expect("a link");
        symlink("../..", folder.join("root")).expect("a link");
        machine
    })
}

fn said(machine: &Machine) -> String {
    let found = packages(&machine.0.join("proc"), 42);
    found.iter().map(|(part, revision)| format!("{part} {revision}")).collect::<Vec<_>>().join("; ")
}

#[test]
fn what_runs_as_it_was_installed_has_the_revision_of_its_package() {
    let all = "Engine 20.10.24+dfsg1-1+deb12u1+b6; containerd 1.6.20~ds1-1+deb12u3; runc 1.1.5+ds1-1+deb12u1";
    let both = [("42", "dockerd", "/usr/sbin/dockerd"), ("41", "containerd", "/usr/bin/containerd")];
    assert_eq!(said(&machine(STATUS, &both)), all);
    // The last package has no empty line behind it, or the file was cut there.
    assert_eq!(said(&machine(STATUS.trim_end(), &both)), all);
    assert_eq!(said(&machine("", &both)), "");
}

#[test]
fn what_was_replaced_or_lies_elsewhere_says_nothing() {
    let runc = "runc 1.1.5+ds1-1+deb12u1";
    for (dockerd, containerd, expected) in [
        ("/usr/sbin/dockerd (deleted)", "/usr/bin/containerd", "containerd 1.6.20~ds1-1+deb12u3; "),
        ("/usr/local/bin/dockerd", "/opt/containerd/bin/containerd", ""),
        ("/usr/bin/dockerd", "/usr/bin/containerd (deleted)", "Engine 20.10.24+dfsg1-1+deb12u1+b6; "),
    ] {
        let machine = machine(STATUS, &[("42", "dockerd", dockerd), ("41", "containerd", containerd)]);
        assert_eq!(said(&machine), format!("{expected}{runc}"), "{dockerd} {containerd}");
    }
    // No containerd is seen; a second one is of another place.
    let alone = machine(STATUS, &[("42", "dockerd", "/usr/sbin/dockerd")]);
    assert_eq!(said(&alone), format!("Engine 20.10.24+dfsg1-1+deb12u1+b6; {runc}"));
    let second = ("7", "containerd", "/usr/local/bin/containerd");
    let two =
        machine(STATUS, &[("42", "dockerd", "/d"), ("41", "containerd", "/usr/bin/containerd"), second]);
    assert_eq!(said(&two), runc);
    // Without the process nothing is read.
    assert_eq!(said(&machine(STATUS, &[("1", "dockerd", "/usr/sbin/dockerd")])), "");
}
