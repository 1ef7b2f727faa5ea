//! What the audit rules of the machine watch.

use esclusa_model::host::Audit;

use super::Look;

/// Where the rules lie that are loaded when the machine starts.
const RULES: &str = "/etc/audit/audit.rules";
/// Where the parts lie that they are made of.
const PARTS: &str = "/etc/audit/rules.d";

/// What the benchmark wants watched (CIS Docker Benchmark 1.6.0, 1.1.3 to 1.1.18), where it is there.
const WANTED: [&str; 20] = [
    "/usr/bin/dockerd",
    "/usr/sbin/dockerd",
    "/run/containerd",
    "/var/lib/docker",
    "/etc/docker",
    "/usr/lib/systemd/system/docker.service",
    "/etc/systemd/system/docker.service",
    "/run/containerd/containerd.sock",
    "/run/docker.sock",
    "/usr/lib/systemd/system/docker.socket",
    "/etc/default/docker",
    "/etc/docker/daemon.json",
    "/etc/containerd/config.toml",
    "/etc/sysconfig/docker",
    "/usr/bin/containerd",
    "/usr/bin/containerd-shim",
    "/usr/bin/containerd-shim-runc-v1",
    "/usr/bin/containerd-shim-runc-v2",
    "/usr/bin/runc",
    "/usr/sbin/runc",
];

/// What is watched, and what ought to be; nothing if there are rules and they could not be read.
pub(super) fn audit(look: &mut Look) -> Option<Audit> {
    let before = look.gaps.len();
    let mut watched = Vec::new();
    let mut texts: Vec<Option<String>> = vec![look.text(RULES)];
    let parts = look.names(PARTS);
    for name in parts.iter().filter(|name| name.ends_with(".rules")) {
        texts.push(look.text(&format!("{PARTS}/{name}")));
    }
    if look.gaps.len() > before {
        return None;
    }
    for line in texts.iter().flatten().flat_map(|text| text.lines()) {
        watched.extend(watch(line));
    }
    let wanted = WANTED.iter().filter(|path| look.is_there(path)).map(|path| (*path).to_owned()).collect();
    Some(Audit { watched, wanted })
}

/// The path that a rule watches: `-w PATH`, or `-F path=PATH` and `-F dir=PATH` of a rule that is always kept.
fn watch(line: &str) -> Option<String> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let mut words = line.split_whitespace();
    let mut path = None;
    while let Some(word) = words.next() {
        match word {
            "-w" => path = words.next().map(str::to_owned),
            "-F" => {
                let field = words.next().unwrap_or_default();
                let own = field.strip_prefix("path=").or_else(|| field.strip_prefix("dir="));
                path = own.map(str::to_owned).or(path);
            }
            "-a" if words.next().is_some_and(|list| list.split(',').any(|one| one == "never")) => {
                return None;
            }
            _ => {}
        }
    }
    path.filter(|path| path.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_watch_is_read() {
        assert_eq!(watch("-w /usr/bin/dockerd -k docker").as_deref(), Some("/usr/bin/dockerd"));
        let long = "-a always,exit -F arch=b64 -F path=/usr/bin/runc -F perm=wa -k docker";
        assert_eq!(watch(long).as_deref(), Some("/usr/bin/runc"));
        assert_eq!(watch("-a always,exit -F dir=/etc/docker -F perm=wa").as_deref(), Some("/etc/docker"));
        assert_eq!(watch("-a never,exit -F path=/usr/bin/runc"), None);
        assert_eq!(watch("# -w /usr/bin/dockerd"), None);
        assert_eq!(watch("-a always,exit -F arch=b64 -S mount -k mounts"), None);
        assert_eq!(watch("-D"), None);
    }
}
