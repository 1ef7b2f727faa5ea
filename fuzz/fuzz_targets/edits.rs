//! Any text as a script, a page, a request and a Dockerfile, with changes of every kind: the edits lie in the text, and
//! what they make reads as the change, a second time as nothing to do.
#![no_main]

use std::collections::BTreeMap;

use esclusa_model::container::Request;
use esclusa_model::dialect::dockerfile::{self, Build};
use esclusa_model::dialect::{Lowered, engine, run};
use esclusa_model::image::recipe::Does;
use esclusa_model::{Change, Container, Context, ImageChange, Mode, Namespace, Project, Setting, Wire};
use esclusa_source::{Edits, FileId, MemoryFiles, Sources, TextKind, docker_commands};
use libfuzzer_sys::fuzz_target;

/// A change of each kind, about what the container has.
fn changes(container: &Container) -> Vec<Change> {
    let (request, host) = (&container.request, &container.request.host);
    let mut changes = vec![
        Change::PublishNamedPortsOnly,
        Change::DropPrivileged,
        Change::RestoreSystemPaths,
        Change::DropAllCapabilities { keep: vec!["CHOWN".to_owned()] },
        Change::AddCapability { capability: "NET_RAW".to_owned() },
        Change::DropCapability { capability: "SYS_ADMIN".to_owned() },
        Change::LimitMemory { bytes: 64 << 20 },
        Change::LimitCpus { nano_cpus: 500_000_000 },
        Change::LimitProcesses { processes: 100 },
        Change::LimitLogs { max_size: "10m".to_owned(), max_file: 3 },
        Change::SetRestart { policy: "on-failure".to_owned(), most: 5 },
        Change::SetUser { user: "1000:1000".to_owned() },
        Change::ForbidNewPrivileges,
        Change::MakeRootReadOnly { tmpfs: vec!["/run".to_owned(), "/tmp:size=1m".to_owned()] },
        Change::AddDevice { path: "/dev/net/tun".to_owned() },
        Change::PinImage { digest: "sha256:00".to_owned() },
        Change::Remove(Setting::OomKillDisable),
        Change::Remove(Setting::CgroupParent),
    ];
    use Namespace::{Cgroup, Ipc, Network, Pid, User, Uts};
    changes.extend([Pid, Ipc, Uts, User, Cgroup, Network].map(Change::PrivateNamespace));
    for port in host.port_bindings.entries.keys().take(2) {
        changes.push(Change::BindPortToLoopback { port: port.clone() });
        changes.push(Change::BindRangeToLoopback { ports: vec![port.clone(), "8001/tcp".to_owned()] });
        changes.push(Change::UnpublishPort { port: port.clone() });
    }
    let binds = host.binds.values().filter_map(|bind| bind.split(':').nth(1));
    let mounts = host.mounts.values().filter_map(|mount| mount.target.get().map(String::as_str));
    for target in binds.chain(mounts).chain(host.tmpfs.entries.keys().map(String::as_str)).take(3) {
        changes.push(Change::RemoveMount { target: target.to_owned() });
        changes.push(Change::MakeMountReadOnly { target: target.to_owned() });
        changes.push(Change::StopMountPropagation { target: target.to_owned() });
        changes.push(Change::RestrictTmpfs { target: target.to_owned() });
    }
    for variable in request.env.values().filter_map(|item| item.split('=').next()).take(2) {
        let variable = variable.to_owned();
        changes.push(Change::RemoveVariable { variable: variable.clone() });
        let (source, target) = ("/s x".to_owned(), "/run/secrets/x".to_owned());
        changes.push(Change::ReadSecretFromFile { variable, source, target });
    }
    changes.extend(
        host.security_opt
            .values()
            .take(1)
            .map(|option| Change::RemoveSecurityOption { option: option.clone() }),
    );
    changes
}

fn context(files: &MemoryFiles) -> Context<'_> {
    Context { files, environment: BTreeMap::new(), working_dir: "/w".into(), mode: Mode::Tolerant }
}

/// The commands of a text.
fn commands(name: &str, text: &str) -> (Sources, FileId, Vec<Project>, usize) {
    let files = MemoryFiles::default();
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let kind = TextKind::by_name(name.as_ref()).unwrap_or(TextKind::Plain);
    let mut projects = Vec::new();
    for command in docker_commands(file, text, kind) {
        projects.extend(run::read(&command.words, &context(&files), &mut sources).projects);
    }
    (sources, file, projects, 0)
}

/// The requests of a text.
fn requests(name: &str, text: &str) -> (Sources, FileId, Vec<Project>, usize) {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let reading = engine::read(file, &context(&MemoryFiles::default()), &sources);
    (sources, file, reading.projects, reading.problems.len())
}

