//! A host in a few lines, for the rules' pages and tests: `file ROLE PATH OWNER GROUP MODE`, `group docker NAME…`,
//! `setting NAME VALUE`, `wanted PATH` and `watch PATH` of the audit rules, `data apart|shared`, `cgroups 1|2`.

use esclusa_finding::{Finding, Severity};
use esclusa_model::host::{Audit, Cgroups, HostFile, Role};
use esclusa_model::{Dialect, Host, Project, Reading};

/// Reads a host; the marks of a page are for its reader.
pub(crate) fn read(text: &str) -> Reading {
    let mut host = Host::default();
    for line in text.lines().map(|line| line.split(" # error: ").next().unwrap_or(line)) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["file", role, path, owner, group, mode] => {
                let role = Role::ALL.into_iter().find(|one| one.word() == role).expect("a role");
                let number = |name: &str| if name == "root" { 0 } else { name.parse().unwrap_or(999) };
                host.files.push(HostFile {
                    path: path.to_owned(),
                    role,
                    owner: number(owner),
                    group: (number(group), Some(group.to_owned())),
                    mode: u32::from_str_radix(mode, 8).expect("a mode"),
                });
            }
            ["group", "docker", ref members @ ..] => {
                host.engine_group = Some(members.iter().map(|name| (*name).to_owned()).collect());
            }
            ["setting", name, value] => {
                host.settings.insert(name.to_owned(), value.to_owned());
            }
            ["wanted", path] => host.audit.get_or_insert_default().wanted.push(path.to_owned()),
            ["watch", path] => host.audit.get_or_insert_with(Audit::default).watched.push(path.to_owned()),
            ["data", word] => host.data_is_apart = Some(word == "apart"),
            ["cgroups", "1"] => host.cgroups = Some(Cgroups::V1),
            ["cgroups", "2"] => host.cgroups = Some(Cgroups::V2),
            _ => panic!("no line of a host: {line}"),
        }
    }
    let project = Project { dialect: Dialect::Host, host: Some(Box::new(host)), ..Project::default() };
    Reading { projects: vec![project], problems: Vec::new() }
}

fn found(text: &str) -> Vec<Finding> {
    read(text).projects.iter().flat_map(esclusa_rules::judge).collect()
}

/// `rule about severity` of each.
fn said(text: &str) -> Vec<String> {
    let line = |one: &Finding| format!("{} {} {}", one.rule.id, one.about, one.severity);
    found(text).iter().map(line).collect()
}

#[test]
fn what_is_not_known_is_not_judged() {
    assert_eq!(said(""), [""; 0]);
}

#[test]
fn a_file_is_as_bad_as_who_may_write_it() {
    let one = |owner_group_mode: &str| said(&format!("file settings /d.json {owner_group_mode}"));
    let [high, info] =
        [Severity::High, Severity::Info].map(|one| format!("engine-file-writable /d.json {one}"));
    assert_eq!(one("root root 0644"), [""; 0]);
    assert_eq!(one("root root 0600"), [""; 0]);
    assert_eq!(one("root root 0646"), [high.as_str()]);
    assert_eq!(one("root adm 0664"), [high.as_str()]);
    assert_eq!(one("1000 root 0600"), [high.as_str()]);
    // Root's own group.
    assert_eq!(one("root root 0664"), [info.as_str()]);
    assert_eq!(said("file authorities /ca.pem root root 0644"), ["engine-file-writable /ca.pem info"]);
}

#[test]
fn the_socket_is_for_root_and_its_group() {
    let one = |rest: &str| said(&format!("file socket /run/docker.sock {rest}"));
    assert_eq!(one("root docker 0660"), [""; 0]);
    assert_eq!(one("root root 0600"), [""; 0]);
    assert_eq!(one("root docker 0666"), ["engine-socket-open /run/docker.sock critical"]);
    assert_eq!(one("root users 0660"), ["engine-socket-open /run/docker.sock high"]);
    assert_eq!(one("1000 docker 0660"), ["engine-socket-open /run/docker.sock high"]);
}

#[test]
fn a_watch_on_a_folder_holds_for_what_lies_in_it() {
    let wanted = "wanted /etc/docker/daemon.json\nwanted /etc/dockerx\n";
    let of = |watch: &str| said(&format!("{wanted}{watch}")).len();
    assert_eq!(of("watch /etc/docker"), 1);
    assert_eq!(of("watch /etc"), 0);
    assert_eq!(of("watch /etc/docker/\nwatch /etc/dockerx"), 0);
    // Auditing was looked at, and there is nothing of the engine.
    assert_eq!(said("watch /etc/passwd"), [""; 0]);
}
