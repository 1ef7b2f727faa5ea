//! A limit that was all but reached: `limit_nearly_reached.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Field;

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
            let finding = match (used.killed, used.limit.and_then(|limit| share(used.held(), limit))) {
                (0, None) => None,
                (0, Some(share)) => Some(finding.with("share", share)),
                (killed, _) => {
                    let finding = finding.worded("limit-nearly-reached-killed").severity(Severity::Low);
                    Some(finding.with("number", usize::try_from(killed).unwrap_or(usize::MAX)))
                }
            };
            if let Some(finding) = finding {
                findings.add(finding.fix(remedy::more_memory(asked)));
            }
        }
        if let Some((used, (asked, finding))) = running.tasks.zip(of(&host.pids_limit, "pids")) {
            let finding = match (used.refused, used.limit.and_then(|limit| share(used.peak, limit))) {
                (0, None) => None,
                (0, Some(share)) => Some(finding.worded("limit-nearly-reached-tasks").with("share", share)),
                (refused, _) => {
                    let finding = finding.worded("limit-nearly-reached-refused").severity(Severity::Low);
                    Some(finding.with("number", usize::try_from(refused).unwrap_or(usize::MAX)))
                }
            };
            if let Some(finding) = finding {
                findings.add(finding.fix(remedy::more_processes(asked)));
            }
        }
    }
}

/// The hundredths of a limit that are used, if it is all but reached.
fn share(used: u64, limit: u64) -> Option<usize> {
    let share = u128::from(used).saturating_mul(100).checked_div(u128::from(limit))?;
    let share = usize::try_from(share).ok()?;
    (share >= NEARLY).then_some(share.min(100))
}
