//! `daemon.json` as a file of its own, and below a folder.

use crate::command::Folder;

#[test]
fn a_daemon_file_is_judged_where_docker_reads_it() {
    let file = "{\n  \"hosts\": [\"tcp://0.0.0.0:2375\"],\n  \"http-proxy\": \"http://bob:hunter2secret@proxy:3128\"\n}\n";
    let folder = Folder::new().with("etc/docker/daemon.json", file).with("other/daemon.json", "{\"a\": 1}");
    for arguments in [["audit", "--quiet", "."], ["audit", "--quiet", "etc/docker/daemon.json"]] {
        let run = folder.esclusa(&arguments);
        assert_eq!((run.code, run.err.as_str()), (Some(1), ""), "{run:?}");
        assert!(run.out.contains("etc/docker/daemon.json:2:13: critical: "), "{run:?}");
        assert!(run.out.contains("[secret-in-proxy]") && !run.out.contains("hunter2"), "{run:?}");
    }
    let run = folder.esclusa(&["audit", "--quiet", "other/daemon.json"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("no setting of dockerd is called a"), "{run:?}");
}
