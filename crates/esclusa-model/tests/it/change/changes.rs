//! Every change that could be wanted of a container.

use esclusa_model::{Change, Container, Field, Namespace, Setting};

/// Every kind.
pub(crate) const KINDS: &[&str] = &[
    "BindPortToLoopback",
    "BindRangeToLoopback",
    "UnpublishPort",
    "PublishNamedPortsOnly",
    "DropPrivileged",
    "PrivateNamespace",
    "RemoveDevice",
    "RemoveDeviceRule",
    "RemoveMount",
    "MakeMountReadOnly",
    "StopMountPropagation",
    "RestrictTmpfs",
    "RemoveSecurityOption",
    "RestoreSystemPaths",
    "DropAllCapabilities",
    "AddCapability",
    "DropCapability",
    "LimitMemory",
    "LimitCpus",
    "LimitProcesses",
    "LimitLogs",
    "SetRestart",
    "SetUser",
    "ForbidNewPrivileges",
    "MakeRootReadOnly",
    "ReadSecretFromFile",
    "RemoveVariable",
    "AddDevice",
    "PinImage",
    "Remove",
];

/// The name of a change's kind.
pub(crate) fn kind_of(change: &Change) -> &'static str {
    let shown = format!("{change:?}");
    let word = shown.split([' ', '(']).next().unwrap_or_default();
    KINDS.iter().find(|kind| **kind == word).copied().unwrap_or_else(|| panic!("{word} is not in the list"))
}

/// Changes of every kind, with values that this container has and values that it has not.
pub(crate) fn changes_for(container: &Container) -> Vec<Change> {
    let mut changes = Vec::new();
    ports_and_mounts(container, &mut changes);
    privileges(container, &mut changes);
    capabilities(&mut changes);
    quotas(&mut changes);
    changes.push(Change::SetUser { user: "1000:1000".into() });
    changes.push(Change::ForbidNewPrivileges);
    changes.push(Change::PinImage { digest: format!("sha256:{}", "0a".repeat(32)) });
    settings(container, &mut changes);
    let variables = container.request.env.values().map(|item| item.split('=').next().unwrap_or_default());
    for variable in variables.chain(["ABSENT"]) {
        let variable = variable.to_owned();
        changes.push(Change::RemoveVariable { variable: variable.clone() });
        let (source, target) = (format!("/srv/secrets/{variable}"), format!("/run/secrets/{variable}"));
        changes.push(Change::ReadSecretFromFile { variable, source, target });
    }
    changes
}

fn ports_and_mounts(container: &Container, changes: &mut Vec<Change>) {
    let host = &container.request.host;
    for port in host.port_bindings.entries.keys().map(String::as_str).chain(["9/sctp"]) {
        changes.push(Change::BindPortToLoopback { port: port.to_owned() });
        changes.push(Change::UnpublishPort { port: port.to_owned() });
    }
    let ports: Vec<String> = host.port_bindings.entries.keys().cloned().collect();
    changes.push(Change::BindRangeToLoopback { ports });
    for (port, field) in &host.port_bindings.entries {
        let places = |field: &Field<esclusa_model::List<_>>| {
            field
                .get()
                .map(|list| list.items.iter().map(|one: &Field<_>| one.origin.place).collect::<Vec<_>>())
        };
        let beside = host.port_bindings.entries.iter().filter(|(_, other)| places(other) == places(field));
        let ports: Vec<String> = beside.map(|(port, _)| port.clone()).collect();
        if ports.len() > 1 && ports.first() == Some(port) {
            changes.push(Change::BindRangeToLoopback { ports });
        }
    }
    changes.push(Change::PublishNamedPortsOnly);
    let binds = host.binds.values().filter_map(|bind| bind.split(':').nth(1));
    let mounts = host.mounts.values().filter_map(|mount| mount.target.get().map(String::as_str));
    let anonymous =
        container.request.volumes.entries.keys().chain(host.tmpfs.entries.keys()).map(String::as_str);
    let targets: Vec<&str> = binds.chain(mounts).chain(anonymous).chain(["/absent"]).collect();
    for target in &targets {
        changes.push(Change::RemoveMount { target: (*target).to_owned() });
        changes.push(Change::MakeMountReadOnly { target: (*target).to_owned() });
        changes.push(Change::StopMountPropagation { target: (*target).to_owned() });
        changes.push(Change::RestrictTmpfs { target: (*target).to_owned() });
    }
    let tmpfs = targets.iter().map(|target| (*target).to_owned()).chain(["/run".into(), "/tmp".into()]);
    changes.push(Change::MakeRootReadOnly { tmpfs: tmpfs.collect() });
    changes.push(Change::MakeRootReadOnly { tmpfs: Vec::new() });
    changes.push(Change::MakeRootReadOnly { tmpfs: vec!["/run:size=64m,mode=1777".into()] });
}

fn privileges(container: &Container, changes: &mut Vec<Change>) {
    let host = &container.request.host;
    use Namespace::{Cgroup, Ipc, Network, Pid, User, Uts};
    changes.push(Change::DropPrivileged);
    changes.push(Change::RestoreSystemPaths);
    changes.extend([Pid, Ipc, Uts, User, Cgroup, Network].map(Change::PrivateNamespace));
    for path in host.devices.values().filter_map(|device| device.path_on_host.get()) {
        changes.push(Change::RemoveDevice { path: path.clone() });
    }
    changes.push(Change::AddDevice { path: "/dev/net/tun".into() });
    for rule in host.device_cgroup_rules.values() {
        changes.push(Change::RemoveDeviceRule { rule: rule.clone() });
    }
    for option in host.security_opt.items.iter().filter_map(Field::get) {
        changes.push(Change::RemoveSecurityOption { option: option.clone() });
    }
    changes.push(Change::RemoveSecurityOption { option: "seccomp=unconfined".into() });
}

fn settings(container: &Container, changes: &mut Vec<Change>) {
    let host = &container.request.host;
    let plain = [Setting::OomKillDisable, Setting::OomScoreAdj, Setting::CgroupParent, Setting::LogDriver];
    changes.extend(plain.map(Change::Remove));
    let sysctls = host.sysctls.entries.keys().map(|name| Setting::Sysctl(name.clone()));
    let groups = host.group_add.values().map(|group| Setting::Group(group.clone()));
    let ulimits = host.ulimits.values().filter_map(|one| one.name.get()).cloned().map(Setting::Ulimit);
    changes.extend(sysctls.chain(groups).chain(ulimits).map(Change::Remove));
}

fn capabilities(changes: &mut Vec<Change>) {
    changes.push(Change::DropAllCapabilities { keep: Vec::new() });
    changes.push(Change::DropAllCapabilities { keep: vec!["NET_BIND_SERVICE".into(), "cap_chown".into()] });
    for capability in ["CHOWN", "SYS_ADMIN", "NET_RAW"] {
        changes.push(Change::AddCapability { capability: capability.into() });
        changes.push(Change::DropCapability { capability: capability.into() });
    }
}

fn quotas(changes: &mut Vec<Change>) {
    changes.extend([64 << 20, 100_000_001].map(|bytes| Change::LimitMemory { bytes }));
    changes.extend([500_000_000, 1_100_000_000].map(|nano_cpus| Change::LimitCpus { nano_cpus }));
    changes.push(Change::LimitProcesses { processes: 200 });
    changes.push(Change::LimitLogs { max_size: "10m".into(), max_file: 3 });
    for (policy, most) in
        [("no", 0), ("on-failure", 0), ("on-failure", 5), ("unless-stopped", 0), ("always", 5)]
    {
        changes.push(Change::SetRestart { policy: policy.into(), most });
    }
}
