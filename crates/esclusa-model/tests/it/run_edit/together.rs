//! Changes that share no fields, written in one pass.

use std::collections::HashSet;

use esclusa_model::dialect::run;
use esclusa_model::{Change, Namespace};
use esclusa_source::Edits;

use super::{asks, container, page};
use crate::shared::shared;

/// Changes of any container that share no fields.
fn changes() -> Vec<Change> {
    vec![
        Change::DropPrivileged,
        Change::PublishNamedPortsOnly,
        Change::PrivateNamespace(Namespace::Pid),
        Change::PrivateNamespace(Namespace::Ipc),
        Change::PrivateNamespace(Namespace::Network),
        Change::DropAllCapabilities { keep: vec!["CHOWN".to_owned()] },
        Change::ForbidNewPrivileges,
        Change::LimitMemory { bytes: 256 << 20 },
        Change::LimitCpus { nano_cpus: 500_000_000 },
        Change::LimitProcesses { processes: 100 },
        Change::LimitLogs { max_size: "10m".to_owned(), max_file: 3 },
        Change::SetRestart { policy: "on-failure".to_owned(), most: 5 },
        Change::SetUser { user: "1000:1000".to_owned() },
        Change::MakeRootReadOnly { tmpfs: vec!["/run".to_owned()] },
        Change::AddDevice { path: "/dev/net/tun".to_owned() },
        Change::PinImage { digest: "sha256:00".to_owned() },
    ]
}

/// How many changes were written at once, and how many waited; or what is wrong.
fn try_all(name: &str, text: &str) -> Result<(usize, usize), String> {
    let before = page(name, text);
    let (mut written, mut waiting) = (0, 0);
    let mut all = Edits::default();
    let mut expected: Vec<_> = before.projects.iter().map(|project| container(project).clone()).collect();
    for (project, expected) in before.projects.iter().zip(&mut expected) {
        let mut used = HashSet::new();
        for change in changes() {
            assert!(change.fields().iter().all(|field| used.insert(*field)), "{change:?}");
            let Ok(edits) = run::lower(project, container(project), &change, &before.sources) else {
                continue;
            };
            if all.add(&edits).is_ok() {
                change.apply(expected);
                written += 1;
            } else {
                waiting += 1;
            }
        }
    }
    let after = all.apply(before.file, text).unwrap();
    let again = page(name, &after);
    let found: Vec<_> = again.projects.iter().map(|project| asks(container(project))).collect();
    let expected: Vec<_> = expected.iter().map(asks).collect();
    if found == expected { Ok((written, waiting)) } else { Err(format!("{name}:\n{text}\n{after}")) }
}

#[test]
fn changes_of_other_fields_are_written_in_one_pass() {
    let Some(shared) = shared("run_edit") else { return };
    let (mut written, mut waiting, mut failures) = (0, 0, Vec::new());
    for (name, text) in super::corpus::documents(&shared) {
        match try_all(&name, &text) {
            Ok(sums) => (written, waiting) = (written + sums.0, waiting + sums.1),
            Err(why) => failures.push(why),
        }
    }
    eprintln!("in one pass: {written} changes, {waiting} wait for the next");
    failures.truncate(10);
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(written > 4000 && waiting * 100 < written, "{written}, {waiting}");
}
