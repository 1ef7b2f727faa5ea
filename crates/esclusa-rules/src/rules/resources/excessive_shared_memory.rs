//! A large `/dev/shm` in a container without memory limit: `excessive_shared_memory.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::tmpfs;

static META: RuleMeta = RuleMeta {
    id: "excessive-shared-memory",
    practice: Practice::Resources,
    severity: Severity::Low,
    field: "HostConfig.ShmSize",
    standards: &[Standard::Cwe(770), Standard::Attack("T1499")],
    fix: Safety::Safe,
    page: page!("excessive_shared_memory"),
};

/// The rule.
pub(crate) struct ExcessiveSharedMemory;

impl Rule for ExcessiveSharedMemory {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        let size = &host.shm_size;
        let most = subject.thresholds.shared_memory;
        let Some(bytes) = size.get().filter(|bytes| **bytes > most && size.unknown().is_none()) else {
            return;
        };
        let limited = host.memory.unknown().is_some() || host.memory.get().is_some_and(|bytes| *bytes > 0);
        // With another's `/dev/shm`, none, or something mounted there, the size is not used.
        let mode = host.ipc_mode.get().map_or("", String::as_str);
        let mounted = tmpfs::mounted(host).iter().any(|tmpfs| tmpfs.path == "/dev/shm");
        let own = matches!(mode, "" | "private" | "shareable") && !mounted;
        if limited || !own {
            return;
        }
        let place = Place::of_field(size, &subject.container.place);
        let finding = Finding::at(&META, subject.container, place);
        let finding = finding.with("size", format!("{} MiB", bytes >> 20));
        findings.add(finding.fix(remedy::memory(subject)));
    }
}
