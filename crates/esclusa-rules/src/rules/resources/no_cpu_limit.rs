//! CPU time without a limit: `no_cpu_limit.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "no-cpu-limit",
    practice: Practice::Resources,
    severity: Severity::Low,
    field: "HostConfig.NanoCpus",
    standards: &[Standard::Cis("1.6.0", "5.12"), Standard::Cwe(770), Standard::Attack("T1499")],
    fix: Safety::Safe,
    page: page!("no_cpu_limit"),
};

/// Microseconds, if nobody says a period.
const PERIOD: i64 = 100_000;

/// So many CPUs are more than a host has.
const MOST_CPUS: i64 = 512;

/// The rule.
pub(crate) struct NoCpuLimit;

impl Rule for NoCpuLimit {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        let period = host.cpu_period.get().filter(|period| **period > 0).copied().unwrap_or(PERIOD);
        let limits = [&host.nano_cpus, &host.cpu_quota, &host.cpu_count, &host.cpu_percent];
        let limited = limits.iter().any(|field| field.get().is_some_and(|limit| *limit > 0));
        // The engine does not compare a quota with the CPUs that there are.
        let limited = limited && host.cpu_quota.get().is_none_or(|quota| quota / period < MOST_CPUS);
        // Bound to some of the CPUs, it cannot take the others.
        let bound = host.cpuset_cpus.get().is_some_and(|cpus| !cpus.is_empty());
        let unknown =
            limits.iter().any(|field| field.unknown().is_some()) || host.cpuset_cpus.unknown().is_some();
        if limited || bound || unknown {
            return;
        }
        let place = Place::of_field(&host.cpu_quota, &subject.container.place);
        findings.add(Finding::at(&META, subject.container, place).fix(remedy::cpus(subject)));
    }
}
