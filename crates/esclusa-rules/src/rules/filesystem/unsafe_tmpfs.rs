//! A tmpfs from which programs may be started: `unsafe_tmpfs.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::tmpfs;

static META: RuleMeta = RuleMeta {
    id: "unsafe-tmpfs",
    practice: Practice::Filesystem,
    severity: Severity::Low,
    field: "HostConfig.Tmpfs",
    standards: &[Standard::Cwe(732), Standard::Attack("T1548.001")],
    fix: Safety::Risky,
    page: page!("unsafe_tmpfs"),
};

/// The rule.
pub(crate) struct UnsafeTmpfs;

impl Rule for UnsafeTmpfs {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        for tmpfs in tmpfs::mounted(&subject.container.request.host) {
            let allowed = [(tmpfs.exec, "exec"), (tmpfs.suid, "suid"), (tmpfs.dev, "dev")];
            let allowed: Vec<&str> = allowed.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
            if allowed.is_empty() {
                continue;
            }
            let place = Place::of(tmpfs.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).about(tmpfs.path);
            let finding = finding.with("path", tmpfs.path.to_owned()).with("options", allowed.join(", "));
            findings.add(finding.fix(remedy::restrict_tmpfs(tmpfs.path)));
        }
    }
}
