//! What is read of a container's own layer.

use std::path::Path;

use esclusa_host::written;

use crate::machine::Machine;

#[test]
fn files_and_empty_folders_are_what_was_written() {
    let machine = Machine::new()
        .with("/var/lib/docker/overlay2/a/diff/var/log/app/b.log", "")
        .with("/var/lib/docker/overlay2/a/diff/tmp/x", "");
    let upper = "/var/lib/docker/overlay2/a/diff";
    let below = machine.0.join("var/lib/docker/overlay2/a/diff");
    std::fs::create_dir_all(below.join("srv/empty")).expect("a folder");
    // A link is one file, wherever it leads.
    std::os::unix::fs::symlink("/", below.join("root")).expect("a link");
    let expected = ["/root", "/srv/empty", "/tmp/x", "/var/log/app/b.log"].map(str::to_owned);
    assert_eq!(written(&machine.0, upper).as_deref(), Some(&expected[..]));
    assert_eq!(written(&machine.0, "/nowhere"), None);
    assert_eq!(written(&machine.0, "relative"), None);
    assert_eq!(written(Path::new("/"), "/proc/self/fd/none"), None);
}

#[test]
fn a_layer_of_many_files_is_not_read_to_its_end() {
    let machine = Machine::new().with("/u/0", "");
    for at in 1..=10_000 {
        std::fs::write(machine.0.join(format!("u/{at}")), "").expect("a file");
    }
    assert_eq!(written(&machine.0, "/u"), None);
}
