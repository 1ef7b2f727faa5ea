//! A limit that was all but reached: `limit_nearly_reached.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Field;

use super::no_cpu_limit::{CPU, PERIOD};
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "limit-nearly-reached",
    practice: Practice::Resources,
    severity: Severity::Info,
    field: "HostConfig.Memory",
    standards: &[Standard::Cwe(400)],
    fix: Safety::Safe,
    page: page!("limit_nearly_reached"),
};

/// From so many hundredths of a limit on it is all but reached.
const NEARLY: usize = 90;
/// From so many hundredths of its time on a service is stopped often, and after so many periods it is seen.
const OFTEN: usize = 25;
const ENOUGH: u64 = 100;

/// The rule.
pub(crate) struct LimitNearlyReached;

impl Rule for LimitNearlyReached {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let Some(running) = &container.running else { return };
        let host = &container.request.host;
        // A limit that nobody asked for is the machine's own.
        let of = |field: &Field<i64>, about: &str| {
            let asked = field.get().copied().filter(|limit| *limit > 0)?;
            let place = Place::of_field(field, &container.place);
            Some((asked, Finding::at(&META, container, place).about(about)))
        };
        if let Some((used, (asked, finding))) = running.memory.zip(of(&host.memory, "memory")) {
            // What was ended is sure; what is kept of files is given back before anything is.
            let share = used.limit.and_then(|limit| share(used.held(), limit, NEARLY));
            let told = told(finding, (used.killed, "limit-nearly-reached-killed"), (share, META.id));
            told.into_iter().for_each(|finding| findings.add(finding.fix(remedy::more_memory(asked))));
        }
        if let Some((used, (asked, finding))) = running.tasks.zip(of(&host.pids_limit, "pids")) {
            let share = used.limit.and_then(|limit| share(used.peak, limit, NEARLY));
            let refused = (used.refused, "limit-nearly-reached-refused");
            let told = told(finding, refused, (share, "limit-nearly-reached-tasks"));
            told.into_iter().for_each(|finding| findings.add(finding.fix(remedy::more_processes(asked))));
        }
        // The older way to say it is a part of a period.
        let by_quota = || {
            let (quota, finding) = of(&host.cpu_quota, "cpu")?;
            let period = host.cpu_period.get().copied().filter(|period| *period > 0).unwrap_or(PERIOD);
            Some((quota.saturating_mul(CPU) / period, finding))
        };
        if let Some((used, (asked, finding))) = running.cpu.zip(of(&host.nano_cpus, "cpu").or_else(by_quota))
        {
            let (periods, stopped) = used.periods;
            let share = share(stopped, periods, OFTEN).filter(|_| periods >= ENOUGH);
            let told = told(finding, (0, META.id), (share, "limit-nearly-reached-cpu"));
            told.into_iter().for_each(|finding| findings.add(finding.fix(remedy::more_cpus(asked))));
        }
    }
}

/// The finding, if something was counted, or else if the share is known.
fn told(
    finding: Finding,
    (number, counted): (u64, &'static str),
    (share, near): (Option<usize>, &'static str),
) -> Option<Finding> {
    if number > 0 {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        return Some(finding.worded(counted).severity(Severity::Low).with("number", number));
    }
    share.map(|share| finding.worded(near).with("share", share))
}

/// The hundredths of a limit that are used, if they are so many.
fn share(used: u64, limit: u64, least: usize) -> Option<usize> {
    let share = u128::from(used).saturating_mul(100).checked_div(u128::from(limit))?;
    let share = usize::try_from(share).ok()?;
    (share >= least).then_some(share.min(100))
}
