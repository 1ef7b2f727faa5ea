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
pub(super) const PERIOD: i64 = 100_000;

/// One CPU, in billionths.
pub(super) const CPU: i64 = 1_000_000_000;

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
        let most = subject.thresholds.cpus;
        let above = [(&host.nano_cpus, CPU), (&host.cpu_quota, period)]
            .into_iter()
            .find(|(field, one)| field.get().is_some_and(|limit| *limit > one.saturating_mul(most)));
        // Bound to some of the CPUs, it cannot take the others.
        let bound = host.cpuset_cpus.get().is_some_and(|cpus| !cpus.is_empty());
        let unknown =
            limits.iter().any(|field| field.unknown().is_some()) || host.cpuset_cpus.unknown().is_some();
        if (limited && above.is_none()) || bound || unknown {
            return;
        }
        let field = above.map_or(&host.cpu_quota, |(field, _)| field);
        let finding = Finding::at(&META, subject.container, Place::of_field(field, &subject.container.place));
        let finding = match above {
            Some(_) => finding.worded("no-cpu-limit-high").with("most", most.to_string()),
            None => finding,
        };
        findings.add(finding.fix(remedy::cpus(subject)));
    }
}
