//! Owners and modes of the engine's files.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};

use esclusa_model::host::{HostFile, Role};
use serde_json::Value;

use super::Look;

/// Where units of systemd lie: what an administrator wrote, what packages bring.
const UNITS: [&str; 3] = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];
/// Where programs lie.
const PROGRAMS: [&str; 3] = ["/usr/bin", "/usr/sbin", "/usr/local/bin"];
/// So many files of certificates are looked at.
const MOST_CERTIFICATES: usize = 1000;

/// The engine's files that are there.
pub(super) fn files(look: &mut Look, settings: Option<&Value>) -> Vec<HostFile> {
    let mut wanted: Vec<(String, Role)> = Vec::new();
    for (unit, role) in [
        ("docker.service", Role::Service),
        ("containerd.service", Role::Service),
        ("docker.socket", Role::SocketUnit),
    ] {
        // The first that is there is the one that counts.
        wanted.extend(
            UNITS
                .iter()
                .map(|folder| format!("{folder}/{unit}"))
                .find(|path| look.is_there(path))
                .map(|path| (path, role)),
        );
    }
    wanted.push(("/etc/docker".to_owned(), Role::Folder));
    wanted.push(("/etc/docker/daemon.json".to_owned(), Role::Settings));
    wanted.push(("/etc/default/docker".to_owned(), Role::Defaults));
    wanted.push(("/etc/sysconfig/docker".to_owned(), Role::Sysconfig));
    let registries = look.names("/etc/docker/certs.d");
    for registry in registries {
        let folder = format!("/etc/docker/certs.d/{registry}");
        let names = look.names(&folder);
        wanted.extend(names.into_iter().map(|name| (format!("{folder}/{name}"), Role::RegistryCertificate)));
    }
    wanted.truncate(MOST_CERTIFICATES);
    for (key, role) in
        [("tlscacert", Role::Authorities), ("tlscert", Role::Certificate), ("tlskey", Role::Key)]
    {
        let path =
            settings.and_then(|settings| settings.get(key)?.as_str()).filter(|path| path.starts_with('/'));
        wanted.extend(path.map(|path| (path.to_owned(), role)));
    }
    wanted.push(("/run/docker.sock".to_owned(), Role::Socket));
    wanted.push(("/run/containerd/containerd.sock".to_owned(), Role::ContainerdSocket));
    for program in ["dockerd", "containerd", "runc", "docker-proxy"] {
        let paths = PROGRAMS.iter().map(|folder| format!("{folder}/{program}"));
        wanted.extend(paths.map(|path| (path, Role::Program)));
    }
    let groups = look.text("/etc/group").unwrap_or_default();
    wanted.into_iter().filter_map(|(path, role)| file(look, path, role, &groups)).collect()
}

fn file(look: &mut Look, path: String, role: Role, groups: &str) -> Option<HostFile> {
    let metadata = match fs::metadata(look.path(&path)) {
        Ok(metadata) => metadata,
        Err(error) => {
            look.gap(&path, &error);
            return None;
        }
    };
    let is_socket = matches!(role, Role::Socket | Role::ContainerdSocket);
    if is_socket && !metadata.file_type().is_socket() {
        return None;
    }
    let number = metadata.gid();
    let named = |line: &&str| line.split(':').nth(2).is_some_and(|own| own.parse() == Ok(number));
    let name = groups.lines().find(named).and_then(|line| line.split(':').next()).map(str::to_owned);
    Some(HostFile {
        path,
        role,
        owner: metadata.uid(),
        group: (number, name),
        mode: metadata.mode() & 0o7777,
    })
}
