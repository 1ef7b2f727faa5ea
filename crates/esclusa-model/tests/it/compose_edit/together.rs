//! Several changes in one pass: edits that share no field stand side by side.

use esclusa_model::dialect::compose::{LoadOptions, lower};
use esclusa_model::{Change, Container, Namespace};
use esclusa_source::Edits;

use super::corpus;
use super::law::{Case, Overlay, container};

/// One change for each field, as a fix of everything would make them.
fn changes(container: &Container) -> Vec<Change> {
    let host = &container.request.host;
    let mut changes = vec![
        Change::DropPrivileged,
        Change::DropAllCapabilities { keep: vec!["CHOWN".into()] },
        Change::ForbidNewPrivileges,
        Change::MakeRootReadOnly { tmpfs: vec!["/esclusa:size=1m".into()] },
        Change::LimitMemory { bytes: 64 << 20 },
        Change::LimitCpus { nano_cpus: 500_000_000 },
        Change::LimitProcesses { processes: 77 },
        Change::LimitLogs { max_size: "3m".into(), max_file: 2 },
        Change::SetRestart { policy: "on-failure".into(), most: 4 },
        Change::SetUser { user: "77:77".into() },
        Change::PrivateNamespace(Namespace::Pid),
        Change::PrivateNamespace(Namespace::Ipc),
        Change::PrivateNamespace(Namespace::Cgroup),
        Change::AddDevice { path: "/dev/esclusa".into() },
    ];
    let port = host.port_bindings.entries.keys().next().cloned();
    changes.extend(port.map(|port| Change::UnpublishPort { port }));
    let variable =
        container.request.env.values().next().and_then(|item| item.split('=').next()).map(str::to_owned);
    changes.extend(variable.map(|variable| Change::RemoveVariable { variable }));
    changes
}

/// Applies what goes together, pass by pass; the number of passes that it takes.
fn all_at_once(mut case: Case, service: &str) -> Result<(usize, usize), String> {
    let (first, _) = case.read();
    let mut expected = container(&first.projects[0], service).cloned().ok_or("no service")?;
    let mut left = changes(&expected);
    let mut refused = 0;
    for pass in 1..=4 {
        let (reading, sources) = case.read();
        let project = reading.projects.first().ok_or_else(|| format!("{:?}", reading.problems))?;
        let own = container(project, service).ok_or("no service")?;
        let mut edits = Edits::default();
        let mut later = Vec::new();
        for change in left {
            match lower(project, own, &change, &sources) {
                Err(_) => refused += 1,
                Ok(lowered) if edits.add(&lowered).is_ok() => change.apply(&mut expected),
                Ok(_) => later.push(change),
            }
        }
        for file in edits.files() {
            let text = edits.apply(file, &sources.file(file).text).ok_or("edits that do not fit")?;
            case.files.changed.insert(case.folder.join(sources.path(file)), text.into());
        }
        let (again, _) = case.read();
        let shown = || case.files.changed.values().map(|text| text.to_string()).collect::<String>();
        let new =
            again.problems.iter().find(|one| !first.problems.iter().any(|old| old.detail == one.detail));
        if let Some(problem) = new {
            return Err(format!("{problem:?}\n{}", shown()));
        }
        let found = again.projects.first().and_then(|project| container(project, service));
        let found = found.ok_or_else(|| format!("nothing is read\n{}", shown()))?;
        if let Some(why) = super::law::difference(found, &expected) {
            return Err(format!("{why}\n{}", shown()));
        }
        if later.is_empty() {
            return Ok((pass, refused));
        }
        left = later;
    }
    Err("more than four passes".to_owned())
}

#[test]
fn changes_of_different_fields_are_written_in_one_pass() {
    for (lines, passes) in [
        ("", 1),
        ("ports: [\"80:80\"]\nenvironment: {A: b}", 1),
        (
            "privileged: true\ncap_add:\n- KILL\nsecurity_opt:\n- a=b\ntmpfs: /run\npid: host\nenvironment:\n- A=b\nports:\n- 80:80",
            1,
        ),
        ("devices: [/dev/kvm]\nsecurity_opt: [a=b]\ncap_drop: [KILL]\ncap_add: [A]", 1),
        ("cap_add:\n- KILL\n- CHOWN # c\nuser: a", 1),
        // Both stand at the end of one mapping.
        ("deploy:\n  resources:\n    limits:\n      memory: 1g", 3),
    ] {
        for text in [super::project(lines), super::project(lines).trim_end().to_owned()] {
            let case = Case::of(&[("compose.yaml", &text)], &["compose.yaml"]);
            assert_eq!(all_at_once(case, "web"), Ok((passes, 0)), "{text}");
        }
    }
}

#[test]
fn changes_of_every_service_of_the_corpus_go_together() {
    let Some(shared) = crate::shared::shared("edits of Compose files together") else { return };
    let mut paths = Vec::new();
    corpus::files(&shared.join("corpus/compose"), &mut paths);
    let (mut services, mut passes, mut wrong) = (0, [0; 5], Vec::new());
    for path in paths.iter().skip(1).step_by(corpus::step()) {
        let folder = path.parent().unwrap_or(path).to_owned();
        let options = LoadOptions { files: vec![path.clone()], ..LoadOptions::default() };
        let case = Case { files: Overlay::default(), options, folder };
        let (reading, _) = case.read();
        for service in reading.projects.iter().flat_map(|project| project.containers()) {
            let Some(name) = service.identity.service.as_deref() else { continue };
            services += 1;
            match all_at_once(case.clone(), name) {
                Ok((count, _)) => passes[count] += 1,
                Err(why) => wrong.push(format!("{} {name}: {why}", path.display())),
            }
        }
    }
    eprintln!("{services} services, by passes {:?}, {} wrong", &passes[1..], wrong.len());
    let count = wrong.len();
    wrong.truncate(5);
    assert!(wrong.is_empty(), "{count} wrong\n{}", wrong.join("\n\n"));
    assert!(services > 300, "only {services} services");
}