/// What a container asks for; variables in no order, which only a change sorts.
fn asks(container: &Container) -> Request {
    let mut request = container.request.clone();
    request.env.items.sort_by(|a, b| a.value.cmp(&b.value));
    request
}

type Read = fn(&str, &str) -> (Sources, FileId, Vec<Project>, usize);
type Lower = fn(&Project, &Container, &Change, &Sources) -> Lowered;

/// The text after edits that were given for it; nothing if there are none.
fn edited(lowered: Lowered, file: FileId, text: &str) -> Option<String> {
    let edits = lowered.ok().filter(|edits| !edits.is_empty())?;
    let mut all = Edits::default();
    assert!(all.add(&edits).is_ok());
    Some(all.apply(file, text).expect("edits lie in the text"))
}

fn containers(name: &str, text: &str, read: Read, lower: Lower) {
    let (sources, file, projects, problems) = read(name, text);
    let before: Vec<(&Project, &Container)> =
        projects.iter().flat_map(|project| project.containers().map(move |one| (project, one))).collect();
    for (at, (project, container)) in before.iter().enumerate().take(2) {
        for change in changes(container) {
            let Some(after) = edited(lower(project, container, &change, &sources), file, text) else {
                continue;
            };
            let (sources, file, again, more) = read(name, &after);
            assert!(more <= problems, "{change:?}\n{text}\n{after}");
            let now: Vec<(&Project, &Container)> = again
                .iter()
                .flat_map(|project| project.containers().map(move |one| (project, one)))
                .collect();
            let mut expected: Vec<Container> = before.iter().map(|(_, one)| (*one).clone()).collect();
            change.apply(&mut expected[at]);
            let expected: Vec<Request> = expected.iter().map(asks).collect();
            let found: Vec<Request> = now.iter().map(|(_, one)| asks(one)).collect();
            // Where a variable is a part of a record, the symbol is the whole text, which no change says.
            let json = |all: &[Request]| all.iter().map(|one| Wire::write(one).to_json()).collect::<Vec<_>>();
            if json(&found) != json(&expected) {
                assert_eq!(found, expected, "{change:?}\n{text}\n{after}");
            }
            let twice = lower(now[at].0, now[at].1, &change, &sources);
            assert_eq!(edited(twice, file, &after), None, "{change:?} twice\n{text}\n{after}");
        }
    }
}

fn recipe(text: &str) {
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let reading = dockerfile::read(file, &Build::default(), &sources);
    for recipe in reading.projects.iter().flat_map(|project| &project.recipes) {
        let user = "1000:1000".to_owned();
        let mut changes = vec![ImageChange::SetUser { user: user.clone() }, ImageChange::RemoveSetuidBits];
        for stage in &recipe.stages {
            changes.push(ImageChange::PinImage { place: stage.place, digest: "sha256:00".to_owned() });
            let steps = stage.steps.iter().take(4);
            changes.extend(steps.clone().map(|step| ImageChange::RemoveInstruction { place: step.place }));
            let adds = steps.filter(|step| matches!(step.does, Does::Copy { add: true, .. }));
            changes.extend(adds.map(|step| ImageChange::CopyInsteadOfAdd { place: step.place }));
        }
        for change in changes.iter().take(12) {
            let Some(after) = edited(dockerfile::lower(recipe, change, &sources), file, text) else {
                continue;
            };
            let mut sources = Sources::default();
            let file = sources.add("Dockerfile", after.as_str());
            let again = dockerfile::read(file, &Build::default(), &sources);
            let Some(now) = again.projects.iter().flat_map(|project| &project.recipes).next() else {
                panic!("{change:?}: no recipe\n{text}\n{after}");
            };
            if let ImageChange::SetUser { user } = change {
                let known = now.facts.user.known().map(String::as_str);
                assert_eq!(known, Some(user.as_str()), "{text}\n{after}");
                let twice = edited(dockerfile::lower(now, change, &sources), file, &after);
                assert_eq!(twice, None, "{text}\n{after}");
            }
        }
    }
}

fuzz_target!(|text: &str| {
    match text.as_bytes().first() {
        Some(b'{' | b'[') => containers("request.json", text, requests, engine::lower),
        Some(b'#' | b'F' | b'f' | b'A') => recipe(text),
        Some(b'>' | b'`' | b'1') => containers("page.md", text, commands, run::lower),
        Some(b'd') => containers("line.txt", text, commands, run::lower),
        _ => containers("script.sh", text, commands, run::lower),
    }
});
