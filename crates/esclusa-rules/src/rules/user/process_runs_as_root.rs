//! A process that is root where the container is not: `process_runs_as_root.md`.

use esclusa_finding::{Finding, Findings, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::running::Process;

use crate::root::{is_root, is_root_by_number};
use crate::rule::{Rule, Subject, page};
use crate::seen::programs;

static META: RuleMeta = RuleMeta {
    id: "process-runs-as-root",
    practice: Practice::User,
    severity: Severity::Medium,
    field: "User",
    standards: &[Standard::Cis("1.6.0", "5.24"), Standard::Cwe(250)],
    fix: Safety::Manual,
    page: page!("process_runs_as_root"),
};

/// The rule.
pub(crate) struct ProcessRunsAsRoot;

impl Rule for ProcessRunsAsRoot {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let Some(running) = &container.running else { return };
        let asked = container.request.user.get().filter(|user| !user.is_empty());
        let Some(user) = asked.or_else(|| container.image.user.known()) else { return };
        // Of a container that is root anyhow other rules speak.
        if user.is_empty() || is_root(user) || is_root_by_number(container) {
            return;
        }
        for name in programs(running, Process::is_root) {
            let finding = Finding::missing(&META, container).about(name).with("user", user.clone());
            let finding = finding.with("program", name.to_owned());
            findings.add(finding.remedy("process-runs-as-root-fix", "fix-reason-who-started"));
        }
    }
}
