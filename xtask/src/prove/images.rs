//! The images that the battery is run in: a few tools without libraries, and one from scratch that holds nothing.

use std::path::Path;

use anyhow::Context as _;

use super::said;

/// A shell with its tools, programs and files that can be overwritten.
pub(super) const TOOLS: &str = "esclusa/tools";
/// An empty folder, `/etc`, and nothing else.
pub(super) const SCRATCH: &str = "esclusa/scratch";

/// Where a shell with all its tools in one static program is found (Debian's package busybox-static).
const BUSYBOX: &[&str] = &["/usr/bin/busybox", "/bin/busybox"];
const LINKS: &[&str] = &["sh", "sleep", "nc", "cat", "true", "kill", "yes", "ls", "grep", "sed"];

/// Makes both.
pub(super) fn make(folder: &Path) -> anyhow::Result<()> {
    let tree = folder.join("tree");
    if tree.exists() {
        std::fs::remove_dir_all(&tree)?;
    }
    std::fs::create_dir_all(tree.join("etc"))?;
    import(&tree, SCRATCH)?;

    for place in ["bin", "tmp", "root/.aws", "app"] {
        std::fs::create_dir_all(tree.join(place))?;
    }
    let busybox = BUSYBOX.iter().find(|path| Path::new(path).is_file()).context("needs busybox-static")?;
    std::fs::copy(busybox, tree.join("bin/busybox"))?;
    for link in LINKS {
        std::os::unix::fs::symlink("busybox", tree.join("bin").join(link))?;
    }
    // A program that does not run, so that it can be written to.
    std::fs::copy(busybox, tree.join("app/serve"))?;
    let files = [
        ("etc/passwd", "root:x:0:0::/root:/bin/sh\nservice:x:1000:1000::/:/bin/sh\n"),
        ("etc/service.conf", "listen = 8080\n"),
        ("root/.aws/credentials", "[default]\n"),
    ];
    for (path, text) in files {
        std::fs::write(tree.join(path), text)?;
    }
    set_mode(&tree.join("tmp"), 0o1777)?;
    set_mode(&tree.join("root"), 0o700)?;
    import(&tree, TOOLS)?;
    std::fs::remove_dir_all(&tree)?;
    Ok(())
}

fn import(tree: &Path, image: &str) -> anyhow::Result<()> {
    let archive = tree.with_extension("tar");
    let (tree, archive_name) = (tree.to_string_lossy(), archive.to_string_lossy());
    let pack = ["--create", "--owner=0", "--group=0", "--file", &archive_name, "--directory", &tree, "."];
    said::expect("tar", &pack)?;
    said::expect("docker", &["import", &archive_name, image])?;
    std::fs::remove_file(archive)?;
    Ok(())
}

fn set_mode(path: &Path, mode: u32) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
    Ok(())
}
