//! A tmpfs without size in a container without memory limit: `unbounded_tmpfs.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::tmpfs;

static META: RuleMeta = RuleMeta {
    id: "unbounded-tmpfs",
    practice: Practice::Resources,
    severity: Severity::Low,
    field: "HostConfig.Tmpfs",
    standards: &[Standard::Cwe(770), Standard::Attack("T1499")],
    fix: Safety::Safe,
    page: page!("unbounded_tmpfs"),
};

/// The rule.
pub(crate) struct UnboundedTmpfs;

impl Rule for UnboundedTmpfs {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        // What a tmpfs holds counts as the container's memory: a limit of that bounds it.
        if host.memory.unknown().is_some() || host.memory.get().is_some_and(|bytes| *bytes > 0) {
            return;
        }
        for tmpfs in tmpfs::mounted(host).iter().filter(|tmpfs| !tmpfs.sized) {
            let place = Place::of(tmpfs.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(tmpfs.path);
            findings.add(finding.with("path", tmpfs.path.to_owned()).fix(remedy::memory(subject)));
        }
    }
}
