//! Swap without a limit beside a memory limit: `unlimited_swap.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "unlimited-swap",
    practice: Practice::Resources,
    severity: Severity::Low,
    field: "HostConfig.MemorySwap",
    standards: &[Standard::Cis("1.6.0", "5.11"), Standard::Cwe(770), Standard::Attack("T1499")],
    fix: Safety::Safe,
    page: page!("unlimited_swap"),
};

/// The rule.
pub(crate) struct UnlimitedSwap;

impl Rule for UnlimitedSwap {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        // Without a memory limit, `no-memory-limit` says more; unsaid, the engine takes twice the memory.
        let Some(limit) = host.memory.get().filter(|bytes| **bytes > 0) else { return };
        let swap = &host.memory_swap;
        if swap.unknown().is_some() || swap.get().is_none_or(|bytes| *bytes >= 0) {
            return;
        }
        let place = Place::of_field(swap, &subject.container.place);
        findings.add(Finding::at(&META, subject.container, place).fix(remedy::swap(subject, *limit)));
    }
}
