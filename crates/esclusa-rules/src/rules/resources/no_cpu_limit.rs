//! CPU time without a limit: `no_cpu_limit.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};

use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "no-cpu-limit",
    practice: Practice::Resources,
    severity: Severity::Low,
    field: "HostConfig.NanoCpus",
    standards: &[Standard::Cis("1.6.0", "5.12"), Standard::Cwe(770), Standard::Attack("T1499")],
    page: page!("no_cpu_limit"),
};

/// The rule.
pub(crate) struct NoCpuLimit;

impl Rule for NoCpuLimit {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        let limits = [&host.nano_cpus, &host.cpu_quota, &host.cpu_count, &host.cpu_percent];
        let limited = limits.iter().any(|field| field.get().is_some_and(|limit| *limit > 0));
        // Bound to some of the CPUs, it cannot take the others.
        let bound = host.cpuset_cpus.get().is_some_and(|cpus| !cpus.is_empty());
        if limited || bound || limits.iter().any(|field| field.unknown().is_some()) {
            return;
        }
        let place = Place::of_field(&host.cpu_quota, &subject.container.place);
        findings.add(Finding::at(&META, subject.container, place).remedy("no-cpu-limit-fix"));
    }
}
